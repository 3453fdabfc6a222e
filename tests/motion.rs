//! From sensor readings to steering: poses of the hand, real recordings, and what a network does to frames.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use full_tilt::{
    motion::{Attitude, STANDARD_GRAVITY, SteeringLaw, Tracker, hold_then_fade, lean_degrees, to_screen},
    protocol::{MotionFrame, MotionSample, SteeringSettings, TouchFrame},
};
use glam::{Quat, Vec3};

/// The up vector, in device axes, of a phone first pitched up from the table and then rolled about its long axis
/// (right edge down positive): what `beta` and `gamma` mean.
fn tray(pitch: f32, roll: f32) -> Vec3 {
    (Quat::from_rotation_x(pitch.to_radians()) * Quat::from_rotation_y(roll.to_radians())).inverse() * Vec3::Z
}

/// The up vector of a phone pitched up and then turned like a wheel, clockwise positive.
fn wheel(pitch: f32, turn: f32) -> Vec3 {
    (Quat::from_rotation_x(pitch.to_radians()) * Quat::from_rotation_z(-turn.to_radians())).inverse() * Vec3::Z
}

#[track_caller]
fn assert_near(actual: f32, expected: f32, tolerance: f32) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not within {tolerance} of {expected}");
}

#[test]
fn one_law_for_tray_and_wheel() {
    for pitch in [0.0, 20.0, 40.0] {
        assert_near(lean_degrees(tray(pitch, 20.0)), 20.0, 0.01);
        assert_near(lean_degrees(tray(pitch, -20.0)), -20.0, 0.01);
    }
    for pitch in [50.0, 70.0, 90.0, 110.0] {
        assert_near(lean_degrees(wheel(pitch, 20.0)), if pitch == 90.0 { 20.0 } else { 19.0 }, 4.0);
        assert_near(lean_degrees(wheel(pitch, -20.0)), -lean_degrees(wheel(pitch, 20.0)), 0.01);
    }
    assert_near(lean_degrees(wheel(90.0, 20.0)), 20.0, 0.01);
    // In between, both gestures still give at least four fifths.
    assert!(lean_degrees(tray(45.0, 20.0)) >= 16.0 && lean_degrees(wheel(45.0, 20.0)) >= 16.0);
}

#[test]
fn level_is_straight_in_every_hold() {
    for pitch in (0..=180).step_by(15) {
        assert_near(lean_degrees(tray(pitch as f32, 0.0)), 0.0, 0.01);
    }
}

#[test]
fn the_screen_may_be_turned() {
    // Upright in landscape (angle 90: the device's top points left), so up is the device's −x … and its right edge,
    // the device's top, goes down when the wheel turns right.
    let up = |angle: u16, turn: f32| {
        let on_screen = Vec3::new(-turn.to_radians().sin(), turn.to_radians().cos(), 0.0);
        // The inverse of `to_screen`, which is a quarter turn the other way.
        to_screen(on_screen, (360 - angle) % 360)
    };
    for angle in [0, 90, 180, 270] {
        for turn in [-20.0, 0.0, 20.0] {
            assert_near(lean_degrees(to_screen(up(angle, turn), angle)), turn, 0.01);
        }
    }
    assert!((to_screen(Vec3::Y, 90) - Vec3::NEG_X).length() < 1e-6, "x' = −y at 90°");
    assert!((to_screen(Vec3::X, 90) - Vec3::Y).length() < 1e-6, "y' = x at 90°");
}

#[test]
fn the_default_law_is_the_originals_behind_a_dead_zone() {
    let law = SteeringLaw::default();
    for (lean, degrees_per_second) in [(0.0, 0.0), (1.5, 0.0), (2.5, 3.6), (11.5, 36.0), (18.2, 60.0), (80.0, 60.0)] {
        assert_near(law.steer(lean) * 60.0, degrees_per_second, 0.2);
        assert_near(law.steer(-lean) * 60.0, -degrees_per_second, 0.2);
    }
}

#[test]
fn the_curve_can_be_gentle_and_the_direction_turned_round() {
    let law = SteeringLaw { dead_deg: 0.0, full_deg: 20.0, expo: 2.0, invert: true };
    assert_near(law.steer(10.0), -0.25, 1e-5);
    assert_near(law.steer(-10.0), 0.25, 1e-5);
}

#[test]
fn the_last_steering_is_held_then_fades() {
    for (age, share) in [(0.0, 1.0), (0.25, 1.0), (0.5, 0.5), (0.75, 0.0), (60.0, 0.0)] {
        assert_near(hold_then_fade(age), share, 1e-6);
    }
}

