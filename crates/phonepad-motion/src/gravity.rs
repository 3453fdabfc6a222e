//! "Up" from the accelerometer alone, for phones without a gyroscope.

use glam::Vec3;

use super::STANDARD_GRAVITY;

/// Corner frequency in Hz. Of 2 to 8 Hz, it has the smallest error of the steer angle on the recordings.
const CUTOFF_HZ: f32 = 5.0;
/// A reading further than this from one g, in m/s², is a knock and carries no information about gravity. Of 3 to 7 also
/// the best.
const MAX_GRAVITY_ERROR: f32 = 7.0;
/// A phone that never measures one g for this long, in seconds, has a bad accelerometer, which is better than none.
const MAX_DISTRUST_S: f32 = 0.5;

/// A first-order low-pass over readings that can be gravity.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Gravity {
    smooth: Option<Vec3>,
    distrusted_s: f32,
}

impl Gravity {
    /// Takes one finite reading in m/s², `dt` seconds after the previous one.
    pub(super) fn update(&mut self, acceleration: Vec3, dt: f32) {
        let Some(smooth) = self.smooth else {
            self.smooth = acceleration.try_normalize().map(|_| acceleration);
            return;
        };
        let dt = dt.max(0.0);
        let is_gravity = (acceleration.length() - STANDARD_GRAVITY).abs() < MAX_GRAVITY_ERROR;
        self.distrusted_s = if is_gravity { 0.0 } else { self.distrusted_s + dt };
        if is_gravity || self.distrusted_s > MAX_DISTRUST_S {
            let share = 1.0 - libm::expf(-core::f32::consts::TAU * CUTOFF_HZ * dt);
            self.smooth = Some(smooth.lerp(acceleration, share));
        }
    }

    /// Returns the unit up vector in device axes, or `None` before the first reading.
    pub(super) fn up(&self) -> Option<Vec3> {
        self.smooth.and_then(Vec3::try_normalize)
    }
}
