//! Signals: the values with which a phone and a host in a browser open a WebRTC connection, in place of SDP.
//!
//! Every value is checked before it gets into a [`Signal`], so that SDP made of them can contain nothing else.

use core::{fmt, net::IpAddr, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::json::to_json;

/// Longest signal, in bytes with its kind.
pub const MAX_SIGNAL_BYTES: usize = 512;
/// Most candidates in one signal.
pub const MAX_SIGNAL_CANDIDATES: usize = 8;
/// Most candidates of one side in one attempt; further ones are ignored.
pub const MAX_ATTEMPT_CANDIDATES: usize = 16;
/// Longest label of a candidate's name, in bytes without `.local`, as in DNS.
const MAX_LABEL_CHARS: usize = 63;
const LOCAL: &str = ".local";
/// Highest priority that ICE allows.
const MAX_PRIORITY: u32 = (1 << 31) - 1;

/// A signal of one attempt to open a connection: the phone's first one is its offer, the host's first one the answer,
/// and later ones add candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The number of the attempt, which the phone draws at random.
    pub attempt: u32,
    /// The sender's description; only in its first signal of the attempt.
    pub description: Option<SignalDescription>,
    /// Addresses at which the sender may be reachable.
    pub candidates: Vec<SignalCandidate>,
}

/// The ICE names and the certificate of one side.
#[derive(Clone, PartialEq, Eq)]
pub struct SignalDescription {
    ufrag: String,
    password: String,
    fingerprint: [u8; 32],
}

/// An ICE candidate over UDP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalCandidate {
    priority: u32,
    address: String,
    port: u16,
    kind: CandidateKind,
}

/// The origin of a candidate's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// An interface of the sender.
    Host,
    /// The sender as a STUN server sees it.
    ServerReflexive,
    /// The sender as the other side sees it.
    PeerReflexive,
    /// A TURN server.
    Relayed,
}

/// The error for text that is not a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a candidate is a priority, an address, a port and a type, as in `2122260223 192.168.1.5 50000 host`")]
pub struct CandidateError;

#[derive(Serialize, Deserialize)]
struct Members {
    n: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    f: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    c: Vec<String>,
}

impl Signal {
    /// Reads the JSON of a signal, without the kind; `None` if it is malformed.
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        if json.len() >= MAX_SIGNAL_BYTES {
            return None;
        }
        let Members { n: attempt, u, p, f, c } = serde_json::from_slice(json).ok()?;
        let description = match (u, p, f) {
            (Some(ufrag), Some(password), Some(fingerprint)) => {
                let fingerprint = URL_SAFE_NO_PAD.decode(fingerprint).ok()?.try_into().ok()?;
                Some(SignalDescription::new(ufrag, password, fingerprint)?)
            }
            (None, None, None) => None,
            _ => return None,
        };
        let candidates: Vec<_> = c.iter().map(|text| text.parse().ok()).collect::<Option<_>>()?;
        let is_empty = description.is_none() && candidates.is_empty();
        let is_valid = !is_empty && candidates.len() <= MAX_SIGNAL_CANDIDATES;
        is_valid.then_some(Self { attempt, description, candidates })
    }

    /// Encodes the payload, without its kind.
    pub(crate) fn to_json(&self) -> String {
        let description = self.description.as_ref();
        let members = Members {
            n: self.attempt,
            u: description.map(|description| description.ufrag.clone()),
            p: description.map(|description| description.password.clone()),
            f: description.map(|description| URL_SAFE_NO_PAD.encode(description.fingerprint)),
            c: self.candidates.iter().map(ToString::to_string).collect(),
        };
        to_json(&members)
    }

    /// Divides a description and candidates into as few signals as the limits allow. Candidates beyond
    /// [`MAX_ATTEMPT_CANDIDATES`] are left out.
    ///
    /// ```
    /// use phonepad_protocol::{Frame, MAX_SIGNAL_BYTES, Signal};
    ///
    /// let candidates = vec!["2122260223 192.168.1.5 50000 host".parse()?; 12];
    /// let signals = Signal::pack(7, None, &candidates);
    /// assert_eq!(signals.iter().map(|signal| signal.candidates.len()).collect::<Vec<_>>(), [8, 4]);
    /// assert!(signals.into_iter().all(|signal| Frame::Signal(signal).encode().len() <= MAX_SIGNAL_BYTES));
    /// # Ok::<(), phonepad_protocol::CandidateError>(())
    /// ```
    pub fn pack(attempt: u32, description: Option<SignalDescription>, candidates: &[SignalCandidate]) -> Vec<Self> {
        let mut signals = Vec::new();
        let mut signal = Self { attempt, description, candidates: Vec::new() };
        for candidate in candidates.iter().take(MAX_ATTEMPT_CANDIDATES) {
            let is_full = signal.candidates.len() == MAX_SIGNAL_CANDIDATES;
            signal.candidates.push(candidate.clone());
            // One byte is the kind.
            if is_full || signal.to_json().len() >= MAX_SIGNAL_BYTES {
                signal.candidates.pop();
                let next = Self { attempt, description: None, candidates: vec![candidate.clone()] };
                signals.push(std::mem::replace(&mut signal, next));
            }
        }
        if signal.description.is_some() || !signal.candidates.is_empty() {
            signals.push(signal);
        }
        signals
    }
}

