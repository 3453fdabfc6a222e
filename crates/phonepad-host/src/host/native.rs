//! Start of a host in a native program: runtime, built-in relay, link, and the addresses of this machine.

use std::{
    collections::VecDeque,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use phonepad_relay::{
    Config, GamePart, SelfSigned, Tls, lan_addresses, listen_everywhere, local_address, raise_open_files,
};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{Host, HostConfig};
use crate::{
    DirectConfig, Link, LinkCommand, LinkConfig, LinkState, RelayAddress, connect,
    join_links::JoinAddress,
    task,
    transport::memory::{self, Phones},
};

/// Time between two checks of this machine's addresses.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// Longest time for the relay's shutdown when the host is dropped.
const GOODBYE: Duration = Duration::from_millis(500);

/// The reason why a host did not start; each is one sentence for users.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The operating system gave no threads or no reactor.
    #[error("the network could not be started: {0}")]
    Runtime(#[source] io::Error),
    /// The requested address is taken, or not one of this machine.
    #[error("the built-in relay cannot listen on {bind}: {source}")]
    Bind {
        /// The requested address.
        bind: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// No port at all could be opened.
    #[error("the built-in relay found no port to listen on: {0}")]
    NoPort(#[source] io::Error),
    /// The open port has no address.
    #[error("the relay has no address: {0}")]
    NoAddress(#[source] io::Error),
    /// The operating system gave no entropy.
    #[error("the built-in relay could not be started: {0}")]
    Relay(#[source] io::Error),
    /// No certificate could be made.
    #[error("the certificate of the built-in relay could not be made: {0}")]
    Certificate(#[source] io::Error),
    /// The folder of [`HostConfig::game_page`] is not a part of the page.
    #[error("the game's part of the page cannot be served: {0}")]
    GamePage(#[from] phonepad_relay::GamePartError),
}

/// The threads of a host, and its built-in relay. Everything ends when it is dropped.
#[derive(Debug, Default)]
pub(super) struct HostRuntime {
    runtime: Option<Runtime>,
    own_relay: Option<OwnRelay>,
}

/// The built-in relay, while it runs.
#[derive(Debug)]
struct OwnRelay {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl HostRuntime {
    pub(super) fn has_own_relay(&self) -> bool {
        self.own_relay.is_some()
    }
}

impl Drop for HostRuntime {
    fn drop(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        if let Some(OwnRelay { stop, task }) = self.own_relay.take() {
            // Phones are asked to reconnect, instead of having to notice the loss.
            drop(stop);
            let _ = runtime.block_on(async { tokio::time::timeout(GOODBYE, task).await });
        }
        runtime.shutdown_background();
    }
}

impl Host {
    /// Starts the runtime, the built-in relay unless another one is given, and the link.
    ///
    /// # Errors
    /// See [`HostError`].
    pub fn start(config: HostConfig) -> Result<Self, HostError> {
        let runtime = new_runtime(2)?;
        let mut host = match &config.relay {
            Some(relay) => {
                let origin = relay.origin().ascii_serialization();
                let direct = Some(direct_config(Families::BOTH.lan_addresses(), config.port));
                let (link, task) = connect(LinkConfig { direct, ..LinkConfig::new(relay.clone()) });
                runtime.spawn(task);
                runtime.spawn(follow_addresses(link.commands.clone(), Families::BOTH));
                Self::from_link(link, &origin)
            }
            None => Self::with_own_relay(&runtime, &config)?,
        };
        host.runtime.runtime = Some(runtime);
        Ok(host)
    }

    /// Starts a host without a network, and returns the phones that a test plays; see [`crate::memory`].
    ///
    /// # Errors
    /// Returns [`HostError::Runtime`] if the operating system gives no thread.
    pub fn in_memory() -> Result<(Self, Phones), HostError> {
        let runtime = new_runtime(1)?;
        let (transport, phones) = memory::open();
        let (link, events, commands) = Link::open();
        runtime.spawn(task::run_over(transport, events, commands));
        let mut host = Self::from_link(link, "https://192.0.2.1:7171");
        host.runtime.runtime = Some(runtime);
        Ok((host, phones))
    }

    fn with_own_relay(runtime: &Runtime, config: &HostConfig) -> Result<Self, HostError> {
        let listener = runtime.block_on(listen(config))?;
        let address = listener.local_addr().map_err(HostError::NoAddress)?;
        let families = Families::of(&listener).map_err(HostError::NoAddress)?;
        // Each phone is an open file, and the host has files of its own.
        raise_open_files();
        let game_part = config.game_page.as_deref().map(GamePart::load).transpose()?.map(Arc::new);
        let relay_config = Config { game_part, ..Config::embedded(own_certificate(config.data_dir.as_deref())?) };
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { stopped.await.unwrap_or_default() };
        let (relay, serving) = phonepad_relay::start(listener, relay_config, stopped).map_err(HostError::Relay)?;
        let task = runtime.spawn(serving);

        let is_everywhere = address.ip().is_unspecified();
        let lan = if is_everywhere { families.lan_addresses() } else { vec![address.ip()] };
        let ip = lan.first().copied().unwrap_or(Ipv4Addr::LOCALHOST.into());
        let origin = format!("https://{}", SocketAddr::new(ip, address.port()));
        let warning = lan.is_empty().then(|| "This machine is on no network: phones cannot reach it.".to_owned());

        let direct = Some(direct_config(lan, address.port()));
        let (link, link_task) = connect(LinkConfig { direct, ..LinkConfig::at(RelayAddress::InProcess(relay)) });
        runtime.spawn(link_task);
        if is_everywhere {
            runtime.spawn(follow_addresses(link.commands.clone(), families));
        }
        let everywhere = is_everywhere.then_some(address.port());
        Ok(Self {
            link,
            early: VecDeque::new(),
            state: LinkState::Connecting,
            address: JoinAddress { origin, everywhere, offer: None },
            warning,
            is_signalled: false,
            runtime: HostRuntime { runtime: None, own_relay: Some(OwnRelay { stop, task }) },
        })
    }
}

fn new_runtime(threads: usize) -> Result<Runtime, HostError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("phonepad-host")
        .enable_all()
        .build()
        .map_err(HostError::Runtime)
}

/// The kinds of address at which the built-in relay is reached. Phones are offered no others.
#[derive(Debug, Clone, Copy)]
struct Families {
    v4: bool,
    v6: bool,
}

impl Families {
    const BOTH: Self = Self { v4: true, v6: true };

    fn of(listener: &TcpListener) -> io::Result<Self> {
        Ok(Self { v4: local_address(listener)?.is_ipv4(), v6: listener.local_addr()?.is_ipv6() })
    }

    /// Returns this machine's addresses of these kinds, the likeliest to be reachable first.
    fn lan_addresses(self) -> Vec<IpAddr> {
        lan_addresses().into_iter().filter(|ip| if ip.is_ipv4() { self.v4 } else { self.v6 }).collect()
    }
}

/// Returns where phones may dial directly: the machine itself if it is on no network.
fn direct_config(mut addresses: Vec<IpAddr>, port: u16) -> DirectConfig {
    if addresses.is_empty() {
        addresses.push(Ipv4Addr::LOCALHOST.into());
    }
    DirectConfig { addresses, port }
}

/// Notifies the link whenever this machine's addresses change: a Wi-Fi may be joined later. Ends with the link.
async fn follow_addresses(link: mpsc::Sender<LinkCommand>, families: Families) {
    let mut known = families.lan_addresses();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let addresses = families.lan_addresses();
        if addresses == known || addresses.is_empty() {
            continue;
        }
        known.clone_from(&addresses);
        if link.send(LinkCommand::Listen { addresses }).await.is_err() {
            return;
        }
    }
}

/// Returns the certificate kept between runs and networks, so that phones are warned as seldom as possible.
fn own_certificate(data_dir: Option<&Path>) -> Result<Tls, HostError> {
    let make = |dir| SelfSigned::load_or_create(dir)?.tls();
    make(data_dir)
        .or_else(|error| {
            tracing::warn!("the certificate cannot be kept, so phones will be warned again next time: {error}");
            make(None)
        })
        .map_err(HostError::Certificate)
}

async fn listen(config: &HostConfig) -> Result<TcpListener, HostError> {
    match config.bind {
        Some(bind) => TcpListener::bind(bind).await.map_err(|source| HostError::Bind { bind, source }),
        // No particular port was requested, so a second host on one machine just takes another.
        None => listen_everywhere(config.port).or_else(|_| listen_everywhere(0)).map_err(HostError::NoPort),
    }
}
