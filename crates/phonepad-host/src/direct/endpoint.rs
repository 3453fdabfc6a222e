//! The game's end of every direct path: takes packets, and returns packets and phone messages. It does no I/O and reads
//! no clock.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};
use str0m::{IceCreds, config::DtlsCert};

use super::{
    check::Usernames,
    demux::{Demux, Destination, MAX_SESSIONS, SessionId},
    peer_connection::{ConnectionOutput, Credentials, PeerConnection},
    session::DirectSession,
};
use crate::message_budget::{ChannelMessage, SessionOutput};
use phonepad_protocol::{CloseCode, DirectGameText, is_reliable};

/// An open session that was silent for this long is gone: the game requests each phone's clock many times a second.
const SILENT_AFTER: Duration = Duration::from_secs(10);
/// Time for sending a last text and a close notification.
const FAREWELL: Duration = Duration::from_millis(500);
/// Most outputs that may wait to be taken; more can only mean that nobody takes them.
const MAX_OUT: usize = 4096;

/// An output of the endpoint.
#[derive(Debug, PartialEq, Eq)]
pub enum EndpointOutput {
    /// A packet to send.
    Packet {
        /// The endpoint's address to send from.
        from: SocketAddr,
        /// The destination.
        to: SocketAddr,
        /// The packet.
        bytes: Vec<u8>,
    },
    /// A phone with the secret has opened a session.
    Opened(SessionId),
    /// A phone sent this text.
    Text(SessionId, Vec<u8>),
    /// A phone sent this frame.
    Frame(SessionId, Vec<u8>),
    /// An open session has ended.
    Closed(SessionId),
}

/// All sessions, and the demultiplexer in front of them.
pub struct Endpoint {
    cert: DtlsCert,
    secret: String,
    local: Vec<SocketAddr>,
    door: Demux,
    sessions: BTreeMap<SessionId, DirectSession>,
    out: VecDeque<EndpointOutput>,
}

impl Endpoint {
    /// Creates an endpoint with its own certificate, which phones with the secret reach at these addresses; `None` if
    /// no certificate could be made. The key is random: it chooses which unknown senders share a counter.
    pub fn new(secret: String, local: Vec<SocketAddr>, key: [u8; 16]) -> Option<Self> {
        let provider = str0m::crypto::from_feature_flags();
        let cert = provider.dtls_provider.generate_certificate()?;
        let door = Demux::new(provider, secret.clone(), key, &local);
        Some(Self { cert, secret, local, door, sessions: BTreeMap::new(), out: VecDeque::new() })
    }

