//! Limits per client address on opening rooms, guessing codes and holding connections. It does no I/O; time is an
//! argument.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use phonepad_protocol::{Rate, TokenBucket};

/// Most addresses remembered. All further ones share one allowance, which is hard on them but keeps memory bounded.
const MAX_NETWORKS: usize = 65_536;
/// Share of the WebSockets of a minute that may be opened at once, as a fraction: 40 of 300, a full party with second
/// lanes.
const BURST_SHARE: (u32, u32) = (2, 15);
/// Retry interval in milliseconds, where it is unknown when a connection will be free.
const CONNECTION_RETRY_MS: u64 = 5_000;

/// Limits for each client address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressLimits {
    /// Rooms that it may open in a minute.
    pub rooms_per_minute: u32,
    /// Look-ups and joins of codes that do not exist, in a minute. Beyond it, existing codes are not found either,
    /// because otherwise the limit would not prevent guessing.
    pub misses_per_minute: u32,
    /// WebSockets that it may open in a minute, in the long run; at once it may open two fifteenths of them.
    pub joins_per_minute: u32,
    /// Open WebSockets.
    pub sockets: u32,
    /// Connections that are not WebSockets (yet): TLS handshakes, requests, and silent connections. Fifteen phones
    /// behind one address open some six each to load the page, and keep them for a while.
    pub openings: u32,
}

impl Default for AddressLimits {
    fn default() -> Self {
        Self { rooms_per_minute: 10, misses_per_minute: 30, joins_per_minute: 300, sockets: 64, openings: 256 }
    }
}

/// The address has exceeded a limit; it may try again after `retry_ms` milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too much from this address; again in {retry_ms} ms")]
pub struct Limited {
    /// Time to wait, in milliseconds.
    pub retry_ms: u64,
}

/// The unit that is limited: an IPv4 address, or a whole IPv6 /64, because a single customer has that many addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// One address.
    V4(Ipv4Addr),
    /// The first 64 bits of an address.
    V6(u64),
    /// All addresses for which there was no room in the table.
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

/// The counters of a network.
#[derive(Debug, Default)]
struct Account {
    rooms: TokenBucket<Duration>,
    misses: TokenBucket<Duration>,
    joins: TokenBucket<Duration>,
    sockets: u32,
    openings: u32,
}

/// The accounts of all networks that were active recently.
#[derive(Debug)]
pub struct AddressLimiter {
    limits: AddressLimits,
    accounts: BTreeMap<Network, Account>,
    max_networks: usize,
}

/// A resource that counts for as long as it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// A WebSocket.
    Socket,
    /// A connection that is not a WebSocket yet.
    Opening,
}

impl AddressLimiter {
    /// Creates a limiter without any accounts.
    pub fn new(limits: AddressLimits) -> Self {
        Self::with_room_for(MAX_NETWORKS, limits)
    }

    /// Creates a limiter that remembers at most `max_networks` networks.
    pub fn with_room_for(max_networks: usize, limits: AddressLimits) -> Self {
        Self { limits, accounts: BTreeMap::new(), max_networks }
    }

    /// Counts the opening of a room.
    ///
    /// # Errors
    /// Returns [`Limited`] if it must not be opened.
    pub fn open_room(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let rate = self.limits.rooms();
        take(&mut self.account(address).1.rooms, rate, now_ms)
    }

    /// Counts a WebSocket that is about to be opened.
    ///
    /// # Errors
    /// Returns [`Limited`] if it must not be opened.
    pub fn join(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let rate = self.limits.joins();
        take(&mut self.account(address).1.joins, rate, now_ms)
    }

    /// Checks whether this address may look up a code.
    ///
    /// # Errors
    /// Returns [`Limited`] if it has requested too many that do not exist.
    pub fn may_look_up(&mut self, address: IpAddr, now_ms: u64) -> Result<(), Limited> {
        let rate = self.limits.misses();
        available(&self.account(address).1.misses, rate, now_ms)
    }

    /// Counts a code that does not exist.
    pub fn missed(&mut self, address: IpAddr, now_ms: u64) {
        let rate = self.limits.misses();
        self.account(address).1.misses.take(Duration::from_millis(now_ms), rate);
    }

    /// Counts a resource that is held. Returns the network to pass to [`release`](Self::release) when it ends.
    ///
    /// # Errors
    /// Returns [`Limited`] if it must not be held.
    pub fn hold(&mut self, address: IpAddr, holding: Holding) -> Result<Network, Limited> {
        let limits = self.limits;
        let (network, account) = self.account(address);
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

    /// Ends a resource that [`AddressLimiter::hold`] has counted.
    pub fn release(&mut self, network: Network, holding: Holding) {
        let Some(account) = self.accounts.get_mut(&network) else { return };
        let held = match holding {
            Holding::Socket => &mut account.sockets,
            Holding::Opening => &mut account.openings,
        };
        *held = held.saturating_sub(1);
    }

    /// Removes the accounts that hold nothing and have full allowances.
    pub fn sweep(&mut self, now_ms: u64) {
        self.accounts.retain(|_, account| {
            let is_idle = account.sockets == 0 && account.openings == 0;
            let buckets = [account.rooms, account.misses, account.joins];
            !(is_idle && buckets.into_iter().all(|bucket| bucket.is_full(Duration::from_millis(now_ms))))
        });
    }

    /// Returns the number of networks remembered.
    pub fn networks(&self) -> usize {
        self.accounts.len()
    }

    fn account(&mut self, address: IpAddr) -> (Network, &mut Account) {
        let network = Network::from(address);
        let is_known = self.accounts.contains_key(&network) || self.accounts.len() < self.max_networks;
        let network = if is_known { network } else { Network::Others };
        (network, self.accounts.entry(network).or_default())
    }
}

impl AddressLimits {
    fn rooms(&self) -> Rate {
        Rate::per_minute(self.rooms_per_minute, self.rooms_per_minute)
    }

    fn misses(&self) -> Rate {
        Rate::per_minute(self.misses_per_minute, self.misses_per_minute)
    }

    fn joins(&self) -> Rate {
        let (share, of) = BURST_SHARE;
        let at_once = (self.joins_per_minute / of).saturating_mul(share).max(1);
        Rate::per_minute(self.joins_per_minute, at_once)
    }
}

fn take(bucket: &mut TokenBucket<Duration>, rate: Rate, now_ms: u64) -> Result<(), Limited> {
    available(bucket, rate, now_ms)?;
    bucket.take(Duration::from_millis(now_ms), rate);
    Ok(())
}

fn available(bucket: &TokenBucket<Duration>, rate: Rate, now_ms: u64) -> Result<(), Limited> {
    let wait = bucket.wait(Duration::from_millis(now_ms), rate);
    if wait.is_zero() { Ok(()) } else { Err(Limited { retry_ms: wait.as_nanos().div_ceil(1_000_000) as u64 }) }
}
