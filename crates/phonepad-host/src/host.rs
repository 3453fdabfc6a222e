//! A complete host in one value: the link to a relay, built in or not, and the direct path. Native programs and
//! browsers run it in different ways.

use std::{collections::VecDeque, net::SocketAddr, path::PathBuf};

use phonepad_protocol::{DirectOffer, RoomCode, StunServer};
use tokio::sync::mpsc;
use url::Url;

use crate::{
    Link, LinkCommand, LinkEvent, LinkState, Received,
    join_links::{JoinAddress, JoinLinks},
};

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub use native::HostError;
#[cfg(not(target_family = "wasm"))]
use native::HostRuntime;
#[cfg(target_family = "wasm")]
pub use web::HostError;
#[cfg(target_family = "wasm")]
use web::HostRuntime;

/// Most readings taken at once: more than a full room sends between two frames of a slow machine.
const MAX_READINGS: usize = 1024;

/// How phones reach a host. The default of a native program is a built-in relay on a free port, with a temporary
/// certificate; the default in a browser is the relay at the page's own origin. `bind`, `port` and the folders are for
/// native programs, and `page` and `stun_servers` for browsers.
#[derive(Debug, Clone, Default)]
pub struct HostConfig {
    /// Another relay to use, such as `https://relay.example`.
    pub relay: Option<Url>,
    /// The address of the built-in relay. Otherwise it listens on every address of the machine, at [`HostConfig::port`]
    /// if it is free.
    pub bind: Option<SocketAddr>,
    /// The preferred port of the built-in relay and of the direct path; 0 means any.
    pub port: u16,
    /// The folder in which the certificate is kept between runs, so that phones are warned about it only once.
    pub data_dir: Option<PathBuf>,
    /// A folder with the game's own part of the page, which the built-in relay serves: a module `game.js` and the files
    /// that it loads. Without one the page shows what it shows for Full Tilt.
    pub game_page: Option<PathBuf>,
    /// The address of the page that phones open, such as `https://play.example/`, if it is not at the relay's origin.
    pub page: Option<String>,
    /// The STUN servers for the direct path; see [`SignalledConfig::stun_servers`](crate::SignalledConfig::stun_servers).
    pub stun_servers: Vec<StunServer>,
}

/// A host, which phones join. Everything ends when it is dropped.
///
/// ```no_run
/// use phonepad_host::{Host, HostConfig, LinkEvent};
///
/// let mut host = Host::start(HostConfig::default())?;
/// loop {
///     while let Some(event) = host.poll_event() {
///         match event {
///             LinkEvent::State(_) => println!("join at {:?}", host.join_links(None)),
///             event => println!("{event:?}"),
///         }
///     }
///     while let Some(received) = host.poll_reading() {
///         println!("slot {}: {:?}", received.slot, received.reading);
///     }
///     std::thread::sleep(std::time::Duration::from_millis(16));
/// }
/// # Ok::<(), phonepad_host::HostError>(())
/// ```
#[derive(Debug)]
pub struct Host {
    // Dropped first, so that the relay takes leave of the phones while the link still exists.
    runtime: HostRuntime,
    link: Link,
    /// Events that were looked at before the program took them.
    early: VecDeque<LinkEvent>,
    state: LinkState,
    address: JoinAddress,
    warning: Option<String>,
    /// Whether phones can open the direct path with signals.
    is_signalled: bool,
}

/// Sends commands to a host's link from elsewhere in the program; see [`Host::commands`].
#[derive(Debug, Clone)]
pub struct LinkCommands(mpsc::Sender<LinkCommand>);

impl LinkCommands {
    /// Passes a command to the link. Returns whether it was accepted, as [`Host::send`] does.
    pub fn send(&self, command: LinkCommand) -> bool {
        self.0.try_send(command).is_ok()
    }
}

impl Host {
    /// Creates a host over a link that the caller runs, such as [`Link::scripted`].
    pub fn from_link(link: Link, origin: &str) -> Self {
        let address = JoinAddress { origin: origin.to_owned(), everywhere: None, offer: None };
        let runtime = HostRuntime::default();
        let state = LinkState::Connecting;
        Self { link, early: VecDeque::new(), state, address, warning: None, is_signalled: false, runtime }
    }

    /// Returns the next event, or `None` if there is none yet. Never waits.
    pub fn poll_event(&mut self) -> Option<LinkEvent> {
        let event = self.early.pop_front().or_else(|| self.link.events.try_recv().ok())?;
        match &event {
            LinkEvent::State(state) => self.state = state.clone(),
            LinkEvent::DirectReady(offer) => self.adopt(offer.clone()),
            _ => {}
        }
        Some(event)
    }

    /// Returns the next reading of a phone, or `None` if there is none yet. Never waits.
    pub fn poll_reading(&mut self) -> Option<Received> {
        self.link.readings.try_recv().ok()
    }

    /// Returns the readings that have come so far. They end even while more keep coming.
    pub fn readings(&mut self) -> impl Iterator<Item = Received> + '_ {
        (0..MAX_READINGS).map_while(|_| self.poll_reading())
    }

    /// Passes a command to the link. Returns whether it was accepted: it is not while hundreds are waiting, or once the
    /// link has failed.
    pub fn send(&self, command: LinkCommand) -> bool {
        self.link.commands.try_send(command).is_ok()
    }

    /// Returns another sender of commands, for code that runs while the program does not, such as a listener for a page
    /// that is hidden.
    pub fn commands(&self) -> LinkCommands {
        LinkCommands(self.link.commands.clone())
    }

    /// Returns the state of the link.
    pub fn state(&self) -> &LinkState {
        &self.state
    }

    /// Returns the room, or `None` while it is not open.
    pub fn room(&self) -> Option<RoomCode> {
        match self.state {
            LinkState::Ready { code } => Some(code),
            _ => None,
        }
    }

    /// Returns the links into the room, or to a page on another host that leads to this one directly; `None` while
    /// nobody can join.
    pub fn join_links(&self, page: Option<&str>) -> Option<JoinLinks> {
        self.address.links(self.room(), page)
    }

    /// Returns the link to a room without the parts that nobody would type.
    pub fn short_url(&self, room: RoomCode) -> String {
        self.address.short_url(room)
    }

    /// Returns the link that takes over a seat, from [`LinkEvent::Invitation`].
    pub fn rejoin_url(&self, room: RoomCode, invitation: &str) -> String {
        self.address.rejoin_url(room, invitation)
    }

    /// Returns the reason why phones may be unable to join, in one sentence for users; `None` if there is none.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Whether phones connect to the host's own relay, whose certificate is not signed by any authority.
    pub fn has_own_relay(&self) -> bool {
        self.runtime.has_own_relay()
    }

    /// Whether phones on the same network can play without the relay.
    pub fn is_direct(&self) -> bool {
        self.is_signalled || self.address.offer.is_some()
    }

    /// Returns the number of readings that were not taken in time, since the start.
    pub fn dropped_readings(&self) -> u64 {
        self.link.counters.dropped_readings()
    }

    fn adopt(&mut self, offer: DirectOffer) {
        if self.address.adopt(offer) {
            self.warning = None;
        }
    }
}
