//! The transport without a relay: a UDP port for the [direct endpoint](crate::direct). It moves packets, and passes on
//! messages from phones.
//!
//! It runs on its own thread: the work that phones cause must not delay the relay and the link.

use std::{
    io,
    net::IpAddr,
    thread,
    time::{Duration, Instant},
};

use rand::{TryRng, rngs::SysRng};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep_until,
};
use tracing::{Instrument as _, info_span};

use super::{Offer, Transport, TransportCommand, TransportEnds, TransportEvent};
use crate::{
    LinkConfig, RouteKind,
    direct::{Endpoint, EndpointOutput, SessionId, Sockets},
    random::{SECRET_CHARS, random_text},
};
use phonepad_protocol::{CloseCode, DirectOffer, MAX_DIRECT_ADDRESSES, is_reliable};

/// Longest time between checks for overdue sessions.
const LOOK_AFTER: Duration = Duration::from_millis(200);

/// The port on its own thread.
struct DirectTask {
    sockets: Sockets,
    endpoint: Endpoint,
    /// Whether the session must still be notified of other addresses.
    moved: bool,
    ends: TransportEnds,
}

/// Opens the direct port, if configured: another one if the requested one is taken. A game without one plays through
/// the relay.
pub(crate) async fn open(config: &LinkConfig) -> Option<(Transport, Offer)> {
    let config = config.direct.as_ref()?;
    let started = start(config.addresses.clone(), config.port).await;
    let started = started.inspect_err(|error| tracing::warn!("phones cannot reach the game directly: {error}")).ok()?;
    let (transport, offer) = started;
    if offer.addresses.is_empty() {
        tracing::warn!("phones cannot reach the game directly: no address of this machine can be had");
    }
    Some((transport, Offer::Addresses(offer)))
}

/// Starts a thread that binds a port (0: any) on as many of these addresses as possible, with its own certificate and
/// secret. The thread ends when the transport is dropped. Returns also how phones reach it.
///
/// # Errors
/// Returns an error if there is no entropy, or the thread cannot be started.
async fn start(ips: Vec<IpAddr>, port: u16) -> io::Result<(Transport, DirectOffer)> {
    let (bound_in, bound) = oneshot::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let life = async move {
        match DirectTask::bind(&ips, port).await {
            Ok((port, transport, offer)) => {
                // If the session is gone already, the transport is dropped, which closes the port.
                let _ = bound_in.send(Ok((transport, offer)));
                port.run().await;
            }
            Err(error) => drop(bound_in.send(Err(error))),
        }
    };
    let life = life.instrument(info_span!("direct"));
    thread::Builder::new().name("full-tilt-direct".into()).spawn(move || runtime.block_on(life))?;
    bound.await.unwrap_or_else(|_| Err(io::Error::other("the thread of the direct port has ended")))
}

impl DirectTask {
    async fn bind(ips: &[IpAddr], port: u16) -> io::Result<(Self, Transport, DirectOffer)> {
        let sockets = Sockets::bind(&ips[..ips.len().min(MAX_DIRECT_ADDRESSES)], port).await;
        let addresses = sockets.addresses();
        let secret = random_text(SECRET_CHARS).ok_or_else(|| io::Error::other("no entropy for a secret"))?;
        let mut key = [0; 16];
        SysRng.try_fill_bytes(&mut key).map_err(io::Error::other)?;
        let endpoint = Endpoint::new(secret.clone(), addresses.clone(), key);
        let endpoint = endpoint.ok_or_else(|| io::Error::other("no DTLS certificate could be made"))?;
        let offer = DirectOffer { addresses, fingerprint: endpoint.fingerprint(), secret };
        let (transport, ends) = Transport::pair(RouteKind::Direct);
        Ok((Self { sockets, endpoint, moved: false, ends }, transport, offer))
    }

    /// Runs until the transport is dropped.
    async fn run(mut self) {
        loop {
            self.flush();
            let due = Instant::now() + LOOK_AFTER;
            let due = self.endpoint.due().map_or(due, |at| at.min(due));
            tokio::select! {
                (local, from, packet) = self.sockets.receive() => {
                    let now = Instant::now();
                    if let Some(id) = self.endpoint.receive(now, local, from, packet) {
                        self.endpoint.charge(now, id, now.elapsed());
                    }
                }
                command = self.ends.commands.recv() => match command {
                    Some(command) => self.handle_command(command).await,
                    None => return,
                },
                () = sleep_until(due.into()) => self.endpoint.tick(Instant::now()),
            }
        }
    }

    async fn handle_command(&mut self, command: TransportCommand) {
        let now = Instant::now();
        match command {
            TransportCommand::Frame(session, payload) => self.endpoint.send_frame(now, SessionId(session), payload),
            TransportCommand::Text(session, text) => self.endpoint.send_text(now, SessionId(session), text),
            TransportCommand::Close(session, code) => self.endpoint.close(now, SessionId(session), code),
            TransportCommand::Listen(ips) => {
                if self.sockets.follow(&ips[..ips.len().min(MAX_DIRECT_ADDRESSES)]).await {
                    self.endpoint.set_local(self.sockets.addresses());
                    self.moved = true;
                }
            }
            // There is no room here, and phones need no signals.
            TransportCommand::FrameToAll(_)
            | TransportCommand::Room(_)
            | TransportCommand::Signal(..)
            | TransportCommand::Release(_) => {}
        }
    }

    fn flush(&mut self) {
        self.moved = self.moved && self.ends.events.try_send(TransportEvent::Moved(self.sockets.addresses())).is_err();
        while let Some(output) = self.endpoint.poll() {
            let (id, lossy, event) = match output {
                EndpointOutput::Packet { from, to, bytes } => {
                    self.sockets.send(from, to, &bytes);
                    continue;
                }
                EndpointOutput::Opened(id) => (id, false, TransportEvent::Opened(id.0)),
                EndpointOutput::Text(id, text) => (id, false, TransportEvent::Text(id.0, text)),
                EndpointOutput::Frame(id, payload) => {
                    let lossy = payload.first().is_none_or(|kind| !is_reliable(*kind));
                    (id, lossy, TransportEvent::Frame(id.0, Instant::now(), payload.into()))
                }
                EndpointOutput::Closed(id) => (id, false, TransportEvent::Closed(id.0)),
            };
            if let Err(mpsc::error::TrySendError::Full(_)) = self.ends.events.try_send(event)
                && !lossy
            {
                // The session is stuck. A phone whose messages were lost must not continue as if they had been received.
                self.endpoint.close(Instant::now(), id, CloseCode::TooSlow);
            }
        }
    }
}
