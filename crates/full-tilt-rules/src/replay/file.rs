//! The layouts of replay files, all numbers little endian, varints of up to 28 bits.
//!
//! Both begin with `FTRUN` and the version u8, and end with FNV-1a u64 over everything before it.
//!
//! Version 1, a single player: mode u8 (0 serpent, 1 classic), slot u8, rules u64 (a hash of the mode's numbers), seed
//! u64, ticks u32, score f64, fingerprint u64, runs u32, then that many runs of equal steering: difference to the run
//! before (zigzag) and ticks, both as varints.
//!
//! Version 2, all players: mode u8, rules u64, seed u64, ticks u32, fingerprint u64, then lists. Slots at the start: u8
//! for their number, u8 each. Teams: u8 for their number or 0, and unless it is 0, whether friends kill u8, and the team
//! u8 of every slot. Scores: u8 for their number, slot u8 and f64 each. Steering: u8 for the number of slots, for each
//! the slot u8 and the number of changes u32, for each change the ticks since the one before and the difference to it
//! (zigzag), both as varints. Taps: u32 for their number, ticks since the one before as a varint, slot u8. Comings and
//! goings: u32 for their number, ticks since the one before as a varint, u8 with the slot in the low five bits, and
//! above them 0 enter, 1 park, 2 leave.
//!
//! No list reserves memory for the number that it claims: memory grows with the bytes that are there.

use super::{MAX_PLAYERS, Replay, ReplayError, reader::Reader};
use crate::fnv;

/// The first bytes of every file.
const MAGIC: &[u8] = b"FTRUN";
/// The newest version that this game can read.
pub(super) const NEWEST: u8 = 2;
/// Bits of a coming or going that hold the slot.
pub(super) const SLOT_BITS: u8 = 5;

impl Replay {
    /// Encodes the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([self.version, self.setup.mode.id()]);
        if self.version == 1 {
            bytes.push(self.slot());
        }
        bytes.extend(self.rules.to_le_bytes());
        bytes.extend(self.setup.seed.to_le_bytes());
        bytes.extend(self.ticks.to_le_bytes());
        if self.version == 1 {
            bytes.extend(self.score().to_le_bytes());
        }
        bytes.extend(self.fingerprint.to_le_bytes());
        if self.version == 1 {
            self.put_runs(&mut bytes);
        } else {
            self.put_setup(&mut bytes);
            self.put_course(&mut bytes);
        }
        bytes.extend(fnv::of_bytes(&bytes).to_le_bytes());
        bytes
    }

    /// Adds the steering as version 1 holds it.
    fn put_runs(&self, bytes: &mut Vec<u8>) {
        let track = &self.tracks[usize::from(self.slot())];
        let is_straight_first = self.ticks > 0 && track.first().is_none_or(|change| change.0 > 0);
        let starts: Vec<(u32, i16)> =
            is_straight_first.then_some((0, 0)).into_iter().chain(track.iter().copied()).collect();
        bytes.extend((starts.len() as u32).to_le_bytes());
        let mut before = 0;
        for (index, &(from, steps)) in starts.iter().enumerate() {
            let until = starts.get(index + 1).map_or(self.ticks, |next| next.0);
            put_zigzag(bytes, i32::from(steps) - before);
            put_varint(bytes, until - from);
            before = i32::from(steps);
        }
    }

    fn put_setup(&self, bytes: &mut Vec<u8>) {
        bytes.push(self.setup.slots.len() as u8);
        bytes.extend(&self.setup.slots);
        bytes.push(self.setup.teams.map_or(0, |teams| teams.count()));
        if let Some(teams) = self.setup.teams {
            bytes.push(u8::from(teams.friends_kill()));
            bytes.extend((0..MAX_PLAYERS as u8).map(|slot| teams.of(slot)));
        }
        bytes.push(self.scores.len() as u8);
        for (slot, score) in &self.scores {
            bytes.push(*slot);
            bytes.extend(score.to_le_bytes());
        }
    }

    fn put_course(&self, bytes: &mut Vec<u8>) {
        let tracks = || (0_u8..).zip(&self.tracks).filter(|(_, track)| !track.is_empty());
        bytes.push(tracks().count() as u8);
        for (slot, track) in tracks() {
            bytes.push(slot);
            bytes.extend((track.len() as u32).to_le_bytes());
            let mut before = (0, 0);
            for &(at, steps) in track {
                put_varint(bytes, at - before.0);
                put_zigzag(bytes, i32::from(steps) - before.1);
                before = (at, i32::from(steps));
            }
        }
        bytes.extend((self.actions.len() as u32).to_le_bytes());
        let mut before = 0;
        for &(at, slot) in &self.actions {
            put_varint(bytes, at - before);
            bytes.push(slot);
            before = at;
        }
        bytes.extend((self.visits.len() as u32).to_le_bytes());
        before = 0;
        for &(at, slot, visit) in &self.visits {
            put_varint(bytes, at - before);
            bytes.push((visit as u8) << SLOT_BITS | slot);
            before = at;
        }
    }

    /// Decodes a file.
    ///
    /// # Errors
    /// Returns an error if it is not a replay, or not one that this game can read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReplayError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ReplayError::NotAReplay)?;
        let version = match rest.first() {
            Some(&version @ 1..=NEWEST) => version,
            Some(&version) => return Err(ReplayError::Version(version)),
            None => return Err(ReplayError::Damaged),
        };
        let (covered, sum) = bytes.split_last_chunk::<8>().ok_or(ReplayError::Damaged)?;
        if bytes.len() > Self::MAX_BYTES || fnv::of_bytes(covered) != u64::from_le_bytes(*sum) {
            return Err(ReplayError::Damaged);
        }
        let mut reader = Reader::new(covered.get(MAGIC.len() + 1..).unwrap_or_default());
        let replay = if version == 1 { reader.version_1()? } else { reader.version_2()? };
        let is_finite = replay.scores.iter().all(|(_, score)| score.is_finite());
        if reader.is_at_end() && is_finite { Ok(replay) } else { Err(ReplayError::Damaged) }
    }
}

fn put_zigzag(bytes: &mut Vec<u8>, value: i32) {
    put_varint(bytes, ((value << 1) ^ (value >> 31)) as u32);
}

fn put_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
