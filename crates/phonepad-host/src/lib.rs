//! The side of the game: a room on a relay, kept through every interruption, and the direct path, on which phones in the
//! same network reach the game without the relay. It must not know any game, its rules or Bevy.
//!
//! [`Host`] is the whole of it in one value, with a relay of its own; `examples/terminal.rs` shows it in 40 lines.
//! Underneath, [`connect()`] returns a handle made of bounded channels, and the future that does the work; the caller
//! chooses where that future runs. What must not be lost (states, joins, leaves, messages) waits for the game to take it;
//! sensor readings never wait, and those that the game does not take in time are dropped and counted.
//!
//! ```
//! use phonepad_host::{Host, HostConfig, LinkEvent, Received, in_memory};
//!
//! // Tests play the phones themselves.
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

/// A client's connection to a relay, for programs that are phones instead of hosts.
pub mod client {
    pub use crate::{
        api::{load_page, look_up_room},
        backoff::Backoff,
        connect::{ByteStream, Dialer, Io},
        error::LinkError,
        socket::{Incoming, Socket},
    };
}

/// Events that may wait for the game. Beyond that the link stops reading, and the relay's own limits take over.
const EVENT_QUEUE: usize = 1024;
/// Readings that may wait for the game: 15 phones at 60 Hz for more than half a second.
const READING_QUEUE: usize = 600;
/// Commands that may wait for the link.
const COMMAND_QUEUE: usize = 256;

/// The game's end of the link. The link ends when `events` is dropped.
#[derive(Debug)]
pub struct Link {
    /// What happened, in order; nothing is left out.
    pub events: mpsc::Receiver<LinkEvent>,
    /// Readings of the phones' sensors, in order of arrival.
    pub readings: mpsc::Receiver<Received>,
    /// What the game wants done. While the link is down messages, kicks and requests for invitations are dropped, for they
    /// would be stale; whether the room is locked is remembered.
    pub commands: mpsc::Sender<LinkCommand>,
    /// What was lost or not understood.
    pub counters: Arc<LinkCounters>,
}

/// Makes a link that will ask the relay for a room as soon as the future runs. The future ends when [`Link::events`] is
/// dropped or after [`LinkState::Failed`].
pub fn connect(config: LinkConfig) -> (Link, impl Future<Output = ()> + Send + 'static) {
    let (events_in, events) = mpsc::channel(EVENT_QUEUE);
    let (readings_in, readings) = mpsc::channel(READING_QUEUE);
    let (commands, commands_out) = mpsc::channel(COMMAND_QUEUE);
    let counters = Arc::new(LinkCounters::default());
    let outlets = types::EventSender::new(events_in, readings_in, Arc::clone(&counters));
    let task = task::run(config, outlets, commands_out);
    (Link { events, readings, commands, counters }, task)
}

/// The other ends of a link's channels, for tests that play relay and phones themselves.
#[derive(Debug)]
pub struct FarEnd {
    /// Becomes [`Link::events`].
    pub events: mpsc::Sender<LinkEvent>,
    /// Becomes [`Link::readings`].
    pub readings: mpsc::Sender<Received>,
    /// What was put into [`Link::commands`].
    pub commands: mpsc::Receiver<LinkCommand>,
}

/// A link without a network: the caller plays relay and phones at its far end.
pub fn in_memory() -> (Link, FarEnd) {
    let (events_in, events) = mpsc::channel(EVENT_QUEUE);
    let (readings_in, readings) = mpsc::channel(READING_QUEUE);
    let (commands, commands_out) = mpsc::channel(COMMAND_QUEUE);
    let link = Link { events, readings, commands, counters: Arc::default() };
    (link, FarEnd { events: events_in, readings: readings_in, commands: commands_out })
}
