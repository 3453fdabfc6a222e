//! The host side: a room on a relay, kept through every interruption, and the direct path, on which phones in the same
//! network reach the game without the relay. It must not depend on any game, its rules or Bevy.
//!
//! [`Host`] combines everything in one value, with a built-in relay; `examples/terminal.rs` shows it in 40 lines.
//! Underneath, [`connect()`] returns a handle made of bounded channels, and the future that does the work; the caller
//! chooses where that future runs. Events that must not be lost (states, joins, leaves, messages) wait until the game
//! takes them; sensor readings never wait, and those that the game does not take in time are dropped and counted.
//!
//! ```
//! use phonepad_host::{Host, Link, LinkEvent};
//!
//! // A test writes the events of a link itself; with `Host::in_memory`, it plays the phones.
//! let (link, script) = Link::scripted();
//! let mut host = Host::from_link(link, "https://192.0.2.1:7171");
//! script.events.try_send(LinkEvent::PeerJoined { slot: 0, name: "Ada".to_owned(), resumed: false }).unwrap();
//! assert!(matches!(host.poll_event(), Some(LinkEvent::PeerJoined { slot: 0, .. })));
//! assert!(host.poll_event().is_none());
//! ```
//!
//! # Transports
//!
//! Frames reach the host through a *transport*: `relay` (a room on a relay, over the network or in this process), `direct`
//! (a UDP port of the host, or WebRTC in a browser), or [`memory`] (phones that a test plays). Each is one file in
//! `src/transport/`, at the far end of the same pair of channels: events with a session and a time of arrival come out,
//! and frames, texts and the end of a session go in. Seats and routes are values above them. A further transport is one
//! such file, which opens the pair, and one variant of [`RouteKind`], whose order is the order of preference; nothing
//! else distinguishes transports, except that the relay assigns seats itself, and passes on the signals with which
//! phones reach a browser.
//!
//! # Browsers
//!
//! On `wasm32-unknown-unknown` the same host runs in a page: over the browser's WebSocket and `fetch`, and one
//! `RTCPeerConnection` for each phone. Seats, routes and frames are the same code; files named `native` and `web` contain
//! the differences. A page that is reloaded enters its room again, with the host token in the tab's `sessionStorage`.
//! There is no relay inside a page, so [`Host::start`] uses the one at the page's origin, or [`HostConfig::relay`].

mod backoff;
mod config;
#[cfg(not(target_family = "wasm"))]
pub mod direct;
mod echo_tracker;
mod error;
#[cfg(feature = "host")]
mod host;
mod host_session;
mod identity;
#[cfg(feature = "host")]
mod join_links;
#[cfg(target_family = "wasm")]
mod listener;
mod message_budget;
mod orders;
mod phone_input;
#[cfg(feature = "host")]
pub mod qr;
mod random;
mod route;
mod seats;
mod task;
mod timer;
mod transport;
mod types;

use std::{future::Future, sync::Arc};

use tokio::sync::mpsc;

pub use config::{DirectConfig, LinkConfig, RelayAddress, SignalledConfig, Timing, Trust};
#[cfg(feature = "host")]
pub use host::{Host, HostConfig, HostError, LinkCommands};
pub use identity::{Identity, Pattern, Shape};
#[cfg(feature = "host")]
pub use join_links::JoinLinks;
pub use phone_input::PhoneInput;
pub use route::RouteKind;
pub use timer::Instant;
#[cfg(feature = "host")]
pub use transport::memory;
pub use types::{LinkCommand, LinkCounters, LinkEvent, LinkState, Reading, Received, Recipient};

/// A client's connection to a relay, for programs that act as phones instead of hosts. Only native programs can open one.
pub mod client {
    #[cfg(not(target_family = "wasm"))]
    pub use crate::transport::relay::native::{
        api::{load_page, look_up_room},
        connect::{ByteStream, Dialer, Io},
        socket::Socket,
    };
    pub use crate::{backoff::Backoff, error::LinkError, transport::relay::incoming::Incoming};
}

/// Most events that may wait for the game. Beyond that the link stops reading, and the relay's own limits apply.
const EVENT_QUEUE: usize = 1024;
/// Most readings that may wait for the game: 15 phones at 60 Hz for more than half a second.
const READING_QUEUE: usize = 600;
/// Most commands that may wait for the link.
const COMMAND_QUEUE: usize = 256;

/// The game's end of the link. The link ends when `events` is dropped.
#[derive(Debug)]
pub struct Link {
    /// The events, in order and complete.
    pub events: mpsc::Receiver<LinkEvent>,
    /// Readings of the phones' sensors, in order of arrival.
    pub readings: mpsc::Receiver<Received>,
    /// The game's commands. While the link is down, messages, kicks and requests for invitations are dropped, because
    /// they would be stale; whether the room is locked is remembered.
    pub commands: mpsc::Sender<LinkCommand>,
    /// Counters of lost and unintelligible data.
    pub counters: Arc<LinkCounters>,
}

/// Creates a link that will request a room from the relay as soon as the future runs. The future ends when
/// [`Link::events`] is dropped or after [`LinkState::Failed`]. It is `Send`, except in a browser, which has one thread.
pub fn connect(config: LinkConfig) -> (Link, impl Future<Output = ()> + 'static) {
    let (link, events, commands) = Link::open();
    (link, task::run(config, events, commands))
}

/// The other ends of a link's channels, for tests that write its events themselves.
#[derive(Debug)]
pub struct LinkScript {
    /// The source of [`Link::events`].
    pub events: mpsc::Sender<LinkEvent>,
    /// The source of [`Link::readings`].
    pub readings: mpsc::Sender<Received>,
    /// The commands from [`Link::commands`].
    pub commands: mpsc::Receiver<LinkCommand>,
}

impl Link {
    /// Creates a link without transports: the caller writes its events and reads its commands. For events in any order,
    /// at once and in one thread; [`memory`] has phones.
    pub fn scripted() -> (Self, LinkScript) {
        let (link, events, commands) = Self::open();
        let (events, readings) = events.into_channels();
        (link, LinkScript { events, readings, commands })
    }

    fn open() -> (Self, types::EventSender, mpsc::Receiver<LinkCommand>) {
        let (events_in, events) = mpsc::channel(EVENT_QUEUE);
        let (readings_in, readings) = mpsc::channel(READING_QUEUE);
        let (commands, commands_out) = mpsc::channel(COMMAND_QUEUE);
        let counters = Arc::new(LinkCounters::default());
        let sender = types::EventSender::new(events_in, readings_in, Arc::clone(&counters));
        (Self { events, readings, commands, counters }, sender, commands_out)
    }
}
