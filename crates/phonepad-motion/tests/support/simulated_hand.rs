//! A hand that turns and shakes a phone: smooth random motion with known attitude, and the sensors' view of it.

use std::f64::consts::TAU;

use glam::{DQuat, DVec3};

use crate::recording::{Recording, Row};

const GRAVITY: f64 = 9.806_65;
/// Simulation steps per second; every sampling rate here has many of them in an interval.
const STEPS_PER_S: usize = 3000;

/// The phone's sensors and the motion of the hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand {
    pub(crate) seed: u32,
    pub(crate) seconds: usize,
    /// Readings a second.
    pub(crate) rate_hz: f64,
    /// Root mean square of the acceleration of each axis in m/s², without gravity.
    pub(crate) shake: f64,
    /// Root mean square of the rotation rate about each axis, in °/s.
    pub(crate) turn: f64,
    /// Range of frequencies of the motion, in Hz.
    pub(crate) frequencies: (f64, f64),
    /// The accelerometer's range, in g; larger values are clamped.
    pub(crate) range_g: f64,
    /// Largest delay of a reading, as a share of the interval; its timestamp includes it.
    pub(crate) late: f64,
    /// Largest difference of a timestamp from the reading's time, in ms.
    pub(crate) stamped_late_ms: f64,
}

impl Default for Hand {
    fn default() -> Self {
        Self {
            seed: 1,
            seconds: 40,
            rate_hz: 60.0,
            shake: 10.0,
            turn: 60.0,
            frequencies: (0.4, 5.0),
            range_g: 16.0,
            late: 0.0,
            stamped_late_ms: 0.0,
        }
    }
}

/// A sum of sine waves; (angular frequency, phase, amplitude) each, in rad/s, rad and the unit of the sum.
struct Waves(Vec<(f64, f64, f64)>);

impl Waves {
    const COUNT: usize = 6;

    fn at(&self, t: f64) -> f64 {
        self.0.iter().map(|(omega, phase, amplitude)| amplitude * (omega * t + phase).sin()).sum()
    }
}

/// Returns the next random number, 0..1.
fn random(state: &mut u32) -> f64 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    f64::from(*state >> 8) / f64::from(1 << 24)
}

impl Hand {
    /// Returns the phone's readings; the first second, in which the phone is at rest, does not count.
    pub(crate) fn record(&self) -> Recording {
        let mut state = self.seed.wrapping_mul(2_654_435_761);
        for _ in 0..8 {
            random(&mut state);
        }
        let mut three = |rms: f64| {
            let (low, high) = self.frequencies;
            std::array::from_fn(|_| {
                let amplitude = rms * (2.0 / Waves::COUNT as f64).sqrt();
                let wave = |_| (TAU * (low + (high - low) * random(&mut state)), TAU * random(&mut state), amplitude);
                Waves((0..Waves::COUNT).map(wave).collect())
            })
        };
        let (turn, shake): ([Waves; 3], [Waves; 3]) = (three(self.turn.to_radians()), three(self.shake));
        let vector = |waves: &[Waves; 3], t: f64| DVec3::from_array(std::array::from_fn(|i| waves[i].at(t)));
        let drift = DVec3::from_array(std::array::from_fn(|_| random(&mut state) - 0.5)) * 0.6;

        let dt = 1.0 / STEPS_PER_S as f64;
        let mut attitude = DQuat::from_rotation_x(0.6);
        let mut rows = Vec::new();
        let (mut turned, mut felt, mut steps) = (DVec3::ZERO, DVec3::ZERO, 0.0);
        let mut due = 1.0 / self.rate_hz;
        for step in 0..self.seconds * STEPS_PER_S {
            let t = step as f64 * dt;
            // Still for a second; then the motion grows over another one.
            let share = (t - 1.0).clamp(0.0, 1.0);
            let rate = vector(&turn, t) * share;
            attitude = (attitude * DQuat::from_scaled_axis(rate * dt)).normalize();
            let acceleration = vector(&shake, t) * share + DVec3::Z * GRAVITY;
            turned += rate;
            felt += (attitude.inverse() * acceleration)
                .clamp(DVec3::splat(-self.range_g * GRAVITY), DVec3::splat(self.range_g * GRAVITY));
            steps += 1.0;
            if t + dt < due {
                continue;
            }
            let mut noise =
                |size: f64| DVec3::from_array(std::array::from_fn(|_| (random(&mut state) * 2.0 - 1.0) * size));
            let reading = (felt / steps + noise(0.05), (turned / steps) * 360.0 / TAU + drift + noise(0.15));
            let stamp = (t + dt) * 1000.0 + random(&mut state) * self.stamped_late_ms;
            rows.push(Row {
                t_ms: stamp,
                reading: Some((reading.0.as_vec3(), reading.1.as_vec3())),
                truth: (t > 1.0).then(|| (attitude.inverse() * DVec3::Z).as_vec3()),
            });
            (turned, felt, steps) = (DVec3::ZERO, DVec3::ZERO, 0.0);
            due = ((rows.len() + 1) as f64 + self.late * random(&mut state)) / self.rate_hz;
        }
        Recording::new(rows, 1.0 / self.rate_hz)
    }
}
