//! From sensor readings to steering: poses of the hand, real recordings, and the effects of a network on frames.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests may use clocks, files and sockets"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "motion/attitude.rs"]
mod attitude;
#[path = "motion/clock.rs"]
mod clock;
#[path = "support/recording.rs"]
mod recording;
#[path = "motion/recordings.rs"]
mod recordings;
#[path = "motion/simulated.rs"]
mod simulated;
#[path = "support/simulated_hand.rs"]
mod simulated_hand;
#[path = "motion/tracker.rs"]
mod tracker;

use glam::{Quat, Vec3};
use phonepad_motion::{Attitude, STANDARD_GRAVITY, SteeringLaw, Tracker, hold_then_ease, lean_degrees, to_screen};
use phonepad_protocol::{Frame, MotionFrame, MotionSample, SteeringSettings, TouchFrame};

/// The up vector, in device axes, of a phone first pitched up from the table and then rolled about its long axis (right
/// edge down positive): the meaning of `beta` and `gamma`.
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
        // The inverse of `to_screen`, which is a quarter turn in the other direction.
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
fn the_curve_can_be_gentle_and_the_direction_inverted() {
    let law = SteeringLaw { dead_deg: 0.0, full_deg: 20.0, expo: 2.0, invert: true };
    assert_near(law.steer(10.0), -0.25, 1e-5);
    assert_near(law.steer(-10.0), 0.25, 1e-5);
}

#[test]
fn the_last_steering_is_held_then_fades() {
    for (age, share) in [(0.0, 1.0), (0.25, 1.0), (0.5, 0.5), (0.75, 0.0), (60.0, 0.0)] {
        assert_near(hold_then_ease(age), share, 1e-6);
    }
}

/// Plays poses to a tracker at 60 Hz in the way a phone would send them.
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
            taps: 0,
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
fn without_a_gyroscope_the_accelerometer_suffices() {
    let mut phone = Phone::new();
    for _ in 0..30 {
        let frame = phone.frame(tray(45.0, 15.0), None);
        phone.tracker.motion(&frame);
    }
    assert_near(phone.tracker.steer(), SteeringLaw::default().steer(lean_degrees(tray(45.0, 15.0))), 0.01);
}

#[test]
fn recentring_makes_the_current_pose_straight() {
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
            5 => late = Some(frame), // arrives after the next one
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
    assert_eq!(single.tracker.up_in(0.0), repeated.tracker.up_in(0.0));
}

#[test]
fn touch_steers_until_the_phone_tilts_again() {
    let mut phone = Phone::new();
    phone.hold(tray(45.0, 0.0), 5);
    for (steer, expected) in [(i16::MAX, 1.0), (0, 0.0), (-i16::MAX, -1.0)] {
        phone.seq = phone.seq.wrapping_add(1);
        phone.tracker.touch(&TouchFrame { taps: 0, seq: phone.seq, t: phone.t, steer });
        assert_eq!(phone.tracker.steer(), expected);
    }
    assert_near(phone.hold(tray(45.0, 0.0), 1), 0.0, 1e-3);
}

#[test]
fn a_reconnected_phone_may_count_from_the_start() {
    let mut phone = Phone::new();
    phone.hold(tray(45.0, 0.0), 30);
    (phone.seq, phone.t) = (60_000, 5);
    assert_near(phone.hold(tray(45.0, 12.0), 5), 0.0, 1e-3);
    phone.tracker.reconnected();
    assert!(phone.hold(tray(45.0, 12.0), 1) > 0.4, "earlier samples no longer count");
}

