//! Assigns packets to sessions, and decides which senders may open one. It must not do I/O, read a clock, or depend on
//! the content of a session.

use std::{
    cmp::Reverse,
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use str0m::{crypto::CryptoProvider, ice::StunMessage};

use super::{
    check::{Usernames, check_names},
    sender_limiter::SenderLimiter,
};
use phonepad_protocol::{Rate, TokenBucket};

/// Most sessions in all: one for every phone of a room, and one more for each that dials again before its loss is
/// noticed.
pub(super) const MAX_SESSIONS: usize = 32;
/// Most sessions that have not opened yet.
const MAX_IN_SETUP: usize = 20;
/// Most of them for one address. A phone opens one; several phones behind one router are admitted one after another.
const MAX_IN_SETUP_PER_SENDER: usize = 3;
/// Longest time from a session's first packet to open channels.
const OPEN_WITHIN: Duration = Duration::from_secs(8);
/// Longest time from a session's first check to the first packet of its DTLS handshake, which follows our answer at once.
const GREET_WITHIN: Duration = Duration::from_secs(2);
/// Time that a session has for this before another one of the same address may replace it: a few round trips.
const GRACE: Duration = Duration::from_millis(250);
/// Most addresses from which one phone may send in one session.
const MAX_SOURCES: usize = 8;
/// Number of ended sessions remembered, so that a replayed packet of theirs opens nothing.
const MAX_RETIRED: usize = 256;
/// Longest packet read, in bytes. First checks of browsers have 100 to 200 bytes, and up to 1,012 with a DTLS handshake
/// in them.
pub(super) const MAX_PACKET_BYTES: usize = 1500;
/// Packets of one session. A phone sends about 150 a second.
const SESSION_RATE: Rate = Rate::per_second(1000, 2000);
/// Bytes of one session from all senders: more than [`super::sctp_filter`] allows a phone, so that a session ends only
/// because of its phone's own traffic. Packets above it are dropped before they are decrypted.
const SESSION_BYTES: Rate = Rate::per_second(100_000, 200_000);

/// A session's number, which is never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub(crate) u64);

/// The destination of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// The packet belongs to this session.
    Known(SessionId),
    /// The packet opens a session.
    Open {
        id: SessionId,
        names: Usernames,
        /// The session that it replaces, which need not be reported.
        replaced: Option<SessionId>,
    },
    /// The packet is dropped.
    Refuse(Refusal),
}

/// The reason why a packet is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too long, or from an unknown address and not a connectivity check.
    Nonsense,
    /// Beyond the sender's limit.
    TooMany,
    /// Created without the secret.
    WrongSecret,
    /// From a session that has ended.
    Replayed,
    /// The limit on sessions, or on addresses of this session, has been reached.
    Full,
}

#[derive(Debug)]
struct DemuxEntry {
    id: SessionId,
    names: Usernames,
    since: Instant,
    /// The sender that opened it, as defined by [`SenderLimiter::sender`].
    sender: IpAddr,
    /// Whether a packet other than a check has arrived.
    has_greeted: bool,
    open: bool,
    sources: Vec<SocketAddr>,
    packets: TokenBucket<Instant>,
    bytes: TokenBucket<Instant>,
}

/// The sessions by address and name.
pub(super) struct Demux {
    provider: CryptoProvider,
    secret: String,
    entries: Vec<DemuxEntry>,
    retired: VecDeque<Usernames>,
    limiter: SenderLimiter,
    next: u64,
}

impl Demux {
    /// Creates a demultiplexer for phones with the secret. The key is random, and chooses which senders share a
    /// counter.
    pub(super) fn new(provider: CryptoProvider, secret: String, key: [u8; 16], local: &[SocketAddr]) -> Self {
        let limiter = SenderLimiter::new(key, ips(local));
        Self { provider, secret, entries: Vec::new(), retired: VecDeque::new(), limiter, next: 0 }
    }

    /// Sets the addresses of this machine.
    pub(super) fn set_local(&mut self, local: &[SocketAddr]) {
        self.limiter.set_local(ips(local));
    }

    /// Returns the destination of a packet, and remembers the sender if it has proved that it has the secret.
    pub(super) fn classify(&mut self, now: Instant, from: SocketAddr, packet: &[u8]) -> Destination {
        if packet.len() > MAX_PACKET_BYTES {
            return Destination::Refuse(Refusal::Nonsense);
        }
        let names = check_names(packet);
        if let Some(entry) = self.entries.iter_mut().find(|entry| is_for(entry, from, names.as_ref())) {
            let is_within = entry.packets.take(now, SESSION_RATE)
                && entry.bytes.take_leaving(now, packet.len() as u32, 0, SESSION_BYTES);
            entry.has_greeted |= names.is_none();
            return if is_within { Destination::Known(entry.id) } else { Destination::Refuse(Refusal::TooMany) };
        }
        let Some(names) = names else { return Destination::Refuse(Refusal::Nonsense) };
        let sender = self.limiter.sender(from.ip());
        if !self.limiter.may_verify(now, sender) {
            return Destination::Refuse(Refusal::TooMany);
        }
        self.verify(packet).and_then(|()| self.admit(now, from, sender, names)).unwrap_or_else(|refusal| {
            self.limiter.failed(now, sender);
            Destination::Refuse(refusal)
        })
    }

