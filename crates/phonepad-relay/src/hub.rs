//! All live rooms by code. The hub assigns codes and removes rooms that have ended; the contents and locking of a room
//! are up to the caller.

use std::collections::BTreeMap;

use rand::Rng;

use phonepad_protocol::RoomCode;

/// Codes tried before giving up: with half of all codes taken, one opening in 32 would fail.
const CODE_TRIES: usize = 5;

/// No code is free, or the largest number of rooms has been reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no free room code")]
pub struct NoRoomCode;

/// Live rooms by code; `R` is a room as the caller keeps it, such as behind a lock.
#[derive(Debug)]
pub struct Hub<R> {
    rooms: BTreeMap<RoomCode, R>,
    max_rooms: usize,
}

impl<R> Hub<R> {
    /// Creates a hub without rooms that will hold at most `max_rooms`.
    pub fn new(max_rooms: usize) -> Self {
        Self { rooms: BTreeMap::new(), max_rooms }
    }

    /// Opens a room under a random free code and returns the value that `make` created for it.
    ///
    /// # Errors
    /// Returns [`NoRoomCode`] if five tries found no free code, or the hub is full.
    pub fn open(&mut self, rng: &mut impl Rng, make: impl FnOnce(RoomCode) -> R) -> Result<&R, NoRoomCode> {
        if self.rooms.len() >= self.max_rooms {
            return Err(NoRoomCode);
        }
        let code = (0..CODE_TRIES).map(|_| RoomCode::random(rng)).find(|code| !self.rooms.contains_key(code));
        let code = code.ok_or(NoRoomCode)?;
        Ok(self.rooms.entry(code).or_insert_with(|| make(code)))
    }

    /// Inserts a room of an earlier run, under its existing code.
    pub fn insert(&mut self, code: RoomCode, room: R) {
        self.rooms.insert(code, room);
    }

    /// Returns the room with this code.
    pub fn find(&self, code: RoomCode) -> Option<&R> {
        self.rooms.get(&code)
    }

    /// Removes a room at once.
    pub fn remove(&mut self, code: RoomCode) -> Option<R> {
        self.rooms.remove(&code)
    }

    /// Returns every room.
    pub fn rooms(&self) -> impl Iterator<Item = &R> {
        self.rooms.values()
    }

    /// Removes the rooms for which `is_live` returns `false`; their codes are free again.
    pub fn retain(&mut self, mut is_live: impl FnMut(&R) -> bool) {
        self.rooms.retain(|_, room| is_live(room));
    }
}
