//! The age of readings by another device's clock.

use phonepad_motion::ClockSync;

/// Returns the clock of a phone that is ahead by `offset` ms and fast by `drift`, asked four times a second for
/// `seconds`; the round trips are 10 ms and a share of `jitter`, most of it in one direction.
fn ask(offset: f64, drift: f64, jitter: f64, seconds: u32) -> ClockSync {
    let (mut clock, mut state) = (ClockSync::default(), 7);
    for i in 0..seconds * 4 {
        let sent = f64::from(i) * 250.0;
        let late = f64::from(super::noise(&mut state).abs()) * jitter;
        let there = sent + 5.0 + late;
        clock.echo(sent, theirs(offset, drift, there), there + 5.0 + late / 8.0);
    }
    clock
}

fn theirs(offset: f64, drift: f64, ours: f64) -> u32 {
    ((ours + offset + drift * ours).floor() as i64 as u64) as u32
}

#[test]
fn ages_are_right_in_spite_of_jitter_drift_and_wrapping() {
    for offset in [0.0, 1234.0, -987_654.0, 4_294_967_000.0] {
        let clock = ask(offset, 40e-6, 120.0, 120);
        let now = 120_000.0;
        for age in [0.0, 9.0, 50.0, 900.0] {
            let measured = clock.age_ms(theirs(offset, 40e-6, now - age), now).unwrap();
            assert!((measured - age).abs() < 4.0, "{age} ms was measured as {measured:.1}");
        }
        assert!(clock.round_trip_ms().unwrap() < 25.0);
    }
}

#[test]
fn drift_is_measured_where_the_line_is_good_enough() {
    assert!((ask(0.0, 50e-6, 1.0, 300).drift() - 50e-6).abs() < 15e-6);
    assert_eq!(ask(0.0, 0.0, 1.0, 15).drift(), 0.0, "too soon to tell");
}

#[test]
fn nothing_is_known_before_the_first_echo_and_after_a_reset() {
    let mut clock = ask(5.0, 0.0, 0.0, 1);
    assert!(ClockSync::default().age_ms(0, 0.0).is_none() && clock.age_ms(0, 0.0).is_some());
    clock.reset();
    assert_eq!(clock, ClockSync::default());
}

#[test]
fn a_restarted_clock_is_accepted_at_once() {
    let mut clock = ask(500_000.0, 0.0, 20.0, 30);
    clock.echo(30_000.0, 17, 30_010.0);
    assert!((clock.age_ms(17, 30_025.0).unwrap() - 20.0).abs() < 1.0);
}

#[test]
fn impossible_echoes_change_nothing() {
    let mut clock = ask(5.0, 0.0, 0.0, 5);
    let before = clock.clone();
    clock.echo(6_000.0, 0, 5_999.0);
    clock.echo(0.0, 0, 60_000.0);
    clock.echo(f64::NAN, 0, f64::NAN);
    assert_eq!(clock, before);
}

/// Adds an echo with a round trip of `round_trip` ms around `at` ms of our clock, when theirs showed `theirs` ms.
fn echo(clock: &mut ClockSync, round_trip: f64, at: f64, theirs: u32) {
    clock.echo(at - round_trip / 2.0, theirs, at + round_trip / 2.0);
}

#[test]
fn an_echo_was_answered_half_way_through_its_round_trip() {
    let mut clock = ClockSync::default();
    echo(&mut clock, 20.0, 1_010.0, 5_000);
    // A clock that shows 5000 is on average at 5000.5.
    assert_eq!(clock.offset_ms(1_010.0), Some(3_990.5));
    assert_eq!((clock.round_trip_ms(), clock.drift()), (Some(20.0), 0.0));
    assert_eq!((clock.age_ms(5_000, 1_040.0), clock.age_ms(5_000, 1_000.0)), (Some(30.0), Some(0.0)));
}

