//! A run as a file: the inputs that reproduce it, and the score it claims. Playing it again shows whether the claim is
//! true.
//!
//! Layout, little endian: `FTRUN`, version u8, mode u8 (0 serpent, 1 classic), slot u8, rules u64 (a hash of the mode's
//! numbers), seed u64, ticks u32, score f64, fingerprint u64, runs u32, then that many runs of equal steering: difference
//! to the run before (zigzag) and ticks, both as varints; at the end FNV-1a u64 over everything before it.

mod rules;

use thiserror::Error;

use super::{Game, GameEvent, Inputs, MAX_PLAYERS, Mode, TICK_HZ, fnv::Fnv, inputs::STEPS};

/// The first bytes of every file.
const MAGIC: &[u8] = b"FTRUN";
/// Version of the layout above.
const VERSION: u8 = 1;
/// Increase this with every change of the rules that is not a change of [`super::Tuning`]'s numbers.
const RULES: u64 = 1;
/// Longest run, in ticks: an hour.
const MAX_TICKS: u64 = 3600 * TICK_HZ as u64;
/// A complete run of one player.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    mode: Mode,
    slot: u8,
    seed: u64,
    rules: u64,
    /// Steering, in steps of 1/1024, tick by tick.
    steps: Vec<i16>,
    score: f64,
    fingerprint: u64,
}

/// The error for a file that is not a valid replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReplayError {
    /// Not a replay at all.
    #[error("this is not a replay of Full Tilt")]
    NotAReplay,
    /// Written by a newer game than this one.
    #[error("this replay is in version {0} of the format, and this game knows only version {VERSION}")]
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
    /// The run went as claimed.
    True {
        /// The score.
        score: f64,
        /// Length in ticks.
        ticks: u64,
    },
    /// The run did not go as claimed.
    False {
        /// The score in the file.
        claimed: f64,
        /// The score of the replayed run.
        score: f64,
    },
    /// It was played by different rules than this game's, so it cannot be verified.
    OtherRules,
}

impl Replay {
    /// Largest file, in bytes: an hour in which every tick is steered differently.
    pub const MAX_BYTES: usize = 4 * MAX_TICKS as usize + 64;

    /// Starts recording a run of the player in this slot.
    pub fn new(mode: Mode, slot: u8, seed: u64) -> Self {
        Self { mode, slot, seed, rules: rules(mode), steps: Vec::new(), score: 0.0, fingerprint: 0 }
    }

    /// Records the steering of the next tick. Ticks after the first hour are left out, which [`Self::finish`] reports.
    pub fn push(&mut self, inputs: &Inputs) {
        if (self.steps.len() as u64) < MAX_TICKS {
            self.steps.push(inputs.steps(self.slot));
        }
    }

    /// Closes the run with its outcome. Returns whether it is complete.
    pub fn finish(&mut self, game: &Game) -> bool {
        self.score = game.player(self.slot).map_or(0.0, super::Player::score);
        self.fingerprint = game.fingerprint();
        self.steps.len() as u64 == game.tick()
    }

    /// Returns the mode it was played in.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the player's slot.
    pub fn slot(&self) -> u8 {
        self.slot
    }

    /// Returns the claimed score.
    pub fn score(&self) -> f64 {
        self.score
    }

