//! A phone's end of the direct path that may send any SCTP chunks inside its DTLS session. For attacks and fuzzing.

use std::{
    cell::RefCell,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use phonepad_protocol::{DirectOffer, LOSSY_CHANNEL, RELIABLE_CHANNEL};
use str0m::{
    Candidate, Event, IceCreds, Input, Output, Rtc,
    channel::{ChannelConfig, ChannelId, Reliability},
    config::Fingerprint,
    crypto::{
        CryptoError, CryptoProvider,
        dtls::{DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion},
    },
    net::{Protocol, Receive},
};

/// The phone.
pub struct RawPhone {
    rtc: Rtc,
    local: SocketAddr,
    reliable: ChannelId,
    opened: usize,
    due: Instant,
    tap: Arc<Mutex<Tap>>,
}

impl RawPhone {
    /// Starts to dial from this address, which is its own name as well.
    pub fn dial(now: Instant, offer: &DirectOffer, local: SocketAddr, number: u32) -> Self {
        let tap = Arc::new(Mutex::new(Tap::default()));
        NEXT.replace(Some(Arc::clone(&tap)));
        let provider = CryptoProvider { dtls_provider: &TappingProvider, ..str0m::crypto::from_feature_flags() };
        let creds = |name: &str, pass: &str| IceCreds { ufrag: format!("{name}{number:06}"), pass: pass.into() };
        let config = Rtc::builder().set_crypto_provider(provider.into()).clear_codecs();
        let mut rtc = config.set_local_ice_credentials(creds("raw", "whatever-this-phone-says")).build(now);
        rtc.add_local_candidate(Candidate::host(local, "udp").expect("a candidate"));
        for address in &offer.addresses {
            rtc.add_remote_candidate(Candidate::host(*address, "udp").expect("a candidate"));
        }
        let mut api = rtc.direct_api();
        api.set_ice_controlling(true);
        api.set_remote_ice_credentials(creds("ft", &offer.secret));
        api.set_remote_fingerprint(Fingerprint { hash_func: "sha-256".into(), bytes: offer.fingerprint.to_vec() });
        api.start_dtls(true).expect("a handshake");
        api.start_sctp(true);
        let mut channel = |label: &str, stream, ordered, reliability| {
            let label = label.into();
            api.create_data_channel(ChannelConfig {
                label,
                ordered,
                reliability,
                negotiated: Some(stream),
                protocol: String::new(),
            })
        };
        channel("lossy", LOSSY_CHANNEL, false, Reliability::MaxRetransmits { retransmits: 0 });
        let reliable = channel("reliable", RELIABLE_CHANNEL, true, Reliability::Reliable);
        Self { rtc, local, reliable, opened: 0, due: now, tap }
    }

    /// Whether both channels are open.
    pub fn is_open(&self) -> bool {
        self.opened == 2
    }

    /// Whether the connection can still be used.
    pub fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    /// Returns when [`Self::tick`] must be called.
    pub fn due(&self) -> Instant {
        self.due
    }

    /// Advances the time.
    pub fn tick(&mut self, now: Instant) {
        let _ = self.rtc.handle_input(Input::Timeout(now));
    }

    /// Handles a packet.
    pub fn receive(&mut self, now: Instant, from: SocketAddr, packet: &[u8]) {
        let Ok(contents) = packet.try_into() else { return };
        let receive = Receive { proto: Protocol::Udp, source: from, destination: self.local, contents };
        let _ = self.rtc.handle_input(Input::Receive(now, receive));
    }

    /// Returns the next packet to send, and its destination.
    pub fn poll(&mut self) -> Option<(SocketAddr, Vec<u8>)> {
        while self.rtc.is_alive() {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => {
                    self.due = at;
                    return None;
                }
                Ok(Output::Transmit(packet)) => return Some((packet.destination, packet.contents.to_vec())),
                Ok(Output::Event(Event::ChannelOpen(..))) => self.opened += 1,
                Ok(Output::Event(_)) => {}
                Err(_) => self.rtc.disconnect(),
            }
        }
        None
    }

    /// Sends a text as phones do.
    pub fn say(&mut self, text: &str) {
        if let Some(mut channel) = self.rtc.channel(self.reliable) {
            let _ = channel.write(false, text.as_bytes());
        }
    }

    /// Sends these chunks in a packet. From the first one on, no other SCTP data is sent or received.
    pub fn send_chunks(&mut self, now: Instant, chunks: &[Vec<u8>]) {
        self.tap().send(chunks);
        self.tick(now);
    }

    /// Returns the number of the next DATA chunk, which is then used.
    pub fn next_tsn(&mut self) -> u32 {
        let mut tap = self.tap();
        tap.next_tsn = tap.next_tsn.wrapping_add(1);
        tap.next_tsn.wrapping_sub(1)
    }

    fn tap(&self) -> MutexGuard<'_, Tap> {
        self.tap.lock().expect("nobody panics")
    }
}

