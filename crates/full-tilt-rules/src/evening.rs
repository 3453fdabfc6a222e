//! An evening: a list of short rounds in different modes, with points that add up.
//!
//! It is a value without a clock and without I/O. The game tells it who comes and goes, what the players vote for, and
//! how a round ended; [`Evening::step`] advances it by one tick. It can be written to a file at any moment and resumed.
//!
//! Each round is introduced for five seconds. A majority can skip the introduction, or veto the mode. Players who come
//! late, and players who return, receive the points of the last place for every round that they missed: they are never
//! ahead of anybody who played, so that nobody gains by staying away, and never without a chance, because the last
//! quarter of the rounds counts double.
//!
//! ```
//! use full_tilt_rules::{Evening, EveningPhase, EveningSetup, Mode};
//!
//! let modes = vec![Mode::Rush, Mode::Survival];
//! let mut evening = Evening::new(EveningSetup { modes, rounds: 6, teams: None, friends_kill: false, seed: 1 })?;
//! evening.enter(0);
//! evening.enter(1);
//! evening.step(&mut Vec::new());
//! assert!(matches!(evening.phase(), EveningPhase::Introduction { .. }));
//! assert_eq!(evening.round_setup().map(|setup| setup.slots), Some(vec![0, 1]));
//! # Ok::<(), full_tilt_rules::EveningError>(())
//! ```

mod awards;
mod bag;
mod file;
mod guests;
mod introduction;
mod machine;
mod points;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Game, MAX_PLAYERS, Match, Mode, RoundSetup, TICK_HZ, Teams, balanced_teams};
pub use awards::EveningAward;
use bag::Bag;
use guests::Book;
pub use guests::{EveningPlace, RoundResult};
pub use introduction::Introduction;
pub use points::RoundScore;

/// Length of an introduction, in ticks.
pub(crate) const INTRODUCTION_TICKS: u64 = 5 * TICK_HZ as u64;
/// Time for which the standings are shown between two rounds, in ticks.
pub(crate) const STANDINGS_TICKS: u64 = 8 * TICK_HZ as u64;
/// The smallest team that is one.
const TEAM: usize = 2;

/// The host's choices for an evening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EveningSetup {
    /// The modes to choose from. Single-player modes and repetitions are left out.
    pub modes: Vec<Mode>,
    /// Number of rounds: one of [`Evening::LENGTHS`].
    pub rounds: u32,
    /// Number of teams, 2 to 4, in modes that have teams; `None` if all players play for themselves.
    pub teams: Option<u8>,
    /// Whether heads and bodies of one team harm each other.
    pub friends_kill: bool,
    /// The seed of all chance.
    pub seed: u64,
}

/// The error for an evening that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EveningError {
    /// No party mode was chosen.
    #[error("an evening needs at least one mode for several players")]
    NoModes,
    /// The number of rounds is none of [`Evening::LENGTHS`].
    #[error("an evening has 6, 9, 12 or 18 rounds")]
    Length,
    /// The number of teams is not possible.
    #[error("there are 2 to 4 teams")]
    Teams,
    /// A file of another version.
    #[error("this evening was stored by another version of the game")]
    Version,
    /// A file with impossible contents.
    #[error("this stored evening is damaged")]
    Damaged,
}

/// The phase of an evening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EveningPhase {
    /// No mode suits the number of players who are here.
    Waiting,
    /// A mode is introduced.
    Introduction {
        /// The mode.
        mode: Mode,
        /// Ticks until the round begins.
        ticks_left: u64,
    },
    /// A round is played; the game tells how it ended.
    Round {
        /// The mode.
        mode: Mode,
    },
    /// The standings are shown.
    Standings {
        /// Ticks until the next round is introduced.
        ticks_left: u64,
    },
    /// Several guests share the first place, and decide it among themselves; see [`Evening::tie_break`].
    TieBreak,
    /// The evening is over.
    Podium,
}

/// A consequence of a tick, or of the end of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EveningEvent {
    /// The evening has entered this phase.
    Entered(EveningPhase),
    /// The majority does not want to play this mode.
    Vetoed(Mode),
}

/// A first place to be decided: by *Hush*, in which the last player who holds the phone still wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieBreak {
    /// The slots of the guests who share the first place, present or not.
    pub slots: Vec<u8>,
}

