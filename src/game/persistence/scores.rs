//! The best scores of each mode and input device, kept between runs.

use std::{collections::BTreeMap, io, time::Duration};

use bevy::{prelude::*, time::common_conditions::on_timer};
use serde::{Deserialize, Serialize};
use tracing::{info, warn};

use crate::{
    game::{
        input::device::InputDevice,
        persistence::store::{self, Folder, SharedFolder},
    },
    sim::{Mode, Replay},
};

const VERSION: u32 = 2;
const FILE: &str = "scores.json";
/// Number of places on a board.
const PLACES: usize = 10;
/// Time between two attempts to save after a failure.
const RETRY_EVERY: Duration = Duration::from_secs(2);

pub(crate) fn plugin(app: &mut App) {
    // Once a frame, not in a tick: writing to a disk may take time.
    let is_due = |scores: Res<Scores>| scores.trouble.is_none() && !scores.is_saved();
    app.add_message::<ScoreSaved>().add_systems(PostUpdate, save.run_if(is_due.or_else(on_timer(RETRY_EVERY))));
}

/// An entry of a board has reached the disk.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct ScoreSaved {
    pub mode: Mode,
    pub device: InputDevice,
    pub score: f64,
}

/// An entry of a board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub name: String,
    pub score: f64,
    /// Length of the run, in seconds.
    pub seconds: f64,
    pub blips: u32,
    pub best_combo: u32,
}

/// Boards by mode and input device, best first.
type Boards = BTreeMap<String, BTreeMap<InputDevice, Vec<Entry>>>;

#[derive(Default, Serialize, Deserialize)]
struct ScoreFile {
    version: u32,
    #[serde(default)]
    boards: Boards,
    /// The scores of version 1: one number per mode.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    best: BTreeMap<String, f64>,
}

impl ScoreFile {
    /// Returns the boards, including an earlier version's scores, without entries that cannot be ranked.
    fn into_boards(self) -> Boards {
        let mut boards = self.boards;
        for (mode, score) in self.best {
            let entry = Entry { name: "earlier".to_owned(), score, seconds: 0.0, blips: 0, best_combo: 0 };
            boards.entry(mode).or_default().entry(InputDevice::Tilt).or_default().push(entry);
        }
        for board in boards.values_mut().flat_map(BTreeMap::values_mut) {
            board.retain(|entry| entry.score.is_finite());
            rank(board);
        }
        boards
    }
}

/// The best scores, and the folder for them and their recorded runs.
#[derive(Resource, Debug, Default)]
pub(crate) struct Scores {
    boards: Boards,
    folder: Option<SharedFolder>,
    /// Entries not yet in the file.
    unsaved: Vec<Unsaved>,
    /// Runs not yet written: the best of a mode and input device.
    runs: Vec<Run>,
    /// The newest round of a party, not yet written.
    party: Option<(Mode, Vec<u8>)>,
    /// The error of the last attempt to save; `None` if it succeeded.
    trouble: Option<String>,
}

/// An entry not yet in the file.
#[derive(Debug)]
struct Unsaved {
    mode: Mode,
    device: InputDevice,
    entry: Entry,
}

/// A run not yet written, and the score that makes it the best.
#[derive(Debug)]
struct Run {
    mode: Mode,
    device: InputDevice,
    score: f64,
    bytes: Vec<u8>,
}

impl Scores {
    /// Reads the scores in a folder; without a folder they last only as long as the game.
    pub(crate) fn load(folder: Option<SharedFolder>) -> Self {
        let mut scores = Self::default();
        let Some(folder) = folder else { return scores };
        // A file that could not even be set aside is not overwritten: saving checks it again.
        let file: ScoreFile = store::load(&*folder, FILE, VERSION).ok().flatten().unwrap_or_default();
        (scores.boards, scores.folder) = (file.into_boards(), Some(folder));
        scores
    }

