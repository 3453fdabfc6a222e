//! Transports: the ways in which frames and texts travel between phones and the session. Each is a pair of bounded
//! channels, whatever is at the other end: a relay, a UDP port on its own thread, or a test.
//!
//! A transport gives sessions of phones, by number, with the time of arrival of each frame; it takes frames, texts and
//! the end of a session. It must not depend on seats or on the content of frames.

#[cfg(not(target_family = "wasm"))]
pub(crate) mod direct;
#[cfg(feature = "host")]
pub mod memory;
pub(crate) mod relay;
#[cfg(any(target_family = "wasm", test))]
mod signalled;
#[cfg(target_family = "wasm")]
pub(crate) mod web_direct;

#[cfg(target_family = "wasm")]
pub(crate) use web_direct as direct;

use std::{
    net::{IpAddr, SocketAddr},
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::{LinkState, RouteKind, timer::Instant};
use phonepad_protocol::{
    CloseCode, Command, Direct, DirectOffer, PeerInfo, RelayText, RoomCode, Signal, SignalledOffer,
};

/// Most events that may wait for the session.
const EVENT_QUEUE: usize = 1024;
/// Most commands that may wait for a transport.
const COMMAND_QUEUE: usize = 1024;

/// A phone's session on one transport. With the relay, the session is the phone's slot there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RouteId {
    pub(crate) kind: RouteKind,
    pub(crate) session: u64,
}

/// An event on a transport. The numbers are sessions.
#[allow(dead_code, reason = "native programs need no signals, and browsers no addresses")]
#[derive(Debug)]
pub(crate) enum TransportEvent {
    /// A phone has opened a session, and has no seat yet.
    Opened(u64),
    /// A phone sent a text.
    Text(u64, Vec<u8>),
    /// A phone sent a frame, which arrived at this time.
    Frame(u64, Instant, Bytes),
    /// A session has ended.
    Closed(u64),
    /// The phone in this slot of the relay needs a signal.
    Signal(u8, Signal),
    /// Phones reach the transport at these addresses from now on.
    Moved(Vec<SocketAddr>),
    /// The transport has a room, which assigns seats itself.
    Room(RoomEvent),
}

/// An event of a transport with a room.
#[derive(Debug)]
pub(crate) enum RoomEvent {
    /// The attempts to enter the room have this state.
    State(LinkState),
    /// The room has been entered.
    Entered {
        code: RoomCode,
        /// All taken seats.
        peers: Vec<PeerInfo>,
    },
    /// The connection to the room is gone.
    Left,
    /// The room is gone, and with it every seat there.
    Lost,
    /// The transport has given up, for this reason in one sentence for users.
    GaveUp(String),
    /// The room reports a change.
    News(RelayText),
}

/// A command to a transport. The numbers are sessions. Commands that make no sense on a transport are ignored.
#[allow(dead_code, reason = "native programs need no signals, and browsers no addresses")]
#[derive(Debug)]
pub(crate) enum TransportCommand {
    /// Send a frame.
    Frame(u64, Vec<u8>),
    /// Send a frame to every phone in the room.
    FrameToAll(Vec<u8>),
    /// Send a text.
    Text(u64, String),
    /// End a session.
    Close(u64, CloseCode),
    /// Handle a signal of the phone in this slot of the relay.
    Signal(u8, Signal),
    /// This slot of the relay is free: its next phone is another one.
    Release(u8),
    /// Listen on these addresses.
    Listen(Vec<IpAddr>),
    /// Send a command to the room.
    Room(Command),
}

/// An invitation to open sessions on a transport besides the relay.
#[allow(dead_code, reason = "native programs need no signals, and browsers no addresses")]
#[derive(Debug, Clone)]
pub(crate) enum Offer {
    /// At addresses of this program.
    Addresses(DirectOffer),
    /// With signals through the relay.
    Signalled(SignalledOffer),
}

impl Offer {
    /// Returns the offer as the relay passes it to every phone; `None` while no phone could use it.
    pub(crate) fn to_direct(&self) -> Option<Direct> {
        match self {
            Self::Addresses(offer) => (!offer.addresses.is_empty()).then(|| offer.to_direct()),
            Self::Signalled(offer) => Some(offer.to_direct()),
        }
    }
}

/// The session's ends of a transport.
#[derive(Debug)]
pub(crate) struct Transport {
    kind: RouteKind,
    events: mpsc::Receiver<TransportEvent>,
    commands: mpsc::Sender<TransportCommand>,
}

/// The other ends, for the file that implements the transport.
#[derive(Debug)]
pub(crate) struct TransportEnds {
    pub(crate) events: mpsc::Sender<TransportEvent>,
    pub(crate) commands: mpsc::Receiver<TransportCommand>,
}

impl Transport {
    /// Returns both ends of a new transport.
    pub(crate) fn pair(kind: RouteKind) -> (Self, TransportEnds) {
        let ((events_in, events), (commands, commands_out)) =
            (mpsc::channel(EVENT_QUEUE), mpsc::channel(COMMAND_QUEUE));
        (Self { kind, events, commands }, TransportEnds { events: events_in, commands: commands_out })
    }

    pub(crate) fn kind(&self) -> RouteKind {
        self.kind
    }

    /// Returns the next event; never ready again once the transport has ended.
    pub(crate) fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<TransportEvent> {
        match self.events.poll_recv(cx) {
            Poll::Ready(Some(event)) => Poll::Ready(event),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    /// Never waits. Commands that a stuck transport does not accept are lost; its phones then find it silent.
    pub(crate) fn command(&self, command: TransportCommand) {
        if self.commands.try_send(command).is_err() {
            tracing::debug!(transport = self.kind.name(), "a transport is stuck or has ended");
        }
    }
}
