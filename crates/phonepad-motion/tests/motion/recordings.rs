//! Real recordings with ground truth; README.md in this folder lists their sources.

use super::{
    assert_near,
    recording::{Conditions, Recording, Score},
};

/// Hands that shake or turn a phone as hard as they can.
const VIOLENT: [&str; 3] = [
    include_str!("undisturbed_fast_rotation.csv"),
    include_str!("undisturbed_fast_translation.csv"),
    include_str!("undisturbed_fast_translation_with_breaks.csv"),
];

/// Hands that play.
const RECORDINGS: [&str; 4] = [
    include_str!("undisturbed_slow_rotation.csv"),
    include_str!("undisturbed_slow_rotation_with_breaks.csv"),
    include_str!("undisturbed_slow_translation_with_breaks.csv"),
    include_str!("disturbed_tapping.csv"),
];

/// Mean errors over the recordings.
fn score(conditions: Conditions) -> Score {
    let scores: Vec<Score> = RECORDINGS.iter().map(|text| Recording::parse(text).unwrap().score(&conditions)).collect();
    Score::mean(&scores)
}

#[test]
fn real_hands_are_followed_within_half_a_degree() {
    let score = score(Conditions::default());
    assert!(score.up <= 0.60 && score.steer <= 0.35, "{score}");
}

#[test]
fn frames_that_repeat_samples_compensate_for_lost_ones() {
    let (all, some) =
        (score(Conditions::default()), score(Conditions { repeated: 3, losses: true, ..Default::default() }));
    // Except for the very last reading, after which no frame comes.
    assert_near(some.up, all.up, 1e-3);
    assert_near(some.steer, all.steer, 1e-3);
}

#[test]
fn readings_lost_for_good_cost_little() {
    let score = score(Conditions { losses: true, ..Default::default() });
    assert!(score.up <= 0.70 && score.steer <= 0.40, "{score}");
}

#[test]
fn without_a_gyroscope_the_estimate_is_as_good_as_the_best_simple_filter() {
    let score = score(Conditions { without_gyroscope: true, ..Default::default() });
    let simple: Vec<Score> =
        RECORDINGS.iter().map(|text| Recording::parse(text).unwrap().score_low_pass(8.0)).collect();
    let simple = Score::mean(&simple);
    assert!(score.up <= simple.up && score.steer <= simple.steer, "{score}, a low-pass at 8 Hz: {simple}");
}

#[test]
fn looking_ahead_lowers_the_error_of_old_readings() {
    for delay_ms in [20.0, 40.0, 80.0] {
        let held = score(Conditions { delay_ms, ..Default::default() });
        let led = score(Conditions { delay_ms, led: true, ..Default::default() });
        assert!(led.steer < 0.6 * held.steer, "{delay_ms} ms: {led} instead of {held}");
    }
}

#[test]
fn shaking_hands_are_followed_as_well_as_by_vqf_alone() {
    for text in RECORDINGS.iter().chain(&VIOLENT) {
        let recording = Recording::parse(text).unwrap();
        let (ours, vqf) = (recording.score(&Conditions::default()), recording.score_vqf());
        assert!(ours.up <= 1.1 * vqf.up + 0.1 && ours.steer <= 1.1 * vqf.steer + 0.1, "{ours}, VQF alone {vqf}");
    }
}

#[test]
fn looking_ahead_pays_where_the_hand_shakes() {
    for text in VIOLENT {
        let recording = Recording::parse(text).unwrap();
        for delay_ms in [20.0, 40.0, 80.0] {
            let held = recording.score(&Conditions { delay_ms, ..Default::default() });
            let led = recording.score(&Conditions { delay_ms, led: true, ..Default::default() });
            assert!(led.steer < held.steer, "{delay_ms} ms: {led} instead of {held}");
        }
    }
}
