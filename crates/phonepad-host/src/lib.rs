//! The host side: a room on a relay, kept through every interruption, and the direct path, on which phones in the same
//! network reach the game without the relay. It must not depend on any game, its rules or Bevy.
//!
//! [`Host`] combines everything in one value, with a built-in relay; `examples/terminal.rs` shows it in 40 lines.
//! Underneath, [`connect()`] returns a handle made of bounded channels, and the future that does the work; the caller
//! chooses where that future runs. Events that must not be lost (states, joins, leaves, messages) wait until the game
//! takes them; sensor readings never wait, and those that the game does not take in time are dropped and counted.
//!
//! ```
//! use phonepad_host::{Host, HostConfig, LinkEvent, Received, in_memory};
//!
//! // Tests simulate the phones.
//! let (link, far) = in_memory();
//! let mut host = Host::from_link(link, "https://192.0.2.1:7171");
//! far.events.try_send(LinkEvent::PeerJoined { slot: 0, name: "Ada".to_owned(), resumed: false }).unwrap();
//! assert!(matches!(host.poll_event(), Some(LinkEvent::PeerJoined { slot: 0, .. })));
//! assert!(host.poll_event().is_none());
//! ```

mod api;
mod backoff;
mod config;
mod connect;
pub mod direct;
mod echo_tracker;
mod error;
#[cfg(feature = "embedded-relay")]
mod host;
mod host_session;
mod http;
mod identity;
#[cfg(feature = "embedded-relay")]
mod join_links;
mod orders;
mod pacer;
mod phone_input;
#[cfg(feature = "embedded-relay")]
pub mod qr;
mod relay_session;
mod seats;
mod socket;
mod task;
mod timer;
mod tls;
mod types;

use std::{future::Future, sync::Arc};

use tokio::sync::mpsc;

pub use config::{DirectConfig, LinkConfig, Timing};
#[cfg(feature = "embedded-relay")]
pub use host::{Host, HostConfig, HostError};
pub use identity::{Identity, Pattern, Shape};
#[cfg(feature = "embedded-relay")]
pub use join_links::JoinLinks;
pub use phone_input::PhoneInput;
pub use tls::Trust;
pub use types::{LinkCommand, LinkCounters, LinkEvent, LinkState, Reading, Received, Recipient, Transport};

/// A client's connection to a relay, for programs that act as phones instead of hosts.
pub mod client {
    pub use crate::{
        api::{load_page, look_up_room},
        backoff::Backoff,
        connect::{ByteStream, Dialer, Io},
        error::LinkError,
        socket::{Incoming, Socket},
    };
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
/// [`Link::events`] is dropped or after [`LinkState::Failed`].
pub fn connect(config: LinkConfig) -> (Link, impl Future<Output = ()> + Send + 'static) {
    let (events_in, events) = mpsc::channel(EVENT_QUEUE);
    let (readings_in, readings) = mpsc::channel(READING_QUEUE);
    let (commands, commands_out) = mpsc::channel(COMMAND_QUEUE);
    let counters = Arc::new(LinkCounters::default());
    let outlets = types::EventSender::new(events_in, readings_in, Arc::clone(&counters));
    let task = task::run(config, outlets, commands_out);
    (Link { events, readings, commands, counters }, task)
}

/// The other ends of a link's channels, for tests that simulate the relay and the phones.
#[derive(Debug)]
pub struct FarEnd {
    /// The source of [`Link::events`].
    pub events: mpsc::Sender<LinkEvent>,
    /// The source of [`Link::readings`].
    pub readings: mpsc::Sender<Received>,
    /// The commands from [`Link::commands`].
    pub commands: mpsc::Receiver<LinkCommand>,
}

/// Creates a link without a network: the caller simulates relay and phones at its far end.
pub fn in_memory() -> (Link, FarEnd) {
    let (events_in, events) = mpsc::channel(EVENT_QUEUE);
    let (readings_in, readings) = mpsc::channel(READING_QUEUE);
    let (commands, commands_out) = mpsc::channel(COMMAND_QUEUE);
    let link = Link { events, readings, commands, counters: Arc::default() };
    (link, FarEnd { events: events_in, readings: readings_in, commands: commands_out })
}
