//! The audible output: levels, pitches and beats, measured on the samples.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests may use clocks, files and sockets"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use core::f32::consts::TAU;

use full_tilt_sound::{Effect, Mixer, MixerCommand, Scene};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const RATE: u32 = 22_050;

const EFFECTS: [Effect; 16] = [
    Effect::Blip { combo: 0 },
    Effect::Gold { combo: 3 },
    Effect::Trim,
    Effect::Calm,
    Effect::NearMiss,
    Effect::Wave,
    Effect::Crash,
    Effect::Count,
    Effect::Start,
    Effect::Join,
    Effect::Click,
    Effect::Best,
    Effect::Sweep,
    Effect::Portal,
    Effect::Return,
    Effect::Spirit,
];

fn mixer(commands: &[MixerCommand]) -> Mixer {
    let mut mixer = Mixer::new(RATE);
    commands.iter().for_each(|&command| mixer.command(command));
    mixer
}

/// Returns the music of a scene, from its first frame.
fn playing(scene: Scene, pace: f32) -> Mixer {
    mixer(&[MixerCommand::Pace(pace), MixerCommand::Scene(scene)])
}

fn frames(mixer: &mut Mixer, seconds: f32) -> Vec<[f32; 2]> {
    (0..(seconds * RATE as f32) as usize).map(|_| mixer.next_frame()).collect()
}

/// Mixes both sides.
fn mono(mixer: &mut Mixer, seconds: f32) -> Vec<f32> {
    frames(mixer, seconds).iter().map(|[left, right]| 0.5 * (left + right)).collect()
}

fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
}

/// A second-order low-pass.
fn low(samples: &[f32], hz: f32) -> Vec<f32> {
    let share = TAU * hz / RATE as f32 / (1.0 + TAU * hz / RATE as f32);
    let mut state = [0.0_f32; 2];
    samples
        .iter()
        .map(|&sample| {
            state[0] += share * (sample - state[0]);
            state[1] += share * (state[0] - state[1]);
            state[1]
        })
        .collect()
}

/// A fourth-order high-pass.
fn high(samples: &[f32], hz: f32) -> Vec<f32> {
    let share = TAU * hz / RATE as f32 / (1.0 + TAU * hz / RATE as f32);
    let mut state = [0.0_f32; 4];
    samples
        .iter()
        .map(|&sample| {
            state.iter_mut().fold(sample, |value, state| {
                *state += share * (value - *state);
                value - *state
            })
        })
        .collect()
}

/// Returns the strength of one frequency (Goertzel), seen through a Hann window.
fn strength(samples: &[f32], hz: f32) -> f32 {
    let (mut re, mut im) = (0.0_f64, 0.0_f64);
    for (index, &sample) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * libm::cos(core::f64::consts::TAU * index as f64 / samples.len() as f64);
        let (sin, cos) = libm::sincos(core::f64::consts::TAU * f64::from(hz) * index as f64 / f64::from(RATE));
        re += window * cos * f64::from(sample);
        im += window * sin * f64::from(sample);
    }
    ((re * re + im * im).sqrt() / samples.len() as f64) as f32
}

/// Returns the strongest frequency of a range, to half a percent.
fn pitch(samples: &[f32], from: f32, to: f32) -> f32 {
    let candidates = core::iter::successors(Some(from), |hz| Some(hz * 1.005)).take_while(|hz| *hz < to);
    let (_, best) = candidates.map(|hz| (strength(samples, hz), hz)).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    best
}

fn any_effect(rng: &mut ChaCha8Rng) -> Effect {
    match rng.random_range(0..EFFECTS.len() + 2) {
        16 => Effect::Blip { combo: rng.random() },
        17 => Effect::Gold { combo: rng.random() },
        which => EFFECTS[which],
    }
}

/// Returns a number that a careless caller may send.
fn any_number(rng: &mut ChaCha8Rng) -> f32 {
    [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, 0.0, 0.3, 1.0, 1e30][rng.random_range(0..8_usize)]
}

