//! Recorded runs on the command line: `--verify` judges one, `--replay` shows one.

use std::path::Path;

use crate::{
    game::persistence::store,
    sim::{Replay, TICK_HZ, Verdict},
};

/// Reads a recorded run.
///
/// # Errors
/// One sentence for people.
pub(crate) fn load(path: &Path) -> Result<Replay, String> {
    let bytes = store::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Replay::from_bytes(&bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a recorded run that this game can play.
///
/// # Errors
/// One sentence for people.
pub(crate) fn load_playable(path: &Path) -> Result<Replay, String> {
    let run = load(path)?;
    if run.is_by_these_rules() { Ok(run) } else { Err(other_rules(path)) }
}

/// Plays a run again, as fast as it goes, and says whether it is what it claims to be.
///
/// # Errors
/// One sentence for people: why it is not true, or cannot be judged.
pub(crate) fn verify(path: &Path) -> Result<String, String> {
    let run = load(path)?;
    match run.verify() {
        Verdict::True { score, ticks } => {
            let seconds = ticks as f64 / f64::from(TICK_HZ);
            Ok(format!("true: {score:.1} points in {seconds:.1} s of {}", run.mode().name()))
        }
        Verdict::False { claimed, score } => Err(format!(
            "{}: false: it claims {claimed:.1} points, and played again it gives {score:.1}",
            path.display()
        )),
        Verdict::OtherRules => Err(other_rules(path)),
    }
}

fn other_rules(path: &Path) -> String {
    format!("{}: it was played by the rules of another version of the game", path.display())
}
