//! A game without rules: a relay, the link to it, and the arriving readings and events.

use std::{
    collections::BTreeMap,
    io,
    net::IpAddr,
    time::{Duration, Instant},
};

use phonepad_host::{DirectConfig, Link, LinkConfig, LinkEvent, LinkState, connect};
use phonepad_protocol::{DirectOffer, RoomCode, join_url};
use phonepad_relay::{AddressLimits, Config, Limits};
use tokio::{net::TcpListener, runtime::Runtime, time::timeout_at};
use url::Url;

use crate::Ages;

/// Nothing takes this long unless it never happens.
const DEADLINE: Duration = Duration::from_secs(20);

/// The paths in a join link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The relay. The relay itself sends phones the direct path; whether they dial is up to them.
    Relay,
    /// The direct path, and a relay address at which nothing answers.
    Direct,
    /// Both paths.
    Both,
}

/// The game. Readings and events are recorded only while one of the `listen` functions runs.
pub struct Game {
    runtime: Runtime,
    /// The link.
    pub link: Link,
    /// The direct path to it.
    pub offer: DirectOffer,
    /// The events so far.
    pub events: Vec<LinkEvent>,
    relay: Url,
    code: RoomCode,
    epoch: Instant,
    ages: BTreeMap<u8, Ages>,
    names: BTreeMap<String, u8>,
}

/// Limits for phones that all come from one address, and connect again and again.
fn many_joins() -> Config {
    let per_address = AddressLimits { joins_per_minute: 100_000, ..AddressLimits::default() };
    Config { limits: Limits { per_address, ..Limits::default() }, ..Config::default() }
}

impl Game {
    /// Starts it, with its relay, on one address of the namespace of the runtime's threads.
    ///
    /// # Errors
    /// Returns an error if the address is not available, or the game does not start.
    pub fn start(runtime: Runtime, ip: IpAddr) -> io::Result<Self> {
        let starting = runtime.spawn(async move {
            let listener = TcpListener::bind((ip, 0)).await?;
            let relay: Url = format!("http://{}", listener.local_addr()?).parse().map_err(io::Error::other)?;
            tokio::spawn(phonepad_relay::run(listener, many_joins(), std::future::pending()));
            let direct = Some(DirectConfig { addresses: vec![ip], port: 0 });
            let (mut link, task) = connect(LinkConfig { direct, ..LinkConfig::new(relay.clone()) });
            tokio::spawn(task);
            let (mut offer, mut code) = (None, None);
            while offer.is_none() || code.is_none() {
                match timeout_at((Instant::now() + DEADLINE).into(), link.events.recv()).await? {
                    Some(LinkEvent::DirectReady(found)) => offer = Some(found),
                    Some(LinkEvent::State(LinkState::Ready { code: found })) => code = Some(found),
                    Some(_) => {}
                    None => break,
                }
            }
            let missing = || io::Error::other("the game did not come up");
            Ok::<_, io::Error>((link, relay, offer.ok_or_else(missing)?, code.ok_or_else(missing)?))
        });
        let (link, relay, offer, code) = runtime.block_on(starting)??;
        let (epoch, ages, names) = (Instant::now(), BTreeMap::new(), BTreeMap::new());
        Ok(Self { runtime, link, offer, events: Vec::new(), relay, code, epoch, ages, names })
    }

    /// Returns a join link.
    pub fn join_url(&self, reach: Reach) -> String {
        let relay = if reach == Reach::Direct { "http://127.0.0.1:9" } else { self.relay.as_str() };
        let url = join_url(relay, self.code);
        if reach == Reach::Relay { url } else { format!("{url}#{}", self.offer.to_fragment()) }
    }

    /// Records readings and events for this long.
    pub fn listen(&mut self, time: Duration) {
        self.listen_until(time, |_| false);
    }

    /// Records until an event satisfies `wanted`. Returns `false` if none does within this time.
    pub fn listen_until(&mut self, time: Duration, wanted: impl Fn(&LinkEvent) -> bool) -> bool {
        let Self { runtime, link, events, ages, names, epoch, .. } = self;
        let until = Instant::now() + time;
        let listening = async {
            loop {
                tokio::select! {
                    Some(event) = link.events.recv() => {
                        if let LinkEvent::PeerJoined { slot, name, .. } = &event {
                            names.insert(name.clone(), *slot);
                        }
                        let found = wanted(&event);
                        events.push(event);
                        if found {
                            return;
                        }
                    }
                    Some(received) = link.readings.recv() => {
                        ages.entry(received.slot).or_insert_with(|| Ages::new(*epoch)).hear(&received);
                    }
                }
            }
        };
        // Timers must be created within a runtime.
        runtime.block_on(async { timeout_at(until.into(), listening).await.is_ok() })
    }

    /// Returns the ages of the readings of the phone with this name.
    pub fn ages(&self, name: &str) -> Option<&Ages> {
        self.ages.get(self.names.get(name)?)
    }

    /// Returns the slot of the phone with this name.
    pub fn slot(&self, name: &str) -> Option<u8> {
        self.names.get(name).copied()
    }
}
