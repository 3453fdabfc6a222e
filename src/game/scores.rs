//! The best score of each mode, kept between runs.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::round::RoundEvent;
use crate::sim::Mode;

const VERSION: u32 = 1;

pub(super) fn plugin(app: &mut App) {
    // Once a frame, not in a tick: writing to a disk may take its time.
    app.add_systems(PostUpdate, save_when_over);
}

/// Best scores, and where they are kept.
#[derive(Resource, Debug, Default)]
pub(super) struct Scores {
    best: BTreeMap<String, f64>,
    path: Option<PathBuf>,
    changed: bool,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    best: BTreeMap<String, f64>,
}

impl Scores {
    /// Reads the scores kept in a folder; without a folder they live as long as the game. A damaged file is set aside,
    /// with a word in the log, and never lost.
    pub(super) fn load(folder: Option<&Path>) -> Self {
        let Some(folder) = folder else { return Self::default() };
        let path = folder.join("scores.json");
        let best = match fs::read(&path) {
            Ok(bytes) => parse(&bytes).unwrap_or_else(|| {
                let aside = path.with_extension("damaged.json");
                warn!("the scores in {} cannot be read and are set aside as {}", path.display(), aside.display());
                if let Err(error) = fs::rename(&path, &aside) {
                    warn!("they could not be set aside: {error}");
                }
                BTreeMap::new()
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                warn!("the scores in {} cannot be read: {error}", path.display());
                BTreeMap::new()
            }
        };
        Self { best, path: Some(path), changed: false }
    }

    /// The best score of a mode, 0 before the first round.
    pub(super) fn best(&self, mode: Mode) -> f64 {
        self.best.get(mode.name()).copied().unwrap_or(0.0)
    }

    /// Takes a result; whether it is the best so far.
    pub(super) fn offer(&mut self, mode: Mode, score: f64) -> bool {
        let is_best = score > self.best(mode);
        if is_best {
            self.best.insert(mode.name().to_owned(), score);
            self.changed = true;
        }
        is_best
    }

    /// Writes the scores beside the old file and puts them in its place, so that a crash leaves one or the other.
    fn save(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(&File { version: VERSION, best: self.best.clone() })?;
        let new = path.with_extension("new.json");
        let mut file = fs::File::create(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(new, path)
    }
}

fn parse(bytes: &[u8]) -> Option<BTreeMap<String, f64>> {
    let file: File = serde_json::from_slice(bytes).ok()?;
    (file.version == VERSION && file.best.values().all(|score| score.is_finite())).then_some(file.best)
}

fn save_when_over(mut rounds: MessageReader<RoundEvent>, mut scores: ResMut<Scores>) {
    let over = rounds.read().any(|event| matches!(event, RoundEvent::Over { .. }));
    if over && scores.changed {
        scores.changed = false;
        if let Some(path) = &scores.path
            && let Err(error) = scores.save(path)
        {
            warn!("the best score could not be saved in {}: {error}", path.display());
        }
    }
}
