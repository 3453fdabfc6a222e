//! One WebRTC connection and its two channels, at either end. It must do no I/O and must not depend on the content of
//! messages.

use std::{net::SocketAddr, time::Instant};

use str0m::{
    Candidate, Event, IceCreds, Input, Output, Rtc, RtcConfig,
    channel::{ChannelConfig, ChannelId, Reliability},
    config::{DtlsCert, Fingerprint},
    net::{Protocol, Receive},
};

use super::filtered_dtls::filtering_provider;
use crate::message_budget::{ChannelMessage, MAX_LOSSY_WAITING, MAX_RELIABLE_WAITING};
use phonepad_protocol::{DirectOffer, LOSSY_CHANNEL, RELIABLE_CHANNEL};

/// An output of a connection.
#[derive(Debug)]
pub(super) enum ConnectionOutput {
    /// A packet to send.
    Packet { from: SocketAddr, to: SocketAddr, bytes: Vec<u8> },
    /// Both channels are open.
    Opened,
    /// A message from the other side.
    ChannelMessage(ChannelMessage),
}

/// The connection.
pub(super) struct PeerConnection {
    rtc: Rtc,
    lossy: ChannelId,
    reliable: ChannelId,
    opened: [bool; 2],
    due: Instant,
}

/// The names and passwords of both sides.
pub(super) struct Credentials {
    pub(super) ours: IceCreds,
    pub(super) theirs: IceCreds,
}

impl PeerConnection {
    /// Creates the game's end: it answers checks, and authenticates the phone by the secret alone.
    pub(super) fn host(now: Instant, cert: DtlsCert, names: Credentials, local: &[SocketAddr]) -> Option<Self> {
        let config = Rtc::builder().set_ice_lite(true).set_dtls_cert(cert).set_fingerprint_verification(false);
        let config = config.set_crypto_provider(filtering_provider().into());
        let anybody = Fingerprint { hash_func: "sha-256".into(), bytes: vec![0; 32] };
        Self::new(now, config, names, local, anybody, false)
    }

    /// Creates the phone's end: it checks every address of the offer, and authenticates the game by its certificate.
    pub(super) fn phone(now: Instant, offer: &DirectOffer, names: Credentials, local: &[SocketAddr]) -> Option<Self> {
        let game = Fingerprint { hash_func: "sha-256".into(), bytes: offer.fingerprint.to_vec() };
        let config = Rtc::builder().set_crypto_provider(str0m::crypto::from_feature_flags().into());
        let mut pipe = Self::new(now, config, names, local, game, true)?;
        for address in &offer.addresses {
            pipe.rtc.add_remote_candidate(Candidate::host(*address, "udp").ok()?);
        }
        Some(pipe)
    }

    fn new(
        now: Instant,
        config: RtcConfig,
        names: Credentials,
        local: &[SocketAddr],
        other: Fingerprint,
        active: bool,
    ) -> Option<Self> {
        let config = config.clear_codecs().set_local_ice_credentials(names.ours);
        let mut rtc = config.build(now);
        for address in local {
            rtc.add_local_candidate(Candidate::host(*address, "udp").ok()?);
        }
        let mut api = rtc.direct_api();
        api.set_ice_controlling(active);
        api.set_remote_ice_credentials(names.theirs);
        api.set_remote_fingerprint(other);
        api.start_dtls(active).ok()?;
        api.start_sctp(active);
        let lossy = Reliability::MaxRetransmits { retransmits: 0 };
        let lossy = api.create_data_channel(channel("lossy", LOSSY_CHANNEL, false, lossy));
        let reliable = api.create_data_channel(channel("reliable", RELIABLE_CHANNEL, true, Reliability::Reliable));
        Some(Self { rtc, lossy, reliable, opened: [false; 2], due: now })
    }

    /// Whether the connection can still be used.
    pub(super) fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    /// Returns when [`Self::tick`] must be called.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    pub(super) fn is_open(&self) -> bool {
        self.opened == [true; 2]
    }

    /// Handles a packet. A malformed packet ends a connection that is not open yet, because the handshake cannot
    /// continue after it; an open connection has keys, and packets made without them are ignored.
    pub(super) fn receive(&mut self, now: Instant, local: SocketAddr, from: SocketAddr, packet: &[u8]) {
        let Ok(contents) = packet.try_into() else { return };
        let input = Input::Receive(now, Receive { proto: Protocol::Udp, source: from, destination: local, contents });
        if !self.rtc.accepts(&input) {
            return;
        }
        if let Err(error) = self.rtc.handle_input(input) {
            tracing::debug!(%error, "a packet on a direct path makes no sense");
            if !self.is_open() {
                self.rtc.disconnect();
            }
        }
    }

    /// Advances the time.
    pub(super) fn tick(&mut self, now: Instant) {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.rtc.disconnect();
        }
    }

    /// Sends a message. Returns `false` if it was not accepted. A lossy frame may then be dropped; after a reliable one
    /// that was not accepted, the connection is useless.
    pub(super) fn say(&mut self, said: &ChannelMessage) -> bool {
        let (id, most) =
            if said.reliable { (self.reliable, MAX_RELIABLE_WAITING) } else { (self.lossy, MAX_LOSSY_WAITING) };
        let Some(mut channel) = self.rtc.channel(id) else { return false };
        channel.buffered_amount() + said.bytes.len() <= most && channel.write(!said.text, &said.bytes).unwrap_or(false)
    }

    /// Starts closing with a notification.
    pub(super) fn close(&mut self) {
        if self.rtc.close().is_err() {
            self.rtc.disconnect();
        }
    }

    /// Returns the next output, or `None` if there is nothing to do until [`Self::due`].
    pub(super) fn poll(&mut self) -> Option<ConnectionOutput> {
        while self.rtc.is_alive() {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.due = at;
                    return None;
                }
                Ok(Output::Transmit(packet)) => {
                    let (from, to) = (packet.source, packet.destination);
                    return Some(ConnectionOutput::Packet { from, to, bytes: packet.contents.to_vec() });
                }
                Ok(Output::Event(event)) => {
                    if let Some(leaving) = self.handle_message(event) {
                        return Some(leaving);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "a direct path has broken");
                    self.rtc.disconnect();
                }
            }
        }
        None
    }

    fn handle_message(&mut self, event: Event) -> Option<ConnectionOutput> {
        match event {
            Event::ChannelOpen(id, _) => {
                let number = [self.lossy, self.reliable].into_iter().position(|known| known == id);
                match number {
                    Some(number) => self.opened[number] = true,
                    // Our own phones never open a third one.
                    None => self.rtc.disconnect(),
                }
                self.is_open().then_some(ConnectionOutput::Opened)
            }
            Event::ChannelData(data) if data.id == self.lossy || data.id == self.reliable => {
                Some(ConnectionOutput::ChannelMessage(ChannelMessage {
                    reliable: data.id == self.reliable,
                    text: !data.binary,
                    bytes: data.data,
                }))
            }
            Event::ChannelData(_) | Event::ChannelClose(_) => {
                self.rtc.disconnect();
                None
            }
            _ => None,
        }
    }
}

fn channel(label: &str, stream: u16, ordered: bool, reliability: Reliability) -> ChannelConfig {
    ChannelConfig { label: label.into(), ordered, reliability, negotiated: Some(stream), protocol: String::new() }
}
