//! The best scores of each mode and kind of input, kept between runs.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use bevy::prelude::*;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::store;
use crate::sim::{Mode, Replay};

const VERSION: u32 = 2;
/// Places on a board.
const PLACES: usize = 10;

pub(super) fn plugin(app: &mut App) {
    // Once a frame, not in a tick: writing to a disk may take its time.
    app.add_message::<ScoreSaved>().add_systems(PostUpdate, save);
}

/// A place on a board has reached the disk.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) struct ScoreSaved {
    pub mode: Mode,
    pub hand: Hand,
    pub score: f64,
}

/// What a player steers with. Each has boards of its own: they are not equally easy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Hand {
    Tilt,
    Touch,
    Keyboard,
    Gamepad,
}

impl fmt::Display for Hand {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Tilt => "tilt",
            Self::Touch => "touch",
            Self::Keyboard => "keyboard",
            Self::Gamepad => "gamepad",
        })
    }
}

/// A line of a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub name: String,
    pub score: f64,
    /// How long the run was.
    pub seconds: f64,
    pub blips: u32,
    pub best_combo: u32,
}

/// Boards by mode and hand, best first.
type Boards = BTreeMap<String, BTreeMap<Hand, Vec<Entry>>>;

#[derive(Default, Serialize, Deserialize)]
struct File {
    version: u32,
    #[serde(default)]
    boards: Boards,
    /// What version 1 had: one number a mode.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    best: BTreeMap<String, f64>,
}

/// Best scores, and where they and the runs behind them are kept.
#[derive(Resource, Debug, Default)]
pub(super) struct Scores {
    boards: Boards,
    folder: Option<PathBuf>,
    unsaved: Vec<ScoreSaved>,
    /// Runs to be written: the best of a mode and hand.
    runs: Vec<(Mode, Hand, Vec<u8>)>,
    /// Why the last attempt to save failed, in words.
    trouble: Option<String>,
}

impl Scores {
    /// Reads the scores kept in a folder; without a folder they live as long as the game.
    pub(super) fn load(folder: Option<&Path>) -> Self {
        let Some(folder) = folder else { return Self::default() };
        let file: File = store::load(&folder.join("scores.json"), VERSION);
        let mut boards = file.boards;
        for (mode, score) in file.best {
            let entry = Entry { name: "earlier".to_owned(), score, seconds: 0.0, blips: 0, best_combo: 0 };
            boards.entry(mode).or_default().entry(Hand::Tilt).or_default().push(entry);
        }
        for board in boards.values_mut().flat_map(BTreeMap::values_mut) {
            board.retain(|entry| entry.score.is_finite());
            rank(board);
        }
        Self { boards, folder: Some(folder.to_owned()), ..Self::default() }
    }

    /// The board of a mode and hand, best first.
    pub(super) fn board(&self, mode: Mode, hand: Hand) -> &[Entry] {
        self.boards.get(mode.name()).and_then(|hands| hands.get(&hand)).map_or(&[], Vec::as_slice)
    }

    /// The best score of a mode and hand, 0 before the first run.
    pub(super) fn best(&self, mode: Mode, hand: Hand) -> f64 {
        self.board(mode, hand).first().map_or(0.0, |entry| entry.score)
    }

    /// Takes the result of a run; its place on the board, counting from 1, if it has one.
    pub(super) fn offer(&mut self, mode: Mode, hand: Hand, entry: Entry, run: Option<&Replay>) -> Option<usize> {
        let board = self.boards.entry(mode.name().to_owned()).or_default().entry(hand).or_default();
        // Who came first stays first.
        let place = board.iter().filter(|other| other.score >= entry.score).count() + 1;
        if place > PLACES || entry.score <= 0.0 {
            return None;
        }
        self.unsaved.push(ScoreSaved { mode, hand, score: entry.score });
        board.insert(place - 1, entry);
        rank(board);
        if let (1, Some(run)) = (place, run) {
            self.runs.retain(|(other_mode, other_hand, _)| (*other_mode, *other_hand) != (mode, hand));
            self.runs.push((mode, hand, run.to_bytes()));
        }
        Some(place)
    }

    /// The best run of a mode and hand, if there is one by the rules of today.
    pub(super) fn best_run(&self, mode: Mode, hand: Hand) -> Option<Replay> {
        let bytes = store::read(&self.run_path(mode, hand)?).ok()?;
        Replay::from_bytes(&bytes).ok().filter(|run| run.mode() == mode && run.is_by_these_rules())
    }

    /// Whether everything there is to save has been saved; why not, in words, if it could not be.
    pub(super) fn saved(&self) -> Result<bool, &str> {
        match &self.trouble {
            Some(trouble) => Err(trouble),
            None => Ok(self.unsaved.is_empty() && self.folder.is_some()),
        }
    }

    fn run_path(&self, mode: Mode, hand: Hand) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join("runs").join(format!("best-{}-{hand}.ftrun", mode.name())))
    }

    /// Writes what is new, and says what has reached the disk.
    fn save(&mut self) -> Vec<ScoreSaved> {
        let new = std::mem::take(&mut self.unsaved);
        let Some(folder) = self.folder.clone() else { return Vec::new() };
        let file = File { version: VERSION, boards: self.boards.clone(), best: BTreeMap::new() };
        let mut result = store::save(&folder.join("scores.json"), &file);
        // The score first: it is what people are told; its ghost is a picture.
        for (mode, hand, bytes) in std::mem::take(&mut self.runs) {
            let Some(path) = self.run_path(mode, hand) else { continue };
            result = result.and_then(|()| store::write(&path, &bytes));
        }
        self.trouble = result.err().map(|error| error.to_string());
        if let Some(trouble) = &self.trouble {
            warn!("the scores could not be saved in {}: {trouble}", folder.display());
            return Vec::new();
        }
        new
    }
}

fn rank(board: &mut Vec<Entry>) {
    board.sort_by(|a, b| b.score.total_cmp(&a.score));
    board.truncate(PLACES);
}

fn save(mut scores: ResMut<Scores>, mut saved: MessageWriter<ScoreSaved>) {
    if !scores.unsaved.is_empty() {
        saved.write_batch(scores.save());
    }
}
