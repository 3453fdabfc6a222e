//! A room as it is kept over a restart: what was promised to its host and its phones, and nothing else.

use serde::{Deserialize, Serialize};

use super::{Change, Room, seat::Seat};
use crate::TokenHash;
use phonepad_protocol::{MAX_PEERS, RoomCode};

/// The promises of one room. Who is connected is not among them: after a restart nobody is.
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

/// What was kept of a room cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the record of a room is malformed: {0}")]
pub struct MalformedRecord(#[from] serde_json::Error);

impl RoomRecord {
    /// The room's code.
    pub fn code(&self) -> RoomCode {
        self.code
    }

    /// The record as JSON; it holds nothing that JSON cannot express.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn from_json(json: &[u8]) -> Result<Self, MalformedRecord> {
        Ok(serde_json::from_slice(json)?)
    }
}

impl Room {
    /// What has to be kept of the room, so that [`Room::restore`] can keep its promises.
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

    /// How [`Room::record`] differs from what it was when this was last asked; a new room differs.
    pub fn take_change(&mut self) -> Change {
        std::mem::take(&mut self.change)
    }

    /// The room of a record, with nobody connected: its host and its phones have from now on the usual time to come back.
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
