//! The direct endpoint on the network: it moves packets, and passes on messages from phones. It must not depend on
//! seats.
//!
//! It runs on its own thread: the work that phones cause must not delay the relay and the link.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    thread,
    time::{Duration, Instant},
};

use rand::{TryRng, rngs::SysRng};
use tokio::{
    sync::{mpsc, oneshot},
    time::sleep_until,
};

use super::{
    SessionId,
    endpoint::{Endpoint, EndpointOutput},
    sockets::Sockets,
};
use phonepad_protocol::{CloseCode, DirectOffer, MAX_DIRECT_ADDRESSES, is_reliable};

/// Most messages from phones that may wait for the link.
const NEWS_QUEUE: usize = 1024;
/// Most commands of the link that may wait for the port.
const ORDER_QUEUE: usize = 1024;
/// Longest time between checks for overdue sessions.
const LOOK_AFTER: Duration = Duration::from_millis(200);
/// 24 of 62 characters are 142 bits.
const SECRET_CHARS: usize = 24;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// An event at the port.
#[derive(Debug)]
pub(crate) enum DirectEvent {
    /// A phone with the secret has opened a session.
    Opened(SessionId),
    /// The phone sent a text.
    Text(SessionId, Vec<u8>),
    /// The phone sent a frame, which arrived at this time.
    Frame(SessionId, Instant, Vec<u8>),
    /// The session has ended.
    Closed(SessionId),
    /// The port is reached at these addresses from now on.
    Moved(Vec<SocketAddr>),
}

/// A command to the port.
#[derive(Debug)]
pub(crate) enum DirectCommand {
    /// Send a frame.
    Frame(SessionId, Vec<u8>),
    /// Send a text.
    Text(SessionId, String),
    /// End a session.
    Close(SessionId, CloseCode),
    /// Listen on these addresses.
    Listen(Vec<IpAddr>),
}

/// The port on its own thread.
struct DirectTask {
    sockets: Sockets,
    endpoint: Endpoint,
    /// Whether the link must still be notified of other addresses.
    moved: bool,
    news: mpsc::Sender<DirectEvent>,
    orders: mpsc::Receiver<DirectCommand>,
}

/// The link's handle of the port.
pub(crate) struct DirectTransport {
    pub(crate) offer: DirectOffer,
    pub(crate) news: mpsc::Receiver<DirectEvent>,
    pub(crate) orders: mpsc::Sender<DirectCommand>,
}

impl DirectTransport {
    /// Starts a thread that binds a port (0: any) on as many of these addresses as possible, with its own certificate
    /// and secret. The thread ends when the handle is dropped.
    ///
    /// # Errors
    /// Returns an error if there is no entropy, or the thread cannot be started.
    pub(crate) async fn start(ips: Vec<IpAddr>, port: u16) -> io::Result<Self> {
        let (bound_in, bound) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let life = async move {
            match DirectTask::bind(&ips, port).await {
                Ok((port, handle)) => {
                    // If the link is gone already, the handle is dropped, which closes the port.
                    let _ = bound_in.send(Ok(handle));
                    port.run().await;
                }
                Err(error) => drop(bound_in.send(Err(error))),
            }
        };
        thread::Builder::new().name("full-tilt-direct".into()).spawn(move || runtime.block_on(life))?;
        bound.await.unwrap_or_else(|_| Err(io::Error::other("the thread of the direct port has ended")))
    }
}

impl DirectTask {
    async fn bind(ips: &[IpAddr], port: u16) -> io::Result<(Self, DirectTransport)> {
        let sockets = Sockets::bind(&ips[..ips.len().min(MAX_DIRECT_ADDRESSES)], port).await;
        let addresses = sockets.addresses();
        let secret = random_text(SECRET_CHARS).ok_or_else(|| io::Error::other("no entropy for a secret"))?;
        let mut key = [0; 16];
        SysRng.try_fill_bytes(&mut key).map_err(io::Error::other)?;
        let endpoint = Endpoint::new(secret.clone(), addresses.clone(), key);
        let endpoint = endpoint.ok_or_else(|| io::Error::other("no DTLS certificate could be made"))?;
        let offer = DirectOffer { addresses, fingerprint: endpoint.fingerprint(), secret };
        let ((news_in, news), (orders, orders_out)) = (mpsc::channel(NEWS_QUEUE), mpsc::channel(ORDER_QUEUE));
        let port = Self { sockets, endpoint, moved: false, news: news_in, orders: orders_out };
        Ok((port, DirectTransport { offer, news, orders }))
    }

    /// Runs until the handle is dropped.
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
                order = self.orders.recv() => match order {
                    Some(order) => self.handle_command(order).await,
                    None => return,
                },
                () = sleep_until(due.into()) => self.endpoint.tick(Instant::now()),
            }
        }
    }

    async fn handle_command(&mut self, order: DirectCommand) {
        let now = Instant::now();
        match order {
            DirectCommand::Frame(id, payload) => self.endpoint.send_frame(now, id, payload),
            DirectCommand::Text(id, text) => self.endpoint.send_text(now, id, text),
            DirectCommand::Close(id, code) => self.endpoint.close(now, id, code),
            DirectCommand::Listen(ips) => {
                if self.sockets.follow(&ips[..ips.len().min(MAX_DIRECT_ADDRESSES)]).await {
                    self.endpoint.set_local(self.sockets.addresses());
                    self.moved = true;
                }
            }
        }
    }

    fn flush(&mut self) {
        self.moved = self.moved && self.news.try_send(DirectEvent::Moved(self.sockets.addresses())).is_err();
        while let Some(output) = self.endpoint.poll() {
            let news = match output {
                EndpointOutput::Packet { from, to, bytes } => {
                    self.sockets.send(from, to, &bytes);
                    continue;
                }
                EndpointOutput::Opened(id) => DirectEvent::Opened(id),
                EndpointOutput::Text(id, text) => DirectEvent::Text(id, text),
                EndpointOutput::Frame(id, payload) => DirectEvent::Frame(id, Instant::now(), payload),
                EndpointOutput::Closed(id) => DirectEvent::Closed(id),
            };
            let lossy = matches!(&news, DirectEvent::Frame(_, _, payload) if payload.first().is_none_or(|kind| !is_reliable(*kind)));
            if let Err(mpsc::error::TrySendError::Full(news)) = self.news.try_send(news)
                && !lossy
                && let DirectEvent::Opened(id)
                | DirectEvent::Text(id, _)
                | DirectEvent::Frame(id, ..)
                | DirectEvent::Closed(id) = news
            {
                // The link is stuck. A phone whose messages were lost must not continue as if they had been received.
                self.endpoint.close(Instant::now(), id, CloseCode::TooSlow);
            }
        }
    }
}

/// Returns `chars` random letters and digits, or `None` without entropy.
pub(crate) fn random_text(chars: usize) -> Option<String> {
    let mut text = String::with_capacity(chars);
    while text.len() < chars {
        // Six bits of a byte, and again if they are not a letter or digit, so that all are equally likely.
        let index = (SysRng.try_next_u32().ok()? & 63) as usize;
        text.extend(ALPHABET.get(index).map(|byte| char::from(*byte)));
    }
    Some(text)
}