/// Returns a chunk with its header and padding. Flags of DATA: 1 ends a message, 2 begins one, 4 is unordered.
pub fn chunk(kind: u8, flags: u8, body: &[&[u8]]) -> Vec<u8> {
    let body = body.concat();
    let length = (4 + body.len()) as u16;
    let mut chunk = [&[kind, flags][..], &length.to_be_bytes(), &body].concat();
    chunk.resize(chunk.len().next_multiple_of(4), 0);
    chunk
}

/// Returns a DATA chunk of binary data.
pub fn data(flags: u8, tsn: u32, stream: u16, ssn: u16, bytes: &[u8]) -> Vec<u8> {
    chunk(0, flags, &[&tsn.to_be_bytes(), &stream.to_be_bytes(), &ssn.to_be_bytes(), &53_u32.to_be_bytes(), bytes])
}

thread_local! {
    /// The tap of the DTLS instance that is created next: str0m does not pass the session to a provider.
    static NEXT: RefCell<Option<Arc<Mutex<Tap>>>> = const { RefCell::new(None) };
}

/// The data between SCTP and DTLS.
#[derive(Debug, Default)]
struct Tap {
    /// Ports and verification tag of every packet to the game.
    header: [u8; 8],
    next_tsn: u32,
    waiting: Vec<Vec<u8>>,
    is_muted: bool,
}

impl Tap {
    /// Reads a packet of the phone's own.
    fn note(&mut self, packet: &[u8]) {
        if let Some(header) = packet.first_chunk() {
            self.header = *header;
        }
        let mut chunks = packet.get(12..).unwrap_or_default();
        while let Some(&[kind, _, l0, l1]) = chunks.first_chunk() {
            let tsn = |at: usize| chunks.get(at..)?.first_chunk().map(|tsn| u32::from_be_bytes(*tsn));
            match kind {
                0 => self.next_tsn = tsn(4).unwrap_or_default().wrapping_add(1),
                1 => self.next_tsn = tsn(16).unwrap_or_default(),
                _ => {}
            }
            let length = usize::from(u16::from_be_bytes([l0, l1])).max(4);
            chunks = chunks.get(length.next_multiple_of(4)..).unwrap_or_default();
        }
    }

    fn send(&mut self, chunks: &[Vec<u8>]) {
        let mut packet = [&self.header[..], &[0; 4], &chunks.concat()].concat();
        let sum = crc32c(&packet).to_le_bytes();
        packet[8..12].copy_from_slice(&sum);
        self.waiting.push(packet);
        self.is_muted = true;
    }
}

/// Returns SCTP's checksum.
fn crc32c(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0x82f6_3b78 & 0_u32.wrapping_sub(sum & 1)))
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[derive(Debug)]
struct TappingProvider;

impl DtlsProvider for TappingProvider {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        str0m::crypto::from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let inner = str0m::crypto::from_feature_flags().dtls_provider.new_dtls(cert, now, version, mtu)?;
        Ok(Box::new(TappedDtls { inner, tap: NEXT.take().unwrap_or_default() }))
    }
}

#[derive(Debug)]
struct TappedDtls {
    inner: Box<dyn DtlsInstance>,
    tap: Arc<Mutex<Tap>>,
}

impl DtlsInstance for TappedDtls {
    fn set_active(&mut self, active: bool) {
        self.inner.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.inner.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        let mut tap = self.tap.lock().expect("nobody panics");
        for packet in tap.waiting.drain(..) {
            // A session that is closing accepts nothing more.
            let _ = self.inner.send_application_data(&packet);
        }
        match self.inner.poll_output(buffer) {
            // Malformed packets are ignored.
            DtlsOutput::ApplicationData(_) if tap.is_muted => DtlsOutput::ApplicationData(&[]),
            output => output,
        }
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.inner.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsImplError> {
        let mut tap = self.tap.lock().expect("nobody panics");
        if tap.is_muted {
            return Ok(());
        }
        self.inner.send_application_data(data)?;
        tap.note(data);
        Ok(())
    }

    fn is_active(&self) -> bool {
        self.inner.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.inner.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.inner.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.inner.close()
    }
}
