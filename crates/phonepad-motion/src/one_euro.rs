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