#[test]
fn players_settings_are_clamped() {
    let mut tracker = Tracker::default();
    let wish = SteeringSettings {
        dead: Some(f32::NAN),
        full: Some(-5.0),
        expo: Some(99.0),
        invert: Some(true),
        ..Default::default()
    };
    tracker.settings(&wish);
    let law = tracker.law();
    assert_eq!(law.dead_deg, SteeringLaw::default().dead_deg);
    assert!(law.full_deg > law.dead_deg && law.expo <= 3.0 && law.invert);
    tracker.settings(&SteeringSettings { full: Some(30.0), ..Default::default() });
    assert_eq!((tracker.law().full_deg, tracker.law().invert), (30.0, true), "absent members keep their value");
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

/// Returns how far steering lags behind a 1 Hz weave of ±25°, in ms, by the phase of its fundamental wave.
fn lag_ms(wish: SteeringSettings) -> f64 {
    let mut phone = Phone::new();
    let law = SteeringSettings { dead: Some(0.0), full: Some(60.0), expo: Some(1.0), ..wish };
    phone.tracker.settings(&law);
    let (mut with_sin, mut with_cos) = (0.0, 0.0);
    for i in 0..60 * 30 {
        // The tests' phone counts 17 ms from one reading to the next.
        let phase = std::f64::consts::TAU * f64::from(i) * 0.017;
        let roll = 25.0 * phase.sin() as f32;
        let rate = 25.0 * std::f64::consts::TAU as f32 * phase.cos() as f32;
        let frame = phone.frame(tray(35.0, roll), Some(Vec3::Y * rate));
        // Through the wire format, like all frames.
        let Ok(Frame::Motion(frame)) = Frame::from_phone(&Frame::Motion(frame).encode()) else { panic!("no frame") };
        phone.tracker.motion(&frame);
        if i >= 300 {
            with_sin += f64::from(phone.tracker.steer()) * phase.sin();
            with_cos += f64::from(phone.tracker.steer()) * phase.cos();
        }
    }
    -with_cos.atan2(with_sin) / std::f64::consts::TAU * 1000.0
}

#[test]
fn steering_does_not_lag_behind_a_weave() {
    let lag = lag_ms(SteeringSettings::default());
    assert!(lag.abs() <= 10.0, "{lag:.1} ms");
    let steadied = lag_ms(SteeringSettings { steady: Some(true), ..Default::default() });
    assert!(steadied > lag && steadied < 60.0, "{steadied:.1} ms for hands that tremble");
}

/// The noise of the sensors of a phone held in a hand, rounded as browsers do; one number per call, −1..1.
fn noise(state: &mut u32) -> f32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 8) as f32 / (1 << 23) as f32 - 1.0
}

#[test]
fn a_phone_at_rest_goes_straight() {
    let (mut phone, mut state) = (Phone::new(), 1);
    let mut lean: Vec<f32> = Vec::new();
    for i in 0..60 * 20 {
        let jitter = |state: &mut u32, size: f32| Vec3::new(noise(state), noise(state), noise(state)) * size;
        let mut frame = phone.frame(tray(40.0, 0.0), Some(jitter(&mut state, 0.4)));
        let sample = &mut frame.samples[0];
        sample.acceleration = ((sample.acceleration + jitter(&mut state, 0.15)) * 10.0).round() / 10.0;
        sample.rotation_rate = (sample.rotation_rate * 10.0).round() / 10.0;
        phone.tracker.motion(&frame);
        if i > 60 {
            assert_eq!(phone.tracker.steer(), 0.0);
            lean.push(lean_degrees(phone.tracker.up_in(0.0).unwrap()));
        }
    }
    let mean = lean.iter().sum::<f32>() / lean.len() as f32;
    let rms = (lean.iter().map(|lean| (lean - mean).powi(2)).sum::<f32>() / lean.len() as f32).sqrt();
    assert!(rms < 0.2, "{rms:.3}° of jitter, with a dead zone of {}°", SteeringLaw::default().dead_deg);
}

#[test]
fn trembling_hands_are_steadied() {
    let spread = |steady| {
        let mut phone = Phone::new();
        let settings = SteeringSettings { dead: Some(0.0), steady: Some(steady), ..Default::default() };
        let mut steers = Vec::new();
        for i in 0..600 {
            if i % 100 == 0 {
                // A phone repeats its settings whenever its path to the game changes.
                phone.tracker.settings(&settings);
            }
            // A tremor of 8 Hz and 3° on a held lean of 8°.
            let phase = std::f32::consts::TAU * 8.0 * 0.017 * i as f32;
            let rate = Vec3::Y * (3.0 * std::f32::consts::TAU * 8.0 * phase.cos());
            let frame = phone.frame(tray(35.0, 8.0 + 3.0 * phase.sin()), Some(rate));
            phone.tracker.motion(&frame);
            if i > 120 {
                steers.push(phone.tracker.steer_after(0.03));
            }
        }
        steers.iter().copied().fold(f32::MIN, f32::max) - steers.iter().copied().fold(f32::MAX, f32::min)
    };
    assert!(spread(true) < 0.35 * spread(false), "{} and {}", spread(true), spread(false));
}

