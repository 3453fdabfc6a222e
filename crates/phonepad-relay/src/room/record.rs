//! A room as it is stored across a restart: the promises to its host and its phones, and nothing else.

use serde::{Deserialize, Serialize};

use super::{Change, Room, seat::Seat};
use crate::TokenHash;
use phonepad_protocol::{MAX_PEERS, RoomCode};

/// The promises of one room. Connections are not included, because none survives a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomRecord {
    code: RoomCode,
    created_ms: u64,
    max_peers: u8,
    locked: bool,
    host_token: TokenHash,
    seats: Vec<SeatRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeatRecord {
    slot: u8,
    token: TokenHash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invitation: Option<TokenHash>,
    name: String,
}

/// The stored record of a room cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the record of a room is malformed: {0}")]
pub struct MalformedRecord(#[from] serde_json::Error);

impl RoomRecord {
    /// Returns the room's code.
    pub fn code(&self) -> RoomCode {
        self.code
    }

    /// Encodes the record as JSON; it holds nothing that JSON cannot express.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads the output of [`to_json`](Self::to_json).
    ///
    /// # Errors
    /// Returns an error for any other input.
    pub fn from_json(json: &[u8]) -> Result<Self, MalformedRecord> {
        Ok(serde_json::from_slice(json)?)
    }
}

impl Room {
    /// Returns the part of the room that must be stored, so that [`Room::restore`] can keep its promises.
    pub fn record(&self) -> RoomRecord {
        let seats = self.taken_seats().map(|(slot, seat)| SeatRecord {
            slot,
            token: seat.token.clone(),
            invitation: seat.invitation.clone(),
            name: seat.name.clone(),
        });
        RoomRecord {
            code: self.code,
            created_ms: self.created_ms,
            max_peers: self.max_peers,
            locked: self.locked,
            host_token: self.host_token.clone(),
            seats: seats.collect(),
        }
    }

    /// Returns how [`Room::record`] has changed since the last call; a new room counts as changed.
    pub fn take_change(&mut self) -> Change {
        std::mem::take(&mut self.change)
    }

    /// Restores the room of a record, without connections: its host and its phones have the usual time to return, from
    /// now on.
    pub fn restore(record: RoomRecord, now_ms: u64) -> Self {
        let mut room = Self::new(record.code, record.host_token, record.max_peers, now_ms);
        room.created_ms = record.created_ms;
        room.locked = record.locked;
        room.change = Change::None;
        for SeatRecord { slot, token, invitation, name } in
            record.seats.into_iter().filter(|seat| seat.slot < MAX_PEERS)
        {
            room.seats[usize::from(slot)] = Some(Seat { invitation, ..Seat::new(token, name, None, None, now_ms) });
        }
        room
    }
}
