//! All live rooms: opening, finding and ending them.
//!
//! No lock is ever held across an await, and the order is always hub, room, then one of send queue and randomness.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{debug, info};

use super::{Store, live_room::LiveRoom, metrics::Metrics, room_context::RoomContext, shared_send_queue::lock};
use crate::{Change, Hub, Room, RoomRecord, SocketId, Token};
use phonepad_protocol::{CloseCode, ErrorCode, RoomCode, RoomCreated};

/// The state shared by all connections of one relay.
pub(super) struct Relay {
    hub: Mutex<Hub<Arc<LiveRoom>>>,
    next_socket: AtomicU64,
    surroundings: Arc<RoomContext>,
}

impl Relay {
    /// Creates a relay with the rooms of `store`, if any. Fails if the operating system gives no entropy.
    pub(super) fn new(max_rooms: usize, store: Option<Store>) -> io::Result<Self> {
        let kept = store.as_ref().map(Store::take_kept).unwrap_or_default();
        let relay = Self {
            hub: Mutex::new(Hub::new(max_rooms)),
            next_socket: AtomicU64::new(0),
            surroundings: Arc::new(RoomContext::new(store)?),
        };
        if !kept.is_empty() {
            info!(rooms = kept.len(), "rooms of an earlier run are back");
        }
        relay.restore(kept);
        Ok(relay)
    }

    fn restore(&self, kept: Vec<RoomRecord>) {
        let now_ms = self.surroundings.clock.now_ms();
        let mut hub = lock(&self.hub);
        for record in kept {
            let room = LiveRoom::new(Room::restore(record, now_ms), Arc::clone(&self.surroundings));
            hub.insert(room.code(), Arc::new(room));
        }
    }

    /// Opens a room, and returns when its code and its token will survive a crash. Fails if they cannot, or if no code
    /// is free.
    pub(super) async fn open_room(&self, max_peers: u8) -> Result<RoomCreated, ErrorCode> {
        if !self.surroundings.can_keep() {
            return Err(ErrorCode::CannotKeep);
        }
        let created = self.open_unsaved_room(max_peers)?;
        if !self.surroundings.saved().await {
            self.forget(created.room.code);
            return Err(ErrorCode::CannotKeep);
        }
        Ok(created)
    }

    /// Ends a room that was not announced to anyone.
    fn forget(&self, code: RoomCode) {
        if let Some(room) = lock(&self.hub).remove(code) {
            room.with(|room, _, out| room.close(CloseCode::RoomClosed, out));
            room.keep(None, Change::Minor);
        }
    }

    fn open_unsaved_room(&self, max_peers: u8) -> Result<RoomCreated, ErrorCode> {
        let (mut hub, mut rng) = (lock(&self.hub), lock(&self.surroundings.rng));
        let token = Token::random(&mut *rng);
        let now_ms = self.surroundings.clock.now_ms();
        let room = hub.open(&mut *rng, |code| {
            let room = Room::new(code, token.hash(), max_peers, now_ms);
            Arc::new(LiveRoom::new(room, Arc::clone(&self.surroundings)))
        });
        let room = room.map_err(|_| ErrorCode::NoRoomCode)?;
        drop(rng);
        // It is new, and therefore must be stored.
        room.with(|_, _, _| ());
        debug!(room = %room.code(), "a room was opened");
        Ok(RoomCreated { room: room.info(), host_token: token.as_str().to_owned() })
    }

    /// Returns the live room with this code.
    pub(super) fn find_room(&self, code: RoomCode) -> Option<Arc<LiveRoom>> {
        lock(&self.hub).find(code).cloned()
    }

    /// Draws a token for a seat that may be taken.
    pub(super) fn fresh_token(&self) -> Token {
        self.surroundings.fresh_token()
    }

    /// Returns a number for a new socket.
    pub(super) fn next_socket(&self) -> SocketId {
        SocketId(self.next_socket.fetch_add(1, Ordering::Relaxed))
    }

    /// Releases seats and ends rooms whose time has come.
    pub(super) fn sweep(&self) {
        lock(&self.hub).retain(|room| room.sweep());
    }

    /// Closes every room, but keeps the promises made to it.
    pub(super) fn close_rooms(&self, code: CloseCode) {
        for room in lock(&self.hub).rooms() {
            room.with(|room, _, out| room.close(code, out));
        }
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.surroundings.metrics
    }
}