#[test]
fn a_jump_that_no_round_trip_explains_is_another_clock() {
    // The mean of the round trips, 30 ms, and 30 ms.
    for (jump, is_restart) in [(60, false), (61, true), (-60, false), (-61, true)] {
        let mut clock = ClockSync::default();
        echo(&mut clock, 20.0, 1_010.0, 5_000);
        echo(&mut clock, 40.0, 2_010.0, 6_000_u32.saturating_add_signed(jump));
        assert_eq!(clock.round_trip_ms(), Some(if is_restart { 40.0 } else { 20.0 }), "a jump of {jump} ms");
    }
}

#[test]
fn echoes_count_for_ten_seconds() {
    for (later, counts) in [(9_999_u16, true), (10_000, false)] {
        let mut clock = ClockSync::default();
        echo(&mut clock, 20.0, 1_000.0, 1_000);
        echo(&mut clock, 40.0, 1_000.0 + f64::from(later), 1_000 + u32::from(later));
        assert_eq!(clock.round_trip_ms(), Some(if counts { 20.0 } else { 40.0 }), "after {later} ms");
    }
}

#[test]
fn sixty_four_echoes_are_kept() {
    let mut clock = ClockSync::default();
    echo(&mut clock, 10.0, 1_000.0, 1_000);
    for i in 1..=64_u32 {
        assert_eq!(clock.round_trip_ms(), Some(10.0), "after {i} echoes");
        echo(&mut clock, 20.0, f64::from(1_000 + i), 1_000 + i);
    }
    assert_eq!(clock.round_trip_ms(), Some(20.0));
}

/// Returns the drift after echoes, each a round trip, a time and how far their clock was ahead, in ms.
fn drift_of(echoes: &[(f64, u32, i32)]) -> f64 {
    let mut clock = ClockSync::default();
    for (round_trip, at, ahead) in echoes {
        echo(&mut clock, *round_trip, f64::from(*at), at.saturating_add_signed(*ahead));
    }
    clock.drift()
}

#[test]
fn the_drift_is_the_change_of_the_offset_over_time() {
    let mut clock = ClockSync::default();
    echo(&mut clock, 2.0, 1_000.0, 1_000);
    echo(&mut clock, 2.0, 26_000.0, 26_001);
    assert_eq!(clock.drift(), 40e-6, "1 ms in 25 s");
    assert_eq!(clock.offset_ms(51_000.0), Some(2.5), "another one after another 25 s");
    assert_eq!(clock.age_ms(51_000, 51_000.0), Some(2.0));
    // Not before 20 seconds.
    assert_eq!(drift_of(&[(2.0, 1_000, 0), (2.0, 20_999, 1)]), 0.0);
    assert_eq!(drift_of(&[(2.0, 1_000, 0), (2.0, 21_000, 1)]), 50e-6);
}

#[test]
fn a_drift_within_the_uncertainty_of_the_round_trips_is_none() {
    // 4.9 ms in 25 s are 196 ppm; 5 ms are 200.
    assert_eq!(drift_of(&[(4.9, 1_000, 0), (4.9, 26_000, 1)]), 40e-6);
    assert_eq!(drift_of(&[(5.0, 1_000, 0), (5.0, 26_000, 1)]), 0.0);
    assert_eq!(drift_of(&[(1.0, 1_000, 0), (9.0, 26_000, 1)]), 0.0, "their mean counts");
}

#[test]
fn no_crystal_drifts_by_more_than_200_ppm() {
    assert_eq!(drift_of(&[(2.0, 1_000, 0), (2.0, 26_000, 10)]), 200e-6);
    assert_eq!(drift_of(&[(2.0, 1_000, 10), (2.0, 26_000, 0)]), -200e-6);
}

#[test]
fn the_drift_counts_from_the_best_echo_of_the_first_ten_seconds() {
    // From the second echo: 1 ms in 20 s.
    assert_eq!(drift_of(&[(4.0, 1_000, 0), (2.0, 5_000, 3), (2.0, 25_000, 4)]), 50e-6);
    // The second echo is a second too late to count.
    assert_eq!(drift_of(&[(4.0, 1_000, 0), (2.0, 11_000, 0), (2.0, 21_000, 1)]), 50e-6);
    // The others are no better than the first.
    assert_eq!(drift_of(&[(2.0, 1_000, 0), (4.0, 9_000, 0), (4.0, 12_000, 0), (2.0, 21_000, 1)]), 50e-6);
}
