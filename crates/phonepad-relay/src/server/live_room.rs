//! One room with its sockets: its lock, and the send queues for its outputs.

use std::{
    mem,
    sync::{Arc, Mutex},
};

use tracing::{Span, debug, field, info_span};

use super::{
    census::Census,
    room_context::RoomContext,
    shared_send_queue::{SharedSendQueue, lock},
};
use crate::{Change, Network, Newcomer, Output, QueuedMessage, Room, RoomRecord, SocketId, Token};
use phonepad_protocol::{CloseCode, Hello, PeerLeftReason, RoomCode, RoomInfo};

/// A room with its sockets.
pub(super) struct LiveRoom {
    code: RoomCode,
    inner: Mutex<RoomState>,
    surroundings: Arc<RoomContext>,
}

struct RoomState {
    room: Room,
    /// At most two for each client, so a search is cheaper than an index.
    mailboxes: Vec<(SocketId, Arc<SharedSendQueue>)>,
    /// Empty between calls; kept to reuse its memory.
    outputs: Vec<Output>,
    /// Messages that wait until the room has been passed to the store; empty between calls.
    promises: Vec<(Arc<SharedSendQueue>, QueuedMessage)>,
    /// The occupancy of the room according to the metrics.
    counted: Census,
}

impl LiveRoom {
    pub(super) fn new(room: Room, surroundings: Arc<RoomContext>) -> Self {
        let code = room.info().code;
        let counted = Census::of(&room);
        surroundings.metrics.room_begins(counted);
        let inner = RoomState { room, mailboxes: Vec::new(), outputs: Vec::new(), promises: Vec::new(), counted };
        Self { code, inner: Mutex::new(inner), surroundings }
    }

    /// Returns the room's code.
    pub(super) fn code(&self) -> RoomCode {
        self.code
    }

    /// Returns the span of a socket in this room, which makes its log lines attributable.
    pub(super) fn span(&self, socket: SocketId) -> Span {
        info_span!("socket", room = %self.code, id = socket.0, seat = field::Empty)
    }

    /// Adds the seat of an admitted socket to its span.
    pub(super) fn record_seat(&self, socket: SocketId, span: &Span) {
        let inner = lock(&self.inner);
        if let Some(slot) = inner.room.slot_of_socket(socket) {
            span.record("seat", slot);
        } else if inner.room.host_socket() == Some(socket) {
            span.record("seat", "host");
        }
    }

    /// Returns the room as anyone may see it.
    pub(super) fn info(&self) -> RoomInfo {
        lock(&self.inner).room.info()
    }

    /// Handles a socket's hello; the room's answers go to its send queue. Returns when the promises in it will survive
    /// a crash; the queue releases nothing before.
    pub(super) async fn join(
        &self,
        socket: SocketId,
        network: Network,
        mailbox: &Arc<SharedSendQueue>,
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

    /// Removes a socket.
    pub(super) fn gone(&self, socket: SocketId, reason: PeerLeftReason) {
        lock(&self.inner).take_mailbox(socket);
        self.with(|room, now_ms, out| room.gone(socket, reason, now_ms, out));
    }

    /// Passes an input with the current time to the room, and carries out the outputs.
    pub(super) fn with<T>(&self, input: impl FnOnce(&mut Room, u64, &mut Vec<Output>) -> T) -> T {
        self.act(|inner, now_ms| input(&mut inner.room, now_ms, &mut inner.outputs))
    }

    fn act<T>(&self, input: impl FnOnce(&mut RoomState, u64) -> T) -> T {
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

    /// Passes a text frame to the room.
    pub(super) fn text(&self, socket: SocketId, text: &str) {
        let token = || self.surroundings.fresh_token();
        self.with(|room, now_ms, out| room.text(socket, text, token, now_ms, out));
    }

    /// Advances the time. Returns whether the room still lives; if not, it has been removed from the disk as well.
    pub(super) fn sweep(&self) -> bool {
        let is_live = self.with(|room, now_ms, out| room.tick(now_ms, out));
        if !is_live {
            debug!(room = %self.code, "a room has ended");
            self.keep(None, Change::Minor);
        }
        is_live
    }

    /// The caller must hold the room's lock, or be the only user of the room.
    pub(super) fn keep(&self, record: Option<RoomRecord>, change: Change) {
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
impl RoomState {
    fn carry_out_all(&mut self, now_ms: u64) {
        // Carrying out one output can cause another: the others are notified about a socket that is too slow.
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

    /// Whether the host's queue is so full that no peer may be admitted.
    fn is_host_behind(&self) -> bool {
        let host = self.room.host_socket().and_then(|host| self.mailbox(host));
        host.is_some_and(|mailbox| mailbox.is_half_full())
    }

    fn mailbox(&self, socket: SocketId) -> Option<&Arc<SharedSendQueue>> {
        self.mailboxes.iter().find(|(known, _)| *known == socket).map(|(_, mailbox)| mailbox)
    }

    fn take_mailbox(&mut self, socket: SocketId) -> Option<Arc<SharedSendQueue>> {
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