/// An evening so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "file::EveningFile", into = "file::EveningFile")]
pub struct Evening {
    setup: EveningSetup,
    phase: EveningPhase,
    bag: Bag,
    book: Book,
    records: Match,
    /// Number of rounds begun, for their seeds.
    begun: u32,
    /// The modes that were vetoed since the last round.
    vetoed: Vec<Mode>,
    /// A bit for each slot that wants to go on without waiting, …
    skips: u32,
    /// … and for each that does not want this mode.
    vetoes: u32,
}

impl Evening {
    /// The possible numbers of rounds: about 10, 15, 20 and 30 minutes.
    pub const LENGTHS: [u32; 4] = [6, 9, 12, 18];
    /// Largest file, in bytes. A larger one is none: do not read it.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Opens an evening. Guests [`Evening::enter`] it.
    ///
    /// # Errors
    /// Returns an error if the setup is not possible.
    pub fn new(setup: EveningSetup) -> Result<Self, EveningError> {
        Ok(Self {
            setup: checked(setup)?,
            phase: EveningPhase::Waiting,
            bag: Bag::default(),
            book: Book::default(),
            records: Match::default(),
            begun: 0,
            vetoed: Vec::new(),
            skips: 0,
            vetoes: 0,
        })
    }

    /// Returns the host's choices, without those that mean nothing.
    pub fn setup(&self) -> &EveningSetup {
        &self.setup
    }

    /// Returns the phase.
    pub fn phase(&self) -> EveningPhase {
        self.phase
    }

    /// Returns the finished rounds, the first one first.
    pub fn rounds(&self) -> &[RoundResult] {
        &self.book.rounds
    }

    /// Returns the slots of the guests who are here, in order.
    pub fn present(&self) -> Vec<u8> {
        self.book.present().collect()
    }

    /// Returns the factor on the points of a round, counting from 0: 2 in the last quarter of the evening, rounded down.
    pub fn factor(&self, round: u32) -> u32 {
        let doubled = self.setup.rounds / 4;
        if round + doubled >= self.setup.rounds { 2 } else { 1 }
    }

    /// Returns a guest's points; 0 if the guest has never been here.
    pub fn total(&self, slot: u8) -> u32 {
        self.book.total(slot, self.book.rounds.len())
    }

    /// Returns all guests' places, including those of guests who have left, the best first; equals by slot.
    pub fn places(&self) -> Vec<EveningPlace> {
        self.book.places(self.book.rounds.len())
    }

    /// Returns the setup of the round that is introduced or played. Guests who are here when it is called take part.
    /// Teams are of about equal strength by the points so far. The game adds [`RoundSetup::without_sensor`].
    pub fn round_setup(&self) -> Option<RoundSetup> {
        let (EveningPhase::Introduction { mode, .. } | EveningPhase::Round { mode }) = self.phase else { return None };
        let slots = self.present();
        let seed = self.setup.seed.wrapping_add(u64::from(self.begun).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Some(RoundSetup { teams: self.teams(mode, &slots, seed), ..RoundSetup::new(mode, &slots, seed) })
    }

    fn teams(&self, mode: Mode, slots: &[u8], seed: u64) -> Option<Teams> {
        let most = u8::try_from(slots.len() / TEAM).unwrap_or(u8::MAX);
        let count = self.setup.teams.filter(|_| mode.has_teams())?.min(most);
        let points: Vec<(u8, f64)> = slots.iter().map(|&slot| (slot, f64::from(self.total(slot)))).collect();
        Some(balanced_teams(&points, count, seed)?.with_friends_kill(self.setup.friends_kill))
    }

    /// Returns the first place to be decided, or `None` in all other phases.
    pub fn tie_break(&self) -> Option<TieBreak> {
        (self.phase == EveningPhase::TieBreak).then(|| TieBreak { slots: self.book.tied() })
    }
}

/// Returns the setup without the choices that mean nothing, or the reason why it is not possible.
fn checked(mut setup: EveningSetup) -> Result<EveningSetup, EveningError> {
    let mut modes: Vec<Mode> = Vec::new();
    for mode in setup.modes.into_iter().filter(|mode| mode.is_party()) {
        if !modes.contains(&mode) {
            modes.push(mode);
        }
    }
    setup.modes = modes;
    if setup.modes.is_empty() {
        return Err(EveningError::NoModes);
    }
    if !Evening::LENGTHS.contains(&setup.rounds) {
        return Err(EveningError::Length);
    }
    if setup.teams.is_some_and(|teams| !(2..=Teams::MOST).contains(&teams)) {
        return Err(EveningError::Teams);
    }
    Ok(setup)
}
