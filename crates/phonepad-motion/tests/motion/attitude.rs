//! The estimate of "up", reading by reading.

use core::f32::consts::PI;

use glam::Vec3;
use phonepad_motion::{Attitude, STANDARD_GRAVITY};

use super::{assert_near, tray};

/// Time between two readings, in seconds.
const STEP_S: f32 = 1.0 / 60.0;

/// Adds `count` readings of a phone that measures only gravity, and turns at `rate`, in °/s.
fn hold(attitude: &mut Attitude, up: Vec3, rate: Vec3, count: usize) {
    (0..count).for_each(|_| attitude.update(up * STANDARD_GRAVITY, Some(rate), STEP_S));
}

/// Returns the angle between the estimate and the true up vector, in degrees; precise for small angles.
fn error_deg(attitude: &Attitude, truth: Vec3) -> f32 {
    (2.0 * (attitude.up().unwrap().distance(truth) / 2.0).asin()).to_degrees()
}

/// Returns a phone that has lain in a pose for ten seconds after it was turned about the vertical.
fn at_rest(up: Vec3) -> Attitude {
    let mut attitude = Attitude::default();
    hold(&mut attitude, up, up * 90.0, 60);
    hold(&mut attitude, up, Vec3::ZERO, 600);
    attitude
}

#[test]
fn readings_that_no_sensor_gives_change_nothing() {
    let (level, turn) = (Vec3::Z * STANDARD_GRAVITY, Vec3::X * 50.0);
    let impossible = [
        (Vec3::new(f32::NAN, 0.0, 9.8), turn, STEP_S),
        (Vec3::new(0.0, f32::NEG_INFINITY, 9.8), turn, STEP_S),
        (Vec3::new(0.0, 0.0, -327.7), turn, STEP_S),
        (level, Vec3::new(0.0, f32::NAN, 0.0), STEP_S),
        (level, Vec3::new(0.0, 0.0, f32::INFINITY), STEP_S),
        (level, Vec3::new(-3277.0, 0.0, 0.0), STEP_S),
        (level, turn, f32::NAN),
        (level, turn, f32::INFINITY),
    ];
    for (acceleration, rate, dt) in impossible {
        let mut attitude = Attitude::default();
        attitude.update(acceleration, Some(rate), dt);
        assert_eq!(attitude.up(), None, "{acceleration}, {rate}, {dt}");
        hold(&mut attitude, tray(30.0, 20.0), Vec3::Y * 10.0, 10);
        let before = (attitude.up(), attitude.rate());
        attitude.update(acceleration, Some(rate), dt);
        assert_eq!((attitude.up(), attitude.rate()), before, "{acceleration}, {rate}, {dt}");
    }
}

#[test]
fn free_fall_gives_no_estimate_but_does_not_end_one() {
    for rate in [None, Some(Vec3::X * 10.0)] {
        let mut attitude = Attitude::default();
        attitude.update(Vec3::ZERO, rate, STEP_S);
        assert_eq!(attitude.up(), None);
    }
    let mut attitude = at_rest(Vec3::Z);
    attitude.update(Vec3::ZERO, Some(Vec3::X * 50.0), STEP_S);
    assert_near(attitude.rate().x.to_degrees(), 50.0, 0.01);
}

#[test]
fn the_first_reading_gives_the_pose_and_the_rate() {
    for (pitch, roll) in [(0.0, 0.0), (30.0, 20.0), (-30.0, 20.0), (80.0, -45.0), (150.0, 10.0), (-100.0, 60.0)] {
        let mut attitude = Attitude::default();
        attitude.update(tray(pitch, roll) * STANDARD_GRAVITY, Some(Vec3::new(90.0, -45.0, 30.0)), 0.0);
        assert_near(error_deg(&attitude, tray(pitch, roll)), 0.0, 0.01);
        // A first reading tells a little about the drift, too.
        assert!(attitude.rate().distance(Vec3::new(PI / 2.0, -PI / 4.0, PI / 6.0)) < 0.1);
    }
}

