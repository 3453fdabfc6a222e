//! Fairness: players whose readings arrive sooner wait for the slowest, no longer than seven ticks.

use full_tilt_rules::{DelayLine, Inputs, MAX_DELAY_TICKS, MAX_PLAYERS, fair_delays};

fn ages(known: &[(usize, f32)]) -> [Option<f32>; MAX_PLAYERS] {
    let mut ages = [None; MAX_PLAYERS];
    known.iter().for_each(|&(slot, age)| ages[slot] = Some(age));
    ages
}

/// Returns inputs in which slot 0 steers by `hundredths` hundredths.
fn steering(hundredths: u8) -> Inputs {
    let mut inputs = Inputs::default();
    (0..3).for_each(|slot| inputs.set(slot, f32::from(hundredths) / 100.0));
    inputs
}

#[test]
fn everybody_waits_until_their_readings_are_as_old_as_the_oldest() {
    // A tick is 8⅓ ms: 40, 20 and 0 ms are 5, 2 and 0 of them, to the nearest.
    let delays = fair_delays(&ages(&[(0, 0.010), (3, 0.030), (15, 0.050)]));
    assert_eq!((delays[0], delays[3], delays[15]), (5, 2, 0));
    assert!(delays.iter().enumerate().all(|(slot, &delay)| delay == 0 || [0, 3].contains(&slot)));
}

#[test]
fn nobody_waits_longer_than_58_ms() {
    let delays = fair_delays(&ages(&[(0, 0.010), (1, 0.250), (2, 0.240)]));
    assert_eq!(delays[..3], [MAX_DELAY_TICKS, 0, 1]);
    assert_eq!(MAX_DELAY_TICKS, 7);
}

#[test]
fn equal_ages_mean_no_delay_and_nobody_waits_for_a_silent_player() {
    assert_eq!(fair_delays(&ages(&[(0, 0.02), (1, 0.02)])), [0; MAX_PLAYERS]);
    assert_eq!(fair_delays(&ages(&[])), [0; MAX_PLAYERS]);
    assert_eq!(fair_delays(&ages(&[(4, 0.5)])), [0; MAX_PLAYERS]);
}

#[test]
fn nobody_waits_for_nonsensical_ages() {
    for nonsense in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0] {
        let delays = fair_delays(&ages(&[(0, 0.010), (1, 0.030), (2, nonsense)]));
        assert_eq!(delays[..2], [2, 0], "{nonsense}");
        assert!(delays[2] <= MAX_DELAY_TICKS);
    }
}

#[test]
fn steering_is_used_with_each_slots_own_delay() {
    let mut delays = [0; MAX_PLAYERS];
    (delays[1], delays[2]) = (3, MAX_DELAY_TICKS);
    let mut line = DelayLine::default();
    for tick in 0..50_u8 {
        let used = line.pass(steering(tick), &delays);
        for (slot, delay) in [(0, 0), (1, 3), (2, MAX_DELAY_TICKS)] {
            // Until there is an input of that age, the oldest one is used.
            let expected = steering(tick.saturating_sub(delay)).get(slot);
            assert_eq!(used.get(slot), expected, "tick {tick}, slot {slot}");
        }
    }
}

#[test]
fn a_delay_may_change_at_any_tick_and_nothing_is_lost_for_good() {
    let mut delays = [0; MAX_PLAYERS];
    let mut line = DelayLine::default();
    for tick in 0..20 {
        line.pass(steering(tick), &delays);
    }
    delays[0] = 4;
    assert_eq!(line.pass(steering(20), &delays).get(0), steering(16).get(0));
    delays[0] = 0;
    assert_eq!(line.pass(steering(21), &delays).get(0), steering(21).get(0));
}

#[test]
fn more_than_the_longest_delay_is_the_longest_delay() {
    let mut line = DelayLine::default();
    for tick in 0..20 {
        line.pass(steering(tick), &[0; MAX_PLAYERS]);
    }
    assert_eq!(line.pass(steering(20), &[255; MAX_PLAYERS]).get(0), steering(13).get(0));
}
