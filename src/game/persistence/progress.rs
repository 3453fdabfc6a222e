//! The match or the evening in progress, kept while the program that hosts it is started again: phones keep their seats
//! meanwhile, and players expect to keep their points.

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::{
    game::persistence::store::{self, SharedFolder},
    sim::{Evening, Match, Mode},
};

const VERSION: u32 = 1;
const FILE: &str = "evening.json";

/// The points so far.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Progress {
    /// Rounds of one mode.
    Match(Mode, Match),
    /// An evening.
    Evening(Box<Evening>),
}

/// The file of the points so far; without a folder nothing is kept.
#[derive(Resource, Debug, Default)]
pub(crate) struct KeptProgress {
    folder: Option<SharedFolder>,
    kept: Option<Progress>,
}

#[derive(Serialize, Deserialize)]
struct ProgressFile {
    version: u32,
    mode: String,
    contest: Match,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evening: Option<Box<Evening>>,
}

impl From<&Progress> for ProgressFile {
    fn from(progress: &Progress) -> Self {
        let (mode, contest, evening) = match progress {
            Progress::Match(mode, contest) => (*mode, contest.clone(), None),
            Progress::Evening(evening) => (Mode::default(), Match::default(), Some(evening.clone())),
        };
        Self { version: VERSION, mode: mode.name().to_owned(), contest, evening }
    }
}

impl ProgressFile {
    fn progress(self) -> Option<Progress> {
        if let Some(evening) = self.evening {
            return Some(Progress::Evening(evening));
        }
        let mode = Mode::ALL.into_iter().find(|mode| mode.name() == self.mode)?;
        Some(Progress::Match(mode, self.contest))
    }
}

impl KeptProgress {
    /// Reads what was in progress when the game ended last.
    pub(crate) fn load(folder: Option<SharedFolder>) -> Self {
        let file =
            folder.as_deref().and_then(|folder| store::load::<ProgressFile>(folder, FILE, VERSION).ok().flatten());
        Self { folder, kept: file.and_then(ProgressFile::progress) }
    }

    /// Returns what was in progress the last time, or `None` if nothing was.
    pub(crate) fn last(&self) -> Option<Progress> {
        self.kept.clone().filter(|progress| match progress {
            Progress::Match(_, contest) => contest.rounds() > 0,
            Progress::Evening(_) => true,
        })
    }

    /// Keeps what is in progress, if it has changed.
    pub(crate) fn keep(&mut self, progress: Progress) {
        let Some(folder) = &self.folder else { return };
        if self.kept.as_ref() == Some(&progress) {
            return;
        }
        let written = serde_json::to_vec(&ProgressFile::from(&progress))
            .map_err(Into::into)
            .and_then(|bytes| folder.replace(FILE, &bytes));
        if let Err(error) = written {
            warn!("the match could not be saved as {}: {error}", folder.place(FILE));
        }
        // A failed attempt is not repeated in every frame; the next round tries again.
        self.kept = Some(progress);
    }
}