#[test]
fn the_pose_in_a_moment_follows_from_the_rate() {
    let mut attitude = Attitude::default();
    attitude.update(Vec3::Z * STANDARD_GRAVITY, Some(Vec3::Y * 30.0), 0.0);
    for seconds in [0.0, 0.5, 1.0, 2.0] {
        let led = attitude.up_in(seconds).unwrap();
        assert!(led.distance(tray(0.0, 30.0 * seconds)) < 1e-5, "right edge down by {}°", 30.0 * seconds);
    }
}

#[test]
fn a_sensor_that_comes_or_goes_starts_the_estimate_again() {
    let mut attitude = at_rest(Vec3::Z);
    attitude.update(tray(30.0, 20.0) * STANDARD_GRAVITY, None, STEP_S);
    assert_near(error_deg(&attitude, tray(30.0, 20.0)), 0.0, 0.01);
    assert_eq!((attitude.rate(), attitude.up_in(1.0)), (Vec3::ZERO, attitude.up()));
    attitude.update(tray(0.0, -10.0) * STANDARD_GRAVITY, Some(Vec3::ZERO), STEP_S);
    assert_near(error_deg(&attitude, tray(0.0, -10.0)), 0.0, 0.01);
}

#[test]
fn a_phone_turned_about_the_vertical_keeps_its_up() {
    let up = tray(30.0, 20.0);
    let mut attitude = Attitude::default();
    for degrees_per_s in [110.0, -70.0, 0.0] {
        for _ in 0..180 {
            hold(&mut attitude, up, up * degrees_per_s, 1);
            assert_near(error_deg(&attitude, up), 0.0, 0.05);
        }
    }
}

#[test]
fn accelerations_are_averaged_over_time_whatever_the_times_of_readings() {
    let (a, b) = (Vec3::new(3.0, 0.0, 11.0), Vec3::new(-1.0, 2.0, 14.0));
    let start = || {
        let mut attitude = Attitude::default();
        attitude.update(Vec3::Z * STANDARD_GRAVITY, Some(Vec3::ZERO), 0.0);
        attitude
    };
    // a, b, a, b and a, for 10 ms each, have the mean 0.6 a + 0.4 b in each of the three intervals of 16⅔ ms.
    let mean = a * 0.6 + b * 0.4;
    let (mut even, mut fast) = (start(), start());
    for _ in 0..20 {
        (0..3).for_each(|_| even.update(mean, Some(Vec3::ZERO), STEP_S));
        [a, b, a, b, a].iter().for_each(|acceleration| fast.update(*acceleration, Some(Vec3::ZERO), 0.01));
    }
    assert_near(error_deg(&even, mean.normalize()), 0.0, 0.2);
    assert_near(error_deg(&fast, even.up().unwrap()), 0.0, 0.01);
    let mut slow = start();
    (0..30).for_each(|_| slow.update(mean, Some(Vec3::ZERO), 2.0 * STEP_S));
    assert_near(error_deg(&slow, even.up().unwrap()), 0.0, 0.01);
}

#[test]
fn the_drift_of_a_gyroscope_outlasts_a_gap() {
    let (up, drift) = (tray(30.0, 0.0), Vec3::new(0.6, -1.2, 0.9));
    let mut attitude = Attitude::default();
    hold(&mut attitude, up, drift, 60 * 20);
    assert_near(attitude.rate().length().to_degrees(), 0.0, 0.1);
    attitude.update(tray(0.0, 20.0) * STANDARD_GRAVITY, Some(drift), 10.0);
    assert_near(error_deg(&attitude, tray(0.0, 20.0)), 0.0, 0.01);
    assert_near(attitude.rate().length().to_degrees(), 0.0, 0.1);
}

