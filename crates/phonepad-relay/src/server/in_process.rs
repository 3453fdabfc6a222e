//! Clients in the relay's own process: rooms without TCP, TLS, HTTP or WebSocket in between. The rules are those of a
//! socket from this machine: limits of the address, admission, rates, and the bounded send queue.

use std::{
    future::poll_fn,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
    task::{Context, Poll},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Span;

use super::{
    access_control::{AccessControl, Held},
    http::sentence,
    live::Relay,
    live_room::LiveRoom,
    shared_send_queue::{Mail, SharedSendQueue},
    stop::Stop,
};
use crate::{QueuedMessage, SocketId, address_limiter::Limited};
use phonepad_protocol::{CloseCode, ErrorCode, Hello, HelloRole, PeerLeftReason, Role, RoomCode, RoomCreated};

/// The client address of this process.
const OWN_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A running relay, for clients in its own process. Clones reach the same relay.
///
/// ```
/// use phonepad_protocol::{Hello, Welcome};
/// use phonepad_relay::{Config, InProcessMessage, start};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let (relay, serving) = start(listener, Config::default(), std::future::pending())?;
/// tokio::spawn(serving);
/// let created = relay.open_room(15).await?;
/// let mut host = relay.enter(created.room.code, Hello::host(created.host_token)).await?;
/// assert!(matches!(host.receive().await, Ok(InProcessMessage::Text(text)) if text.contains("welcome")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RelayHandle {
    pub(super) relay: Arc<Relay>,
    pub(super) access: Arc<AccessControl>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) stop: Stop,
}

impl std::fmt::Debug for RelayHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RelayHandle").finish_non_exhaustive()
    }
}

/// The reason why a client in the relay's process was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InProcessError {
    /// The relay does not run any more.
    #[error("the relay has stopped")]
    Stopped,
    /// The process has exceeded a limit of its address.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// The room could not be opened.
    #[error("{}", sentence(*.0))]
    Refused(ErrorCode),
    /// The relay has no room for another connection.
    #[error("the relay has too many connections")]
    Full,
    /// There is no such room.
    #[error("there is no such room")]
    NoSuchRoom,
}

/// A message from a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InProcessMessage {
    /// A text of the relay.
    Text(String),
    /// Game data.
    Frame(bytes::Bytes),
}

/// A client's connection to a room in the same process. It leaves the room when it is dropped.
pub struct InProcessSocket {
    relay: Arc<Relay>,
    room: Arc<LiveRoom>,
    id: SocketId,
    role: Role,
    mailbox: Arc<SharedSendQueue>,
    span: Span,
    /// The reason, once the room has closed the connection.
    closed: Option<CloseCode>,
    _held: Held,
    _permit: OwnedSemaphorePermit,
}

impl RelayHandle {
    /// Opens a room, as `POST /api/rooms` does.
    ///
    /// # Errors
    /// See [`InProcessError`].
    pub async fn open_room(&self, max_peers: u8) -> Result<RoomCreated, InProcessError> {
        self.check_running()?;
        self.access.open_room(OWN_ADDRESS)?;
        self.relay.open_room(max_peers).await.map_err(InProcessError::Refused)
    }

    /// Enters a room, as a socket that sends this hello. The room's answer is the first message, or the reason why the
    /// connection is closed.
    ///
    /// # Errors
    /// See [`InProcessError`].
    pub async fn enter(&self, code: RoomCode, hello: Hello) -> Result<InProcessSocket, InProcessError> {
        self.check_running()?;
        self.access.may_look_up(OWN_ADDRESS).and_then(|()| self.access.join(OWN_ADDRESS))?;
        let held = self.access.hold_socket(OWN_ADDRESS)?;
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| InProcessError::Full)?;
        let Some(room) = self.relay.find_room(code) else {
            self.access.missed(OWN_ADDRESS);
            return Err(InProcessError::NoSuchRoom);
        };
        let id = self.relay.next_socket();
        let role = match hello.role {
            HelloRole::Host { .. } => Role::Host,
            HelloRole::Peer { .. } => Role::Peer,
        };
        let socket = InProcessSocket {
            relay: Arc::clone(&self.relay),
            span: room.span(id),
            room,
            id,
            role,
            mailbox: Arc::default(),
            closed: None,
            _held: held,
            _permit: permit,
        };
        socket.room.join(id, OWN_ADDRESS.into(), &socket.mailbox, hello, self.relay.fresh_token()).await;
        socket.room.record_seat(id, &socket.span);
        Ok(socket)
    }

    fn check_running(&self) -> Result<(), InProcessError> {
        if self.stop.is_requested() { Err(InProcessError::Stopped) } else { Ok(()) }
    }
}

impl InProcessSocket {
    /// Waits for the next message; may be cancelled.
    ///
    /// # Errors
    /// Returns the close code, once the room has closed the connection and all messages before that were received.
    pub async fn receive(&mut self) -> Result<InProcessMessage, CloseCode> {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    /// Sends a text to the relay.
    pub fn send_text(&self, text: &str) {
        let _entered = self.span.enter();
        self.relay.metrics().received(self.role, text.len());
        self.room.text(self.id, text);
    }

    /// Sends game data, as in a binary message of a WebSocket.
    pub fn send_frame(&self, frame: &[u8]) {
        let _entered = self.span.enter();
        self.relay.metrics().received(self.role, frame.len());
        self.room.with(|room, now_ms, out| room.frame(self.id, frame, now_ms, out));
    }

    fn poll_receive(&mut self, cx: &Context<'_>) -> Poll<Result<InProcessMessage, CloseCode>> {
        // A message that is taken has arrived, so no window limits the lossy ones.
        if let Some(message) = self.mailbox.poll_pop(cx, true) {
            self.relay.metrics().sent(self.role, message.len());
            return Poll::Ready(Ok(message.into()));
        }
        let (delay, replaced) = self.mailbox.written();
        self.relay.metrics().replaced(replaced);
        if let Some(delay) = delay {
            self.relay.metrics().delayed(delay);
        }
        match self.mailbox.look() {
            Mail::Closing(code) => {
                self.closed = Some(code);
                Poll::Ready(Err(code))
            }
            Mail::Nothing | Mail::Waiting => Poll::Pending,
        }
    }
}

impl Drop for InProcessSocket {
    fn drop(&mut self) {
        let _entered = self.span.enter();
        self.room.gone(self.id, PeerLeftReason::Closed);
        self.relay.metrics().closed(self.closed);
    }
}

impl From<QueuedMessage> for InProcessMessage {
    fn from(message: QueuedMessage) -> Self {
        match message {
            QueuedMessage::Text(text) | QueuedMessage::SeatNews { text, .. } => Self::Text(text),
            QueuedMessage::Reliable(bytes) | QueuedMessage::Lossy { bytes, .. } => Self::Frame(bytes),
        }
    }
}
