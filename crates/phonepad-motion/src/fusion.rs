//! Gyroscope and accelerometer fused by VQF (Laidig and Seel, "VQF: Highly accurate IMU orientation estimation with
//! bias estimation and magnetic disturbance rejection", Information Fusion 91, 2023), with input in the form that VQF
//! expects.
//!
//! No acceleration is clipped or left out, however large. Over seconds the accelerations of a hand average to zero,
//! because its velocity is bounded, and so the plain mean of the readings is gravity. Gravity is in each reading, so
//! any limit on their length cuts off more on one side of it than on the other, and the mean is no longer gravity.

use glam::{DVec3, Vec3};
use vqf_rs::VQF;

use super::stillness::Stillness;

/// The interval at which VQF averages accelerations, in seconds: browsers give 60 readings a second on most phones.
const INTERVAL_S: f64 = 1.0 / 60.0;
/// Between readings further apart than this, in seconds, some are missing; 20 a second is the lowest rate of phones.
pub(super) const LOSS_S: f32 = 0.055;
/// After a longer gap the hand's motion is unknown: the inclination starts again from the accelerometer.
pub(super) const MAX_GAP_S: f32 = 0.25;

/// Estimates "up" from both sensors.
pub(super) struct Fusion {
    vqf: VQF,
    /// Rotation rate of the newest reading, in rad/s.
    rate: Option<DVec3>,
    /// Integral of the acceleration, in VQF's inertial frame, over the part of an interval that has passed, in m/s.
    felt: DVec3,
    /// Length of that part, in seconds.
    passed_s: f64,
    stillness: Stillness,
}

impl Default for Fusion {
    fn default() -> Self {
        let vqf = VQF::new(INTERVAL_S, None, None, None);
        Self { vqf, rate: None, felt: DVec3::ZERO, passed_s: 0.0, stillness: Stillness::default() }
    }
}

impl Fusion {
    /// Takes one reading, `dt` seconds after the previous one: finite acceleration in m/s² and rotation rate in °/s.
    pub(super) fn update(&mut self, acceleration: Vec3, rotation_rate: Vec3, dt: f32) {
        let rate = rotation_rate.as_dvec3() * (core::f64::consts::PI / 180.0);
        let dt = dt.max(0.0);
        if self.rate.replace(rate).is_some() && dt <= MAX_GAP_S {
            self.vqf.update_gyr_with_ts(rate.to_array(), f64::from(dt));
            self.feel(acceleration.as_dvec3(), f64::from(dt));
            if dt > LOSS_S {
                self.note_loss(dt);
            }
        } else {
            self.restart();
            self.vqf.update_acc(acceleration.as_dvec3().to_array());
        }
        self.settle(acceleration, dt);
    }

    /// Notes that there are no readings of the phone's motion for `seconds`.
    pub(super) fn note_loss(&mut self, seconds: f32) {
        self.stillness.note_loss(seconds);
    }

    /// Returns the unit up vector in device axes: the third row of the rotation matrix from device to earth.
    pub(super) fn up(&self) -> Vec3 {
        let vqf_rs::Quaternion(w, x, y, z) = self.vqf.quat_6d();
        let up = DVec3::new(2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y));
        up.as_vec3().normalize_or(Vec3::Z)
    }

    /// Returns the rotation rate of the newest reading without the gyroscope's own drift, in rad/s.
    pub(super) fn rate(&self) -> Vec3 {
        let (bias, _) = self.vqf.bias_estimate();
        self.rate.map_or(Vec3::ZERO, |rate| (rate - DVec3::from_array(bias)).as_vec3())
    }

    /// Discards the inclination, but keeps the estimates about the gyroscope.
    fn restart(&mut self) {
        let (bias, sigma) = self.vqf.bias_estimate();
        self.vqf.reset_state();
        self.vqf.set_bias_estimate(bias, Some(sigma));
        (self.felt, self.passed_s, self.stillness) = (DVec3::ZERO, 0.0, Stillness::default());
    }

    /// Feeds VQF the mean acceleration of each whole interval, whatever the rate of the readings and their jitter: its
    /// averages count readings, not time.
    fn feel(&mut self, acceleration: DVec3, dt: f64) {
        let turn = self.vqf.state().gyr_quat;
        let back = vqf_rs::Quaternion(turn.0, -turn.1, -turn.2, -turn.3);
        let felt = DVec3::from_array(turn.rotate(acceleration.to_array()));
        let mut left = dt;
        while self.passed_s + left >= INTERVAL_S {
            let part = INTERVAL_S - self.passed_s;
            let mean = (self.felt + felt * part) / INTERVAL_S;
            self.vqf.update_acc(back.rotate(mean.to_array()));
            left -= part;
            (self.felt, self.passed_s) = (DVec3::ZERO, 0.0);
        }
        self.felt += felt * left;
        self.passed_s += left;
    }

    /// VQF forgets an error within seconds, and readings 60 times a second leave a small one after every flick, or a
    /// large one after a fall with the gyroscope beyond its range. If the phone is held still, the accelerometer is
    /// more accurate: the filter's mean acceleration is then drawn to the current reading.
    fn settle(&mut self, acceleration: Vec3, dt: f32) {
        let trust = f64::from(self.stillness.trust(self.up(), acceleration, self.rate(), dt));
        if trust == 0.0 {
            return;
        }
        let (b, a) = (self.vqf.coeffs().acc_lp_b, self.vqf.coeffs().acc_lp_a);
        let state = self.vqf.state_mut();
        // Until the low-pass has a mean to start from, VQF keeps sums in its memory.
        let starts = state.acc_lp_state[0][0].is_nan();
        let felt = state.gyr_quat.rotate(acceleration.as_dvec3().to_array());
        for ((mean, memory), felt) in state.last_acc_lp.iter().zip(&mut state.acc_lp_state).zip(felt) {
            // The memory of the second-order low-pass if its input has always been `x`.
            let steady = |x: f64| [x * (1.0 - b[0]), x * (b[2] - a[1])];
            let old = if starts { steady(*mean) } else { *memory };
            let new = steady(felt);
            *memory = [0, 1].map(|i| old[i] + trust * (new[i] - old[i]));
        }
    }
}
