//! Rooms while sockets are in them: locks, the clock and the mailboxes that the rooms' outputs go to.
//!
//! No lock is ever held across an await, and the order is always hub, room, then one of mailbox and randomness.

use std::{
    io, mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{debug, info};

use super::{
    Change, Hub, Network, Newcomer, Outgoing, Output, Room, RoomRecord, SocketId, Store, Token,
    mailbox::{Mailbox, lock},
    metrics::Metrics,
    surroundings::Surroundings,
};
use crate::protocol::{CloseCode, ErrorCode, Hello, PeerLeftReason, RoomCode, RoomCreated, RoomInfo};

/// All that the connections of one relay share.
pub(super) struct Relay {
    hub: Mutex<Hub<Arc<LiveRoom>>>,
    next_socket: AtomicU64,
    surroundings: Arc<Surroundings>,
}

/// Who is in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Census {
    /// Connected hosts, 0 or 1.
    pub(super) hosts: i64,
    /// Connected peers.
    pub(super) peers: i64,
    /// Taken seats, connected or not.
    pub(super) seats: i64,
}

impl Relay {
    /// A relay with the rooms of `store`, if any. Fails if the operating system gives no entropy.
    pub(super) fn new(max_rooms: usize, store: Option<Store>) -> io::Result<Self> {
        let kept = store.as_ref().map(Store::take_kept).unwrap_or_default();
        let relay = Self {
            hub: Mutex::new(Hub::new(max_rooms)),
            next_socket: AtomicU64::new(0),
            surroundings: Arc::new(Surroundings::new(store)?),
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
            hub.insert(room.code, Arc::new(room));
        }
    }

    /// Opens a room, and returns when its code and its token will survive a crash. Fails if they cannot, or if no code is
    /// free.
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

    /// Ends a room that nobody has been told of.
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
        // It is new, and so has to be kept.
        room.with(|_, _, _| ());
        debug!("a room was opened");
        Ok(RoomCreated { room: room.info(), host_token: token.as_str().to_owned() })
    }

    /// The live room with this code.
    pub(super) fn find_room(&self, code: RoomCode) -> Option<Arc<LiveRoom>> {
        lock(&self.hub).find(code).cloned()
    }

    /// A token for a seat that may be taken.
    pub(super) fn fresh_token(&self) -> Token {
        self.surroundings.fresh_token()
    }

    /// A number for a new socket.
    pub(super) fn next_socket(&self) -> SocketId {
        SocketId(self.next_socket.fetch_add(1, Ordering::Relaxed))
    }

    /// Releases seats and ends rooms whose time has come.
    pub(super) fn sweep(&self) {
        lock(&self.hub).retain(|room| room.sweep());
    }

    /// Closes every room, without forgetting what was promised to it.
    pub(super) fn close_rooms(&self, code: CloseCode) {
        for room in lock(&self.hub).rooms() {
            room.with(|room, _, out| room.close(code, out));
        }
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.surroundings.metrics
    }
}

/// A room with its sockets.
pub(super) struct LiveRoom {
    code: RoomCode,
    inner: Mutex<Inner>,
    surroundings: Arc<Surroundings>,
}

struct Inner {
    room: Room,
    /// At most two for each client, so a search is cheaper than an index.
    mailboxes: Vec<(SocketId, Arc<Mailbox>)>,
    /// Empty between calls; kept for its memory.
    outputs: Vec<Output>,
    /// Messages that wait until the room has been handed to the store; empty between calls.
    promises: Vec<(Arc<Mailbox>, Outgoing)>,
    /// Who is in the room according to the measurements.
    counted: Census,
}

impl LiveRoom {
    fn new(room: Room, surroundings: Arc<Surroundings>) -> Self {
        let code = room.info().code;
        let counted = Census::of(&room);
        surroundings.metrics.room_begins(counted);
        let inner = Inner { room, mailboxes: Vec::new(), outputs: Vec::new(), promises: Vec::new(), counted };
        Self { code, inner: Mutex::new(inner), surroundings }
    }

    /// The room as everybody may see it.
    pub(super) fn info(&self) -> RoomInfo {
        lock(&self.inner).room.info()
    }

    /// Lets a socket say hello; what the room answers lands in its mailbox. Returns when what is promised there will
    /// survive a crash; the mailbox gives nothing out before.
    pub(super) async fn join(
        &self,
        socket: SocketId,
        network: Network,
        mailbox: &Arc<Mailbox>,
        hello: Hello,
        fresh_seat: Token,
    ) {
        mailbox.hold();
        self.act(|inner, now_ms| {
            let newcomer = Newcomer { socket, network, is_host_behind: inner.is_host_behind() };
            inner.mailboxes.push((socket, Arc::clone(mailbox)));
            inner.room.join(newcomer, hello, fresh_seat, now_ms, &mut inner.outputs);
        });
        self.surroundings.saved().await;
        mailbox.release();
    }

