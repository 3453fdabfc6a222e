//! Simulated hands: smooth random motion with known attitude, for hands and sensors that are in no recording.

use glam::{Quat, Vec3};
use phonepad_motion::{STANDARD_GRAVITY, Tracker};
use phonepad_protocol::{MotionFrame, MotionSample};

use super::{recording::Conditions, simulated_hand::Hand};

/// Number of seeds for each hand.
const SEEDS: u32 = 3;

/// Kinds of motion: range of frequencies in Hz, acceleration in m/s² and rotation rate in °/s, both root mean squares.
const MOTIONS: [((f64, f64), f64, f64); 8] = [
    // Shaken, and shaken hard.
    ((0.4, 5.0), 10.0, 60.0),
    ((0.4, 5.0), 30.0, 150.0),
    ((2.0, 8.0), 30.0, 60.0),
    ((2.0, 8.0), 60.0, 200.0),
    // Carried about slowly: for half a second the readings are like those of a phone held still.
    ((0.2, 0.8), 2.0, 3.0),
    ((0.2, 0.8), 2.0, 0.5),
    ((0.2, 0.8), 1.0, 0.5),
    // Turned fast.
    ((0.5, 3.0), 4.0, 300.0),
];

/// Checks that the filter is as good as VQF alone, within a tenth and 0.1°, on every hand that `change` makes of each
/// kind of motion.
#[track_caller]
fn is_as_good_as_vqf(change: impl Fn(Hand) -> Hand) {
    for (frequencies, shake, turn) in MOTIONS {
        for seed in 1..=SEEDS {
            let hand = change(Hand { frequencies, shake, turn, seed, ..Hand::default() });
            let recording = hand.record();
            let (ours, vqf) = (recording.score(&Conditions::default()), recording.score_vqf());
            let is_near = ours.up <= 1.1 * vqf.up + 0.1 && ours.steer <= 1.1 * vqf.steer + 0.1;
            assert!(is_near, "{ours}, VQF alone {vqf}, for {hand:?}");
        }
    }
}

#[test]
fn shaking_hands_are_followed_at_every_rate_of_readings() {
    for rate_hz in [30.0, 60.0, 100.0] {
        is_as_good_as_vqf(|hand| Hand { rate_hz, ..hand });
    }
}

#[test]
fn shaking_hands_are_followed_with_accelerometers_of_every_range() {
    for range_g in [2.0, 4.0, 8.0] {
        is_as_good_as_vqf(|hand| Hand { range_g, ..hand });
    }
}

#[test]
fn shaking_hands_are_followed_through_jitter() {
    is_as_good_as_vqf(|hand| Hand { late: 0.5, ..hand });
    is_as_good_as_vqf(|hand| Hand { stamped_late_ms: 2.0, ..hand });
}

/// Returns the reading of a phone that measures only gravity, with this up direction and this rotation rate, in °/s.
fn reading(seq: u16, t: u32, up: Vec3, rotation_rate: Vec3) -> MotionFrame {
    let samples = vec![MotionSample { age_ms: 0, acceleration: up * STANDARD_GRAVITY, rotation_rate }];
    MotionFrame { screen_angle: 0, gyroscope: true, sign_verified: true, taps: 0, seq, t, samples }
}

/// Returns the worst error in degrees of an even weave from the first moment on, with these intervals between readings,
/// in ms.
fn worst_of_a_weave(interval_ms: impl Fn(usize) -> u32) -> f32 {
    const DEGREES: f32 = 12.0;
    const TURNS_PER_S: f32 = 0.5;
    let mut tracker = Tracker::default();
    let mut worst = 0.0_f32;
    let mut t = 0;
    for seq in 0..600_u16 {
        let (sin, cos) = (core::f32::consts::TAU * TURNS_PER_S * t as f32 / 1000.0).sin_cos();
        let pose = Quat::from_rotation_x(0.7) * Quat::from_rotation_y((DEGREES * sin).to_radians());
        let up = pose.inverse() * Vec3::Z;
        let rate = Vec3::Y * DEGREES * cos * core::f32::consts::TAU * TURNS_PER_S;
        tracker.motion(&reading(seq, t, up, rate));
        worst = worst.max(tracker.up_in(0.0).unwrap().angle_between(up).to_degrees());
        t += interval_ms(seq.into());
    }
    worst
}

#[test]
fn an_even_weave_is_followed_from_the_first_reading_on() {
    let worst = worst_of_a_weave(|i| if i % 3 == 0 { 16 } else { 17 });
    assert!(worst < 1.0, "{worst}°");
}

#[test]
fn a_weave_is_followed_through_readings_that_a_busy_phone_omitted() {
    for gap_ms in [100, 150, 240, 400] {
        let worst = worst_of_a_weave(|i| if i % 7 == 0 { gap_ms } else { 17 });
        assert!(worst < 1.5, "{worst}° with gaps of {gap_ms} ms");
        let worst = worst_of_a_weave(|_| gap_ms);
        assert!(worst < 1.5, "{worst}° with readings every {gap_ms} ms");
    }
}

/// Returns the error of the lean half a second after a tilt of 20° within 100 ms, whose last reading but one came
/// twice.
fn left_of_a_tilt_with_a_held_reading() -> f32 {
    const DEGREES_PER_S: f32 = 200.0;
    const STEP_S: f32 = 1.0 / 60.0;
    let mut tracker = Tracker::default();
    let mut up = Vec3::Z;
    for seq in 0..100_u16 {
        let rate = if (60..66).contains(&seq) { DEGREES_PER_S } else { 0.0 };
        up = Quat::from_rotation_y((rate * STEP_S).to_radians()).inverse() * up;
        let told = if (60..67).contains(&seq) { DEGREES_PER_S } else { 0.0 };
        let t = (f32::from(seq) * STEP_S * 1000.0).round() as u32;
        tracker.motion(&reading(seq, t, up, Vec3::Y * told));
    }
    tracker.up_in(0.0).unwrap().angle_between(up).to_degrees()
}

#[test]
fn a_phone_held_still_again_is_trusted_after_a_held_reading() {
    let left = left_of_a_tilt_with_a_held_reading();
    assert!(left < 0.5, "{left}°");
}
