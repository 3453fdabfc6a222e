//! Simulated hands: smooth random motion whose attitude is known, as hands and sensors that are in no recording.

use super::{recording::Conditions, simulated_hand::Hand};

/// Seeds of each hand.
const SEEDS: u32 = 3;

/// Kinds of motion: range of frequencies in Hz, acceleration in m/s² and rotation rate in °/s, both root mean squares.
const MOTIONS: [((f64, f64), f64, f64); 8] = [
    // Shaken, and shaken hard.
    ((0.4, 5.0), 10.0, 60.0),
    ((0.4, 5.0), 30.0, 150.0),
    ((2.0, 8.0), 30.0, 60.0),
    ((2.0, 8.0), 60.0, 200.0),
    // Carried about slowly: for half a second that feels like a phone held still.
    ((0.2, 0.8), 2.0, 3.0),
    ((0.2, 0.8), 2.0, 0.5),
    ((0.2, 0.8), 1.0, 0.5),
    // Turned fast.
    ((0.5, 3.0), 4.0, 300.0),
];

/// The filter is as good as VQF alone, but for a tenth and 0.1°, on every hand that `change` makes of each kind of motion.
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
