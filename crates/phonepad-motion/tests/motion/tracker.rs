//! A tracker's use of numbers, times and settings. Its estimate is compared with one that gets the readings directly.

use glam::Vec3;
use phonepad_motion::{
    Attitude, STANDARD_GRAVITY, SteeringLaw, Tracker, hold_then_ease, lead_s, lean_degrees, to_screen,
};
use phonepad_protocol::{MotionFrame, MotionSample, SteeringSettings};

use super::{assert_near, tray};

fn frame(seq: u16, t: u32, acceleration: Vec3, rotation_rate: Vec3) -> MotionFrame {
    let samples = vec![MotionSample { age_ms: 0, acceleration, rotation_rate }];
    MotionFrame { screen_angle: 0, gyroscope: true, sign_verified: true, taps: 0, seq, t, samples }
}

/// Acceleration and rotation rate of a phone at rest, and of one in motion.
const REST: (Vec3, Vec3) = (Vec3::new(0.0, 0.0, STANDARD_GRAVITY), Vec3::ZERO);
const MOTION: (Vec3, Vec3) = (Vec3::new(3.0, -2.0, 12.0), Vec3::new(40.0, 200.0, -30.0));

/// Plays a reading at rest and, `dt_ms` later, one in motion with `lost` numbers in between. Returns the estimate.
fn after_a_gap(dt_ms: i32, lost: u16) -> Option<Vec3> {
    let mut tracker = Tracker::default();
    tracker.motion(&frame(5, 10_000, REST.0, REST.1));
    tracker.motion(&frame(6 + lost, 10_000_u32.saturating_add_signed(dt_ms), MOTION.0, MOTION.1));
    tracker.up_in(0.0)
}

/// Returns the estimate after a reading at rest and `steps` interpolated ones, `seconds` long together.
fn interpolated(seconds: f32, steps: u8) -> Option<Vec3> {
    let mut attitude = Attitude::default();
    attitude.update(REST.0, Some(REST.1), 1.0);
    for step in 1..=steps {
        let share = f32::from(step) / f32::from(steps);
        let rate = REST.1.lerp(MOTION.1, share);
        attitude.update(REST.0.lerp(MOTION.0, share), Some(rate), seconds / f32::from(steps));
    }
    attitude.up()
}

#[test]
fn the_time_between_two_readings_is_that_of_their_stamps() {
    // A clock that was set back by more than a quarter of a second leaves the motion in between unknown.
    let expected = [(17, 0.017), (40, 0.04), (0, 0.0), (-1, 1.0 / 60.0), (-250, 1.0 / 60.0), (-251, 1.0), (400, 0.4)];
    for (dt_ms, seconds) in expected {
        assert_eq!(after_a_gap(dt_ms, 0), interpolated(seconds, 1), "{dt_ms} ms");
    }
}

#[test]
fn lost_readings_are_interpolated() {
    for lost in [1, 4, 9] {
        assert_eq!(after_a_gap(85, u16::from(lost)), interpolated(0.085, lost + 1), "{lost} readings");
    }
    assert_eq!(after_a_gap(400, 9), interpolated(0.4, 1), "too long ago");
}

#[test]
fn readings_that_a_busy_phone_did_not_number_are_interpolated() {
    // 110 ms are 6.6 intervals of a 60th of a second, and 54 ms are not yet a gap.
    assert_eq!(after_a_gap(110, 0), interpolated(0.11, 6));
    assert_eq!(after_a_gap(54, 0), interpolated(0.054, 1));
}

#[test]
fn a_turn_is_believed_at_once_only_where_readings_were_lost() {
    let error_after_half_a_second = |lost: u16| {
        let mut tracker = Tracker::default();
        let (mut seq, mut t) = (0, 0);
        let mut hold = |pose: Vec3, readings: u16, lost: u16| {
            for i in 0..readings {
                (seq, t) = if i == 0 { (seq + 1 + lost, t + 17 * (u32::from(lost) + 1)) } else { (seq + 1, t + 17) };
                tracker.motion(&frame(seq, t, pose * STANDARD_GRAVITY, Vec3::ZERO));
            }
            tracker.up_in(0.0).unwrap().angle_between(pose).to_degrees()
        };
        hold(tray(30.0, 0.0), 600, 0);
        hold(tray(30.0, 20.0), 30, lost)
    };
    assert!(error_after_half_a_second(0) > 15.0);
    assert!(error_after_half_a_second(9) < 1.0);
}

