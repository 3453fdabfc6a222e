//! Where Bevy and tokio meet: bounded channels, drained and filled without waiting.
//!
//! The runtime, the built-in relay and the link live in one resource; dropping it ends them.

mod links;
mod start;

use std::{net::SocketAddr, time::Duration};

use bevy::prelude::*;
use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};

use super::{FrameSystems, record::Recorder, roster::Roster};
use crate::{
    link::{Link, LinkCommand, LinkEvent, LinkState, Recipient},
    protocol::{DirectOffer, GameMessage, RoomCode},
};

pub(super) use links::{JoinLinks, WaysIn};

/// Events of the link taken in one frame; the rest waits for the next.
const MAX_EVENTS_PER_FRAME: usize = 256;
/// Readings taken in one tick: more than a full room sends between two frames of a slow machine.
const MAX_READINGS_PER_TICK: usize = 1024;
/// How long the relay gets to say goodbye.
const GOODBYE: Duration = Duration::from_millis(500);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Connection>()
        .init_resource::<Door>()
        .init_resource::<WaysIn>()
        .add_message::<FromLink>()
        .add_message::<ToPhones>()
        .add_message::<Order>()
        .add_systems(PreUpdate, (receive_events, links::follow_links).chain().in_set(FrameSystems::Receive))
        .add_systems(PostUpdate, send);
}

/// The runtime, what runs on it, and the game's end of the channels.
#[derive(Resource)]
pub(super) struct Network {
    link: Link,
    /// Origin of the relay's links that phones open.
    origin: String,
    /// Port of the built-in relay, if it listens on every address that this machine has or will have.
    everywhere: Option<u16>,
    /// How phones reach the game directly, once that is known.
    offer: Option<DirectOffer>,
    /// What the title screen should add to the link, if anything.
    pub advice: Option<String>,
    own_relay: Option<OwnRelay>,
    runtime: Option<Runtime>,
}

/// The built-in relay, while it runs.
struct OwnRelay {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// How the link stands, for screens.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(super) struct Connection(pub LinkState);

impl Connection {
    /// The room, while it is open.
    pub(super) fn room(&self) -> Option<RoomCode> {
        match self.0 {
            LinkState::Ready { code } => Some(code),
            _ => None,
        }
    }

    /// Why there is no room, in words; `None` while all is well.
    pub(super) fn trouble(&self) -> Option<String> {
        match &self.0 {
            LinkState::Connecting | LinkState::Ready { .. } => None,
            LinkState::Retrying { reason, .. } => Some(format!("{} Trying again …", sentence(reason))),
            LinkState::Failed(reason) => Some(sentence(reason)),
        }
    }
}

/// The link's reasons stand in logs as well; on a screen they are sentences.
fn sentence(reason: &str) -> String {
    let mut rest = reason.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).chain(['.']).collect()
}

impl Default for Connection {
    fn default() -> Self {
        Self(LinkState::Connecting)
    }
}

/// Something the link has to tell.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) struct FromLink(pub LinkEvent);

/// Something to tell phones.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) struct ToPhones {
    to: Recipient,
    message: GameMessage,
}

/// Whether new phones are let into the room.
#[derive(Resource, Debug, Default)]
pub(super) struct Door {
    pub locked: bool,
}

/// Something the relay is to do.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) struct Order(pub LinkCommand);

impl ToPhones {
    pub(super) fn one(slot: u8, message: GameMessage) -> Self {
        Self { to: Recipient::Slot(slot), message }
    }

    pub(super) fn all(message: GameMessage) -> Self {
        Self { to: Recipient::All, message }
    }
}

impl Network {
    /// Whether phones come to the built-in relay, and so to a certificate that nobody has signed.
    pub(super) fn has_own_relay(&self) -> bool {
        self.own_relay.is_some()
    }

    /// Readings that the game did not take in time, since the start.
    pub(super) fn dropped_readings(&self) -> u64 {
        self.link.counters.dropped_readings()
    }

    /// Takes over where phones reach the game now; the built-in relay is there as well.
    fn follow(&mut self, offer: DirectOffer) {
        let first = offer.addresses.first().map(SocketAddr::ip).filter(|ip| !ip.is_loopback());
        if let (Some(port), Some(ip)) = (self.everywhere, first) {
            self.origin = format!("https://{}", SocketAddr::new(ip, port));
            self.advice = None;
        }
        self.offer = Some(offer);
    }

    /// Whether phones on the same network can do without the relay.
    pub(super) fn is_direct(&self) -> bool {
        self.offer.is_some()
    }
}

#[cfg(test)]
impl Network {
    /// A game's end of a link, for tests that play the phones themselves.
    pub(super) fn from_link(link: Link) -> Self {
        Self {
            link,
            origin: "https://192.0.2.1:7171".to_owned(),
            everywhere: None,
            offer: None,
            advice: None,
            own_relay: None,
            runtime: None,
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if let Some(OwnRelay { stop, task }) = self.own_relay.take() {
            // Phones are told to come back rather than left to find out.
            drop(stop);
            let _ = runtime.block_on(async { tokio::time::timeout(GOODBYE, task).await });
        }
        runtime.shutdown_background();
    }
}

fn receive_events(
    mut network: ResMut<Network>,
    mut connection: ResMut<Connection>,
    mut events: MessageWriter<FromLink>,
) {
    for _ in 0..MAX_EVENTS_PER_FRAME {
        let Ok(event) = network.link.events.try_recv() else { break };
        match &event {
            LinkEvent::State(state) => connection.0 = state.clone(),
            LinkEvent::DirectReady(offer) => {
                network.follow(offer.clone());
                // What is on the screen leads there, too.
                connection.set_changed();
            }
            _ => {}
        }
        events.write(FromLink(event));
    }
}

/// Every tick, not every frame: a slow frame must not make input older than it is.
pub(super) fn receive_readings(
    mut network: ResMut<Network>,
    mut roster: ResMut<Roster>,
    mut recorder: Option<ResMut<Recorder>>,
) {
    for _ in 0..MAX_READINGS_PER_TICK {
        let Ok(received) = network.link.readings.try_recv() else { break };
        if let Some(recorder) = &mut recorder {
            recorder.reading(&received);
        }
        roster.read(&received);
    }
}

fn send(mut messages: MessageReader<ToPhones>, mut orders: MessageReader<Order>, network: Res<Network>) {
    let messages =
        messages.read().map(|ToPhones { to, message }| LinkCommand::Send { to: *to, message: message.clone() });
    for command in messages.chain(orders.read().map(|Order(command)| command.clone())) {
        if network.link.commands.try_send(command).is_err() {
            // The link is behind by hundreds of messages, or gone; the connection's state says which.
            tracing::debug!("a message to the phones was dropped");
        }
    }
}
