//! The "up" direction in the phone's own axes, at present and in a moment.

use core::fmt;

use glam::{Quat, Vec3};

use super::{fusion::Fusion, gravity::Gravity};

/// The largest acceleration and rotation rate that the wire can carry, in m/s² and °/s: larger values are not readings.
const MAX_ACCELERATION: f32 = 327.68;
const MAX_RATE_DEG_PER_S: f32 = 3276.8;

/// Estimates the unit "up" vector in device axes (screen up on a table: z = 1): with VQF if there is a gyroscope,
/// otherwise with a low-pass over the accelerometer.
#[derive(Default)]
pub struct Attitude {
    source: Option<Source>,
}

enum Source {
    // Boxed, because VQF keeps a kilobyte of filters.
    Both(Box<Fusion>),
    Accelerometer(Gravity),
}

impl Attitude {
    /// Takes one reading, `dt` seconds after the previous one.
    ///
    /// `acceleration` includes gravity, in m/s²; `rotation_rate` is in degrees per second, `None` without a gyroscope.
    /// Readings that are not numbers change nothing, nor does a reading in free fall before there is an estimate.
    pub fn update(&mut self, acceleration: Vec3, rotation_rate: Option<Vec3>, dt: f32) {
        let possible = acceleration.is_finite()
            && dt.is_finite()
            && acceleration.abs().max_element() <= MAX_ACCELERATION
            && rotation_rate.is_none_or(|rate| rate.is_finite() && rate.abs().max_element() <= MAX_RATE_DEG_PER_S);
        if !possible || (self.source.is_none() && acceleration.try_normalize().is_none()) {
            return;
        }
        match (&mut self.source, rotation_rate) {
            (Some(Source::Both(fusion)), Some(rate)) => fusion.update(acceleration, rate, dt),
            (Some(Source::Accelerometer(gravity)), None) => gravity.update(acceleration, dt),
            (source, Some(rate)) => {
                let mut fusion = Box::<Fusion>::default();
                fusion.update(acceleration, rate, dt);
                *source = Some(Source::Both(fusion));
            }
            (source, None) => {
                let mut gravity = Gravity::default();
                gravity.update(acceleration, dt);
                *source = Some(Source::Accelerometer(gravity));
            }
        }
    }

    /// Notes that readings of the next `seconds` were lost and will be interpolated: the estimate may have a larger
    /// error.
    pub fn note_loss(&mut self, seconds: f32) {
        if let Some(Source::Both(fusion)) = &mut self.source {
            fusion.note_loss(seconds);
        }
    }

    /// Returns the estimate as of the newest reading, or `None` before the first one; its length is always 1.
    pub fn up(&self) -> Option<Vec3> {
        match self.source.as_ref()? {
            Source::Both(fusion) => Some(fusion.up()),
            Source::Accelerometer(gravity) => gravity.up(),
        }
    }

    /// Returns the estimate `seconds` after the newest reading, provided that the phone keeps turning at the same rate;
    /// the same as [`up`](Self::up) without a gyroscope.
    pub fn up_in(&self, seconds: f32) -> Option<Vec3> {
        // A vector that is fixed in the world turns against the device: du/dt = u × ω.
        Some(Quat::from_scaled_axis(self.rate() * -seconds) * self.up()?)
    }

    /// Returns the rotation rate of the newest reading in rad/s, without the gyroscope's drift; zero without a
    /// gyroscope.
    pub fn rate(&self) -> Vec3 {
        match &self.source {
            Some(Source::Both(fusion)) => fusion.rate(),
            _ => Vec3::ZERO,
        }
    }
}

impl fmt::Debug for Attitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attitude").field("up", &self.up()).field("rate", &self.rate()).finish_non_exhaustive()
    }
}