fn any_command(rng: &mut ChaCha8Rng) -> MixerCommand {
    match rng.random_range(0..10_u32) {
        0..=4 => MixerCommand::Play(any_effect(rng)),
        5 => MixerCommand::Scene([Scene::Silence, Scene::Title, Scene::Play][rng.random_range(0..3_usize)]),
        6 | 7 => MixerCommand::Pace(any_number(rng)),
        8 => {
            MixerCommand::Volumes { master: any_number(rng).max(0.9), music: any_number(rng), effects: any_number(rng) }
        }
        _ => MixerCommand::Hush(rng.random()),
    }
}

/// Returns frames of a mixer that receives arbitrary commands.
fn chaos(seed: u64, rate: u32, count: usize, between: usize) -> Vec<[f32; 2]> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut mixer = Mixer::new(rate);
    (0..count)
        .map(|index| {
            if index % between == 0 {
                mixer.command(any_command(&mut rng));
            }
            mixer.next_frame()
        })
        .collect()
}

#[test]
fn every_sample_is_in_range_for_any_commands() {
    for (seed, between) in [(1, 3), (2, 100), (3, 1_500), (4, 9_000)] {
        for [left, right] in chaos(seed, RATE, 120_000, between) {
            assert!(left.abs() <= 1.0 && right.abs() <= 1.0, "{left} {right}");
        }
    }
}

#[test]
fn every_sample_rate_works() {
    for rate in [0, 8_000, 11_025, 44_100, 48_000, 96_000, 192_000, u32::MAX] {
        let frames = chaos(5, rate, 60_000, 900);
        assert!(frames.iter().flatten().all(|sample| sample.abs() <= 1.0), "{rate} Hz");
        assert!(frames.iter().flatten().any(|sample| sample.abs() > 0.05), "{rate} Hz is heard");
    }
}

#[test]
fn the_same_commands_give_the_same_samples() {
    assert_eq!(chaos(6, RATE, 60_000, 700), chaos(6, RATE, 60_000, 700));
    assert_ne!(chaos(6, RATE, 60_000, 700), chaos(7, RATE, 60_000, 700));
}

#[test]
fn without_commands_there_is_exact_silence() {
    assert!(frames(&mut Mixer::new(RATE), 0.5).iter().all(|frame| *frame == [0.0; 2]));
}

#[test]
fn silence_is_exact_once_music_and_effects_have_ended() {
    let mut mixer = playing(Scene::Play, 1.0);
    mixer.command(MixerCommand::Hush(true));
    frames(&mut mixer, 2.0);
    EFFECTS.iter().for_each(|&effect| mixer.command(MixerCommand::Play(effect)));
    mixer.command(MixerCommand::Scene(Scene::Silence));
    frames(&mut mixer, 1.5);
    assert!(frames(&mut mixer, 0.5).iter().all(|frame| *frame == [0.0; 2]));
}

#[test]
fn every_effect_is_heard_and_ends_within_one_and_a_half_seconds() {
    for effect in EFFECTS {
        let mut mixer = mixer(&[MixerCommand::Play(effect)]);
        let sound = mono(&mut mixer, 1.5);
        let loudest = sound.chunks(RATE as usize / 50).map(rms).fold(0.0, f32::max);
        let peak = sound.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(loudest > 0.07, "{effect:?}: {loudest}");
        assert!((0.15..0.7).contains(&peak), "{effect:?}: {peak}");
        assert!(frames(&mut mixer, 0.2).iter().all(|frame| *frame == [0.0; 2]), "{effect:?} has ended");
    }
}

#[test]
fn nothing_starts_with_a_click() {
    for effect in EFFECTS {
        // The first sample of an attack of at least 2 ms.
        let [left, right] = mixer(&[MixerCommand::Play(effect)]).next_frame();
        assert!(left.abs() < 0.03 && right.abs() < 0.03, "{effect:?}: {left} {right}");
    }
}

