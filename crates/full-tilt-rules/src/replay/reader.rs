//! Decodes replay files; `layout.rs` describes them.

use std::ops::RangeInclusive;

use super::{
    MAX_ACTIONS, MAX_CHANGES, MAX_PLAYERS, MAX_TICKS, MAX_VISITS, Mode, Replay, ReplayError, RoundSetup, STEPS, Track,
    Visit,
    layout::{MAGIC, NEWEST, SLOT_BITS},
};
use crate::{Teams, fnv};

/// Possible steering, in steps of 1/1024.
const STEERING: RangeInclusive<i16> = -STEPS..=STEPS;
/// Possible motion, in steps of 1/255.
const MOTION: RangeInclusive<i16> = 0..=255;

impl Replay {
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

/// The part of a file that has not been read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], ReplayError> {
        let (head, rest) = self.0.split_first_chunk::<N>().ok_or(ReplayError::Damaged)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u8(&mut self) -> Result<u8, ReplayError> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Result<u32, ReplayError> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ReplayError> {
        self.take().map(u64::from_le_bytes)
    }

    fn slot(&mut self) -> Result<u8, ReplayError> {
        self.u8().and_then(|slot| valid(slot, usize::from(slot) < MAX_PLAYERS))
    }

    fn varint(&mut self) -> Result<u32, ReplayError> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21] {
            let byte = self.u8()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ReplayError::Damaged)
    }

    /// Reads a value as its difference to the one before.
    fn value(&mut self, before: i16, range: RangeInclusive<i16>) -> Result<i16, ReplayError> {
        let zigzag = self.varint()?;
        let difference = (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32);
        let value = i16::try_from(i32::from(before).wrapping_add(difference)).map_err(|_| ReplayError::Damaged)?;
        valid(value, range.contains(&value))
    }

    fn ticks(&mut self) -> Result<u32, ReplayError> {
        let ticks = self.u32()?;
        if u64::from(ticks) > MAX_TICKS { Err(ReplayError::TooLong) } else { Ok(ticks) }
    }

    fn version_1(&mut self) -> Result<Replay, ReplayError> {
        let mode = Mode::from_id(self.u8()?).filter(|mode| !mode.is_party()).ok_or(ReplayError::Damaged)?;
        let slot = self.u8()?;
        let (rules, seed) = (self.u64()?, self.u64()?);
        let ticks = self.u32()?;
        let (score, fingerprint) = (f64::from_bits(self.u64()?), self.u64()?);
        valid((), usize::from(slot) < MAX_PLAYERS)?;
        if u64::from(ticks) > MAX_TICKS {
            return Err(ReplayError::TooLong);
        }
        let mut replay = Replay { rules, ticks, fingerprint, ..Replay::new(mode, slot, seed) };
        (replay.scores, replay.version) = (vec![(slot, score)], 1);
        let track = &mut replay.tracks[usize::from(slot)];
        let (mut at, mut before) = (0, 0);
        for _ in 0..self.u32()? {
            let value = self.value(before, STEERING)?;
            if value != before {
                track.push((at, value));
            }
            let count = self.varint()?;
            at += valid(count, count > 0 && count <= ticks - at)?;
            before = value;
        }
        valid(replay, at == ticks)
    }

    fn version_2(&mut self) -> Result<Replay, ReplayError> {
        let mode = Mode::from_id(self.u8()?).ok_or(ReplayError::Damaged)?;
        let (rules, seed, ticks, fingerprint) = (self.u64()?, self.u64()?, self.ticks()?, self.u64()?);
        let count = self.u8()?;
        let slots = (0..count).map(|_| self.slot()).collect::<Result<Vec<u8>, _>>()?;
        valid((), slots.is_sorted_by(|a, b| a < b))?;
        let teams = match self.u8()? {
            0 => None,
            count => {
                let friends_kill = self.u8()?;
                valid((), friends_kill < 2)?;
                Some(Teams::new(count, self.take()?, friends_kill == 1).ok_or(ReplayError::Damaged)?)
            }
        };
        let without_sensor = self.u32()?;
        valid((), without_sensor < 1 << MAX_PLAYERS)?;
        let mut replay = Replay::party(&RoundSetup { mode, slots, seed, teams, without_sensor });
        (replay.rules, replay.ticks, replay.fingerprint) = (rules, ticks, fingerprint);
        let count = self.u8()?;
        let score = |_| Ok((self.slot()?, f64::from_bits(self.u64()?)));
        replay.scores = (0..count).map(score).collect::<Result<_, ReplayError>>()?;
        valid((), replay.scores.is_sorted_by(|a, b| a.0 < b.0))?;
        replay.tracks = self.tracks(ticks, STEERING)?;
        replay.motions = self.tracks(ticks, MOTION)?;
        let changes: usize = replay.tracks.iter().chain(&replay.motions).map(Vec::len).sum();
        valid((), changes <= MAX_CHANGES)?;
        replay.actions = self.actions(ticks)?;
        replay.visits = self.visits(ticks)?;
        Ok(replay)
    }

    fn tracks(&mut self, ticks: u32, range: RangeInclusive<i16>) -> Result<[Track; MAX_PLAYERS], ReplayError> {
        let mut tracks: [Track; MAX_PLAYERS] = Default::default();
        let mut before = None;
        for _ in 0..self.u8()? {
            let slot = self.slot()?;
            valid((), before < Some(slot))?;
            before = Some(slot);
            tracks[usize::from(slot)] = self.track(ticks, range.clone())?;
        }
        Ok(tracks)
    }

    fn track(&mut self, ticks: u32, range: RangeInclusive<i16>) -> Result<Track, ReplayError> {
        let count = self.u32()?;
        valid((), count > 0 && count as usize <= MAX_CHANGES)?;
        let mut track = Track::new();
        let mut before = 0;
        for index in 0..count {
            let way = self.varint()?;
            let at = track.last().map_or(0, |change| change.0) + way;
            let value = self.value(before, range.clone())?;
            track.push(valid((at, value), (index == 0 || way > 0) && at < ticks && value != before)?);
            before = value;
        }
        Ok(track)
    }

    fn actions(&mut self, ticks: u32) -> Result<Vec<(u32, u8)>, ReplayError> {
        let count = self.u32()? as usize;
        valid((), count <= MAX_ACTIONS)?;
        let mut actions: Vec<(u32, u8)> = Vec::new();
        for _ in 0..count {
            let at = actions.last().map_or(0, |action| action.0) + self.varint()?;
            let action = (at, self.slot()?);
            actions.push(valid(action, at < ticks && actions.last().is_none_or(|last| *last < action))?);
        }
        Ok(actions)
    }

    fn visits(&mut self, ticks: u32) -> Result<Vec<(u32, u8, Visit)>, ReplayError> {
        let count = self.u32()? as usize;
        valid((), count <= MAX_VISITS)?;
        let mut visits: Vec<(u32, u8, Visit)> = Vec::new();
        for _ in 0..count {
            let at = visits.last().map_or(0, |visit| visit.0) + self.varint()?;
            let byte = self.u8()?;
            let slot = byte & ((1 << SLOT_BITS) - 1);
            let visit = match byte >> SLOT_BITS {
                0 => Visit::Enter,
                1 => Visit::Park,
                2 => Visit::Leave,
                _ => return Err(ReplayError::Damaged),
            };
            visits.push(valid((at, slot, visit), at <= ticks && usize::from(slot) < MAX_PLAYERS)?);
        }
        Ok(visits)
    }
}

fn valid<T>(value: T, is_valid: bool) -> Result<T, ReplayError> {
    if is_valid { Ok(value) } else { Err(ReplayError::Damaged) }
}
