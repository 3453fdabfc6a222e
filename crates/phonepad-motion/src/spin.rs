//! Notices a phone that is turned like a steering wheel lying on a table, which gravity cannot see.

/// Turning faster than this about the vertical, in degrees per second, …
const SPIN_DEG_PER_S: f32 = 30.0;
/// … with the screen this much to the sky or the floor (cosine) …
const FLAT: f32 = 0.85;
/// … and leaning less than this, in degrees, is a spin.
const MAX_LEAN_DEG: f32 = 5.0;
/// This much spinning in a short while, in seconds, is a habit.
const HABIT_S: f32 = 1.5;
/// After a notice there is no further one for this long, in seconds.
const PATIENCE_S: f32 = 20.0;

/// Adds up spinning; other movement decreases the sum.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SpinWatch {
    spun_s: f32,
    quiet_s: f32,
    noticed: bool,
}

impl SpinWatch {
    /// Takes one reading: the share of "up" along the screen's normal, the rate about "up" in °/s, the lean in degrees.
    pub(super) fn note(&mut self, up_z: f32, yaw_deg_per_s: f32, lean_deg: f32, dt: f32) {
        self.quiet_s = (self.quiet_s - dt).max(0.0);
        let spins = yaw_deg_per_s.abs() > SPIN_DEG_PER_S && up_z.abs() > FLAT && lean_deg.abs() < MAX_LEAN_DEG;
        self.spun_s = if spins { self.spun_s + dt } else { (self.spun_s - dt / 2.0).max(0.0) };
        if self.spun_s >= HABIT_S && self.quiet_s == 0.0 {
            (self.spun_s, self.quiet_s, self.noticed) = (0.0, PATIENCE_S, true);
        }
    }

    /// Whether spinning was noticed since the last call.
    pub(super) fn take(&mut self) -> bool {
        core::mem::take(&mut self.noticed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds readings of a flat phone that spins, half a second apart. Returns at which of them that was noticed.
    fn spin(watch: &mut SpinWatch, readings: usize) -> Vec<usize> {
        let noticed = (1..=readings).filter(|_| {
            watch.note(1.0, 90.0, 0.0, 0.5);
            watch.take()
        });
        noticed.collect()
    }

    #[test]
    fn a_habit_takes_a_second_and_a_half_and_is_noticed_every_twenty_seconds() {
        assert_eq!(spin(&mut SpinWatch::default(), 90), [3, 43, 83]);
    }

    #[test]
    fn other_movement_counts_half_against_spinning() {
        let other = |watch: &mut SpinWatch, seconds: f32| watch.note(0.0, 0.0, 0.0, seconds);
        let mut watch = SpinWatch::default();
        other(&mut watch, 10.0);
        assert_eq!(spin(&mut watch, 2), [0; 0]);
        // Half a second of the second is left.
        other(&mut watch, 1.0);
        assert_eq!(spin(&mut watch, 2), [2]);
    }

    #[test]
    fn only_fast_turns_of_a_flat_and_level_phone_are_spins() {
        let is_spin = |up_z: f32, yaw_deg_per_s: f32, lean_deg: f32| {
            let mut watch = SpinWatch::default();
            watch.note(up_z, yaw_deg_per_s, lean_deg, HABIT_S);
            watch.take()
        };
        assert!(is_spin(0.86, 31.0, 4.9) && is_spin(-0.86, -31.0, -4.9));
        assert!(!is_spin(0.85, 31.0, 4.9) && !is_spin(-0.85, 31.0, 4.9));
        assert!(!is_spin(0.86, 30.0, 4.9) && !is_spin(0.86, -30.0, 4.9));
        assert!(!is_spin(0.86, 31.0, 5.0) && !is_spin(0.86, 31.0, -5.0));
    }
}
