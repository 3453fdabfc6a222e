//! The One Euro filter (Casiez, Roussel and Vogel, "1 € Filter", CHI 2012): calm at rest, quick on the move.

/// Smooths one value; the corner frequency rises with its speed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OneEuro {
    /// Corner frequency at rest, in Hz.
    min_cutoff: f32,
    /// Increase of the corner frequency at a speed of one unit per second, in Hz.
    beta: f32,
    /// Smoothed value and speed.
    state: Option<(f32, f32)>,
}

/// Corner frequency of the speed itself, in Hz, as in the paper.
const SPEED_CUTOFF_HZ: f32 = 1.0;

impl OneEuro {
    pub(super) const fn new(min_cutoff: f32, beta: f32) -> Self {
        Self { min_cutoff, beta, state: None }
    }

    /// Takes the next value, `dt` seconds after the previous one, and returns the smoothed one.
    pub(super) fn next(&mut self, value: f32, dt: f32) -> f32 {
        let (smooth, speed) = match self.state {
            Some((before, speed)) if dt > 0.0 => {
                let speed = speed + share(SPEED_CUTOFF_HZ, dt) * ((value - before) / dt - speed);
                let cutoff = self.min_cutoff + self.beta * speed.abs();
                (before + share(cutoff, dt) * (value - before), speed)
            }
            Some(state) => state,
            None => (value, 0.0),
        };
        self.state = Some((smooth, speed));
        smooth
    }

    /// Returns the newest smoothed value.
    pub(super) fn value(&self) -> Option<f32> {
        self.state.map(|(value, _)| value)
    }
}

/// Returns the share of a new value in a first-order low-pass.
fn share(cutoff_hz: f32, dt: f32) -> f32 {
    let r = core::f32::consts::TAU * cutoff_hz * dt;
    r / (r + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the smoothed values of a step from 0 to 1, with readings every 100 ms.
    fn step(mut filter: OneEuro) -> [f32; 3] {
        [0.0, 1.0, 1.0].map(|value| filter.next(value, 0.1))
    }

    #[track_caller]
    fn assert_near(actual: [f32; 3], expected: [f32; 3]) {
        assert!(actual.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4), "{actual:?} instead of {expected:?}");
    }

    #[test]
    fn without_its_speed_a_value_passes_a_low_pass_of_the_corner_frequency() {
        // 2π · 1 Hz · 0.1 s = 0.6283, and 0.6283 / 1.6283 = 0.3859 of what is left.
        assert_near(step(OneEuro::new(1.0, 0.0)), [0.0, 0.3859, 0.6228]);
    }

    #[test]
    fn the_corner_frequency_rises_with_the_smoothed_speed() {
        // The speed is 0.3859 · 10 = 3.859 a second, the corner frequency 1 + 0.5 · 3.859 = 2.93 Hz, the share 0.648;
        // then 3.859 + 0.3859 · (3.520 − 3.859) = 3.728, 2.86 Hz and 0.6428 of the 0.352 that are left.
        assert_near(step(OneEuro::new(1.0, 0.5)), [0.0, 0.647_96, 0.874_25]);
    }

    #[test]
    fn a_reading_at_the_same_time_changes_nothing() {
        let mut filter = OneEuro::new(1.0, 0.5);
        assert_eq!(filter.value(), None);
        assert_eq!(filter.next(5.0, 0.0), 5.0, "the first value is taken as it is");
        for dt in [0.0, -0.1] {
            assert_eq!((filter.next(9.0, dt), filter.value()), (5.0, Some(5.0)));
        }
    }
}
