//! Gyroscope and accelerometer fused by VQF (Laidig and Seel, "VQF: Highly accurate IMU orientation estimation with bias
//! estimation and magnetic disturbance rejection", Information Fusion 91, 2023), fed as it wants to be fed.

use glam::{DVec3, Vec3};
use vqf_rs::VQF;

use super::STANDARD_GRAVITY;

/// The sampling interval VQF is set up for, in seconds: browsers give 60 readings a second on every phone.
const INTERVAL_S: f64 = 1.0 / 60.0;
/// Past a gap this long nobody knows what the hand did meanwhile: the inclination starts again from the accelerometer.
const MAX_GAP_S: f64 = 0.25;
/// Accelerations beyond this, in m/s², are knocks. VQF averages vectors over seconds, so a clipped one does less harm; the
/// figure costs nothing on recordings of tapping and is far above what a hand does.
const MAX_ACCELERATION: f64 = 2.0 * STANDARD_GRAVITY as f64;

/// A phone that turns slower than this, in degrees per second, …
const CALM_RATE_DEG_PER_S: f32 = 3.0;
/// … and feels one g within this, in m/s², for so long, feels nothing but gravity.
const CALM_GRAVITY_ERROR: f32 = 0.3;
const CALM_S: f32 = 0.05;
/// Then its accelerometer is believed with this time constant, in seconds.
const CALM_TIME_CONSTANT_S: f32 = 0.12;
/// An estimate that is still this wrong, in radians, after so long a calm is dropped at once.
const LOST_RAD: f32 = 4.0 / 180.0 * core::f32::consts::PI;
const LOST_S: f32 = 0.3;

/// Estimates "up" from both sensors.
pub(super) struct Fusion {
    vqf: VQF,
    /// The reading before: rotation rate in rad/s and acceleration in m/s².
    before: Option<(DVec3, DVec3)>,
    calm_s: f32,
}

impl Default for Fusion {
    fn default() -> Self {
        Self { vqf: VQF::new(INTERVAL_S, None, None, None), before: None, calm_s: 0.0 }
    }
}

impl Fusion {
    /// Takes one reading, `dt` seconds after the one before: finite acceleration in m/s² and rotation rate in °/s.
    pub(super) fn update(&mut self, acceleration: Vec3, rotation_rate: Vec3, dt: f32) {
        let rate = rotation_rate.as_dvec3() * (core::f64::consts::PI / 180.0);
        let felt = acceleration.as_dvec3().clamp_length_max(MAX_ACCELERATION);
        let dt = f64::from(dt).max(0.0);
        match self.before {
            Some((rate_before, felt_before)) if dt <= MAX_GAP_S => {
                // Lost readings lie on a line between their neighbours, which is twice as good as repeating the last one.
                let steps = (dt / INTERVAL_S).round().max(1.0);
                for step in 1..=steps as u32 {
                    let share = f64::from(step) / steps;
                    self.vqf.update_gyr_with_ts(rate_before.lerp(rate, share).to_array(), dt / steps);
                    self.vqf.update_acc(felt_before.lerp(felt, share).to_array());
                }
            }
            _ => {
                self.restart();
                self.vqf.update_acc(felt.to_array());
            }
        }
        self.before = Some((rate, felt));
        self.settle(acceleration, dt as f32);
    }

    /// The unit up vector in device axes: the third row of the rotation matrix from device to earth.
    pub(super) fn up(&self) -> Vec3 {
        let vqf_rs::Quaternion(w, x, y, z) = self.vqf.quat_6d();
        let up = DVec3::new(2.0 * (x * z - w * y), 2.0 * (y * z + w * x), 1.0 - 2.0 * (x * x + y * y));
        up.as_vec3().normalize_or(Vec3::Z)
    }

    /// The rotation rate of the newest reading without the gyroscope's own drift, in rad/s.
    pub(super) fn rate(&self) -> Vec3 {
        let (bias, _) = self.vqf.bias_estimate();
        self.before.map_or(Vec3::ZERO, |(rate, _)| (rate - DVec3::from_array(bias)).as_vec3())
    }

    /// Forgets the inclination, but not what was learnt about the gyroscope.
    fn restart(&mut self) {
        let (bias, sigma) = self.vqf.bias_estimate();
        self.vqf.reset_state();
        self.vqf.set_bias_estimate(bias, Some(sigma));
        self.calm_s = 0.0;
    }

    /// VQF forgets an error within seconds, and readings 60 times a second leave some after every flick, or a big one after
    /// a fall with the gyroscope beyond its range. A phone held still knows better: there the filter's mean acceleration is
    /// drawn to what the phone feels now.
    fn settle(&mut self, acceleration: Vec3, dt: f32) {
        let calm = self.rate().length().to_degrees() < CALM_RATE_DEG_PER_S
            && (acceleration.length() - STANDARD_GRAVITY).abs() < CALM_GRAVITY_ERROR;
        self.calm_s = if calm { self.calm_s + dt } else { 0.0 };
        if self.calm_s < CALM_S {
            return;
        }
        let lost = self.calm_s >= LOST_S && self.up().angle_between(acceleration) > LOST_RAD;
        let share = if lost { 1.0 } else { f64::from(1.0 - libm::expf(-dt / CALM_TIME_CONSTANT_S)) };
        let (b, a) = (self.vqf.coeffs().acc_lp_b, self.vqf.coeffs().acc_lp_a);
        let state = self.vqf.state_mut();
        let felt = state.gyr_quat.rotate(acceleration.as_dvec3().to_array());
        for ((mean, memory), felt) in state.last_acc_lp.iter_mut().zip(&mut state.acc_lp_state).zip(felt) {
            *mean += share * (felt - *mean);
            // What the memory of its second-order low-pass holds if the input has always been the mean.
            *memory = [*mean * (1.0 - b[0]), *mean * (b[2] - a[1])];
        }
    }
}
