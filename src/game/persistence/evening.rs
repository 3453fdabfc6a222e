//! The match in progress, kept while the program that hosts it is started again: phones keep their seats meanwhile, and
//! players expect to keep their points.

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::{
    game::persistence::store::{self, SharedFolder},
    sim::{Match, Mode},
};

const VERSION: u32 = 1;
const FILE: &str = "evening.json";

/// The file of the match in progress; without a folder nothing is kept.
#[derive(Resource, Debug, Default)]
pub(crate) struct Evening {
    folder: Option<SharedFolder>,
    kept: Option<(Mode, Match)>,
}

#[derive(Serialize, Deserialize)]
struct EveningFile {
    version: u32,
    mode: String,
    contest: Match,
}

impl Evening {
    /// Reads the match that was in progress when the game ended last.
    pub(crate) fn load(folder: Option<SharedFolder>) -> Self {
        let file =
            folder.as_deref().and_then(|folder| store::load::<EveningFile>(folder, FILE, VERSION).ok().flatten());
        let mode_of = |file: &EveningFile| Mode::ALL.into_iter().find(|mode| mode.name() == file.mode);
        let kept = file.and_then(|file| Some((mode_of(&file)?, file.contest)));
        Self { folder, kept }
    }

    /// Returns the match of the last time, or `None` if none was in progress.
    pub(crate) fn last(&self) -> Option<(Mode, Match)> {
        self.kept.clone().filter(|(_, contest)| contest.rounds() > 0)
    }

    /// Keeps the match in progress, if it has changed.
    pub(crate) fn keep(&mut self, mode: Mode, contest: &Match) {
        let Some(folder) = &self.folder else { return };
        if self.kept.as_ref().is_some_and(|(kept_mode, kept)| (*kept_mode, kept) == (mode, contest)) {
            return;
        }
        let file = EveningFile { version: VERSION, mode: mode.name().to_owned(), contest: contest.clone() };
        let written = serde_json::to_vec(&file).map_err(Into::into).and_then(|bytes| folder.replace(FILE, &bytes));
        if let Err(error) = written {
            warn!("the match could not be saved as {}: {error}", folder.place(FILE));
        }
        // A failed attempt is not repeated in every frame; the next round tries again.
        self.kept = Some((mode, contest.clone()));
    }
}