#[test]
fn the_lean_is_that_of_the_screen_in_each_of_its_orientations() {
    for angle in [0, 90, 180, 270] {
        // The screen lies flat and leans 10° to the right, whatever edge is its right one.
        let up = to_screen(tray(0.0, 10.0), (360 - angle) % 360);
        let mut tracker = Tracker::default();
        tracker.motion(&MotionFrame { screen_angle: angle, ..frame(1, 1, up * STANDARD_GRAVITY, Vec3::ZERO) });
        assert_near(tracker.steer(), SteeringLaw::default().steer(10.0), 1e-3);
    }
    let turned = [0, 90, 180, 270, 45].map(|angle| to_screen(Vec3::new(1.0, 2.0, 3.0), angle).to_array());
    let expected = [[1.0, 2.0, 3.0], [-2.0, 1.0, 3.0], [-1.0, -2.0, 3.0], [2.0, -1.0, 3.0], [1.0, 2.0, 3.0]];
    assert_eq!(turned, expected);
}

#[test]
fn looking_ahead_changes_the_lean_by_at_most_twelve_degrees() {
    for (rate, expected) in [(1000.0, 22.0), (-1000.0, -2.0)] {
        let mut tracker = Tracker::default();
        tracker.settings(&SteeringSettings { dead: Some(0.0), full: Some(60.0), ..Default::default() });
        tracker.motion(&frame(1, 1, tray(0.0, 10.0) * STANDARD_GRAVITY, Vec3::Y * rate));
        assert_near(tracker.steer() * 60.0, 10.0, 0.01);
        assert_near(tracker.steer_after(0.08) * 60.0, expected, 0.01);
    }
}

#[test]
fn a_tracker_reports_its_settings_and_its_newest_reading() {
    let mut tracker = Tracker::default();
    assert_eq!((tracker.looks_ahead(), tracker.is_steadied(), tracker.newest_at()), (true, false, None));
    tracker.settings(&SteeringSettings { lead: Some(false), steady: Some(true), ..Default::default() });
    tracker.motion(&frame(1, 77, REST.0, REST.1));
    assert_eq!((tracker.looks_ahead(), tracker.is_steadied(), tracker.newest_at()), (false, true, Some(77)));
    tracker.settings(&SteeringSettings::default());
    assert_eq!((tracker.looks_ahead(), tracker.is_steadied()), (false, true), "absent members keep their value");
    tracker.settings(&SteeringSettings { lead: Some(true), steady: Some(false), ..Default::default() });
    assert_eq!((tracker.looks_ahead(), tracker.is_steadied()), (true, false));
}

#[test]
fn full_lock_is_at_least_two_degrees_beyond_the_dead_zone() {
    let law = SteeringLaw { dead_deg: 10.0, full_deg: 8.0, ..SteeringLaw::default() }.sanitised();
    assert_eq!((law.dead_deg, law.full_deg), (10.0, 12.0));
    let law = SteeringLaw { dead_deg: -1.0, full_deg: 90.0, expo: 0.1, invert: true }.sanitised();
    assert_eq!(law, SteeringLaw { dead_deg: 0.0, full_deg: 60.0, expo: 0.5, invert: true });
}

#[test]
fn the_lead_is_nine_tenths_of_an_age_of_up_to_80_ms() {
    for (age_s, lead) in [(-1.0, 0.0), (0.0, 0.0), (0.05, 0.045), (0.08, 0.072), (9.0, 0.072)] {
        assert_near(lead_s(age_s), lead, 1e-6);
    }
}

#[test]
fn steering_fades_smoothly() {
    // 3 · 0.75² − 2 · 0.75³ and 3 · 0.25² − 2 · 0.25³.
    assert_near(hold_then_ease(0.375), 0.843_75, 1e-6);
    assert_near(hold_then_ease(0.625), 0.156_25, 1e-6);
}

#[test]
fn the_lean_is_that_of_the_right_edge() {
    assert_near(lean_degrees(Vec3::new(-3.0_f32.sqrt(), 1.0, 0.5)), 60.0, 1e-4);
    assert_near(lean_degrees(Vec3::new(1.0, -0.5, -1.0)), -45.0, 1e-4);
}