    /// Forgets a socket.
    pub(super) fn gone(&self, socket: SocketId, reason: PeerLeftReason) {
        lock(&self.inner).take_mailbox(socket);
        self.with(|room, now_ms, out| room.gone(socket, reason, now_ms, out));
    }

    /// Gives the room an input, with the time it is, and carries out what comes of it.
    pub(super) fn with<T>(&self, input: impl FnOnce(&mut Room, u64, &mut Vec<Output>) -> T) -> T {
        self.act(|inner, now_ms| input(&mut inner.room, now_ms, &mut inner.outputs))
    }

    fn act<T>(&self, input: impl FnOnce(&mut Inner, u64) -> T) -> T {
        let now_ms = self.surroundings.clock.now_ms();
        let mut inner = lock(&self.inner);
        let result = input(&mut inner, now_ms);
        inner.carry_out_all(now_ms);
        match inner.room.take_change() {
            Change::None => {}
            change => self.keep(Some(inner.room.record()), change),
        }
        let census = Census::of(&inner.room);
        let counted = mem::replace(&mut inner.counted, census);
        if counted != census {
            self.surroundings.metrics.room_changes(counted, census);
        }
        for (mailbox, message) in inner.promises.drain(..) {
            self.surroundings.promise(mailbox, message);
        }
        self.surroundings.metrics.undeliverable(inner.room.take_dropped_frames());
        result
    }

    /// Gives the room a text frame.
    pub(super) fn text(&self, socket: SocketId, text: &str) {
        let token = || self.surroundings.fresh_token();
        self.with(|room, now_ms, out| room.text(socket, text, token, now_ms, out));
    }

    /// Lets time pass. Returns whether the room still lives; if not, it has been forgotten on disk as well.
    fn sweep(&self) -> bool {
        let is_live = self.with(|room, now_ms, out| room.tick(now_ms, out));
        if !is_live {
            debug!("a room has ended");
            self.keep(None, Change::Minor);
        }
        is_live
    }

    /// The room's lock must be held, or nobody else in the room.
    fn keep(&self, record: Option<RoomRecord>, change: Change) {
        if let Some(store) = &self.surroundings.store {
            store.put(self.code, record, change);
        }
    }
}

impl Drop for LiveRoom {
    fn drop(&mut self) {
        self.surroundings.metrics.room_ends(lock(&self.inner).counted);
    }
}

impl Census {
    fn of(room: &Room) -> Self {
        let info = room.info();
        Self { hosts: info.host_connected.into(), peers: room.connected_peers() as i64, seats: info.peers.into() }
    }
}

impl Inner {
    fn carry_out_all(&mut self, now_ms: u64) {
        // Carrying out one output can cause another: a socket that is too slow is news for the others.
        while !self.outputs.is_empty() {
            let mut batch = mem::take(&mut self.outputs);
            for output in batch.drain(..) {
                self.carry_out(output, now_ms);
            }
            if self.outputs.is_empty() {
                self.outputs = batch;
            }
        }
    }

    /// Whether so much waits for the host that it should hear of nobody new.
    fn is_host_behind(&self) -> bool {
        let host = self.room.host_socket().and_then(|host| self.mailbox(host));
        host.is_some_and(|mailbox| mailbox.is_half_full())
    }

    fn mailbox(&self, socket: SocketId) -> Option<&Arc<Mailbox>> {
        self.mailboxes.iter().find(|(known, _)| *known == socket).map(|(_, mailbox)| mailbox)
    }

    fn take_mailbox(&mut self, socket: SocketId) -> Option<Arc<Mailbox>> {
        let index = self.mailboxes.iter().position(|(known, _)| *known == socket)?;
        Some(self.mailboxes.swap_remove(index).1)
    }

    fn carry_out(&mut self, output: Output, now_ms: u64) {
        match output {
            Output::Send { to, message, culprit } => {
                let Some(mailbox) = self.mailbox(to) else { return };
                let queued = match culprit {
                    Some(_) => mailbox.push_excess(message),
                    None => mailbox.push(message),
                };
                if queued.is_ok() {
                    return;
                }
                let (socket, reason) = match culprit {
                    Some(peer) => (peer, PeerLeftReason::RateLimited),
                    None => (to, PeerLeftReason::Slow),
                };
                if let Some(mailbox) = self.take_mailbox(socket) {
                    match culprit {
                        Some(_) => mailbox.close(CloseCode::TooManyMessages),
                        None => mailbox.close_as_too_slow(),
                    }
                }
                self.room.gone(socket, reason, now_ms, &mut self.outputs);
            }
            Output::Promise { to, message } => {
                let mailbox = self.mailbox(to).map(Arc::clone);
                self.promises.extend(mailbox.map(|mailbox| (mailbox, message)));
            }
            Output::Close { socket, code } => {
                if let Some(mailbox) = self.take_mailbox(socket) {
                    mailbox.close(code);
                }
            }
        }
    }
}
