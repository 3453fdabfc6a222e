//! Which session a packet belongs to, and who may open one. It must not do I/O, read a clock, or know what is in a session.

use std::{
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

use str0m::{crypto::CryptoProvider, ice::StunMessage};

use super::{
    bucket::{Bucket, Rate},
    check::{Names, check_names},
};

/// Most sessions in all: every phone of a room, and once more for those that dial again before they have been missed.
pub(super) const MAX_SESSIONS: usize = 32;
/// Most sessions that have not opened yet.
const MAX_IN_SETUP: usize = 20;
/// Longest time from a session's first packet to open channels.
const OPEN_WITHIN: Duration = Duration::from_secs(8);
/// Most addresses one phone is heard from in one session.
const MAX_SOURCES: usize = 8;
/// Sessions that have ended and are remembered, so that a packet of theirs that is said again opens nothing.
const MAX_RETIRED: usize = 256;
/// Nothing longer is read.
pub(super) const MAX_PACKET_BYTES: usize = 1500;
/// Longest first packet of a phone; those of browsers have 100 to 200 bytes.
const MAX_CHECK_BYTES: usize = 600;
/// Packets of one session. A phone sends about 150 a second.
const SESSION_RATE: Rate = Rate { per_second: 1000, at_once: 2000 };
/// Connectivity checks from one unknown address whose proof is looked at.
const STRANGER_RATE: Rate = Rate { per_second: 50, at_once: 100 };
/// Counters of strangers; addresses share them by chance.
const STRANGER_BUCKETS: usize = 256;

/// A session's number; none is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub(in crate::link) u64);

/// What is to be done with a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is for this session.
    Known(SessionId),
    /// It opens this session.
    Open(SessionId, Names),
    /// Nothing.
    Refuse(Refusal),
}

/// Why a packet is not looked at any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Too long, or from an unknown address and not a connectivity check.
    Nonsense,
    /// More than the sender may send.
    TooMany,
    /// Made without the secret.
    WrongSecret,
    /// Of a session that has ended.
    Replayed,
    /// There are enough sessions, or this one has enough addresses.
    Full,
}

#[derive(Debug)]
struct Entry {
    id: SessionId,
    names: Names,
    since: Instant,
    open: bool,
    sources: Vec<SocketAddr>,
    bucket: Bucket,
}

/// Who is inside.
pub(super) struct Door {
    provider: CryptoProvider,
    secret: String,
    entries: Vec<Entry>,
    retired: VecDeque<Names>,
    strangers: [Bucket; STRANGER_BUCKETS],
    next: u64,
}

impl Door {
    pub(super) fn new(provider: CryptoProvider, secret: String) -> Self {
        let strangers = [Bucket::FULL; STRANGER_BUCKETS];
        Self { provider, secret, entries: Vec::new(), retired: VecDeque::new(), strangers, next: 0 }
    }

    /// Says whose packet this is, and remembers the sender if it has proved that it knows the secret.
    pub(super) fn judge(&mut self, now: Instant, from: SocketAddr, packet: &[u8]) -> Verdict {
        if packet.len() > MAX_PACKET_BYTES {
            return Verdict::Refuse(Refusal::Nonsense);
        }
        if let Some(entry) = self.entries.iter_mut().find(|entry| is_for(entry, from, packet)) {
            let within = entry.bucket.take(now, SESSION_RATE);
            return if within { Verdict::Known(entry.id) } else { Verdict::Refuse(Refusal::TooMany) };
        }
        match self.look_at_stranger(now, from, packet) {
            Ok(names) => self.admit(now, from, names),
            Err(refusal) => Verdict::Refuse(refusal),
        }
    }

    /// The names in a stranger's check that was made with the secret. In the order of what each step costs.
    fn look_at_stranger(&mut self, now: Instant, from: SocketAddr, packet: &[u8]) -> Result<Names, Refusal> {
        if packet.len() > MAX_CHECK_BYTES {
            return Err(Refusal::Nonsense);
        }
        let names = check_names(packet).ok_or(Refusal::Nonsense)?;
        if !self.strangers[bucket_of(from.ip())].take(now, STRANGER_RATE) {
            return Err(Refusal::TooMany);
        }
        let message = StunMessage::parse(packet).map_err(|_| Refusal::Nonsense)?;
        let hmac = |key: &[u8], payloads: &[&[u8]]| self.provider.sha1_hmac_provider.sha1_hmac(key, payloads);
        if message.verify(self.secret.as_bytes(), hmac) { Ok(names) } else { Err(Refusal::WrongSecret) }
    }

    fn admit(&mut self, now: Instant, from: SocketAddr, names: Names) -> Verdict {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.names == names) {
            if entry.sources.len() >= MAX_SOURCES {
                return Verdict::Refuse(Refusal::Full);
            }
            entry.sources.push(from);
            return Verdict::Known(entry.id);
        }
        if self.retired.contains(&names) {
            return Verdict::Refuse(Refusal::Replayed);
        }
        let in_setup = self.entries.iter().filter(|entry| !entry.open).count();
        if self.entries.len() >= MAX_SESSIONS || in_setup >= MAX_IN_SETUP {
            return Verdict::Refuse(Refusal::Full);
        }
        let id = SessionId(self.next);
        self.next += 1;
        let sources = vec![from];
        self.entries.push(Entry { id, names: names.clone(), since: now, open: false, sources, bucket: Bucket::FULL });
        Verdict::Open(id, names)
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

    /// Sessions that have taken too long to open.
    pub(super) fn overdue(&self, now: Instant) -> Vec<SessionId> {
        let late = |entry: &&Entry| !entry.open && now.saturating_duration_since(entry.since) > OPEN_WITHIN;
        self.entries.iter().filter(late).map(|entry| entry.id).collect()
    }
}

