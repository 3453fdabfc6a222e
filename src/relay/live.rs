//! Rooms while sockets are in them: locks, the clock and the mailboxes that the rooms' outputs go to.
//!
//! No lock is ever held across an await, and the order is always hub, room, mailbox.

use std::{
    collections::HashMap,
    io, mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use rand::{SeedableRng, rngs::SysRng};
use rand_chacha::ChaCha20Rng;

use super::{
    Hub, Output, Room, SocketId, Token,
    hub::NoRoomCode,
    mailbox::{Mailbox, lock},
};
use crate::protocol::{CloseCode, Hello, PeerLeftReason, RoomCode, RoomCreated, RoomInfo};

/// All that the connections of one relay share.
pub(super) struct Relay {
    hub: Mutex<Hub<Arc<LiveRoom>>>,
    rng: Mutex<ChaCha20Rng>,
    clock: Clock,
    next_socket: AtomicU64,
}

impl Relay {
    /// A relay without rooms. Fails if the operating system gives no entropy.
    pub(super) fn new(max_rooms: usize) -> io::Result<Self> {
        Ok(Self {
            hub: Mutex::new(Hub::new(max_rooms)),
            rng: Mutex::new(ChaCha20Rng::try_from_rng(&mut SysRng).map_err(io::Error::other)?),
            clock: Clock::start(),
            next_socket: AtomicU64::new(0),
        })
    }

    /// Opens a room.
    pub(super) fn open_room(&self, max_peers: u8) -> Result<RoomCreated, NoRoomCode> {
        let (mut hub, mut rng) = (lock(&self.hub), lock(&self.rng));
        let token = Token::random(&mut *rng);
        let host_token = token.as_str().to_owned();
        let now_ms = self.clock.now_ms();
        let room =
            hub.open(&mut *rng, |code| Arc::new(LiveRoom::new(Room::new(code, token, max_peers, now_ms), self.clock)))?;
        Ok(RoomCreated { room: room.info(), host_token })
    }

    /// The live room with this code.
    pub(super) fn find_room(&self, code: RoomCode) -> Option<Arc<LiveRoom>> {
        lock(&self.hub).find(code).cloned()
    }

    /// A token for a seat that may be taken.
    pub(super) fn fresh_token(&self) -> Token {
        Token::random(&mut *lock(&self.rng))
    }

    /// A number for a new socket.
    pub(super) fn next_socket(&self) -> SocketId {
        SocketId(self.next_socket.fetch_add(1, Ordering::Relaxed))
    }

    /// Releases seats and ends rooms whose time has come.
    pub(super) fn sweep(&self) {
        lock(&self.hub).retain(|room| room.with(|room, now_ms, out| room.tick(now_ms, out)));
    }

    /// Closes every room.
    pub(super) fn close_rooms(&self, code: CloseCode) {
        for room in lock(&self.hub).rooms() {
            room.with(|room, _, out| room.close(code, out));
        }
    }
}

/// A room with its sockets.
pub(super) struct LiveRoom {
    inner: Mutex<Inner>,
    clock: Clock,
}

struct Inner {
    room: Room,
    mailboxes: HashMap<SocketId, Arc<Mailbox>>,
    /// Empty between calls; kept for its memory.
    outputs: Vec<Output>,
}

impl LiveRoom {
    fn new(room: Room, clock: Clock) -> Self {
        Self { inner: Mutex::new(Inner { room, mailboxes: HashMap::new(), outputs: Vec::new() }), clock }
    }

    /// The room as everybody may see it.
    pub(super) fn info(&self) -> RoomInfo {
        lock(&self.inner).room.info()
    }

    /// Lets a socket say hello; what the room answers lands in its mailbox.
    pub(super) fn join(&self, socket: SocketId, mailbox: &Arc<Mailbox>, hello: Hello, fresh_seat: Token) {
        let mut inner = lock(&self.inner);
        inner.mailboxes.insert(socket, Arc::clone(mailbox));
        let now_ms = self.clock.now_ms();
        inner.step(now_ms, |room, out| room.join(socket, hello, fresh_seat, now_ms, out));
    }

    /// Forgets a socket.
    pub(super) fn gone(&self, socket: SocketId, reason: PeerLeftReason) {
        let mut inner = lock(&self.inner);
        inner.mailboxes.remove(&socket);
        let now_ms = self.clock.now_ms();
        inner.step(now_ms, |room, out| room.gone(socket, reason, now_ms, out));
    }

    /// Gives the room an input, with the time it is, and carries out what comes of it.
    pub(super) fn with<T>(&self, input: impl FnOnce(&mut Room, u64, &mut Vec<Output>) -> T) -> T {
        let now_ms = self.clock.now_ms();
        lock(&self.inner).step(now_ms, |room, out| input(room, now_ms, out))
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

    fn carry_out(&mut self, output: Output, now_ms: u64) {
        match output {
            Output::Send { to, message, culprit } => {
                let Some(mailbox) = self.mailboxes.get(&to) else { return };
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
                if let Some(mailbox) = self.mailboxes.remove(&socket) {
                    match culprit {
                        Some(_) => mailbox.close(CloseCode::TooManyMessages),
                        None => mailbox.close_as_too_slow(),
                    }
                }
                self.room.gone(socket, reason, now_ms, &mut self.outputs);
            }
            Output::Close { socket, code } => {
                if let Some(mailbox) = self.mailboxes.remove(&socket) {
                    mailbox.close(code);
                }
            }
        }
    }
}

/// Unix time that never runs backwards: read once, then counted on by the monotonic clock.
#[derive(Clone, Copy)]
struct Clock {
    started_ms: u64,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started_ms: since_epoch.as_millis() as u64, started: Instant::now() }
    }

    fn now_ms(self) -> u64 {
        self.started_ms + self.started.elapsed().as_millis() as u64
    }
}
