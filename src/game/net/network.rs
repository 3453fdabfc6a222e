//! The network of a game: the runtime, the built-in relay and the link live in one resource; dropping it ends them.

use std::{net::SocketAddr, time::Duration};

use bevy::prelude::*;
use tokio::{runtime::Runtime, sync::oneshot, task::JoinHandle};

use crate::{
    link::{Link, Received},
    protocol::DirectOffer,
};

/// How long the relay gets to say goodbye.
const GOODBYE: Duration = Duration::from_millis(500);

/// The runtime, what runs on it, and the game's end of the channels.
#[derive(Resource)]
pub(crate) struct Network {
    pub(crate) link: Link,
    /// Origin of the relay's links that phones open.
    pub(crate) origin: String,
    /// Port of the built-in relay, if it listens on every address that this machine has or will have.
    pub(crate) everywhere: Option<u16>,
    /// How phones reach the game directly, once that is known.
    pub(crate) offer: Option<DirectOffer>,
    /// What the title screen should add to the link, if anything.
    pub advice: Option<String>,
    pub(crate) own_relay: Option<OwnRelay>,
    pub(crate) runtime: Option<Runtime>,
}

/// The built-in relay, while it runs.
pub(crate) struct OwnRelay {
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) task: JoinHandle<()>,
}

impl Network {
    /// Whether phones come to the built-in relay, and so to a certificate that nobody has signed.
    pub(crate) fn has_own_relay(&self) -> bool {
        self.own_relay.is_some()
    }

    /// The next reading that has arrived, if there is one.
    pub(crate) fn next_reading(&mut self) -> Option<Received> {
        self.link.readings.try_recv().ok()
    }

    /// Readings that the game did not take in time, since the start.
    pub(crate) fn dropped_readings(&self) -> u64 {
        self.link.counters.dropped_readings()
    }

    /// Takes over where phones reach the game now; the built-in relay is there as well.
    pub(crate) fn follow(&mut self, offer: DirectOffer) {
        let first = offer.addresses.first().map(SocketAddr::ip).filter(|ip| !ip.is_loopback());
        if let (Some(port), Some(ip)) = (self.everywhere, first) {
            self.origin = format!("https://{}", SocketAddr::new(ip, port));
            self.advice = None;
        }
        self.offer = Some(offer);
    }

    /// Whether phones on the same network can do without the relay.
    pub(crate) fn is_direct(&self) -> bool {
        self.offer.is_some()
    }
}

#[cfg(test)]
impl Network {
    /// A game's end of a link, for tests that play the phones themselves.
    pub(crate) fn from_link(link: Link) -> Self {
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