#[test]
fn a_start_in_motion_is_corrected_as_soon_as_the_phone_is_still() {
    let up = tray(30.0, 20.0);
    let mut attitude = Attitude::default();
    // A hand that accelerates the phone hides the true pose from the first reading.
    hold(&mut attitude, tray(30.0, 50.0), Vec3::ZERO, 1);
    hold(&mut attitude, up, Vec3::ZERO, 40);
    for _ in 0..600 {
        hold(&mut attitude, up, Vec3::ZERO, 1);
        assert_near(error_deg(&attitude, up), 0.0, 0.05);
    }
}

#[test]
fn a_turn_without_any_reading_of_it_is_believed_after_six_tenths_of_a_second() {
    let mut attitude = at_rest(tray(30.0, 0.0));
    let up = tray(30.0, 20.0);
    hold(&mut attitude, up, Vec3::ZERO, 33);
    assert!(error_deg(&attitude, up) > 15.0);
    hold(&mut attitude, up, Vec3::ZERO, 5);
    for _ in 0..600 {
        hold(&mut attitude, up, Vec3::ZERO, 1);
        assert_near(error_deg(&attitude, up), 0.0, 0.05);
    }
}

#[test]
fn a_turn_during_lost_readings_is_believed_as_soon_as_the_phone_is_still() {
    let (from, to) = (tray(30.0, 0.0), tray(30.0, 10.0));
    let after_100_ms = |mut attitude: Attitude| {
        attitude.update(to * STANDARD_GRAVITY, Some(Vec3::ZERO), 0.1);
        attitude
    };
    let told = |mut attitude: Attitude| {
        attitude.note_loss(0.1);
        attitude
    };
    for mut attitude in [after_100_ms(at_rest(from)), told(at_rest(from))] {
        // The error falls with a time constant of 0.12 s, from 50 ms on; each correction counts from the next reading.
        hold(&mut attitude, to, Vec3::ZERO, 12);
        assert_near(error_deg(&attitude, to), 10.0 / 3.0, 1.2);
        hold(&mut attitude, to, Vec3::ZERO, 30);
        for _ in 0..600 {
            hold(&mut attitude, to, Vec3::ZERO, 1);
            assert_near(error_deg(&attitude, to), 0.0, 0.2);
        }
    }
}

mod without_a_gyroscope {
    use super::*;

    fn on_a_table() -> Attitude {
        let mut attitude = Attitude::default();
        attitude.update(Vec3::Z * STANDARD_GRAVITY, None, 0.0);
        attitude
    }

    #[test]
    fn readings_pass_a_low_pass_of_5_hz() {
        let mut attitude = on_a_table();
        // 1 − e^(−2π · 5 / 60) = 0.4076 of 2 m/s² is 0.8152 m/s²; of what is left, 0.4829.
        for sideways in [0.815_2, 1.298_1] {
            attitude.update(Vec3::new(2.0, 0.0, STANDARD_GRAVITY), None, STEP_S);
            let up = attitude.up().unwrap();
            assert_near(up.x / up.z * STANDARD_GRAVITY, sideways, 1e-3);
        }
    }

    #[test]
    fn readings_far_from_one_g_are_knocks() {
        for (off, counts) in [(6.9, true), (7.1, false), (-6.9, true), (-7.1, false)] {
            let mut attitude = on_a_table();
            attitude.update(Vec3::X * (STANDARD_GRAVITY + off), None, STEP_S);
            assert_eq!(attitude.up() != Some(Vec3::Z), counts, "{off} m/s²");
        }
    }

    #[test]
    fn half_a_second_of_knocks_is_a_bad_accelerometer() {
        let knock = |attitude: &mut Attitude, eighths: usize| {
            (0..eighths).for_each(|_| attitude.update(Vec3::X * 2.0 * STANDARD_GRAVITY, None, 0.125));
            attitude.up() != Some(Vec3::Z)
        };
        let mut attitude = on_a_table();
        assert!(!knock(&mut attitude, 4), "half a second is not more than half a second");
        assert!(knock(&mut attitude, 1));
        let mut attitude = on_a_table();
        for _ in 0..3 {
            assert!(!knock(&mut attitude, 3));
            attitude.update(Vec3::Z * STANDARD_GRAVITY, None, STEP_S);
        }
    }
}
