//! The game's files: several games with one folder, and files with arbitrary content.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::*;
use crate::{
    game::{
        input::device::InputDevice,
        persistence::{progress::Progress, store},
        round::plan,
        settings::list::{EveningSettings, Settings},
    },
    sim::{Game, Match, Mode},
};

/// Number of inputs for each kind of file; the inputs are the same in every run.
const INPUTS: usize = 3000;
const MAX_BYTES: usize = 4096;

/// Returns an empty folder that no other test uses.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("full-tilt-kept-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

#[test]
fn two_games_with_one_folder_keep_the_settings_of_both() {
    let folder = folder("settings");
    let mut first = CurrentSettings::load(Some(DiskFolder::at(&folder)));
    let mut second = CurrentSettings::load(Some(DiskFolder::at(&folder)));
    first.volumes.master = 0.25;
    first.ghost = false;
    drop(first);
    second.volumes.music = 0.5;
    second.fair = true;
    drop(second);
    let kept = CurrentSettings::load(Some(DiskFolder::at(&folder)));
    assert_eq!((kept.volumes.master, kept.volumes.music), (0.25, 0.5));
    assert_eq!((kept.ghost, kept.fair), (false, true));
    std::fs::remove_dir_all(folder).unwrap();
}

/// Replaces a random value inside by another one.
fn replace_somewhere(value: &mut Value, rng: &mut ChaCha8Rng) {
    let mut inner: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    if !inner.is_empty() && rng.random_range(0..8) > 0 {
        let chosen = rng.random_range(0..inner.len());
        return replace_somewhere(inner.swap_remove(chosen), rng);
    }
    let others =
        [json!(null), json!(-1e308), json!(3e9), json!(0), json!("\u{202e}"), json!([[[]]]), json!({}), json!(true)];
    let number = rng.random_range(-10.0..10.0);
    *value = if value.is_number() { json!(number) } else { others[rng.random_range(0..others.len())].clone() };
}

/// Swaps, removes or repeats bytes.
fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..4) {
            0 => bytes.insert(at, rng.random()),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_within(at..),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
        }
        bytes.truncate(MAX_BYTES);
    }
}

/// Generates many contents of a file, and calls `check` with each.
fn fuzz(seed: &str, mut check: impl FnMut(&[u8])) {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    check(seed.as_bytes());
    for _ in 0..INPUTS {
        let mut value: Value = serde_json::from_str(seed).unwrap();
        (0..rng.random_range(1..4)).for_each(|_| replace_somewhere(&mut value, &mut rng));
        let mut bytes = value.to_string().into_bytes();
        check(&bytes);
        mutate(&mut bytes, &mut rng);
        check(&bytes);
    }
}

#[test]
fn any_settings_file_yields_valid_settings() {
    let seed = serde_json::to_string(&Settings::default()).unwrap();
    let mut read = 0;
    fuzz(&seed, |bytes| {
        let Ok(settings) = store::parse::<Settings>(bytes, u32::MAX) else { return };
        read += 1;
        let settings = settings.sane();
        assert!((0.0..=1.0).contains(&settings.volumes.master), "{settings:?}");
        assert!(settings.frame_limit.0 == 0 || (30..=1000).contains(&settings.frame_limit.0), "{settings:?}");
        let again: Settings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
    });
    assert!(read > 100, "only {read} of the files were read");
}

#[test]
fn any_score_file_yields_ranked_and_short_boards() {
    let entry = |score: f64| format!(r#"{{"name":"Eve","score":{score},"seconds":2.0,"blips":0,"best_combo":0}}"#);
    let board: Vec<String> = (1..=9).map(|score| entry(f64::from(score) * 1.5)).collect();
    let seed = format!(
        r#"{{"version":1,"best":{{"classic":4000.5}},"boards":{{"classic":{{"tilt":[{}]}}}}}}"#,
        board.join(",")
    );
    let mut read = 0;
    fuzz(&seed, |bytes| {
        let Some(scores) = Scores::parse(bytes) else { return };
        read += 1;
        for mode in Mode::ALL {
            let board = scores.board(mode, InputDevice::Tilt);
            assert!(board.len() <= 10 && board.iter().all(|entry| entry.score.is_finite()), "{board:?}");
            assert!(board.is_sorted_by(|a, b| a.score >= b.score), "{board:?}");
        }
    });
    assert!(read > 100, "only {read} of the files were read");
}

#[test]
fn a_game_that_is_started_again_continues_its_match() {
    let folder = folder("match");
    let load = || KeptProgress::load(Some(DiskFolder::at(&folder)));
    let mut kept = load();
    assert!(kept.last().is_none());
    let mut contest = Match::default();
    contest.add(&Game::new(Mode::Rush, &[0, 3], 1));
    kept.keep(Progress::Match(Mode::Rush, contest.clone()));
    assert_eq!(load().last(), Some(Progress::Match(Mode::Rush, contest)));

    // Back in the lobby the match is over.
    kept.keep(Progress::Match(Mode::Rush, Match::default()));
    assert!(load().last().is_none());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_game_that_is_started_again_continues_its_evening() {
    let folder = folder("evening");
    let load = || KeptProgress::load(Some(DiskFolder::at(&folder)));
    let mut evening = plan::open_evening(&EveningSettings::default(), 1).unwrap();
    [0, 3].into_iter().for_each(|slot| evening.enter(slot));
    evening.step(&mut Vec::new());
    load().keep(Progress::Evening(Box::new(evening.clone())));
    assert_eq!(load().last(), Some(Progress::Evening(Box::new(evening))));
    std::fs::remove_dir_all(folder).unwrap();
}
