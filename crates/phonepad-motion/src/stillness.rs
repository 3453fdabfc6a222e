//! Detects when a phone is held still, and how far its accelerometer is then preferred to the filter.

use glam::Vec3;

use super::STANDARD_GRAVITY;

/// A phone that turns slower than this, in degrees per second, …
const CALM_RATE_DEG_PER_S: f32 = 3.0;
/// … and measures one g within this, in m/s², …
const CALM_GRAVITY_ERROR: f32 = 0.3;
/// … always the same within this, in m/s², …
const CALM_CHANGE: f32 = 0.4;
/// … for this long, in seconds, measures nothing but gravity.
const CALM_S: f32 = 0.05;
/// Its accelerometer is then trusted with this time constant, in seconds.
const CALM_TIME_CONSTANT_S: f32 = 0.12;
/// An estimate that still has this error, in radians, after such a calm is dropped at once.
const LOST_RAD: f32 = 4.0 / 180.0 * core::f32::consts::PI;
const LOST_S: f32 = 0.3;
/// The same in seconds, where nothing explains the error: in an even swing of the hand half a second is as still.
const LOST_UNEXPLAINED_S: f32 = 0.6;

/// Largest error of the filter after a turn, as a share of the angle: sparse, late or held readings do not describe a
/// turn more accurately.
const TURN_ERROR: f32 = 0.25;
/// Beyond this, in degrees per second about an axis, some phones' gyroscopes saturate: their smallest range is 500.
const MAX_SURE_RATE_DEG_PER_S: f32 = 490.0;
/// Largest unnoticed drift of a gyroscope, in rad/s.
const DRIFT_RAD_PER_S: f32 = 0.2 / 180.0 * core::f32::consts::PI;
/// Largest rotation rate of a hand while there are no readings, in rad/s.
const UNSEEN_RAD_PER_S: f32 = 150.0 / 180.0 * core::f32::consts::PI;
/// The filter forgets errors with this time constant, in seconds: VQF's for the accelerometer.
const FORGET_S: f32 = 3.0;
/// Accelerations beyond this, in m/s², may be knocks, which are too short for the readings to have their true mean.
const KNOCK: f32 = 2.0 * STANDARD_GRAVITY;

/// Detects phones that are held still.
///
/// A hand that moves evenly produces a steady acceleration too. The accelerometer may therefore correct only as much as
/// the filter can be wrong: a share of the angle turned through, the drift, and knocks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stillness {
    calm_s: f32,
    /// Mean acceleration since the calm began, in m/s².
    mean: Vec3,
    /// Largest possible error of the filter, in radians.
    doubt: f32,
}

impl Default for Stillness {
    /// Starts without knowledge: the filter may have a large error.
    fn default() -> Self {
        Self { calm_s: 0.0, mean: Vec3::ZERO, doubt: core::f32::consts::PI }
    }
}

impl Stillness {
    /// Notes that there were no readings for `seconds`.
    pub(super) fn note_loss(&mut self, seconds: f32) {
        self.doubt += UNSEEN_RAD_PER_S * seconds;
    }

    /// Takes a reading and the filter's `up`, in device axes, with `rate` in rad/s. Returns the share by which the
    /// filter's mean acceleration should be drawn to this reading.
    pub(super) fn trust(&mut self, up: Vec3, acceleration: Vec3, rate: Vec3, dt: f32) -> f32 {
        let knock = (acceleration.length() - KNOCK).max(0.0) / STANDARD_GRAVITY;
        self.doubt *= libm::expf(-dt / FORGET_S);
        self.doubt += (TURN_ERROR * rate.length() + DRIFT_RAD_PER_S + knock / FORGET_S) * dt;
        if rate.abs().max_element().to_degrees() > MAX_SURE_RATE_DEG_PER_S {
            self.doubt = core::f32::consts::PI;
        }

        let calm = rate.length().to_degrees() < CALM_RATE_DEG_PER_S
            && (acceleration.length() - STANDARD_GRAVITY).abs() < CALM_GRAVITY_ERROR
            && (self.calm_s == 0.0 || acceleration.distance(self.mean) < CALM_CHANGE);
        if !calm {
            self.calm_s = 0.0;
            return 0.0;
        }
        if self.calm_s == 0.0 {
            self.mean = acceleration;
        }
        self.calm_s += dt;
        self.mean = self.mean.lerp(acceleration, (dt / self.calm_s).min(1.0));
        if self.calm_s < CALM_S {
            return 0.0;
        }
        let error = up.angle_between(acceleration);
        let patience = if self.doubt > LOST_RAD { LOST_S } else { LOST_UNEXPLAINED_S };
        if self.calm_s >= patience && error > LOST_RAD {
            self.doubt = 0.0;
            return 1.0;
        }
        let share = 1.0 - libm::expf(-dt / CALM_TIME_CONSTANT_S);
        let believed = if error > self.doubt { self.doubt / error } else { 1.0 };
        self.doubt *= 1.0 - share;
        share * believed
    }
}
