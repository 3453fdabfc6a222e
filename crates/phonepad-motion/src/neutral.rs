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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_fifteen_readings_are_averaged() {
        for readings in [3_u8, 20, 30, 31, 45, 100] {
            let mut neutral = Neutral::default();
            (1..=readings).for_each(|i| neutral.note(f32::from(i), 0, 0.0));
            neutral.take();
            let mean = if readings == 3 { 2.0 } else { f32::from(readings) - 7.0 };
            assert_eq!(neutral.relative(70.0), 70.0 - mean.min(60.0), "after {readings} readings");
        }
    }

    #[test]
    fn without_a_reading_level_stays_straight() {
        let mut neutral = Neutral::default();
        neutral.take();
        assert_eq!(neutral.relative(8.0), 8.0);
    }

    #[test]
    fn a_turn_begins_a_new_pose() {
        let straight = |rate: f32| {
            let mut neutral = Neutral::default();
            (0..4).for_each(|_| neutral.note(5.0, 0, 0.0));
            neutral.note(50.0, 0, rate);
            neutral.take();
            50.0 - neutral.relative(50.0)
        };
        assert_eq!((straight(15.0), straight(15.1)), (14.0, 50.0), "a mean of 5, 5, 5, 5 and 50, or 50 alone");
    }

    #[test]
    fn each_quarter_turn_of_the_screen_has_its_pose() {
        let mut neutral = Neutral::default();
        (0..4).for_each(|_| neutral.note(5.0, 0, 0.0));
        neutral.take();
        neutral.note(20.0, 1, 0.0);
        neutral.take();
        assert_eq!(neutral.relative(20.0), 0.0);
        neutral.note(20.0, 0, 0.0);
        assert_eq!(neutral.relative(20.0), 15.0);
    }

    #[test]
    fn straight_is_at_most_sixty_degrees_from_level() {
        let mut neutral = Neutral::default();
        neutral.note(-80.0, 0, 0.0);
        neutral.take();
        assert_eq!(neutral.relative(-80.0), -20.0);
        neutral.restore([70.0, -70.0, f32::NAN, 8.0]);
        for (quarter, straight) in [60.0, -60.0, 0.0, 8.0].into_iter().enumerate() {
            neutral.note(0.0, quarter, 0.0);
            assert_eq!(neutral.relative(0.0), -straight);
        }
    }
}