#[test]
fn a_blip_climbs_two_octaves_of_the_pentatonic_scale_and_no_further() {
    let pitch_of = |combo| pitch(&mono(&mut mixer(&[MixerCommand::Play(Effect::Blip { combo })]), 0.2), 400.0, 1_900.0);
    let scale = [0, 3, 5, 7, 10, 12, 15, 17, 19, 22, 24];
    for (combo, semitones) in scale.into_iter().enumerate() {
        let (actual, expected) = (pitch_of(combo as u8), 440.0 * libm::exp2f(semitones as f32 / 12.0));
        assert!((actual / expected - 1.0).abs() < 0.015, "combo {combo}: {actual} Hz, not {expected}");
    }
    assert_eq!(pitch_of(11), pitch_of(10));
    assert_eq!(pitch_of(255), pitch_of(10));
}

#[test]
fn a_return_rises_and_a_spirit_sinks() {
    let pitches = |effect, spans: [(f32, f32); 2], range: (f32, f32)| {
        spans.map(|(from, seconds)| {
            let mut mixer = mixer(&[MixerCommand::Play(effect)]);
            frames(&mut mixer, from);
            pitch(&mono(&mut mixer, seconds), range.0, range.1)
        })
    };
    let [first, then] = pitches(Effect::Return, [(0.0, 0.06), (0.2, 0.12)], (500.0, 1_000.0));
    assert!(then > 1.2 * first, "{first} Hz, then {then} Hz");
    let [first, then] = pitches(Effect::Spirit, [(0.4, 0.12), (1.05, 0.15)], (150.0, 400.0));
    assert!(then < 0.8 * first, "{first} Hz, then {then} Hz");
}

#[test]
fn a_sweep_goes_from_one_side_to_the_other() {
    let mut mixer = mixer(&[MixerCommand::Play(Effect::Sweep)]);
    // The excess of the right side, as a share of both.
    let mut lean = |seconds| {
        let both = frames(&mut mixer, seconds);
        let [left, right] = [0, 1].map(|side| rms(&high(&both.iter().map(|f| f[side]).collect::<Vec<f32>>(), 300.0)));
        (right - left) / (right + left)
    };
    let (early, _, late) = (lean(0.12), lean(0.25), lean(0.25));
    assert!(early < -0.2 && late > 0.2, "{early}, then {late}");
}

/// Counts the kicks within some seconds: how often the lowest octaves rise past a threshold.
fn kicks(pace: f32, seconds: f32) -> usize {
    let music = low(&mono(&mut playing(Scene::Play, pace), seconds), 70.0);
    let squares: Vec<f32> = music.iter().map(|sample| sample * sample).collect();
    let envelope = low(&squares, 6.0);
    let threshold = 0.5 * envelope.iter().copied().fold(0.0, f32::max);
    envelope.windows(2).filter(|pair| pair[0] < threshold && pair[1] >= threshold).count()
}

#[test]
fn the_tempo_rises_from_108_to_150_beats_a_minute() {
    for (pace, beats) in [(0.0, 36), (1.0, 50)] {
        let counted = kicks(pace, 20.0);
        assert!(counted.abs_diff(beats) <= 1, "{counted} kicks in 20 s at pace {pace}, not {beats}");
    }
}

#[test]
fn the_pitch_stays_when_the_tempo_rises() {
    for pace in [0.0, 0.5, 1.0] {
        // The bass's seventh step, an A of 110 Hz between two kicks; its overtone is above the kick.
        let step_s = 15.0 / (108.0 + 42.0 * pace);
        let mut mixer = playing(Scene::Play, pace);
        frames(&mut mixer, 6.0 * step_s);
        let overtone = pitch(&mono(&mut mixer, 1.8 * step_s), 195.0, 320.0);
        assert!((overtone / 220.0 - 1.0).abs() < 0.02, "pace {pace}: {overtone} Hz");
    }
}

#[test]
fn more_pace_is_richer() {
    let bright = |pace| rms(&high(&mono(&mut playing(Scene::Play, pace), 4.0), 3_000.0));
    let levels = [0.0, 0.2, 0.4, 0.6, 0.8].map(bright);
    assert!(levels.is_sorted_by(|a, b| *b > 1.05 * a), "{levels:?}");
    assert!(levels[4] > 3.0 * levels[0], "{levels:?}");
}

