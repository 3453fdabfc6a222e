//! Shared helpers of the tests with a real relay, real sockets or simulated phones.
#![allow(missing_docs, reason = "names say it; this is read where it is used")]

pub mod phones;
pub mod programs;
pub mod raw_phone;
pub mod udp;

use std::{
    future::Future,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use phonepad_host::{Link, LinkConfig, LinkEvent, LinkState, connect};
use phonepad_protocol::{RoomCode, join_url};
use phonepad_relay::{Config, SelfSigned};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpSocket},
    sync::{oneshot, watch},
    task::JoinHandle,
};
use url::Url;

/// Nothing in these tests takes this long unless it never happens.
const DEADLINE: Duration = Duration::from_secs(20);

/// Returns the result of `work`, or panics if it takes too long.
pub async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, work).await.unwrap_or_else(|_| panic!("no {what} in {DEADLINE:?}"))
}

/// A real relay.
pub struct Relay {
    pub address: SocketAddr,
    scheme: &'static str,
    shutdown: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Relay {
    pub async fn start() -> Self {
        Self::start_at("127.0.0.1:0", Config::default()).await
    }

    pub async fn start_secure() -> Self {
        let tls = SelfSigned::load_or_create(None).and_then(|own| own.tls()).expect("a certificate");
        Self::start_at("127.0.0.1:0", Config { tls: Some(tls), ..Config::default() }).await
    }

    pub async fn start_at(address: &str, config: Config) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let (shutdown, stopping) = oneshot::channel();
        let task = tokio::spawn(phonepad_relay::run(listener, config, async {
            let _ = stopping.await;
        }));
        Self { address, scheme, shutdown, task }
    }

    pub fn url(&self) -> Url {
        url(self.scheme, self.address)
    }

    /// Stops it with an orderly shutdown.
    pub async fn stop(self) {
        drop(self.shutdown);
        soon("end of the relay", self.task).await.expect("no panic").expect("a clean end");
    }

    /// Stops it abruptly.
    pub async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// A proxy to a relay whose connections can be cut; new ones work at once.
pub struct Wire {
    address: SocketAddr,
    cuts: watch::Sender<u32>,
    refuses: Arc<AtomicBool>,
    /// The address that the relay sees, as [`Ipv4Addr::to_bits`] gives it.
    origin: Arc<AtomicU32>,
}

impl Wire {
    pub async fn to(relay: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (cuts, cut) = watch::channel(0);
        let refuses = Arc::new(AtomicBool::new(false));
        let refusing = Arc::clone(&refuses);
        let origin = Arc::new(AtomicU32::new(Ipv4Addr::LOCALHOST.to_bits()));
        let from = Arc::clone(&origin);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                if refusing.load(Relaxed) {
                    continue;
                }
                let mut cut = cut.clone();
                cut.mark_unchanged();
                let from = Ipv4Addr::from_bits(from.load(Relaxed));
                tokio::spawn(async move {
                    let socket = TcpSocket::new_v4().expect("a socket");
                    socket.bind((from, 0).into()).expect("an address of this machine");
                    let Ok(mut far) = socket.connect(relay).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { address, cuts, refuses, origin }
    }

    pub fn url(&self) -> Url {
        url("http", self.address)
    }

    /// Ends every connection through it.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Sets the address of this machine that the relay sees from the next connection on.
    pub fn come_from(&self, origin: Ipv4Addr) {
        self.origin.store(origin.to_bits(), Relaxed);
    }

    /// Sets whether new connections are closed at once.
    pub fn refuse(&self, on: bool) {
        self.refuses.store(on, Relaxed);
    }
}

fn url(scheme: &str, address: SocketAddr) -> Url {
    format!("{scheme}://localhost:{}", address.port()).parse().expect("a URL")
}

/// A game without rules: a link to a relay, in a room.
pub struct Game {
    pub link: Link,
    pub code: RoomCode,
}

impl Game {
    pub async fn at(relay: Url) -> Self {
        Self::with(quick(relay)).await
    }

    pub async fn with(config: LinkConfig) -> Self {
        let (mut link, task) = connect(config);
        tokio::spawn(task);
        let code = loop {
            if let LinkEvent::State(LinkState::Ready { code }) = soon("room", link.events.recv()).await.expect("a link")
            {
                break code;
            }
        };
        Self { link, code }
    }

    pub fn join_url(&self, relay: &Url) -> String {
        join_url(relay.as_str(), self.code)
    }

    pub async fn next(&mut self) -> LinkEvent {
        soon("event", self.link.events.recv()).await.expect("the link lives")
    }

    /// Skips events until one satisfies `wanted`.
    pub async fn until<T>(&mut self, wanted: impl Fn(LinkEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }
}

/// Returns a link's configuration with negligibly short pauses.
pub fn quick(relay: Url) -> LinkConfig {
    let mut config = LinkConfig { jitter_seed: 1, ..LinkConfig::new(relay) };
    config.timing.first_pause = Duration::from_millis(5);
    config.timing.longest_pause = Duration::from_millis(50);
    config
}
