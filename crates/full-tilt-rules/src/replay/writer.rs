//! Encodes replay files; `layout.rs` describes them.

use super::{
    MAX_PLAYERS, Replay, Track,
    layout::{MAGIC, SLOT_BITS},
};
use crate::fnv;

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
        bytes.extend(self.setup.without_sensor.to_le_bytes());
        bytes.push(self.scores.len() as u8);
        for (slot, score) in &self.scores {
            bytes.push(*slot);
            bytes.extend(score.to_le_bytes());
        }
    }

    fn put_course(&self, bytes: &mut Vec<u8>) {
        put_tracks(bytes, &self.tracks);
        put_tracks(bytes, &self.motions);
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
}

fn put_tracks(bytes: &mut Vec<u8>, tracks: &[Track]) {
    let tracks = || (0_u8..).zip(tracks).filter(|(_, track)| !track.is_empty());
    bytes.push(tracks().count() as u8);
    for (slot, track) in tracks() {
        bytes.push(slot);
        bytes.extend((track.len() as u32).to_le_bytes());
        let mut before = (0, 0);
        for &(at, value) in track {
            put_varint(bytes, at - before.0);
            put_zigzag(bytes, i32::from(value) - before.1);
            before = (at, i32::from(value));
        }
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
