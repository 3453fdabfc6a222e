//! Fairness: players whose readings arrive sooner wait for the slowest, within limits.

use std::collections::VecDeque;

use super::{Inputs, MAX_PLAYERS, TICK_S};

/// Longest delay for fairness, in ticks: 58 ms.
pub const MAX_DELAY_TICKS: u8 = 7;

/// The steering of the last few ticks, so that it can be used later than it arrived.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DelayLine {
    /// The inputs, newest first.
    history: VecDeque<Inputs>,
    /// Each slot's waiting tap: the ticks until it takes effect, plus one; 0 for none.
    taps: [u8; MAX_PLAYERS],
}

/// Returns each player's delay in ticks, from the age of the readings in seconds as they arrive; `None` for a player
/// who sends none, and for whom nobody waits.
///
/// All steering is then as old as the oldest, or as [`MAX_DELAY_TICKS`] allows.
pub fn fair_delays(ages_s: &[Option<f32>; MAX_PLAYERS]) -> [u8; MAX_PLAYERS] {
    let oldest = ages_s.iter().flatten().copied().filter(|age| age.is_finite()).fold(0.0, f32::max);
    let delay = |age: f32| libm::roundf((oldest - age.max(0.0)) / TICK_S).clamp(0.0, f32::from(MAX_DELAY_TICKS)) as u8;
    ages_s.map(|age| age.map_or(0, delay))
}

impl DelayLine {
    /// Takes the steering of this tick and returns the steering to use, each slot's `delays` entry in ticks late.
    ///
    /// A tap takes effect exactly once, even if the delay changes while it waits; two taps within one delay are one.
    pub fn pass(&mut self, inputs: Inputs, delays: &[u8; MAX_PLAYERS]) -> Inputs {
        for (slot, (tap, &delay)) in (0..).zip(self.taps.iter_mut().zip(delays)) {
            if inputs.action(slot) && *tap == 0 {
                *tap = delay.min(MAX_DELAY_TICKS) + 1;
            }
        }
        self.history.push_front(inputs);
        self.history.truncate(usize::from(MAX_DELAY_TICKS) + 1);
        let mut delayed = Inputs::default();
        for (slot, &delay) in (0..).zip(delays) {
            // At first the oldest input available.
            let past = self.history.get(usize::from(delay)).or(self.history.back());
            delayed.set_steps(slot, past.map_or(0, |past| past.steps(slot)));
            delayed.set_motion_steps(slot, past.map_or(0, |past| past.motion_steps(slot)));
        }
        for (slot, tap) in (0..).zip(&mut self.taps) {
            delayed.set_action(slot, *tap == 1);
            *tap = tap.saturating_sub(1);
        }
        delayed
    }
}
