//! A round as a file: the inputs that reproduce it, and the scores it claims. Playing it again shows whether the claim
//! is true.
//!
//! A file holds one player's run in a single-player mode (version 1), or a whole round of any mode with all players,
//! their taps, their teams, and their comings and goings (version 2). `layout.rs` describes both. A recording is
//! in version 1 for as long as that can hold it.

mod layout;
mod playback;
mod reader;
mod recorder;
mod rules;
mod writer;

use thiserror::Error;

use super::{Game, Inputs, MAX_PLAYERS, Mode, Player, RoundSetup, TICK_HZ, inputs::STEPS};
pub use playback::Playback;

/// Increase this with every change of the rules that is not a change of [`super::Tuning`]'s numbers.
const RULES: u64 = 1;
/// Longest round, in ticks: an hour.
const MAX_TICKS: u64 = 3600 * TICK_HZ as u64;
/// Most changes of steering in a file, of all players together: an hour of one player who changes it in every tick.
const MAX_CHANGES: usize = MAX_TICKS as usize;
/// Most taps in a file: sixteen a second, for an hour.
const MAX_ACTIONS: usize = 57_600;
/// Most comings and goings in a file.
const MAX_VISITS: usize = 10_000;

/// A player's coming or going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    Enter,
    Park,
    Leave,
}

/// A player's steering: the changes, each with its tick and the new value in steps of 1/1024. It begins at 0.
type Track = Vec<(u32, i16)>;

/// A complete round, or a complete run of one player.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    setup: RoundSetup,
    version: u8,
    rules: u64,
    /// Number of steps of the game, including those before the start.
    ticks: u32,
    /// The steering of each slot.
    tracks: [Track; MAX_PLAYERS],
    /// The motion of the phone of each slot in steps of 1/255, in modes that judge it.
    motions: [Track; MAX_PLAYERS],
    /// The taps, each with its tick and slot, in order.
    actions: Vec<(u32, u8)>,
    /// The comings and goings, each with the tick that follows it.
    visits: Vec<(u32, u8, Visit)>,
    /// The claimed scores, by slot.
    scores: Vec<(u8, f64)>,
    fingerprint: u64,
    /// Whether something did not fit, so that the recording ended there.
    is_full: bool,
}

/// The error for a file that is not a valid replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// Not a replay at all.
    #[error("this is not a replay of Full Tilt")]
    NotAReplay,
    /// Written by a newer game than this one.
    #[error("this replay is in version {0} of the format, and this game only knows versions up to {newest}", newest = layout::NEWEST)]
    Version(u8),
    /// Truncated or modified.
    #[error("this replay is damaged")]
    Damaged,
    /// Longer than an hour.
    #[error("this replay is longer than an hour, which is more than this game plays")]
    TooLong,
}

/// The result of verifying a replay's claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The round went as claimed.
    True {
        /// The score; of several players, the highest.
        score: f64,
        /// Length in ticks.
        ticks: u64,
    },
    /// The round did not go as claimed.
    False {
        /// The score in the file; of several players, the highest.
        claimed: f64,
        /// The score of the replayed round; of several players, the highest.
        score: f64,
    },
    /// It was played by different rules than this game's, so it cannot be verified.
    OtherRules,
}

impl Replay {
    /// Largest file, in bytes: an hour in which every tick is steered differently.
    pub const MAX_BYTES: usize = 4 * MAX_TICKS as usize + 64;

    /// Returns the setup of the round.
    pub fn setup(&self) -> &RoundSetup {
        &self.setup
    }

    /// Returns the mode it was played in.
    pub fn mode(&self) -> Mode {
        self.setup.mode
    }

    /// Returns the player's slot; of several players, the lowest one at the start.
    pub fn slot(&self) -> u8 {
        self.setup.slots.first().copied().unwrap_or(0)
    }

    /// Returns the claimed score; of several players, the highest.
    pub fn score(&self) -> f64 {
        highest(&self.scores)
    }

    /// Returns the claimed scores of all players, by slot.
    pub fn scores(&self) -> &[(u8, f64)] {
        &self.scores
    }

    /// Returns the number of steps of the game, in ticks. In a party, they include those before the start.
    pub fn ticks(&self) -> u64 {
        u64::from(self.ticks)
    }

    /// Returns the round it was played in, about to start.
    pub fn game(&self) -> Game {
        Game::from_setup(&self.setup)
    }

    /// Returns the inputs of a step; straight on after the end.
    pub fn inputs(&self, tick: u64) -> Inputs {
        let mut inputs = Inputs::default();
        let Some(tick) = u32::try_from(tick).ok().filter(|tick| *tick < self.ticks) else { return inputs };
        let value_in = |track: &Track| {
            let changes = track.partition_point(|&(at, _)| at <= tick);
            changes.checked_sub(1).map_or(0, |last| track[last].1)
        };
        for (slot, track) in (0..).zip(&self.tracks) {
            inputs.set_steps(slot, value_in(track));
        }
        for (slot, track) in (0..).zip(&self.motions) {
            inputs.set_motion_steps(slot, u8::try_from(value_in(track)).unwrap_or(0));
        }
        let from = self.actions.partition_point(|&(at, _)| at < tick);
        for &(_, slot) in self.actions[from..].iter().take_while(|&&(at, _)| at == tick) {
            inputs.set_action(slot, true);
        }
        inputs
    }

    /// Whether it was played by this game's rules.
    pub fn is_by_these_rules(&self) -> bool {
        self.rules == rules::hash(self.setup.mode, self.version)
    }

    /// Plays it again and compares.
    pub fn verify(&self) -> Verdict {
        if !self.is_by_these_rules() {
            return Verdict::OtherRules;
        }
        let (mut playback, mut events) = (self.playback(), Vec::new());
        while playback.step(&mut events) {
            events.clear();
        }
        let game = playback.game();
        let played = if self.version == 1 {
            vec![(self.slot(), game.player(self.slot()).map_or(0.0, Player::score))]
        } else {
            scores(game)
        };
        let same = played == self.scores && game.fingerprint() == self.fingerprint && game.steps() == self.ticks();
        let score = highest(&played);
        if same && game.is_over() {
            Verdict::True { score, ticks: game.tick() }
        } else {
            Verdict::False { claimed: self.score(), score }
        }
    }
}

fn scores(game: &Game) -> Vec<(u8, f64)> {
    game.players().iter().map(|player| (player.slot, player.score())).collect()
}

fn highest(scores: &[(u8, f64)]) -> f64 {
    scores.iter().map(|&(_, score)| score).reduce(f64::max).unwrap_or(0.0)
}