#[test]
fn a_fall_on_the_table_is_forgotten_at_once() {
    let mut phone = Phone::new();
    phone.hold(tray(60.0, 0.0), 120);
    // A second of tumbling with both sensors beyond their range, and the knock.
    for i in 0..60 {
        let mut frame = phone.frame(tray(60.0, 0.0), Some(Vec3::new(3276.7, -3276.8, 1500.0)));
        frame.samples[0].acceleration = if i % 7 == 0 { Vec3::new(300.0, -327.0, 327.0) } else { Vec3::splat(0.3) };
        phone.tracker.motion(&frame);
    }
    assert_near(phone.hold(tray(0.0, 0.0), 30), 0.0, 1e-3);
    assert_near(phone.tracker.up_in(0.0).unwrap().dot(Vec3::Z), 1.0, 1e-3);
}

#[test]
fn gaps_and_clocks_that_jump_do_no_harm() {
    let mut phone = Phone::new();
    phone.hold(tray(30.0, 0.0), 60);
    for jump in [1_000, 60_000, u32::MAX - 5_000, 1 << 31] {
        phone.t = phone.t.wrapping_add(jump);
        assert_near(phone.hold(tray(30.0, 12.0), 30), SteeringLaw::default().steer(12.0), 0.02);
        assert_near(phone.hold(tray(30.0, 0.0), 60), 0.0, 1e-3);
    }
    // A clock that stands still, and one that ticks only now and then.
    for i in 0..600_u32 {
        let mut frame = phone.frame(tray(30.0, 12.0), Some(Vec3::ZERO));
        frame.t = phone.t / 100 * 100 + i / 600;
        phone.tracker.motion(&frame);
    }
    assert_near(phone.tracker.steer(), SteeringLaw::default().steer(12.0), 0.02);
}

#[test]
fn the_drift_of_a_gyroscope_is_estimated() {
    let mut phone = Phone::new();
    for _ in 0..60 * 20 {
        let frame = phone.frame(tray(30.0, 0.0), Some(Vec3::new(0.6, -1.2, 0.9)));
        phone.tracker.motion(&frame);
    }
    assert_eq!(phone.tracker.steer_after(0.08), 0.0);
    assert_near(lean_degrees(phone.tracker.up_in(0.0).unwrap()), 0.0, 0.3);
}

#[test]
fn the_steering_of_an_old_reading_looks_ahead_but_not_far() {
    let mut phone = Phone::new();
    phone.tracker.settings(&SteeringSettings { dead: Some(0.0), full: Some(60.0), ..Default::default() });
    let step = 1.7; // degrees a reading: 100 °/s
    for i in 0..6 {
        let frame = phone.frame(tray(0.0, step * i as f32), Some(Vec3::Y * 100.0));
        phone.tracker.motion(&frame);
    }
    let degrees = |age: f32| phone.tracker.steer_after(age) * 60.0;
    assert_near(degrees(0.0), 8.5, 0.3);
    assert_near(degrees(0.05), 13.0, 0.4);
    assert_near(degrees(5.0), degrees(0.08), 1e-4);
    phone.tracker.settings(&SteeringSettings { lead: Some(false), ..Default::default() });
    assert_near(phone.tracker.steer_after(0.05) * 60.0, 8.5, 0.3);
}

#[test]
fn a_flat_phone_turned_like_a_wheel_is_noticed_once() {
    let mut phone = Phone::new();
    let spin = |phone: &mut Phone, readings: usize, pitch: f32| {
        for i in 0..readings {
            let yaw = if (i / 30).is_multiple_of(2) { 80.0 } else { -80.0 };
            let frame = phone.frame(tray(pitch, 0.0), Some(tray(pitch, 0.0) * yaw));
            phone.tracker.motion(&frame);
        }
        phone.tracker.spins_flat()
    };
    assert!(!spin(&mut phone, 60, 5.0), "a second is not a habit");
    assert!(spin(&mut phone, 60, 5.0));
    assert!(!spin(&mut phone, 240, 5.0), "once is enough for a while");
    assert!(!spin(&mut Phone::new(), 600, 70.0), "held upright the same turning is no spin on a table");
    assert_eq!(phone.hold(tray(5.0, 0.0), 600), 0.0);
    assert!(!phone.tracker.spins_flat());
}

#[test]
fn calibration_of_an_earlier_visit_can_be_restored() {
    let mut phone = Phone::new();
    phone.hold(tray(30.0, 8.0), 30);
    let neutral = Some([8.0, f32::NAN, 500.0, 0.0]);
    phone.tracker.settings(&SteeringSettings { neutral, ..Default::default() });
    assert_near(phone.hold(tray(30.0, 8.0), 10), 0.0, 1e-3);
}
