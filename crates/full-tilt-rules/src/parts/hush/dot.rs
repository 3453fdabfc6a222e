//! The drifting dot: stillness for players whose device has no motion sensor.

use crate::{Game, TICK_S};

/// How far the dot can be from the middle, in units of its line.
const FURTHEST: f32 = 2.0;

/// The numbers of the dot.
///
/// Its distance from the middle becomes a motion value, so that the same limits and the same judgement apply to both
/// kinds of players: the ring around the middle in which it must stay is [`crate::Hush::ring`], and shrinks with the limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotTuning {
    /// Speed of the dot at full steering, in units per second.
    pub steering: f32,
    /// Standard deviation of the speed of its drift, in units per second.
    pub drift: f32,
    /// Time in seconds over which the drift forgets its direction.
    pub memory_s: f32,
    /// The motion value of a dot at a distance of one unit.
    pub motion: f32,
    /// Exponent of the distance in the motion value. It gives a steered dot the rare large values of a hand: the 95th
    /// percentile of the motion is three and a half times the median.
    pub exponent: f32,
}

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
    pub(super) fn advance(&mut self, steer: f32, tuning: &DotTuning, game: &mut Game) {
        // A first-order autoregressive process, with the sum of three uniform numbers as its noise: variance 3/12.
        let keeps = 1.0 - TICK_S / tuning.memory_s.max(TICK_S);
        let noise = (game.random() + game.random() + game.random() - 1.5) * 2.0;
        self.drift = self.drift * keeps + noise * tuning.drift * libm::sqrtf(1.0 - keeps * keeps);
        self.place += (self.drift + steer * tuning.steering) * TICK_S;
        self.place = self.place.clamp(-FURTHEST, FURTHEST);
    }

    /// Returns its motion value, 0..=1.
    pub(super) fn motion(&self, tuning: &DotTuning) -> f32 {
        (tuning.motion * libm::powf(self.place.abs(), tuning.exponent)).min(1.0)
    }
}
