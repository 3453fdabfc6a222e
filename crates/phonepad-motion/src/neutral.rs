//! The pose that counts as straight ahead, for each way the screen can be turned.

/// Furthest a neutral pose may be from level, in degrees: nobody holds a phone further over and means "straight".
const MAX_NEUTRAL_DEG: f32 = 60.0;
/// A quarter of a second of readings is averaged, so that a tremor is not frozen into the centre.
const AVERAGED: usize = 15;
/// Only while the phone turns slower than this, in degrees per second; a pose passed through is not held.
const HELD_DEG_PER_S: f32 = 15.0;

/// Lean from level in degrees, averaged while the phone is held, and what of it counts as straight.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Neutral {
    straight_deg: [f32; 4],
    /// The newest leans of a pose that is held.
    held_deg: [f32; AVERAGED],
    count: usize,
    quarter: usize,
}

impl Neutral {
    /// Notes the lean of a reading, in a quarter turn of the screen, while the phone turns with `rate` °/s.
    pub(super) fn note(&mut self, lean_deg: f32, quarter: usize, rate: f32) {
        if quarter != self.quarter || rate > HELD_DEG_PER_S {
            self.count = 0;
        }
        self.quarter = quarter;
        self.held_deg[self.count % AVERAGED] = lean_deg;
        self.count += 1;
        if self.count == 2 * AVERAGED {
            self.count = AVERAGED;
        }
    }

    /// The lean from straight ahead.
    pub(super) fn relative(&self, lean_deg: f32) -> f32 {
        lean_deg - self.straight_deg[self.quarter]
    }

    /// Takes the pose held now.
    pub(super) fn take(&mut self) {
        let held = &self.held_deg[..self.count.min(AVERAGED)];
        if !held.is_empty() {
            let mean = held.iter().sum::<f32>() / held.len() as f32;
            self.straight_deg[self.quarter] = mean.clamp(-MAX_NEUTRAL_DEG, MAX_NEUTRAL_DEG);
        }
    }

    /// Takes poses of earlier, one for each quarter turn of the screen; what is no number becomes level.
    pub(super) fn restore(&mut self, straight_deg: [f32; 4]) {
        self.straight_deg =
            straight_deg.map(|deg| if deg.is_finite() { deg.clamp(-MAX_NEUTRAL_DEG, MAX_NEUTRAL_DEG) } else { 0.0 });
    }
}
