//! The pose that counts as straight ahead, for each orientation of the screen.

/// Furthest a neutral pose may be from level, in degrees: players do not hold a phone further over to steer straight.
const MAX_NEUTRAL_DEG: f32 = 60.0;
/// Number of readings in the average, a quarter of a second, so that a tremor does not become part of the centre.
const AVERAGED: usize = 15;
/// Readings count only while the phone turns slower than this, in degrees per second; a passing pose is not held.
const HELD_DEG_PER_S: f32 = 15.0;

/// Lean from level in degrees, averaged while the phone is held, and the part of it that counts as straight.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Neutral {
    straight_deg: [f32; 4],
    /// The newest leans of the held pose.
    held_deg: [f32; AVERAGED],
    count: usize,
    quarter: usize,
}

impl Neutral {
    /// Notes the lean of a reading, in a quarter turn of the screen, while the phone turns at `rate` °/s.
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

    /// Returns the lean from straight ahead.
    pub(super) fn relative(&self, lean_deg: f32) -> f32 {
        lean_deg - self.straight_deg[self.quarter]
    }

    /// Takes the current pose.
    pub(super) fn take(&mut self) {
        let held = &self.held_deg[..self.count.min(AVERAGED)];
        if !held.is_empty() {
            let mean = held.iter().sum::<f32>() / held.len() as f32;
            self.straight_deg[self.quarter] = mean.clamp(-MAX_NEUTRAL_DEG, MAX_NEUTRAL_DEG);
        }
    }

    /// Restores earlier poses, one for each quarter turn of the screen; a value that is not a number becomes level.
    pub(super) fn restore(&mut self, straight_deg: [f32; 4]) {
        self.straight_deg =
            straight_deg.map(|deg| if deg.is_finite() { deg.clamp(-MAX_NEUTRAL_DEG, MAX_NEUTRAL_DEG) } else { 0.0 });
    }
}