impl SignalDescription {
    /// Returns a description, or `None` unless the name has 4 to 32 ICE characters and the password 22 to 64. The
    /// fingerprint is the SHA-256 of the sender's DTLS certificate.
    pub fn new(ufrag: impl Into<String>, password: impl Into<String>, fingerprint: [u8; 32]) -> Option<Self> {
        let (ufrag, password) = (ufrag.into(), password.into());
        let is_valid = (4..=32).contains(&ufrag.len())
            && (22..=64).contains(&password.len())
            && ufrag.bytes().chain(password.bytes()).all(is_ice_char);
        is_valid.then_some(Self { ufrag, password, fingerprint })
    }

    /// Returns the ICE username fragment.
    pub fn ufrag(&self) -> &str {
        &self.ufrag
    }

    /// Returns the ICE password.
    pub fn password(&self) -> &str {
        &self.password
    }

    /// Returns the SHA-256 of the DTLS certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }
}

/// Never prints the password, so that it cannot end up in a log.
impl fmt::Debug for SignalDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalDescription").field("ufrag", &self.ufrag).finish_non_exhaustive()
    }
}

/// Whether this is one of ICE's characters (RFC 8839, section 5.4).
fn is_ice_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

impl SignalCandidate {
    /// Returns the priority among the sender's candidates, 1 to 2³¹ − 1.
    pub fn priority(&self) -> u32 {
        self.priority
    }

    /// Returns the address: IPv4, IPv6, or a name that ends in `.local`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns the UDP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the origin of the address.
    pub fn kind(&self) -> CandidateKind {
        self.kind
    }
}

impl FromStr for SignalCandidate {
    type Err = CandidateError;

    /// Reads four values with single spaces between them.
    fn from_str(text: &str) -> Result<Self, CandidateError> {
        let mut values = text.split(' ');
        let mut value = || values.next().ok_or(CandidateError);
        let (priority, address, port, kind) = (number(value()?)?, value()?, number(value()?)?, value()?);
        let candidate = Self {
            priority,
            address: address.to_owned(),
            port: u16::try_from(port).map_err(|_| CandidateError)?,
            kind: CandidateKind::from_name(kind).ok_or(CandidateError)?,
        };
        let is_valid = values.next().is_none() && priority <= MAX_PRIORITY && is_address(address);
        if is_valid { Ok(candidate) } else { Err(CandidateError) }
    }
}

impl fmt::Display for SignalCandidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { priority, address, port, kind } = self;
        write!(f, "{priority} {address} {port} {}", kind.name())
    }
}

/// Reads a positive number in the only form in which it is written.
fn number(text: &str) -> Result<u32, CandidateError> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain).ok_or(CandidateError)
}

fn is_address(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_CHARS).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.parse::<IpAddr>().is_ok() || text.strip_suffix(LOCAL).is_some_and(is_label)
}

impl CandidateKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Host, Self::ServerReflexive, Self::PeerReflexive, Self::Relayed];

    /// Returns ICE's name for the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::ServerReflexive => "srflx",
            Self::PeerReflexive => "prflx",
            Self::Relayed => "relay",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description() -> SignalDescription {
        SignalDescription::new("a+/9".repeat(8), "p".repeat(64), [255; 32]).expect("within the limits")
    }

    #[test]
    fn names_and_passwords_have_ices_lengths_and_characters() {
        for (ufrag, password, is_valid) in [
            ("abcd".to_owned(), "p".repeat(22), true),
            ("abc".to_owned(), "p".repeat(22), false),
            ("a".repeat(33), "p".repeat(22), false),
            ("abcd".to_owned(), "p".repeat(21), false),
            ("abcd".to_owned(), "p".repeat(65), false),
            ("ab\r\n".to_owned(), "p".repeat(22), false),
            ("abcd".to_owned(), "p".repeat(21) + " ", false),
        ] {
            assert_eq!(SignalDescription::new(ufrag, password, [0; 32]).is_some(), is_valid);
        }
    }

    #[test]
    fn the_longest_description_and_candidates_fit_into_signals() {
        let address = "fd00:1111:2222:3333:4444:5555:6666:7777";
        let candidate: SignalCandidate = format!("2147483647 {address} 65535 srflx").parse().expect("a candidate");
        let signals = Signal::pack(u32::MAX, Some(description()), &vec![candidate; 20]);
        assert_eq!(signals.iter().map(|signal| signal.candidates.len()).sum::<usize>(), MAX_ATTEMPT_CANDIDATES);
        for (index, signal) in signals.into_iter().enumerate() {
            assert_eq!(signal.description.is_some(), index == 0);
            let json = signal.to_json();
            assert!(json.len() < MAX_SIGNAL_BYTES);
            assert_eq!(Signal::parse(json.as_bytes()), Some(signal));
        }
        assert_eq!(Signal::pack(1, None, &[]), []);
    }

    #[test]
    fn passwords_are_not_printed() {
        let printed = format!("{:?}", description());
        assert!(printed.contains("a+/9") && !printed.contains("ppp") && !printed.contains("255"), "{printed}");
    }
}
