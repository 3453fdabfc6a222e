//! The daily run: serpent with the same seed for everybody on one day, and a board of verified runs.
//!
//! It is a value and not a mode, because its rules are serpent's: only the seed is given. The day is UTC, and the caller
//! names it, because the rules read no clock.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Game, Mode, Replay, Verdict};

/// Most entries of a board: more are of no use to anybody, and a file must be bounded.
const MOST_ENTRIES: usize = 100;
/// Longest name, in characters.
const MOST_CHARACTERS: usize = 24;
/// Seconds in a day.
const DAY_S: i64 = 86_400;

/// A day of the Gregorian calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(u16, u8, u8)", into = "(u16, u8, u8)")]
pub struct Daily {
    year: u16,
    month: u8,
    day: u8,
}

/// The error for a day that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is no such day between the years 2000 and 9999")]
pub struct NoSuchDay;

/// The reason why a run is not on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DailyRefusal {
    /// Another mode, another seed, or more than one player.
    #[error("this run is not one of that day")]
    OtherRun,
    /// The run did not go as claimed, or by other rules.
    #[error("this run could not be verified")]
    NotVerified,
    /// The board has a better run of the same name, or is full of better ones.
    #[error("the board has better runs")]
    NotGoodEnough,
}

/// A verified run of a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DailyEntry {
    /// The player's name.
    pub name: String,
    /// The score.
    pub score: f64,
    /// Length of the run, in ticks.
    pub ticks: u64,
}

/// The runs of one day: the best one of each name, the best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BoardFile")]
pub struct DailyBoard {
    day: Daily,
    entries: Vec<DailyEntry>,
}

#[derive(Deserialize)]
struct BoardFile {
    day: Daily,
    entries: Vec<DailyEntry>,
}

impl Daily {
    /// The mode of all daily runs.
    pub const MODE: Mode = Mode::Serpent;

    /// Returns a day.
    ///
    /// # Errors
    /// Returns an error if the day does not exist, or is outside the years 2000 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, NoSuchDay> {
        let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            2 => 28 + u8::from(is_leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        let exists = (2000..=9999).contains(&year) && (1..=days).contains(&day);
        if exists { Ok(Self { year, month, day }) } else { Err(NoSuchDay) }
    }

    /// Returns the day of a moment, given in seconds since 1970-01-01 00:00 UTC.
    ///
    /// # Errors
    /// Returns an error outside the years 2000 to 9999.
    pub fn at(unix_s: i64) -> Result<Self, NoSuchDay> {
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days: years begin in March, so that
        // the leap day is the last one.
        let days = unix_s.div_euclid(DAY_S).checked_add(719_468).ok_or(NoSuchDay)?;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u8::try_from(value).map_err(|_| NoSuchDay);
        Self::new(u16::try_from(year).map_err(|_| NoSuchDay)?, small(month)?, small(day)?)
    }

    /// Returns the year, the month and the day of the month, the latter two counting from 1.
    pub fn date(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }

    /// Returns the seed of the day's runs: the digits of the date, mixed so that neighbouring days have nothing in
    /// common (the finaliser of `SplitMix64`, by Sebastiano Vigna).
    pub fn seed(self) -> u64 {
        let digits = u64::from(self.year) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day);
        let mut mixed = digits.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// Returns the round of the day, about to start.
    pub fn game(self, slot: u8) -> Game {
        Game::new(Self::MODE, &[slot], self.seed())
    }
}

impl DailyBoard {
    /// Creates the empty board of a day.
    pub fn new(day: Daily) -> Self {
        Self { day, entries: Vec::new() }
    }

    /// Returns the day.
    pub fn day(&self) -> Daily {
        self.day
    }

    /// Returns the runs, the best first; equals in the order in which they came.
    pub fn entries(&self) -> &[DailyEntry] {
        &self.entries
    }

    /// Adds a run after playing it again, and returns its place, counting from 1. A name longer than 24 characters is cut.
    /// A better run replaces that of the same name.
    ///
    /// # Errors
    /// Returns the reason if the run does not belong on the board.
    pub fn add(&mut self, name: &str, replay: &Replay) -> Result<usize, DailyRefusal> {
        let name: String = name.chars().take(MOST_CHARACTERS).collect();
        if replay.game() != self.day.game(replay.slot()) {
            return Err(DailyRefusal::OtherRun);
        }
        let Verdict::True { score, ticks } = replay.verify() else { return Err(DailyRefusal::NotVerified) };
        if self.entries.iter().any(|entry| entry.name == name && entry.score >= score) {
            return Err(DailyRefusal::NotGoodEnough);
        }
        self.entries.retain(|entry| entry.name != name);
        let at = self.entries.partition_point(|entry| entry.score >= score);
        if at >= MOST_ENTRIES {
            return Err(DailyRefusal::NotGoodEnough);
        }
        self.entries.insert(at, DailyEntry { name, score, ticks });
        self.entries.truncate(MOST_ENTRIES);
        Ok(at + 1)
    }
}

impl TryFrom<(u16, u8, u8)> for Daily {
    type Error = NoSuchDay;

    fn try_from((year, month, day): (u16, u8, u8)) -> Result<Self, NoSuchDay> {
        Self::new(year, month, day)
    }
}

impl From<Daily> for (u16, u8, u8) {
    fn from(day: Daily) -> Self {
        day.date()
    }
}

impl TryFrom<BoardFile> for DailyBoard {
    type Error = &'static str;

    /// The order and the limits hold for a loaded board, too.
    fn try_from(file: BoardFile) -> Result<Self, &'static str> {
        let is_possible = |entry: &DailyEntry| {
            entry.score.is_finite() && entry.score >= 0.0 && entry.name.chars().count() <= MOST_CHARACTERS
        };
        let is_in_order = file.entries.windows(2).all(|pair| pair[0].score >= pair[1].score);
        if file.entries.len() > MOST_ENTRIES || !is_in_order || !file.entries.iter().all(is_possible) {
            return Err("this stored board is damaged");
        }
        Ok(Self { day: file.day, entries: file.entries })
    }
}
