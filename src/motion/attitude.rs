//! Which way is up, in the phone's own axes: a complementary filter over gyroscope and accelerometer.

use glam::Vec3;

/// One g in m/s².
pub const STANDARD_GRAVITY: f32 = 9.806_65;

/// The gyroscope carries the estimate; the accelerometer pulls it back with this time constant while the phone moves.
const MOVING_TIME_CONSTANT_S: f32 = 1.0;
/// A phone that hardly turns and feels one g feels gravity alone: then its accelerometer may be believed sooner.
const RESTING_TIME_CONSTANT_S: f32 = 0.15;
/// Without a gyroscope: a first-order low-pass at 5 Hz, 1 / (2π · 5 Hz).
const NO_GYROSCOPE_TIME_CONSTANT_S: f32 = 0.032;
/// Turning slower than this counts as resting, in degrees per second.
const RESTING_RATE_DEG_PER_S: f32 = 3.0;
/// A reading further than this from one g, in m/s², says more about the hand than about gravity.
const RESTING_GRAVITY_ERROR: f32 = 0.3;
const MAX_GRAVITY_ERROR: f32 = 3.0;
/// Past a gap this long the gyroscope has missed too much: start again from the accelerometer.
const MAX_GAP_S: f32 = 0.25;

/// Estimates the unit "up" vector in device axes (screen up on a table: z = 1).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attitude {
    up: Option<Vec3>,
}

impl Attitude {
    /// Takes one reading, `dt` seconds after the one before.
    ///
    /// `acceleration` includes gravity, in m/s²; `rotation_rate` is in degrees per second, `None` without a gyroscope.
    /// Readings that are not finite, and those of a phone in free fall before anything is known, change nothing.
    pub fn update(&mut self, acceleration: Vec3, rotation_rate: Option<Vec3>, dt: f32) {
        if !acceleration.is_finite() || !dt.is_finite() {
            return;
        }
        let measured = acceleration.try_normalize();
        let Some(up) = self.up.filter(|_| dt <= MAX_GAP_S) else {
            self.up = measured.or(self.up);
            return;
        };
        let dt = dt.max(0.0);
        let rate = rotation_rate.filter(|rate| rate.is_finite());
        let predicted = rate.map_or(up, |rate| turn(up, rate * (core::f32::consts::PI / 180.0), dt));

        let gravity_error = (acceleration.length() - STANDARD_GRAVITY).abs();
        let time_constant = match rate {
            None => NO_GYROSCOPE_TIME_CONSTANT_S,
            Some(rate) if rate.length() < RESTING_RATE_DEG_PER_S && gravity_error < RESTING_GRAVITY_ERROR => {
                RESTING_TIME_CONSTANT_S
            }
            Some(_) => MOVING_TIME_CONSTANT_S,
        };
        let corrected = match measured {
            Some(measured) if gravity_error < MAX_GRAVITY_ERROR => predicted.lerp(measured, dt / (time_constant + dt)),
            _ => predicted,
        };
        self.up = corrected.try_normalize().or(Some(predicted));
    }

    /// The current estimate, once there is one; always of length 1.
    pub fn up(&self) -> Option<Vec3> {
        self.up
    }
}

/// Turns a vector that stands still in the world, as seen from a device turning with `rate` (rad/s) for `dt` seconds:
/// du/dt = u × ω, integrated exactly for a constant rate (Rodrigues' formula with angle −|ω|·dt).
fn turn(up: Vec3, rate: Vec3, dt: f32) -> Vec3 {
    let speed = rate.length();
    let Some(axis) = rate.try_normalize() else { return up };
    let (sin, cos) = libm::sincosf(-speed * dt);
    up * cos + axis.cross(up) * sin + axis * (axis.dot(up) * (1.0 - cos))
}