    /// Returns the length in ticks.
    pub fn ticks(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Returns the round it was played in, about to start.
    pub fn game(&self) -> Game {
        Game::new(self.mode, &[self.slot], self.seed)
    }

    /// Returns the steering at a tick; straight on after the end.
    pub fn inputs(&self, tick: u64) -> Inputs {
        let mut inputs = Inputs::default();
        let steps = usize::try_from(tick).ok().and_then(|tick| self.steps.get(tick)).copied().unwrap_or(0);
        inputs.set_steps(self.slot, steps);
        inputs
    }

    /// Whether it was played by this game's rules.
    pub fn is_by_these_rules(&self) -> bool {
        self.rules == rules(self.mode)
    }

    /// Plays it again and compares.
    pub fn verify(&self) -> Verdict {
        if !self.is_by_these_rules() {
            return Verdict::OtherRules;
        }
        let (mut game, mut events) = (self.game(), Vec::<GameEvent>::new());
        for tick in 0..self.ticks() {
            events.clear();
            game.step(&self.inputs(tick), &mut events);
        }
        let score = game.player(self.slot).map_or(0.0, super::Player::score);
        let same = score == self.score && game.fingerprint() == self.fingerprint && game.tick() == self.ticks();
        if same && game.is_over() {
            Verdict::True { score, ticks: game.tick() }
        } else {
            Verdict::False { claimed: self.score, score }
        }
    }

    /// Encodes the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([VERSION, self.mode.id(), self.slot]);
        bytes.extend(self.rules.to_le_bytes());
        bytes.extend(self.seed.to_le_bytes());
        bytes.extend((self.steps.len() as u32).to_le_bytes());
        bytes.extend(self.score.to_le_bytes());
        bytes.extend(self.fingerprint.to_le_bytes());
        let runs: Vec<&[i16]> = self.steps.chunk_by(|a, b| a == b).collect();
        bytes.extend((runs.len() as u32).to_le_bytes());
        let mut before = 0;
        for run in runs {
            let steps = i32::from(run[0]);
            let difference = steps - before;
            put_varint(&mut bytes, ((difference << 1) ^ (difference >> 31)) as u32);
            put_varint(&mut bytes, run.len() as u32);
            before = steps;
        }
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    /// Decodes a file.
    ///
    /// # Errors
    /// Returns an error if it is not a replay, or not one that this game can read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReplayError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ReplayError::NotAReplay)?;
        match rest.first() {
            Some(&VERSION) => {}
            Some(&version) => return Err(ReplayError::Version(version)),
            None => return Err(ReplayError::Damaged),
        }
        let (covered, sum) = bytes.split_last_chunk::<8>().ok_or(ReplayError::Damaged)?;
        if bytes.len() > Self::MAX_BYTES || checksum(covered) != u64::from_le_bytes(*sum) {
            return Err(ReplayError::Damaged);
        }
        let mut reader = Reader(covered.get(MAGIC.len() + 1..).unwrap_or_default());
        let [mode, slot] = reader.take::<2>()?;
        let mode = Mode::from_id(mode).filter(|mode| !mode.is_party()).ok_or(ReplayError::Damaged)?;
        let (rules, seed) = (u64::from_le_bytes(reader.take()?), u64::from_le_bytes(reader.take()?));
        let ticks = u32::from_le_bytes(reader.take()?) as usize;
        let (score, fingerprint) = (f64::from_le_bytes(reader.take()?), u64::from_le_bytes(reader.take()?));
        if usize::from(slot) >= MAX_PLAYERS {
            return Err(ReplayError::Damaged);
        }
        if ticks as u64 > MAX_TICKS {
            return Err(ReplayError::TooLong);
        }
        let mut steps: Vec<i16> = Vec::with_capacity(ticks);
        let mut before = 0_i32;
        for _ in 0..u32::from_le_bytes(reader.take()?) {
            let zigzag = reader.varint()?;
            before = before.wrapping_add((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32));
            let value = i16::try_from(before).ok().filter(|steps| (-STEPS..=STEPS).contains(steps));
            let value = value.ok_or(ReplayError::Damaged)?;
            let count = reader.varint()? as usize;
            if count == 0 || count > ticks - steps.len() {
                return Err(ReplayError::Damaged);
            }
            steps.resize(steps.len() + count, value);
        }
        if steps.len() != ticks || !reader.0.is_empty() || !score.is_finite() {
            return Err(ReplayError::Damaged);
        }
        Ok(Self { mode, slot, seed, rules, steps, score, fingerprint })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ReplayError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(ReplayError::Damaged)?;
        self.0 = rest;
        Ok(*head)
    }

    fn varint(&mut self) -> Result<u32, ReplayError> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21] {
            let [byte] = self.take()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ReplayError::Damaged)
    }
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Returns a hash of the rules: two games play by the same rules if it is the same in both.
fn rules(mode: Mode) -> u64 {
    checksum(format!("{RULES} {:?}", rules::Version1(mode.tuning())).as_bytes())
}

/// Detects damage. Forgery is detected by playing the run again.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = Fnv::default();
    bytes.iter().for_each(|&byte| hash.add(u64::from(byte)));
    hash.0
}
