//! The handling of a phone in a hand and on a table, as simple motions with known poses at 60 readings a second.

use std::f32::consts::{PI, TAU};

use glam::{Quat, Vec3};
use phonepad_motion::{STANDARD_GRAVITY, Tracker, lean_degrees};
use phonepad_protocol::{MotionFrame, MotionSample};

const STEP_S: f32 = 1.0 / 60.0;
/// Distance from the true lean, in degrees, that counts as settled: a quarter of the dead zone.
const SETTLED_DEG: f32 = 0.5;
/// Elevation of the phone's top edge from the table, in degrees.
const PITCH: f32 = 35.0;

#[derive(Default)]
struct Hand {
    tracker: Tracker,
    seq: u16,
}

impl Hand {
    /// Adds one reading. Returns the estimated lean, in degrees.
    fn read(&mut self, acceleration: Vec3, rotation_rate: Vec3) -> f32 {
        let samples = vec![MotionSample { age_ms: 0, acceleration, rotation_rate }];
        let t = (f32::from(self.seq) * STEP_S * 1000.0).round() as u32;
        self.tracker.motion(&MotionFrame {
            screen_angle: 0,
            gyroscope: true,
            sign_verified: true,
            taps: 0,
            seq: self.seq,
            t,
            samples,
        });
        self.seq += 1;
        lean_degrees(self.tracker.up_in(0.0).unwrap_or(Vec3::Z))
    }

    /// Adds one reading of a phone with this roll, in degrees, and this rotation rate, in °/s.
    fn rolled(&mut self, roll: f32, rate: f32) -> f32 {
        let pose = Quat::from_rotation_x(PITCH.to_radians()) * Quat::from_rotation_y(roll.to_radians());
        self.read(pose.inverse() * Vec3::Z * STANDARD_GRAVITY, Vec3::Y * rate)
    }

    /// Returns how long it takes until the lean stays at 0 while the phone is held there, in ms.
    fn settle_ms(&mut self) -> f32 {
        let leans: Vec<f32> = (0..300).map(|_| self.rolled(0.0, 0.0)).collect();
        let unsettled = leans.iter().rposition(|lean| lean.abs() > SETTLED_DEG).map_or(0, |last| last + 1);
        unsettled as f32 * STEP_S * 1000.0
    }
}

/// Returns the next random number, −1..1.
fn noise(state: &mut u32) -> f32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 8) as f32 / (1 << 23) as f32 - 1.0
}

/// Returns the jitter of the lean of a phone at rest, root mean square in degrees, with the noise of a phone's sensors.
pub(crate) fn jitter_at_rest() -> f32 {
    let (mut hand, mut state) = (Hand::default(), 1);
    let mut leans = Vec::new();
    let gravity = Quat::from_rotation_x(PITCH.to_radians()).inverse() * Vec3::Z * STANDARD_GRAVITY;
    for i in 0..1200 {
        let mut jitter = |size: f32| Vec3::new(noise(&mut state), noise(&mut state), noise(&mut state)) * size;
        let lean = hand.read(gravity + jitter(0.15), jitter(0.4));
        if i > 60 {
            leans.push(lean);
        }
    }
    let mean = leans.iter().sum::<f32>() / leans.len() as f32;
    (leans.iter().map(|lean| (lean - mean).powi(2)).sum::<f32>() / leans.len() as f32).sqrt()
}

/// Returns the time to settle after a flick of 60° to the side and back within a fifth of a second, in ms.
pub(crate) fn settle_after_flick_ms() -> f32 {
    const DEGREES: f32 = 60.0;
    const STEPS: u8 = 12;
    let mut hand = Hand::default();
    (0..120).for_each(|_| _ = hand.rolled(0.0, 0.0));
    for step in 1..=STEPS {
        let share = f32::from(step) / f32::from(STEPS) * PI;
        hand.rolled(DEGREES * share.sin(), DEGREES * share.cos() * PI / (f32::from(STEPS) * STEP_S));
    }
    hand.settle_ms()
}

/// Returns the time to settle after a second of tumbling with both sensors beyond their range, and a knock, in ms.
pub(crate) fn settle_after_drop_ms() -> f32 {
    let mut hand = Hand::default();
    (0..120).for_each(|_| _ = hand.rolled(0.0, 0.0));
    for i in 0..60 {
        let felt = if i % 7 == 0 { Vec3::new(300.0, -327.0, 327.0) } else { Vec3::splat(0.3) };
        hand.read(felt, Vec3::new(3276.7, -3276.7, 1500.0));
    }
    hand.settle_ms()
}

/// Returns how far the lean lags behind a weave of 25° once a second, in ms, by the phase of its fundamental wave.
pub(crate) fn lag_of_a_weave_ms() -> f32 {
    const DEGREES: f32 = 25.0;
    let mut hand = Hand::default();
    let (mut with_sin, mut with_cos) = (0.0, 0.0);
    for i in 0..60 * 30_u16 {
        let (sin, cos) = (TAU * f32::from(i) * STEP_S).sin_cos();
        let lean = hand.rolled(DEGREES * sin, DEGREES * TAU * cos);
        if i >= 300 {
            with_sin += lean * sin;
            with_cos += lean * cos;
        }
    }
    -with_cos.atan2(with_sin) / TAU * 1000.0
}
