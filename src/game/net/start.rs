//! How the network of a game comes about: runtime, built-in relay, link, and the addresses of this machine.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::{mpsc, oneshot},
};
use url::Url;

use crate::{
    game::{
        error::GameError,
        net::network::{Network, OwnRelay},
        options::Options,
    },
    link::{self, DirectConfig, LinkCommand, LinkConfig, Trust},
    relay::{self, Config, SelfSigned, Tls, lan_addresses, listen_everywhere, local_address},
};

/// Where the built-in relay listens unless it is told otherwise, and the UDP port for phones that come directly.
const DEFAULT_PORT: u16 = 7171;
/// Time between two looks at this machine's addresses.
const LOOK_EVERY: Duration = Duration::from_secs(3);

impl Network {
    /// Starts the runtime, the built-in relay unless another one is named, and the link.
    ///
    /// # Errors
    /// If the relay cannot listen or has no certificate.
    pub(crate) fn start(options: &Options, data_dir: Option<&Path>) -> Result<Self, GameError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("full-tilt-net")
            .enable_all()
            .build()
            .map_err(GameError::Runtime)?;
        let mut network = match &options.relay {
            Some(relay) => {
                let origin = relay.origin().ascii_serialization();
                let direct = Some(direct_config(Families::BOTH.lan_addresses(), DEFAULT_PORT));
                let (link, task) = link::connect(LinkConfig { direct, ..LinkConfig::new(relay.clone()) });
                runtime.spawn(task);
                runtime.spawn(follow_addresses(link.commands.clone(), Families::BOTH));
                Self { link, origin, everywhere: None, offer: None, advice: None, own_relay: None, runtime: None }
            }
            None => Self::with_own_relay(&runtime, options.bind, data_dir)?,
        };
        network.runtime = Some(runtime);
        Ok(network)
    }

    fn with_own_relay(runtime: &Runtime, bind: Option<SocketAddr>, data_dir: Option<&Path>) -> Result<Self, GameError> {
        let listener = runtime.block_on(listen(bind))?;
        let address = listener.local_addr().map_err(GameError::RelayAddress)?;
        let families = Families::of(&listener).map_err(GameError::RelayAddress)?;
        let config = Config::embedded(own_certificate(data_dir)?);
        let (stop, stopped) = oneshot::channel::<()>();
        let relay = runtime.spawn(async move {
            let stopped = async { stopped.await.unwrap_or_default() };
            if let Err(error) = relay::run(listener, config, stopped).await {
                tracing::error!("the built-in relay has stopped: {error}");
            }
        });

        let is_everywhere = address.ip().is_unspecified();
        let lan = if is_everywhere { families.lan_addresses() } else { vec![address.ip()] };
        let ip = lan.first().copied().unwrap_or(Ipv4Addr::LOCALHOST.into());
        let origin = format!("https://{}", SocketAddr::new(ip, address.port()));
        let advice = lan.is_empty().then(|| "This machine is on no network: phones cannot reach it.".to_owned());

        // The certificate is this program's own, and the address is this machine's.
        let direct = Some(direct_config(lan, address.port()));
        let config = LinkConfig { trust: Trust::Anything, direct, ..LinkConfig::new(own_address(address)?) };
        let (link, task) = link::connect(config);
        runtime.spawn(task);
        if is_everywhere {
            runtime.spawn(follow_addresses(link.commands.clone(), families));
        }
        let everywhere = is_everywhere.then_some(address.port());
        let own_relay = Some(OwnRelay { stop, task: relay });
        Ok(Self { link, origin, everywhere, offer: None, advice, own_relay, runtime: None })
    }
}

/// The kinds of address at which the built-in relay is reached. No other is offered to phones.
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

    /// This machine's addresses of these kinds, the likeliest to be reached first.
    fn lan_addresses(self) -> Vec<IpAddr> {
        lan_addresses().into_iter().filter(|ip| if ip.is_ipv4() { self.v4 } else { self.v6 }).collect()
    }
}

/// Where phones may come directly: on the machine itself where it is on no network.
fn direct_config(mut addresses: Vec<IpAddr>, port: u16) -> DirectConfig {
    if addresses.is_empty() {
        addresses.push(Ipv4Addr::LOCALHOST.into());
    }
    DirectConfig { addresses, port }
}

/// Tells the link of this machine's addresses whenever they are others: a Wi-Fi may be joined later. Ends with the link.
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

/// The relay's address as the game itself uses it: in the clear if it can, as nothing leaves the machine.
fn own_address(address: SocketAddr) -> Result<Url, GameError> {
    let text = match address.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() => format!("http://localhost:{}", address.port()),
        _ => format!("https://{address}"),
    };
    Url::parse(&text).map_err(|source| GameError::NotAnAddress { text, source })
}

/// The certificate kept between runs and networks, so that phones are warned as seldom as can be.
fn own_certificate(data_dir: Option<&Path>) -> Result<Tls, GameError> {
    let make = |dir| SelfSigned::load_or_create(dir)?.tls();
    make(data_dir)
        .or_else(|error| {
            tracing::warn!("the certificate cannot be kept, so phones will be warned again next time: {error}");
            make(None)
        })
        .map_err(GameError::Certificate)
}

async fn listen(bind: Option<SocketAddr>) -> Result<TcpListener, GameError> {
    match bind {
        Some(bind) => TcpListener::bind(bind).await.map_err(|source| GameError::Bind { address: bind, source }),
        // Nobody asked for a certain port, so a second game on one machine just takes another.
        None => listen_everywhere(DEFAULT_PORT).or_else(|_| listen_everywhere(0)).map_err(GameError::NoPort),
    }
}