    /// Whether a check was made with the secret.
    fn verify(&self, packet: &[u8]) -> Result<(), Refusal> {
        let message = StunMessage::parse(packet).map_err(|_| Refusal::Nonsense)?;
        let hmac = |key: &[u8], payloads: &[&[u8]]| self.provider.sha1_hmac_provider.sha1_hmac(key, payloads);
        if message.verify(self.secret.as_bytes(), hmac) { Ok(()) } else { Err(Refusal::WrongSecret) }
    }

    fn admit(
        &mut self,
        now: Instant,
        from: SocketAddr,
        sender: IpAddr,
        names: Usernames,
    ) -> Result<Destination, Refusal> {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.names == names) {
            if entry.sources.len() >= MAX_SOURCES {
                return Err(Refusal::Full);
            }
            entry.sources.push(from);
            return Ok(Destination::Known(entry.id));
        }
        if self.retired.contains(&names) {
            return Err(Refusal::Replayed);
        }
        let place = self.find_place(now, sender)?;
        if !self.limiter.may_open(now, sender) {
            return Err(Refusal::TooMany);
        }
        // The replaced session is not retired: it has no keys that could be used again, and its phone may still return.
        let replaced = place.map(|index| self.entries.swap_remove(index).id);
        let id = SessionId(self.next);
        self.next += 1;
        self.entries.push(DemuxEntry {
            id,
            names: names.clone(),
            since: now,
            sender,
            has_greeted: false,
            open: false,
            sources: vec![from],
            packets: TokenBucket::FULL,
            bytes: TokenBucket::FULL,
        });
        Ok(Destination::Open { id, names, replaced })
    }

    /// Finds a place for one more session of this sender: `None` is a free one, and a number is the entry to replace.
    fn find_place(&self, now: Instant, sender: IpAddr) -> Result<Option<usize>, Refusal> {
        let in_setup = || self.entries.iter().enumerate().filter(|(_, entry)| !entry.open);
        let held_by = |sender: IpAddr| in_setup().filter(|(_, entry)| entry.sender == sender).count();
        let own = held_by(sender);
        if own >= MAX_IN_SETUP_PER_SENDER {
            let is_late =
                |entry: &DemuxEntry| !entry.has_greeted && now.saturating_duration_since(entry.since) >= GRACE;
            let late = in_setup().filter(|(_, entry)| entry.sender == sender && is_late(entry));
            return late.min_by_key(|(_, entry)| entry.since).map(|(index, _)| Some(index)).ok_or(Refusal::Full);
        }
        if self.entries.len() < MAX_SESSIONS && in_setup().count() < MAX_IN_SETUP {
            return Ok(None);
        }
        // Sessions that have sent nothing but checks are replaced first, then those of the sender with most of them,
        // then the oldest; and only if the newcomer has fewer.
        let rank = |entry: &DemuxEntry| (entry.has_greeted, Reverse(held_by(entry.sender)), entry.since);
        let first = in_setup().min_by_key(|(_, entry)| rank(entry));
        let may_go = |entry: &DemuxEntry| held_by(entry.sender) > own + usize::from(entry.has_greeted);
        first.filter(|(_, entry)| may_go(entry)).map(|(index, _)| Some(index)).ok_or(Refusal::Full)
    }

    /// Notes that a session's channels are open.
    pub(super) fn opened(&mut self, id: SessionId) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.open = true;
        }
    }

    /// Notes that a session has ended.
    pub(super) fn ended(&mut self, id: SessionId) {
        let Some(index) = self.entries.iter().position(|entry| entry.id == id) else { return };
        let entry = self.entries.swap_remove(index);
        if self.retired.len() >= MAX_RETIRED {
            self.retired.pop_front();
        }
        self.retired.push_back(entry.names);
    }

    /// Returns the sessions that have taken too long to open.
    pub(super) fn overdue(&self, now: Instant) -> Vec<SessionId> {
        let is_late = |entry: &&DemuxEntry| {
            let within = if entry.has_greeted { OPEN_WITHIN } else { GREET_WITHIN };
            !entry.open && now.saturating_duration_since(entry.since) > within
        };
        self.entries.iter().filter(is_late).map(|entry| entry.id).collect()
    }
}

/// Whether a packet from a known address is for this session. A check with other names is not: a phone that dials again
/// may do so from the same port.
fn is_for(entry: &DemuxEntry, from: SocketAddr, names: Option<&Usernames>) -> bool {
    entry.sources.contains(&from) && names.is_none_or(|names| *names == entry.names)
}

fn ips(addresses: &[SocketAddr]) -> Vec<IpAddr> {
    addresses.iter().map(SocketAddr::ip).collect()
}

#[cfg(test)]
mod tests;