#[test]
fn pace_that_rises_while_the_music_plays_is_followed_smoothly() {
    let mut mixer = playing(Scene::Play, 0.0);
    frames(&mut mixer, 2.0);
    mixer.command(MixerCommand::Pace(1.0));
    frames(&mut mixer, 3.0);
    let after = rms(&high(&mono(&mut mixer, 3.0), 3_000.0));
    let before = rms(&high(&mono(&mut playing(Scene::Play, 0.0), 3.0), 3_000.0));
    assert!(after > 3.0 * before, "{before} → {after}");
}

#[test]
fn the_title_is_calmer_than_the_play() {
    let level = |scene| rms(&high(&mono(&mut playing(scene, 1.0), 4.0), 3_000.0));
    assert!(rms(&mono(&mut playing(Scene::Title, 0.0), 4.0)) > 0.02, "and yet it is heard");
    assert!(level(Scene::Title) < 0.2 * level(Scene::Play));
}

#[test]
fn the_play_begins_at_bar_one_after_any_scene() {
    let mut fresh = playing(Scene::Play, 0.7);
    let mut after_title = playing(Scene::Title, 0.7);
    frames(&mut after_title, 1.3);
    after_title.command(MixerCommand::Scene(Scene::Play));
    // The title is gone within 0.3 s.
    let (expected, actual) = (frames(&mut fresh, 2.0), frames(&mut after_title, 2.0));
    let from = (0.3 * RATE as f32) as usize;
    assert_eq!(expected[from..], actual[from..]);
    assert_ne!(expected[..from], actual[..from], "it did not stop dead");
}

#[test]
fn the_current_scene_continues() {
    let (mut once, mut twice) = (playing(Scene::Play, 0.5), playing(Scene::Play, 0.5));
    assert_eq!(frames(&mut once, 1.1), frames(&mut twice, 1.1));
    twice.command(MixerCommand::Scene(Scene::Play));
    assert_eq!(frames(&mut once, 1.1), frames(&mut twice, 1.1));
}

#[test]
fn a_crash_halves_the_music_for_half_a_second() {
    let quiet_effects = MixerCommand::Volumes { master: 1.0, music: 1.0, effects: 0.0 };
    let start = || {
        let mut mixer = playing(Scene::Play, 0.5);
        mixer.command(quiet_effects);
        frames(&mut mixer, 1.0);
        mixer
    };
    let (mut plain, mut ducked) = (start(), start());
    ducked.command(MixerCommand::Play(Effect::Crash));
    let mut ratio = |seconds| rms(&mono(&mut ducked, seconds)) / rms(&mono(&mut plain, seconds));
    ratio(0.1);
    let down = ratio(0.38);
    assert!((0.45..0.55).contains(&down), "{down}");
    let coming = ratio(0.3);
    assert!((0.55..0.95).contains(&coming), "{coming}");
    ratio(1.5);
    let back = ratio(0.5);
    assert!((0.999..1.001).contains(&back), "{back}");
}

#[test]
fn hushed_music_is_quiet_and_dull_and_returns() {
    let mut mixer = playing(Scene::Play, 1.0);
    let open = mono(&mut mixer, 2.0);
    mixer.command(MixerCommand::Hush(true));
    frames(&mut mixer, 0.5);
    let hushed = mono(&mut mixer, 2.0);
    mixer.command(MixerCommand::Hush(false));
    frames(&mut mixer, 0.7);
    let again = mono(&mut mixer, 2.0);
    assert!(rms(&hushed) < 0.6 * rms(&open) && rms(&hushed) > 0.01);
    assert!(rms(&high(&hushed, 3_000.0)) < 0.1 * rms(&high(&open, 3_000.0)));
    assert!(rms(&again) > 0.7 * rms(&open));
}

