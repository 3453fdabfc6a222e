//! Limits how many checks of unknown senders are verified, and how many sessions they open. It reads no clock and owns
//! no entropy.
//!
//! Nothing is counted against an address before its proof has failed, because otherwise a flood with the forged address
//! of a phone would exclude that phone.

use std::{
    net::{IpAddr, Ipv6Addr},
    time::Instant,
};

use sha2::{Digest, Sha256};

use phonepad_protocol::{Rate, TokenBucket};

/// Verified checks of all senders together. One costs 0.3 to 1 µs of one core.
const VERIFICATIONS: Rate = Rate::per_second(5000, 1000);
/// Verifications reserved for addresses without failures. All addresses together cannot use them up with the
/// verifications that [`FAILURES`] allows: 1024 × 2 a second.
const RESERVED: u32 = VERIFICATIONS.at_once / 2;
/// Verified but useless checks of one address, before it loses its right to the reserve. A phone with the link of an
/// earlier game sends some ten checks a second.
const FAILURES: Rate = Rate::per_second(2, 10);
/// New sessions of one address. A handshake costs 2 ms of one core. A whole room behind one router dials at once, and
/// again within a second.
const SESSIONS: Rate = Rate::per_second(2, 32);
/// Number of counters. Addresses share them at random, which no outsider can predict.
const COUNTERS: usize = 1024;

#[derive(Debug, Clone, Copy)]
struct Counter {
    failures: TokenBucket<Instant>,
    sessions: TokenBucket<Instant>,
}

/// The counters of unknown senders.
#[derive(Debug, Clone)]
pub(super) struct SenderLimiter {
    /// The key that chooses the counter of an address.
    key: [u8; 16],
    /// The networks of this machine, in which every IPv6 address counts separately.
    local: Vec<IpAddr>,
    verifications: TokenBucket<Instant>,
    counters: Vec<Counter>,
}

impl SenderLimiter {
    /// Creates a limiter with a random key, on a machine with these addresses.
    pub(super) fn new(key: [u8; 16], local: Vec<IpAddr>) -> Self {
        let counter = Counter { failures: TokenBucket::FULL, sessions: TokenBucket::FULL };
        Self { key, local, verifications: TokenBucket::FULL, counters: vec![counter; COUNTERS] }
    }

    /// Sets the addresses of this machine.
    pub(super) fn set_local(&mut self, local: Vec<IpAddr>) {
        self.local = local;
    }

    /// Returns the sender of an address: the address itself, or the /64 of a remote IPv6 address. On its own link a
    /// machine finds all phones of the house in one /64.
    pub(super) fn sender(&self, ip: IpAddr) -> IpAddr {
        let IpAddr::V6(v6) = ip else { return ip };
        let network = network_of(v6);
        let is_same_network = |local: &IpAddr| matches!(local, IpAddr::V6(local) if network_of(*local) == network);
        let is_on_link = v6.is_unicast_link_local() || self.local.iter().any(is_same_network);
        if is_on_link { ip } else { network.into() }
    }

    /// Takes the right to have one check verified. Returns whether it was available.
    pub(super) fn may_verify(&mut self, now: Instant, sender: IpAddr) -> bool {
        let has_failed = !self.counter(sender).failures.has_token(now, FAILURES);
        self.verifications.take_leaving(now, 1, if has_failed { RESERVED } else { 0 }, VERIFICATIONS)
    }

    /// Notes that a verified check was of no use.
    pub(super) fn failed(&mut self, now: Instant, sender: IpAddr) {
        self.counter(sender).failures.take(now, FAILURES);
    }

    /// Takes the right to open one session. Returns whether it was available.
    pub(super) fn may_open(&mut self, now: Instant, sender: IpAddr) -> bool {
        self.counter(sender).sessions.take(now, SESSIONS)
    }

    fn counter(&mut self, sender: IpAddr) -> &mut Counter {
        let mut hash = Sha256::new().chain_update(self.key);
        match sender {
            IpAddr::V4(ip) => hash.update(ip.octets()),
            IpAddr::V6(ip) => hash.update(ip.octets()),
        }
        let hash = hash.finalize();
        &mut self.counters[usize::from(u16::from_be_bytes([hash[0], hash[1]])) % COUNTERS]
    }
}

/// Returns the address with the lower half zero.
fn network_of(ip: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)
}

#[cfg(test)]
mod tests;