/// Plays poses to a tracker at 60 Hz as a phone would send them.
struct Phone {
    tracker: Tracker,
    seq: u16,
    t: u32,
}

impl Phone {
    fn new() -> Self {
        // Close to both wrapping points, so that every test crosses them.
        Self { tracker: Tracker::default(), seq: u16::MAX - 5, t: u32::MAX - 100 }
    }

    fn frame(&mut self, up: Vec3, rate: Option<Vec3>) -> MotionFrame {
        self.seq = self.seq.wrapping_add(1);
        self.t = self.t.wrapping_add(17);
        MotionFrame {
            screen_angle: 0,
            gyroscope: rate.is_some(),
            sign_verified: true,
            seq: self.seq,
            t: self.t,
            samples: vec![MotionSample {
                age_ms: 0,
                acceleration: up * STANDARD_GRAVITY,
                rotation_rate: rate.unwrap_or_default(),
            }],
        }
    }

    fn hold(&mut self, up: Vec3, frames: usize) -> f32 {
        for _ in 0..frames {
            let frame = self.frame(up, Some(Vec3::ZERO));
            self.tracker.motion(&frame);
        }
        self.tracker.steer()
    }
}

#[test]
fn a_held_lean_steers_after_the_first_frame() {
    let mut phone = Phone::new();
    assert_eq!(phone.tracker.steer(), 0.0, "nothing is known yet");
    assert_near(phone.hold(tray(45.0, 12.0), 1), 0.6, 0.1);
}

#[test]
fn a_quick_tilt_is_followed_at_once() {
    let mut phone = Phone::new();
    phone.hold(tray(30.0, 0.0), 60);
    // 20° in six frames: 200 °/s about the phone's long axis.
    for step in 1..=6 {
        let roll = 20.0 * step as f32 / 6.0;
        let frame = phone.frame(tray(30.0, roll), Some(Vec3::Y * (20.0 / 6.0 / 0.017)));
        phone.tracker.motion(&frame);
        let law = SteeringLaw::default();
        assert_near(phone.tracker.steer(), law.steer(roll), 0.08);
    }
}

#[test]
fn a_shove_is_not_a_tilt() {
    let mut phone = Phone::new();
    phone.hold(tray(45.0, 0.0), 60);
    // 4 m/s² to the side for a tenth of a second, without any turning.
    let shoved = tray(45.0, 0.0) + Vec3::X * (4.0 / STANDARD_GRAVITY);
    assert!(phone.hold(shoved, 6).abs() < 0.2);
}

#[test]
fn without_a_gyroscope_the_accelerometer_will_do() {
    let mut phone = Phone::new();
    for _ in 0..30 {
        let frame = phone.frame(tray(45.0, 15.0), None);
        phone.tracker.motion(&frame);
    }
    assert_near(phone.tracker.steer(), SteeringLaw::default().steer(lean_degrees(tray(45.0, 15.0))), 0.01);
}

#[test]
fn recentring_makes_the_pose_held_now_straight() {
    let mut phone = Phone::new();
    assert!(phone.hold(tray(30.0, 8.0), 10) > 0.2);
    phone.tracker.recenter();
    assert_near(phone.hold(tray(30.0, 8.0), 10), 0.0, 1e-3);
    assert!(phone.hold(tray(30.0, 0.0), 120) < -0.2);
}

#[test]
fn repeated_late_and_lost_frames_do_no_harm() {
    let (mut clean, mut rough) = (Phone::new(), Phone::new());
    let mut late = None;
    for i in 0..200_u32 {
        let roll = 15.0 * (i as f32 * 0.05).sin();
        let rate = 15.0 * 0.05 / 0.017 * (i as f32 * 0.05).cos();
        let frame = clean.frame(tray(30.0, roll), Some(Vec3::Y * rate));
        clean.tracker.motion(&frame);
        match i % 10 {
            3 => {}                  // lost
            5 => late = Some(frame), // comes after the next one
            _ => {
                rough.tracker.motion(&frame);
                rough.tracker.motion(&frame);
                late.take().iter().for_each(|frame| rough.tracker.motion(frame));
            }
        }
    }
    assert_near(rough.tracker.steer(), clean.tracker.steer(), 0.05);
}