/// Whether a packet from a known address is for this session. A check that names another is not: a phone that dials again
/// may do so from the same port.
fn is_for(entry: &Entry, from: SocketAddr, packet: &[u8]) -> bool {
    entry.sources.contains(&from) && check_names(packet).is_none_or(|names| names == entry.names)
}

/// An IPv6 network counts as one address.
fn bucket_of(ip: IpAddr) -> usize {
    let mix = |sum: u32, byte: &u8| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619);
    let hash = match ip {
        IpAddr::V4(ip) => ip.octets().iter().fold(2_166_136_261, mix),
        IpAddr::V6(ip) => ip.octets()[..8].iter().fold(2_166_136_261, mix),
    };
    (hash ^ hash >> 16) as usize % STRANGER_BUCKETS
}

#[cfg(test)]
mod tests {
    use str0m::ice::TransId;

    use super::*;

    const SECRET: &str = "abcdefghijklmnopqrstuvwx";

    fn door() -> Door {
        Door::new(str0m::crypto::from_feature_flags(), SECRET.into())
    }

    /// A check as a browser makes it.
    fn check(name: &str, secret: &str) -> Vec<u8> {
        let provider = str0m::crypto::from_feature_flags();
        let username = format!("ours{name}:theirs{name}");
        let message = StunMessage::binding_request(&username, TransId::new(), true, 1, 2, true);
        let mut bytes = vec![0; 600];
        let hmac = |key: &[u8], payloads: &[&[u8]]| provider.sha1_hmac_provider.sha1_hmac(key, payloads);
        let length = message.to_bytes(Some(secret.as_bytes()), &mut bytes, hmac).expect("a message");
        bytes.truncate(length);
        bytes
    }

    fn from(port: u16) -> SocketAddr {
        SocketAddr::from(([192, 168, 1, 9], port))
    }

    fn opens(verdict: &Verdict) -> SessionId {
        let Verdict::Open(id, _) = verdict else { panic!("{verdict:?}") };
        *id
    }

    #[test]
    fn who_knows_the_secret_opens_a_session_and_what_follows_belongs_to_it() {
        let (mut door, now) = (door(), Instant::now());
        let check = check("a", SECRET);
        let id = opens(&door.judge(now, from(1), &check));
        assert_eq!(door.judge(now, from(1), &check), Verdict::Known(id));
        assert_eq!(door.judge(now, from(1), &[22, 254, 253]), Verdict::Known(id));
        assert_eq!(door.judge(now, from(2), &check), Verdict::Known(id), "the same phone by another way");
        assert_eq!(door.judge(now, from(3), &[22, 254, 253]), Verdict::Refuse(Refusal::Nonsense));
    }

    #[test]
    fn without_the_secret_there_is_nothing() {
        let (mut door, now) = (door(), Instant::now());
        let wrong = check("a", "abcdefghijklmnopqrstuvwy");
        assert_eq!(door.judge(now, from(1), &wrong), Verdict::Refuse(Refusal::WrongSecret));
        let mut changed = check("a", SECRET);
        changed[25] ^= 1;
        assert_eq!(door.judge(now, from(1), &changed), Verdict::Refuse(Refusal::WrongSecret));
        assert!(door.entries.is_empty());
    }

    #[test]
    fn a_session_that_has_ended_is_not_opened_by_its_own_packets() {
        let (mut door, now) = (door(), Instant::now());
        let check = check("a", SECRET);
        let id = opens(&door.judge(now, from(1), &check));
        door.ended(id);
        assert_eq!(door.judge(now, from(1), &check), Verdict::Refuse(Refusal::Replayed));
    }

    #[test]
    fn who_dials_again_from_the_same_port_gets_a_new_session() {
        let (mut door, now) = (door(), Instant::now());
        let first = opens(&door.judge(now, from(1), &check("a", SECRET)));
        let second = opens(&door.judge(now, from(1), &check("b", SECRET)));
        assert_ne!(first, second);
    }

    #[test]
    fn sessions_that_do_not_open_neither_pile_up_nor_stay() {
        let (mut door, now) = (door(), Instant::now());
        for i in 0..50 {
            door.judge(now, from(i), &check(&i.to_string(), SECRET));
        }
        assert_eq!(door.entries.len(), MAX_IN_SETUP);
        assert!(door.overdue(now + OPEN_WITHIN).is_empty());
        assert_eq!(door.overdue(now + OPEN_WITHIN * 2).len(), MAX_IN_SETUP);
    }

    #[test]
    fn a_flood_is_cut_short_and_touches_nobody_else() {
        let (mut door, now) = (door(), Instant::now());
        let id = opens(&door.judge(now, from(1), &check("a", SECRET)));
        let wrong = check("b", "abcdefghijklmnopqrstuvwy");
        let flooder = SocketAddr::from(([192, 168, 1, 77], 9));
        let looked_at = (0..10_000).filter(|_| door.judge(now, flooder, &wrong) != Verdict::Refuse(Refusal::TooMany));
        assert_eq!(looked_at.count(), STRANGER_RATE.at_once as usize);
        assert_eq!(door.judge(now, from(1), b"anything"), Verdict::Known(id));
        opens(&door.judge(now, from(2), &check("c", SECRET)));
    }

    #[test]
    fn one_phone_cannot_send_without_end() {
        let (mut door, now) = (door(), Instant::now());
        door.judge(now, from(1), &check("a", SECRET));
        let known = (0..10_000).filter(|_| matches!(door.judge(now, from(1), b"x"), Verdict::Known(_))).count();
        assert_eq!(known, SESSION_RATE.at_once as usize);
    }
}
