//! The direct endpoint on the network: it moves packets, and passes on what phones say. It must not know seats.
//!
//! It runs on a thread of its own: what phones make it do must not hold up the relay and the link.

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

/// Things phones said that may wait for the link.
const NEWS_QUEUE: usize = 1024;
/// Things the link wants to say that may wait for the port.
const ORDER_QUEUE: usize = 1024;
/// Longest time without looking at what is overdue.
const LOOK_AFTER: Duration = Duration::from_millis(200);
/// 24 of 62 characters are 142 bits.
const SECRET_CHARS: usize = 24;
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// What happened at the port.
#[derive(Debug)]
pub(crate) enum DirectEvent {
    /// A phone that knows the secret is there.
    Opened(SessionId),
    /// It said a text.
    Text(SessionId, Vec<u8>),
    /// It sent a frame, which arrived then.
    Frame(SessionId, Instant, Vec<u8>),
    /// It is gone.
    Closed(SessionId),
    /// The port is reached at these addresses from now on.
    Moved(Vec<SocketAddr>),
}

/// What the port is to do.
#[derive(Debug)]
pub(crate) enum DirectCommand {
    /// Send a frame.
    Frame(SessionId, Vec<u8>),
    /// Send a text.
    Text(SessionId, String),
    /// End a session.
    Close(SessionId, CloseCode),
    /// Be reached at these addresses.
    Listen(Vec<IpAddr>),
}

/// The port on its own thread.
struct DirectTask {
    sockets: Sockets,
    endpoint: Endpoint,
    /// Whether the link still has to hear of other addresses.
    moved: bool,
    news: mpsc::Sender<DirectEvent>,
    orders: mpsc::Receiver<DirectCommand>,
}

/// The link's end of the port.
pub(crate) struct DirectTransport {
    pub(crate) offer: DirectOffer,
    pub(crate) news: mpsc::Receiver<DirectEvent>,
    pub(crate) orders: mpsc::Sender<DirectCommand>,
}

impl DirectTransport {
    /// Starts a thread that takes a port (0: any) on those of these addresses that can be had, with a certificate and a
    /// secret of its own. The thread ends when the handle is dropped.
    ///
    /// # Errors
    /// There is no entropy, or the machine gives no thread.
    pub(crate) async fn start(ips: Vec<IpAddr>, port: u16) -> io::Result<Self> {
        let (bound_in, bound) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let life = async move {
            match DirectTask::bind(&ips, port).await {
                Ok((port, handle)) => {
                    // A link that is gone already drops the handle, which ends the port.
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
                // The link is stuck. A phone whose words were lost must not go on as if they had been heard.
                self.endpoint.close(Instant::now(), id, CloseCode::TooSlow);
            }
        }
    }
}

/// So many random letters and digits; `None` without entropy.
pub(crate) fn random_text(chars: usize) -> Option<String> {
    let mut text = String::with_capacity(chars);
    while text.len() < chars {
        // Six bits of a byte, and again where they are no letter or digit, so that all are equally likely.
        let index = (SysRng.try_next_u32().ok()? & 63) as usize;
        text.extend(ALPHABET.get(index).map(|byte| char::from(*byte)));
    }
    Some(text)
}