#[test]
fn samples_repeated_in_later_frames_are_recognised() {
    let (mut single, mut repeated) = (Phone::new(), Phone::new());
    let mut previous: Option<MotionFrame> = None;
    for i in 0..60_u32 {
        let frame = single.frame(tray(30.0, i as f32 / 4.0), Some(Vec3::Y * 14.7));
        single.tracker.motion(&frame);
        let mut both = frame.clone();
        if let Some(previous) = previous.replace(frame) {
            both.samples.push(MotionSample { age_ms: 17, ..previous.samples[0] });
        }
        repeated.tracker.motion(&both);
    }
    assert_eq!(single.tracker, repeated.tracker);
}

#[test]
fn touch_steers_until_the_phone_tilts_again() {
    let mut phone = Phone::new();
    phone.hold(tray(45.0, 0.0), 5);
    for (steer, expected) in [(i16::MAX, 1.0), (0, 0.0), (-i16::MAX, -1.0)] {
        phone.seq = phone.seq.wrapping_add(1);
        phone.tracker.touch(&TouchFrame { seq: phone.seq, t: phone.t, steer });
        assert_eq!(phone.tracker.steer(), expected);
    }
    assert_near(phone.hold(tray(45.0, 0.0), 1), 0.0, 1e-3);
}

#[test]
fn a_phone_that_came_back_may_count_from_the_start() {
    let mut phone = Phone::new();
    phone.hold(tray(45.0, 0.0), 30);
    (phone.seq, phone.t) = (60_000, 5);
    assert_near(phone.hold(tray(45.0, 12.0), 5), 0.0, 1e-3);
    phone.tracker.reconnected();
    assert!(phone.hold(tray(45.0, 12.0), 60) > 0.4);
}

#[test]
fn players_wishes_stay_within_reason() {
    let mut tracker = Tracker::default();
    let wish = SteeringSettings { dead: Some(f32::NAN), full: Some(-5.0), expo: Some(99.0), invert: Some(true) };
    tracker.settings(&wish);
    let law = tracker.law();
    assert_eq!(law.dead_deg, SteeringLaw::default().dead_deg);
    assert!(law.full_deg > law.dead_deg && law.expo <= 3.0 && law.invert);
    tracker.settings(&SteeringSettings { full: Some(30.0), ..Default::default() });
    assert_eq!((tracker.law().full_deg, tracker.law().invert), (30.0, true), "what is left out stays");
}

#[test]
fn no_reading_breaks_the_estimate() {
    let mut attitude = Attitude::default();
    let wild = [f32::NAN, f32::INFINITY, -f32::INFINITY, 0.0, 1e30, -327.68];
    for x in wild {
        for dt in [0.0, 0.016, 10.0, -1.0, f32::NAN] {
            attitude.update(Vec3::new(x, 0.0, 9.8), Some(Vec3::new(0.0, x, 1.0)), dt);
            attitude.update(Vec3::splat(x), None, dt);
            if let Some(up) = attitude.up() {
                assert_near(up.length(), 1.0, 1e-3);
            }
        }
    }
}

/// Root mean square errors in degrees over the rows with known truth: of the up vector, and of the steer angle.
fn score(recording: &str) -> (f32, f32) {
    let (mut attitude, mut before) = (Attitude::default(), None);
    let (mut up_error, mut steer_error, mut rows) = (0.0, 0.0, 0.0);
    for line in recording.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<Option<f32>> = line.split(',').map(|cell| cell.parse().ok()).collect();
        let vector = |i: usize| Some(Vec3::new(cells[i]?, cells[i + 1]?, cells[i + 2]?));
        let t = cells[0].unwrap() / 1000.0;
        attitude.update(vector(1).unwrap(), vector(4), before.map_or(0.016, |before| t - before));
        before = Some(t);
        if let (Some(truth), Some(1.0), Some(up)) = (vector(7), cells[10], attitude.up()) {
            up_error += up.angle_between(truth).to_degrees().powi(2);
            steer_error += (up.x.clamp(-1.0, 1.0).asin() - truth.x.clamp(-1.0, 1.0).asin()).to_degrees().powi(2);
            rows += 1.0;
        }
    }
    assert!(rows > 100.0, "the recording has ground truth");
    ((up_error / rows).sqrt(), (steer_error / rows).sqrt())
}

#[test]
fn real_hands_are_followed_within_a_degree_and_a_half() {
    // See tests/motion/README.md for where the recording comes from.
    let (up, steer) = score(include_str!("motion/undisturbed_slow_rotation.csv"));
    assert!(up < 1.5 && steer < 0.9, "up {up:.2}°, steer {steer:.2}°");
}