#[test]
fn no_volume_is_exact_silence_for_music_and_effects_alike() {
    for (master, music, effects) in [(0.0, 1.0, 1.0), (1.0, 0.0, 0.0), (f32::NAN, 1.0, 1.0), (-3.0, 9.0, 9.0)] {
        let mut mixer = playing(Scene::Play, 1.0);
        mixer.command(MixerCommand::Volumes { master, music, effects });
        frames(&mut mixer, 0.2);
        EFFECTS.iter().for_each(|&effect| mixer.command(MixerCommand::Play(effect)));
        assert!(frames(&mut mixer, 1.0).iter().all(|frame| *frame == [0.0; 2]), "{master} {music} {effects}");
    }
}

#[test]
fn a_change_of_volume_or_scene_does_not_click() {
    // Bass, kick and pad move slowly: a step from one sample to the next would come from the change.
    let step = |frames: &[[f32; 2]]| frames.windows(2).fold(0.0_f32, |most, w| most.max((w[1][0] - w[0][0]).abs()));
    let mut plain = playing(Scene::Play, 0.0);
    let usual = step(&frames(&mut plain, 2.0));
    for change in [
        MixerCommand::Volumes { master: 0.0, music: 1.0, effects: 1.0 },
        MixerCommand::Scene(Scene::Title),
        MixerCommand::Scene(Scene::Silence),
        MixerCommand::Hush(true),
    ] {
        let mut mixer = playing(Scene::Play, 0.0);
        for _ in 0..12 {
            let mut sound = frames(&mut mixer, 0.137);
            mixer.command(change);
            sound.extend(frames(&mut mixer, 0.05));
            // Sooner than the other has faded: its deck is taken over.
            mixer.command(MixerCommand::Scene(Scene::Play));
            mixer.command(MixerCommand::Hush(false));
            mixer.command(MixerCommand::Volumes { master: 1.0, music: 1.0, effects: 1.0 });
            sound.extend(frames(&mut mixer, 0.05));
            let most = step(&sound);
            assert!(most < 1.5 * usual, "{change:?}: {most}, and {usual} without");
        }
    }
}

#[test]
fn commands_survive_encoding() {
    let effects = EFFECTS.map(MixerCommand::Play);
    let combos = (0..=u8::MAX)
        .flat_map(|combo| [Effect::Blip { combo }, Effect::Gold { combo }])
        .map(MixerCommand::Play)
        .collect::<Vec<_>>();
    let others = [
        MixerCommand::Scene(Scene::Silence),
        MixerCommand::Scene(Scene::Title),
        MixerCommand::Scene(Scene::Play),
        MixerCommand::Pace(0.375),
        MixerCommand::Volumes { master: 1.0, music: 0.25, effects: -0.0 },
        MixerCommand::Hush(false),
        MixerCommand::Hush(true),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for &command in effects.iter().chain(&combos).chain(&others) {
        let bytes = command.encode();
        assert!((2..=13).contains(&bytes.len()), "{command:?}");
        assert_eq!(MixerCommand::decode(&bytes), Some(command));
        seen.insert(bytes);
    }
    assert_eq!(seen.len(), 14 + 512 + others.len(), "no two commands have the same bytes");
}

#[test]
fn bytes_that_are_no_command_are_refused() {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let mut mixer = Mixer::new(RATE);
    for _ in 0..200_000 {
        let length = random.random_range(0..=16);
        let mut bytes: Vec<u8> = (0..length).map(|_| random.random()).collect();
        if let Some(kind) = bytes.first_mut() {
            *kind %= 6;
        }
        if let Some(command) = MixerCommand::decode(&bytes) {
            // Bits of numbers survive, NaN included.
            assert_eq!(command.encode(), bytes);
            mixer.command(command);
        }
    }
    assert!(frames(&mut mixer, 0.1).iter().flatten().all(|sample| sample.abs() <= 1.0));
    for bytes in [&[] as &[u8], &[0], &[0, 0], &[0, 2, 0], &[0, 16], &[1, 3], &[2, 0, 0, 0], &[4, 2], &[5, 0]] {
        assert_eq!(MixerCommand::decode(bytes), None, "{bytes:?}");
    }
}
