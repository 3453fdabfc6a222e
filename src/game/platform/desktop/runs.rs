//! Recorded runs on the command line: `--verify` checks a run, `--replay` shows it.

use std::path::Path;

use crate::{
    game::platform::desktop::{disk_folder, error::GameError},
    sim::{Replay, TICK_HZ, Verdict},
};

/// Reads a recorded run.
///
/// # Errors
/// If the file cannot be read, or contains no recorded run.
pub(crate) fn load(path: &Path) -> Result<Replay, GameError> {
    let bytes = disk_folder::read(path).map_err(|source| GameError::UnreadableRun { path: path.to_owned(), source })?;
    Replay::from_bytes(&bytes).map_err(|source| GameError::DamagedRun { path: path.to_owned(), source })
}

/// Reads a recorded run that this game can play.
///
/// # Errors
/// As [`load`]; also if the run was played with other rules.
pub(crate) fn load_playable(path: &Path) -> Result<Replay, GameError> {
    let run = load(path)?;
    if run.is_by_these_rules() { Ok(run) } else { Err(other_rules(path)) }
}

/// Replays a run at full speed, and returns a sentence with its score if that is what the file claims.
///
/// # Errors
/// If the score is false, or cannot be checked.
pub(crate) fn verify(path: &Path) -> Result<String, GameError> {
    let run = load(path)?;
    match run.verify() {
        Verdict::True { score, ticks } => {
            let seconds = ticks as f64 / f64::from(TICK_HZ);
            Ok(format!("true: {score:.1} points in {seconds:.1} s of {}", run.mode().name()))
        }
        Verdict::False { claimed, score } => Err(GameError::FalseRun { path: path.to_owned(), claimed, score }),
        Verdict::OtherRules => Err(other_rules(path)),
    }
}

fn other_rules(path: &Path) -> GameError {
    GameError::OtherRules { path: path.to_owned() }
}