    /// Returns the SHA-256 of the certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.cert.certificate).into()
    }

    /// Sets the addresses at which new sessions are reached from now on.
    pub fn set_local(&mut self, local: Vec<SocketAddr>) {
        self.door.set_local(&local);
        self.local = local;
    }

    /// Returns the number of sessions, open or not.
    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Handles a packet that arrived at `local`. Returns its session; its cost must be passed to [`Self::charge`].
    pub fn receive(&mut self, now: Instant, local: SocketAddr, from: SocketAddr, packet: &[u8]) -> Option<SessionId> {
        let id = match self.door.classify(now, from, packet) {
            Destination::Known(id) => id,
            Destination::Open { id, names, replaced } => {
                if let Some(replaced) = replaced {
                    self.sessions.remove(&replaced);
                }
                let Some(session) = self.open(now, names) else {
                    self.door.ended(id);
                    return None;
                };
                self.sessions.insert(id, session);
                id
            }
            Destination::Refuse(refusal) => {
                tracing::trace!(%from, ?refusal, "refused a packet");
                return None;
            }
        };
        if let Some(session) = self.sessions.get_mut(&id) {
            session.pipe.receive(now, local, from, packet);
        }
        self.drain(now, id);
        Some(id)
    }

    /// Notes how long a session's packet took to process, as measured by the caller, because the endpoint reads no
    /// clock. A session that takes too much time ends at once.
    pub fn charge(&mut self, now: Instant, id: SessionId, spent: Duration) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        if !session.pay(now, spent) {
            tracing::warn!(
                session = id.0,
                "a phone took too much processing time on the direct path and was disconnected"
            );
            self.forget(id);
        }
    }

    fn open(&self, now: Instant, names: Usernames) -> Option<DirectSession> {
        let ours = IceCreds { ufrag: names.ours, pass: self.secret.clone() };
        // An agent that only answers checks never needs the other's password.
        let theirs = IceCreds { ufrag: names.theirs, pass: "unknown-to-who-only-answers".into() };
        let pipe = PeerConnection::host(now, self.cert.clone(), Credentials { ours, theirs }, &self.local)?;
        Some(DirectSession::new(pipe, now))
    }

    /// Returns when [`Self::tick`] must be called at the latest.
    pub fn due(&self) -> Option<Instant> {
        self.sessions
            .values()
            .map(|session| session.ends.map_or(session.pipe.due(), |ends| ends.min(session.pipe.due())))
            .min()
    }

    /// Advances the time: lost data is sent again, and sessions that take too long or are silent end.
    pub fn tick(&mut self, now: Instant) {
        for id in self.door.overdue(now) {
            self.forget(id);
        }
        let ids: Vec<_> = self.sessions.keys().copied().collect();
        for id in ids {
            let Some(session) = self.sessions.get_mut(&id) else { continue };
            let silent = session.told && now.saturating_duration_since(session.heard) > SILENT_AFTER;
            if silent || session.ends.is_some_and(|ends| ends <= now) {
                self.forget(id);
            } else if session.pipe.due() <= now {
                session.pipe.tick(now);
                self.drain(now, id);
            }
        }
    }

    /// Sends a frame to a phone; a phone that reads too slowly for a reliable frame is closed.
    pub fn send_frame(&mut self, now: Instant, id: SessionId, payload: Vec<u8>) {
        let reliable = payload.first().is_some_and(|kind| is_reliable(*kind));
        self.say(now, id, ChannelMessage { reliable, text: false, bytes: payload });
    }

    /// Sends a text to a phone.
    pub fn send_text(&mut self, now: Instant, id: SessionId, text: String) {
        self.say(now, id, ChannelMessage { reliable: true, text: true, bytes: text.into_bytes() });
    }

    /// Sends a phone the reason for the end of its session, and ends it.
    pub fn close(&mut self, now: Instant, id: SessionId, code: CloseCode) {
        self.send_text(now, id, DirectGameText::Close { code: code.as_u16() }.to_text());
        if let Some(session) = self.sessions.get_mut(&id) {
            session.ends.get_or_insert(now + FAREWELL);
        }
    }

    /// Returns the next output.
    pub fn poll(&mut self) -> Option<EndpointOutput> {
        self.out.pop_front()
    }

    fn say(&mut self, now: Instant, id: SessionId, said: ChannelMessage) {
        let Some(session) = self.sessions.get_mut(&id).filter(|session| session.ends.is_none()) else { return };
        if !session.pipe.say(&said) && said.reliable {
            return self.forget(id);
        }
        session.pipe.tick(now);
        self.drain(now, id);
    }

    fn drain(&mut self, now: Instant, id: SessionId) {
        let mut too_much = false;
        while let Some(session) = self.sessions.get_mut(&id)
            && let Some(leaving) = session.pipe.poll()
        {
            match leaving {
                ConnectionOutput::Packet { from, to, bytes } => self.put(EndpointOutput::Packet { from, to, bytes }),
                ConnectionOutput::Opened => {
                    session.told = true;
                    session.heard = now;
                    self.door.opened(id);
                    self.put(EndpointOutput::Opened(id));
                }
                ConnectionOutput::ChannelMessage(said) => match session.handle_message(now, said) {
                    SessionOutput::Text(text) => self.put(EndpointOutput::Text(id, text)),
                    SessionOutput::Frame(payload) => self.put(EndpointOutput::Frame(id, payload)),
                    SessionOutput::Nothing => {}
                    SessionOutput::TooMuch => too_much = true,
                },
            }
        }
        if self.sessions.get(&id).is_some_and(|session| !session.pipe.is_alive()) {
            self.forget(id);
        } else if too_much && self.sessions.get(&id).is_some_and(|session| session.ends.is_none()) {
            self.close(now, id, CloseCode::TooManyMessages);
        }
    }

    fn put(&mut self, output: EndpointOutput) {
        if self.out.len() < MAX_OUT || matches!(output, EndpointOutput::Opened(_) | EndpointOutput::Closed(_)) {
            self.out.push_back(output);
        }
    }

    fn forget(&mut self, id: SessionId) {
        let Some(mut session) = self.sessions.remove(&id) else { return };
        session.pipe.close();
        while let Some(leaving) = session.pipe.poll() {
            if let ConnectionOutput::Packet { from, to, bytes } = leaving {
                self.put(EndpointOutput::Packet { from, to, bytes });
            }
        }
        self.door.ended(id);
        debug_assert!(self.sessions.len() < MAX_SESSIONS, "the demultiplexer counts the same sessions");
        if session.told {
            self.put(EndpointOutput::Closed(id));
        }
    }
}
