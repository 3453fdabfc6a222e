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
    Hub, Outgoing, Output, Room, RoomRecord, SocketId, Store, Token,
    hub::NoRoomCode,
    mailbox::{Mailbox, lock},
    metrics::Metrics,
    surroundings::Surroundings,
};
use crate::protocol::{CloseCode, Hello, PeerLeftReason, RoomCode, RoomCreated, RoomInfo};

/// All that the connections of one relay share.
pub(super) struct Relay {
    hub: Mutex<Hub<Arc<LiveRoom>>>,
    next_socket: AtomicU64,
    surroundings: Arc<Surroundings>,
}

/// Who is there.
#[derive(Default)]
pub(super) struct Population {
    pub(super) rooms: usize,
    pub(super) hosts: usize,
    pub(super) peers: usize,
    pub(super) seats: usize,
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

    /// Opens a room, and returns when its code and its token will survive a crash.
    pub(super) async fn open_room(&self, max_peers: u8) -> Result<RoomCreated, NoRoomCode> {
        let created = self.open_unsaved_room(max_peers)?;
        self.surroundings.saved().await;
        Ok(created)
    }

    fn open_unsaved_room(&self, max_peers: u8) -> Result<RoomCreated, NoRoomCode> {
        let (mut hub, mut rng) = (lock(&self.hub), lock(&self.surroundings.rng));
        let token = Token::random(&mut *rng);
        let now_ms = self.surroundings.clock.now_ms();
        let room = hub.open(&mut *rng, |code| {
            let room = Room::new(code, token.hash(), max_peers, now_ms);
            Arc::new(LiveRoom::new(room, Arc::clone(&self.surroundings)))
        })?;
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

    /// Counts who is there now.
    pub(super) fn population(&self) -> Population {
        let mut population = Population::default();
        for room in lock(&self.hub).rooms() {
            let (is_hosted, connected, seats) = room.count();
            population.rooms += 1;
            population.hosts += usize::from(is_hosted);
            population.peers += connected;
            population.seats += seats;
        }
        population
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
}

impl LiveRoom {
    fn new(room: Room, surroundings: Arc<Surroundings>) -> Self {
        let code = room.info().code;
        let inner = Inner { room, mailboxes: Vec::new(), outputs: Vec::new(), promises: Vec::new() };
        Self { code, inner: Mutex::new(inner), surroundings }
    }

    /// The room as everybody may see it.
    pub(super) fn info(&self) -> RoomInfo {
        lock(&self.inner).room.info()
    }

    /// Lets a socket say hello; what the room answers lands in its mailbox. Returns when what is promised there will
    /// survive a crash; the mailbox gives nothing out before.
    pub(super) async fn join(&self, socket: SocketId, mailbox: &Arc<Mailbox>, hello: Hello, fresh_seat: Token) {
        mailbox.hold();
        lock(&self.inner).mailboxes.push((socket, Arc::clone(mailbox)));
        self.with(|room, now_ms, out| room.join(socket, hello, fresh_seat, now_ms, out));
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
        let now_ms = self.surroundings.clock.now_ms();
        let mut inner = lock(&self.inner);
        let result = inner.step(now_ms, |room, out| input(room, now_ms, out));
        if inner.room.take_changed() {
            self.keep(Some(inner.room.record()));
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
            self.keep(None);
        }
        is_live
    }

    /// The room's lock must be held, or nobody else in the room.
    fn keep(&self, record: Option<RoomRecord>) {
        if let Some(store) = &self.surroundings.store {
            store.put(self.code, record);
        }
    }

    /// Whether the host is connected, how many peers are, and how many seats are taken.
    fn count(&self) -> (bool, usize, usize) {
        let room = &lock(&self.inner).room;
        (room.info().host_connected, room.connected_peers(), usize::from(room.info().peers))
    }
}

impl Inner {
    fn step<T>(&mut self, now_ms: u64, input: impl FnOnce(&mut Room, &mut Vec<Output>) -> T) -> T {
        let result = input(&mut self.room, &mut self.outputs);
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
        result
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
