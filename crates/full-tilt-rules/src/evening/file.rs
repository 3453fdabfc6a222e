//! An evening as a file: its layout, and the limits for what is loaded.
//!
//! Votes are not stored. A round that was played when the file was written begins again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Evening, EveningError, EveningPhase, EveningSetup, INTRODUCTION_TICKS, RoundResult, RoundScore, STANDINGS_TICKS,
    bag::Bag,
    checked,
    guests::Book,
    guests::Guest,
    points::{FIRST, LAST},
};
use crate::{MAX_PLAYERS, Match, Mode};

/// Version of the layout below.
const VERSION: u32 = 1;

/// The stored form. Modes are their numbers in files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct EveningFile {
    version: u32,
    modes: Vec<u8>,
    length: u32,
    teams: Option<u8>,
    friends_kill: bool,
    seed: u64,
    phase: PhaseFile,
    bag: BagFile,
    guests: BTreeMap<u8, GuestFile>,
    rounds: Vec<RoundFile>,
    records: Match,
    begun: u32,
    vetoed: Vec<u8>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhaseFile {
    Waiting,
    Introduction { mode: u8, ticks_left: u64 },
    Round { mode: u8 },
    Standings { ticks_left: u64 },
    TieBreak,
    Podium,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct BagFile {
    left: Vec<u8>,
    last: Option<u8>,
    fills: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct GuestFile {
    left_after: Option<u32>,
    tie: u8,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct RoundFile {
    mode: u8,
    factor: u32,
    /// Slot, place and points of each player.
    scores: Vec<(u8, u8, u32)>,
}

fn ids(modes: &[Mode]) -> Vec<u8> {
    modes.iter().map(|mode| mode.id()).collect()
}

/// Returns the modes with these numbers, each of which is in the list; none twice.
fn listed(ids: &[u8], list: &[Mode]) -> Result<Vec<Mode>, EveningError> {
    let mut modes: Vec<Mode> = Vec::new();
    for &id in ids {
        let mode = Mode::from_id(id).filter(|mode| list.contains(mode) && !modes.contains(mode));
        modes.push(mode.ok_or(EveningError::Damaged)?);
    }
    Ok(modes)
}

impl From<Evening> for EveningFile {
    fn from(evening: Evening) -> Self {
        let Evening { setup, phase, bag, book, records, begun, vetoed, skips: _, vetoes: _ } = evening;
        let phase = match phase {
            EveningPhase::Waiting => PhaseFile::Waiting,
            EveningPhase::Introduction { mode, ticks_left } => PhaseFile::Introduction { mode: mode.id(), ticks_left },
            EveningPhase::Round { mode } => PhaseFile::Round { mode: mode.id() },
            EveningPhase::Standings { ticks_left } => PhaseFile::Standings { ticks_left },
            EveningPhase::TieBreak => PhaseFile::TieBreak,
            EveningPhase::Podium => PhaseFile::Podium,
        };
        let guest = |guest: Guest| GuestFile { left_after: guest.left_after, tie: guest.tie };
        let round = |round: RoundResult| RoundFile {
            mode: round.mode.id(),
            factor: round.factor,
            scores: round.scores.iter().map(|score| (score.slot, score.place, score.points)).collect(),
        };
        Self {
            version: VERSION,
            modes: ids(&setup.modes),
            length: setup.rounds,
            teams: setup.teams,
            friends_kill: setup.friends_kill,
            seed: setup.seed,
            phase,
            bag: BagFile { left: ids(&bag.left), last: bag.last.map(Mode::id), fills: bag.fills },
            guests: book.guests.into_iter().map(|(slot, entry)| (slot, guest(entry))).collect(),
            rounds: book.rounds.into_iter().map(round).collect(),
            records,
            begun,
            vetoed: ids(&vetoed),
        }
    }
}

impl TryFrom<EveningFile> for Evening {
    type Error = EveningError;

    fn try_from(file: EveningFile) -> Result<Self, EveningError> {
        if file.version != VERSION {
            return Err(EveningError::Version);
        }
        let parties: Vec<Mode> = file.modes.iter().filter_map(|&id| Mode::from_id(id)).collect();
        let modes = listed(&file.modes, &parties)?;
        let EveningFile { length: rounds, teams, friends_kill, seed, .. } = file;
        let setup = checked(EveningSetup { modes, rounds, teams, friends_kill, seed })?;
        let one = |id: u8| listed(&[id], &setup.modes).map(|modes| modes[0]);
        let phase = match file.phase {
            PhaseFile::Waiting => EveningPhase::Waiting,
            PhaseFile::Introduction { mode, ticks_left } => {
                EveningPhase::Introduction { mode: one(mode)?, ticks_left: ticks_left.min(INTRODUCTION_TICKS) }
            }
            PhaseFile::Round { mode } => EveningPhase::Round { mode: one(mode)? },
            PhaseFile::Standings { ticks_left } => {
                EveningPhase::Standings { ticks_left: ticks_left.min(STANDINGS_TICKS) }
            }
            PhaseFile::TieBreak => EveningPhase::TieBreak,
            PhaseFile::Podium => EveningPhase::Podium,
        };
        let bag = Bag {
            left: listed(&file.bag.left, &setup.modes)?,
            last: file.bag.last.map(one).transpose()?,
            fills: file.bag.fills,
        };
        let vetoed = listed(&file.vetoed, &setup.modes)?;
        let book = book(file.guests, &file.rounds, &setup)?;
        // A round more than there are would never end the evening.
        let is_unfinished = book.rounds.len() < setup.rounds as usize;
        let is_between =
            matches!(phase, EveningPhase::Standings { .. } | EveningPhase::TieBreak | EveningPhase::Podium);
        if !file.records.is_sane() || !(is_unfinished || is_between) {
            return Err(EveningError::Damaged);
        }
        let records = file.records;
        Ok(Self { setup, phase, bag, book, records, begun: file.begun, vetoed, skips: 0, vetoes: 0 })
    }
}

fn book(guests: BTreeMap<u8, GuestFile>, rounds: &[RoundFile], setup: &EveningSetup) -> Result<Book, EveningError> {
    let exists = |slot: u8| usize::from(slot) < MAX_PLAYERS;
    let is_guest = |(&slot, guest): (&u8, &GuestFile)| {
        exists(slot) && guest.left_after.is_none_or(|rounds| rounds <= setup.rounds)
    };
    if rounds.len() > setup.rounds as usize || !guests.iter().all(is_guest) {
        return Err(EveningError::Damaged);
    }
    let mut book = Book::default();
    for round in rounds {
        let mut scores: Vec<RoundScore> = Vec::new();
        for &(slot, place, points) in &round.scores {
            let is_next = guests.contains_key(&slot) && scores.last().is_none_or(|last| last.slot < slot);
            let has_place = (1..=MAX_PLAYERS).contains(&usize::from(place)) && (LAST..=FIRST).contains(&points);
            if !is_next || !has_place {
                return Err(EveningError::Damaged);
            }
            scores.push(RoundScore { slot, place, points });
        }
        let mode = listed(&[round.mode], &setup.modes)?[0];
        if !(1..=2).contains(&round.factor) {
            return Err(EveningError::Damaged);
        }
        book.rounds.push(RoundResult { mode, factor: round.factor, scores });
    }
    let guest = |guest: GuestFile| Guest { left_after: guest.left_after, tie: guest.tie };
    book.guests = guests.into_iter().map(|(slot, entry)| (slot, guest(entry))).collect();
    Ok(book)
}