    /// Parses the content of a score file; returns `None` if it is invalid.
    #[cfg(test)]
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut scores = Self::default();
        scores.boards = store::parse(bytes, VERSION).map(ScoreFile::into_boards).ok()?;
        Some(scores)
    }

    /// Returns the board of a mode and input device, best first.
    pub(crate) fn board(&self, mode: Mode, device: InputDevice) -> &[Entry] {
        self.boards.get(mode.name()).and_then(|devices| devices.get(&device)).map_or(&[], Vec::as_slice)
    }

    /// Returns the best score of a mode and input device, 0 before the first run.
    pub(crate) fn best(&self, mode: Mode, device: InputDevice) -> f64 {
        self.board(mode, device).first().map_or(0.0, |entry| entry.score)
    }

    /// Adds the result of a run, and returns its place on the board, counting from 1, or `None` if it gets none.
    pub(crate) fn offer(
        &mut self,
        mode: Mode,
        device: InputDevice,
        entry: Entry,
        run: Option<&Replay>,
    ) -> Option<usize> {
        let board = self.boards.entry(mode.name().to_owned()).or_default().entry(device).or_default();
        // Of equal scores, the earlier one stays first.
        let place = board.iter().filter(|other| other.score >= entry.score).count() + 1;
        if place > PLACES || entry.score <= 0.0 {
            return None;
        }
        let score = entry.score;
        board.insert(place - 1, entry.clone());
        rank(board);
        if self.folder.is_some() {
            self.unsaved.push(Unsaved { mode, device, entry });
        }
        if let (1, Some(run)) = (place, run) {
            self.runs.retain(|other| (other.mode, other.device) != (mode, device));
            self.runs.push(Run { mode, device, score, bytes: run.to_bytes() });
        }
        Some(place)
    }

    /// Returns the best run of a mode and input device, or `None` if there is none by the current rules.
    pub(crate) fn best_run(&self, mode: Mode, device: InputDevice) -> Option<Replay> {
        let bytes = self.folder.as_ref()?.read(&run_name(mode, device)).ok()?;
        Replay::from_bytes(&bytes).ok().filter(|run| run.mode() == mode && run.is_by_these_rules())
    }

    /// Keeps a round of a party in place of the last one of its mode.
    pub(crate) fn keep_party(&mut self, round: &Replay) {
        self.party = self.folder.is_some().then(|| (round.mode(), round.to_bytes()));
    }

    /// Returns whether all scores have been saved, or the error in words if saving failed.
    pub(crate) fn saved(&self) -> Result<bool, &str> {
        match &self.trouble {
            Some(trouble) => Err(trouble),
            None => Ok(self.unsaved.is_empty() && self.folder.is_some()),
        }
    }

    fn is_saved(&self) -> bool {
        self.folder.is_none() || self.unsaved.is_empty() && self.runs.is_empty() && self.party.is_none()
    }

    /// Writes new entries and runs, and returns the entries that have reached the disk. The rest waits for the next
    /// attempt.
    fn save(&mut self) -> Vec<ScoreSaved> {
        let Some(folder) = self.folder.clone() else { return Vec::new() };
        let had_trouble = self.trouble.is_some();
        // The score first: players see a message about it; its ghost is only a picture.
        let mut saved = Vec::new();
        let mut result = if self.unsaved.is_empty() { Ok(()) } else { self.save_boards(&*folder) };
        if result.is_ok() {
            let new = self.unsaved.drain(..);
            saved.extend(new.map(|Unsaved { mode, device, entry }| ScoreSaved { mode, device, score: entry.score }));
            result = self.save_runs(&*folder);
        }
        self.trouble = result.err().map(|error| error.to_string());
        match &self.trouble {
            Some(trouble) if !had_trouble => {
                warn!("the scores could not be saved as {}; trying again: {trouble}", folder.place(FILE));
            }
            None if had_trouble => info!("the scores are saved again"),
            _ => {}
        }
        saved
    }

    /// Adds new entries to the boards in the file, which another game may have changed as well.
    fn save_boards(&mut self, folder: &dyn Folder) -> io::Result<()> {
        let Self { boards, unsaved, .. } = self;
        store::update(folder, FILE, VERSION, |file: Option<ScoreFile>| {
            let mut merged = file.map(ScoreFile::into_boards).unwrap_or_default();
            for Unsaved { mode, device, entry } in unsaved.iter() {
                let board = merged.entry(mode.name().to_owned()).or_default().entry(*device).or_default();
                board.push(entry.clone());
                rank(board);
            }
            boards.clone_from(&merged);
            ScoreFile { version: VERSION, boards: merged, best: BTreeMap::new() }
        })
    }

    /// Writes the runs that are still the best, now that the scores of all games are known.
    fn save_runs(&mut self, folder: &dyn Folder) -> io::Result<()> {
        while let Some(Run { mode, device, score, bytes }) = self.runs.last() {
            if *score >= self.best(*mode, *device) {
                folder.replace(&run_name(*mode, *device), bytes)?;
            }
            self.runs.pop();
        }
        if let Some((mode, bytes)) = &self.party {
            folder.replace(&party_name(*mode), bytes)?;
            self.party = None;
        }
        Ok(())
    }
}

impl Drop for Scores {
    /// Makes a last attempt to save: players who free disk space before closing the game lose nothing.
    fn drop(&mut self) {
        if !self.is_saved() {
            self.save();
        }
    }
}

/// Returns the name of the file of a mode's best run.
fn run_name(mode: Mode, device: InputDevice) -> String {
    format!("runs/best-{}-{device}.ftrun", mode.name())
}

/// Returns the name of the file of a mode's newest round with several players.
fn party_name(mode: Mode) -> String {
    format!("runs/last-{}.ftrun", mode.name())
}

fn rank(board: &mut Vec<Entry>) {
    board.sort_by(|a, b| b.score.total_cmp(&a.score));
    board.truncate(PLACES);
}

fn save(mut scores: ResMut<Scores>, mut saved: MessageWriter<ScoreSaved>) {
    if !scores.is_saved() {
        saved.write_batch(scores.save());
    }
}
