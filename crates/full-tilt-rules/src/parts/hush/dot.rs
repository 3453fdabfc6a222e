//! The drifting dot: stillness for players whose device has no motion sensor.

use crate::{Board, DotTuning, TICK_S};

/// How far the dot can be from the middle, in units of its line.
const FURTHEST: f32 = 2.0;

/// A dot on a line.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dot {
    /// Its place: 0 in the middle, positive to the right.
    pub place: f32,
    /// Speed of its drift, in units per second.
    pub drift: f32,
}

impl Dot {
    /// Moves it for a tick, steered −1..=1.
    pub(super) fn advance(&mut self, steer: f32, tuning: &DotTuning, board: &mut Board) {
        // A first-order autoregressive process, with the sum of three uniform numbers as its noise: variance 3/12.
        let keeps = 1.0 - TICK_S / tuning.memory_s.max(TICK_S);
        let noise = (board.random() + board.random() + board.random() - 1.5) * 2.0;
        self.drift = self.drift * keeps + noise * tuning.drift * libm::sqrtf(1.0 - keeps * keeps);
        self.place += (self.drift + steer * tuning.steering) * TICK_S;
        self.place = self.place.clamp(-FURTHEST, FURTHEST);
    }

    /// Returns its motion value, 0..=1.
    pub(super) fn motion(&self, tuning: &DotTuning) -> f32 {
        (tuning.motion * libm::powf(self.place.abs(), tuning.exponent)).min(1.0)
    }
}
