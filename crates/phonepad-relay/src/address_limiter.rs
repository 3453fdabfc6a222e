//! What one client address may do: open rooms, guess codes, hold connections. A value; time is an argument.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
};

use super::limiter::Bucket;

/// Addresses remembered at most. All further ones share one allowance, which is hard on them and keeps memory bounded.
const MAX_NETWORKS: usize = 65_536;
const MINUTE_MS: u64 = 60_000;
/// Of the WebSockets of a minute, how many may be opened at once, as a fraction: 40 of 300, a full party with second lanes.
const BURST_SHARE: (u32, u32) = (2, 15);
/// When to come back where nobody can know when a connection will be free.
const CONNECTION_RETRY_MS: u64 = 5_000;

/// How much each client address may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressLimits {
    /// Rooms it may open in a minute.
    pub rooms_per_minute: u32,
    /// Look-ups and joins of codes that do not exist, in a minute. Beyond it, codes that do exist are not found either,
    /// or the limit would not keep anybody from guessing.
    pub misses_per_minute: u32,
    /// WebSockets it may open in a minute, in the long run; at once it may open two fifteenths of them.
    pub joins_per_minute: u32,
    /// Open WebSockets.
    pub sockets: u32,
    /// Connections that are no WebSockets (yet): TLS handshakes, requests, and those that keep silent. Fifteen phones behind
    /// one address open some six each to load the page, and keep them for a while.
    pub openings: u32,
}

impl Default for AddressLimits {
    fn default() -> Self {
        Self { rooms_per_minute: 10, misses_per_minute: 30, joins_per_minute: 300, sockets: 64, openings: 256 }
    }
}

/// It has been too much; after so many milliseconds it will not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much from this address; again in {retry_ms} ms")]
pub struct Limited {
    /// How long to wait.
    pub retry_ms: u64,
}

/// Who counts as one: an IPv4 address, or all of an IPv6 /64, because a single customer has that many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// One address.
    V4(Ipv4Addr),
    /// The first 64 bits of an address.
    V6(u64),
    /// Everybody for whom there was no room in the table.
    Others,
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// What is counted of a network.
#[derive(Debug)]
struct Account {
    rooms: Bucket,
    misses: Bucket,
    joins: Bucket,
    sockets: u32,
    openings: u32,
}

/// The accounts of all networks that have done something lately.
#[derive(Debug)]
pub struct AddressLimiter {
    limits: AddressLimits,
    accounts: BTreeMap<Network, Account>,
    max_networks: usize,
}

/// Something that is counted as long as it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// A WebSocket.
    Socket,
    /// A connection that is none yet.
    Opening,
}

impl AddressLimiter {
    /// A guard that has seen nobody yet.
    pub fn new(limits: AddressLimits) -> Self {
        Self::with_room_for(MAX_NETWORKS, limits)
    }

    /// The same, remembering only so many networks.
    pub fn with_room_for(max_networks: usize, limits: AddressLimits) -> Self {
        Self { limits, accounts: BTreeMap::new(), max_networks }
    }

    /// Counts the opening of a room.
    ///
    /// # Errors
    /// [`Limited`] if it must not be opened.
    pub fn open_room(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let account = self.account(address, now_ms).1;
        if account.rooms.take(now_ms) { Ok(()) } else { Err(Limited { retry_ms: account.rooms.wait_ms(now_ms) }) }
    }

    /// Counts a WebSocket that is to be opened.
    ///
    /// # Errors
    /// [`Limited`] if it must not be opened.
    pub fn join(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let joins = &mut self.account(address, now_ms).1.joins;
        if joins.take(now_ms) { Ok(()) } else { Err(Limited { retry_ms: joins.wait_ms(now_ms) }) }
    }

    /// Whether this address may ask for a code.
    ///
    /// # Errors
    /// [`Limited`] if it has named too many that do not exist.
    pub fn may_look_up(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let misses = &mut self.account(address, now_ms).1.misses;
        if misses.has_token(now_ms) { Ok(()) } else { Err(Limited { retry_ms: misses.wait_ms(now_ms) }) }
    }

    /// Counts a code that does not exist.
    pub fn missed(&mut self, address: IpAddr, now_ms: u64) {
        self.account(address, now_ms).1.misses.take(now_ms);
    }

    /// Counts something that lasts. Returns whom to name when it [ends](Self::release).
    ///
    /// # Errors
    /// [`Limited`] if it must not begin.
    pub fn hold(&mut self, address: IpAddr, holding: Holding, now_ms: u64) -> Result<Network, Limited> {
        let limits = self.limits;
        let (network, account) = self.account(address, now_ms);
        let (held, most) = match holding {
            Holding::Socket => (&mut account.sockets, limits.sockets),
            Holding::Opening => (&mut account.openings, limits.openings),
        };
        if *held >= most {
            return Err(Limited { retry_ms: CONNECTION_RETRY_MS });
        }
        *held += 1;
        Ok(network)
    }

    /// Ends what [`AddressLimiter::hold`] has counted.
    pub fn release(&mut self, network: Network, holding: Holding) {
        let Some(account) = self.accounts.get_mut(&network) else { return };
        let held = match holding {
            Holding::Socket => &mut account.sockets,
            Holding::Opening => &mut account.openings,
        };
        *held = held.saturating_sub(1);
    }

    /// Forgets those who hold nothing and may do everything again.
    pub fn sweep(&mut self, now_ms: u64) {
        self.accounts.retain(|_, account| {
            let is_idle = account.sockets == 0 && account.openings == 0;
            let buckets = [&mut account.rooms, &mut account.misses, &mut account.joins];
            !(is_idle && buckets.into_iter().all(|bucket| bucket.is_full(now_ms)))
        });
    }

    /// How many networks are remembered.
    pub fn networks(&self) -> usize {
        self.accounts.len()
    }

    fn account(&mut self, address: IpAddr, now_ms: u64) -> (Network, &mut Account) {
        let limits = self.limits;
        let network = Network::from(address);
        let is_known = self.accounts.contains_key(&network) || self.accounts.len() < self.max_networks;
        let network = if is_known { network } else { Network::Others };
        let bucket = |per_minute: u32, burst: u32| Bucket::new(per_minute.into(), MINUTE_MS, burst.into(), now_ms);
        let account = self.accounts.entry(network).or_insert_with(|| Account {
            rooms: bucket(limits.rooms_per_minute, limits.rooms_per_minute),
            misses: bucket(limits.misses_per_minute, limits.misses_per_minute),
            joins: bucket(limits.joins_per_minute, joins_at_once(limits.joins_per_minute)),
            sockets: 0,
            openings: 0,
        });
        (network, account)
    }
}

/// How many WebSockets may be opened at once where so many may be opened in a minute.
fn joins_at_once(per_minute: u32) -> u32 {
    let (share, of) = BURST_SHARE;
    (per_minute / of).saturating_mul(share).max(1)
}
