//! The direct path on the wire: how a phone reaches the game without a relay, and the texts they exchange there.

use core::{fmt, net::SocketAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Direct, Role, VERSION, json::to_json};

/// Most addresses in an offer.
pub const MAX_DIRECT_ADDRESSES: usize = 8;
/// Stream of the channel for lossy frames: unordered, without retransmissions.
pub const LOSSY_CHANNEL: u16 = 0;
/// Stream of the channel for texts and reliable frames: ordered, without losses.
pub const RELIABLE_CHANNEL: u16 = 1;
/// Shortest secret: 22 of 62 characters are 130 bits.
const MIN_SECRET_CHARS: usize = 22;
/// Longest secret that ICE allows as a password.
const MAX_SECRET_CHARS: usize = 256;

/// Proof that the phone in a relay's slot and the phone on a direct path are the same: it is sent once on each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PairingToken(pub [u8; 16]);

/// Never prints the token itself, so that it cannot end up in a log.
impl fmt::Debug for PairingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingToken(…)")
    }
}

impl PairingToken {
    /// Returns the form used in a hello.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads the form used in a hello; `None` if it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Where the game listens for phones, how phones authenticate the game, and how the game recognises their requests.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectOffer {
    /// The addresses, the likeliest first.
    pub addresses: Vec<SocketAddr>,
    /// SHA-256 of the game's DTLS certificate.
    pub fingerprint: [u8; 32],
    /// The ICE password: 22 to 256 characters of `A–Z`, `a–z` and `0–9`.
    pub secret: String,
}

/// Never prints the secret itself, so that it cannot end up in a log.
impl fmt::Debug for DirectOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectOffer").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Members {
    h: String,
    f: String,
    k: String,
}

impl DirectOffer {
    /// Returns the offer as the relay passes it to every phone.
    pub fn to_direct(&self) -> Direct {
        let Members { h, f, k } = self.members();
        serde_json::json!({ "h": h, "f": f, "k": k })
    }

    /// Reads an offer that the relay passed on; `None` if it is not an offer of this kind.
    pub fn from_direct(direct: &Direct) -> Option<Self> {
        Self::from_members(&Members::deserialize(direct).ok()?)
    }

    /// Returns the members of a join link's fragment, without the `#`. A fragment must not contain the brackets of IPv6
    /// addresses (RFC 3986, section 3.5), and some cameras do not recognise a QR code with brackets as a link.
    pub fn to_fragment(&self) -> String {
        let Members { h, f, k } = self.members();
        format!("h={}&f={f}&k={k}", h.replace('[', "%5B").replace(']', "%5D"))
    }

    /// Reads those members, among any others; `None` if one is missing or wrong.
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let member = |name: &str| {
            let mut members = fragment.split('&').filter_map(|member| member.split_once('='));
            members.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        let h = unescape(&member("h")?);
        Self::from_members(&Members { h, f: member("f")?, k: member("k")? })
    }

    fn members(&self) -> Members {
        let addresses: Vec<_> = self.addresses.iter().take(MAX_DIRECT_ADDRESSES).map(ToString::to_string).collect();
        Members { h: addresses.join(","), f: URL_SAFE_NO_PAD.encode(self.fingerprint), k: self.secret.clone() }
    }

    fn from_members(members: &Members) -> Option<Self> {
        let addresses: Option<Vec<SocketAddr>> =
            members.h.split(',').take(MAX_DIRECT_ADDRESSES).map(|address| address.parse().ok()).collect();
        let fingerprint = URL_SAFE_NO_PAD.decode(&members.f).ok()?.try_into().ok()?;
        let secret = members.k.clone();
        is_secret(&secret).then_some(Self { addresses: addresses?, fingerprint, secret })
    }
}

/// Undoes the escapes in a list of addresses, whether we escaped them or a program that passed the link on.
fn unescape(addresses: &str) -> String {
    let escaped = [("%5B", "["), ("%5D", "]"), ("%3A", ":"), ("%2C", ",")];
    escaped.into_iter().fold(addresses.to_owned(), |text, (escape, plain)| {
        text.replace(escape, plain).replace(&escape.to_ascii_lowercase(), plain)
    })
}

/// Whether a text is valid as the secret of an offer.
fn is_secret(text: &str) -> bool {
    (MIN_SECRET_CHARS..=MAX_SECRET_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A text from a phone on the reliable channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DirectPhoneText {
    /// The first text.
    Hello {
        /// The protocol version, [`VERSION`].
        protocol: u32,
        /// Always a peer.
        role: Role,
        /// The requested name, not yet cleaned.
        #[serde(default)]
        name: String,
        /// The seat token of an earlier direct welcome.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<String>,
        /// The token that the phone sends through the relay as well, if it has a seat there; see [`PairingToken`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tie: Option<String>,
    },
    /// A new name.
    Rename {
        /// The requested name, not yet cleaned.
        name: String,
    },
    /// The phone releases its seat at once.
    Leave,
}

impl DirectPhoneText {
    /// Returns the hello of a phone without a relay.
    pub fn hello(name: impl Into<String>, seat: Option<String>) -> Self {
        Self::Hello { protocol: VERSION, role: Role::Peer, name: name.into(), seat, tie: None }
    }

    /// Returns the hello of a phone that has a seat at a relay.
    pub fn tied(name: impl Into<String>, tie: PairingToken) -> Self {
        let tie = Some(tie.to_text());
        Self::Hello { protocol: VERSION, role: Role::Peer, name: name.into(), seat: None, tie }
    }

    /// Encodes the text.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text. Returns `None` for a type that this version does not know (to be ignored) and for malformed text.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }
}

/// A text from the game on the reliable channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DirectGameText {
    /// The hello was accepted.
    #[serde(rename_all = "camelCase")]
    Welcome {
        /// Always a peer's.
        role: Role,
        /// The phone's slot.
        slot: u8,
        /// The token for returning to this slot over the direct path.
        seat: String,
        /// Whether the phone had this seat before.
        resumed: bool,
        /// The cleaned name.
        name: String,
        /// Always `true`.
        host_connected: bool,
        /// Highest rate of lossy frames that the game requests, in hertz.
        max_hz: u32,
    },
    /// The path ends, for the reason that this close code has at a relay.
    Close {
        /// See [`super::CloseCode`].
        code: u16,
    },
}

impl DirectGameText {
    /// Encodes the text.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text. Returns `None` for a type that this version does not know (to be ignored) and for malformed text.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SignalledOffer;

    fn offer() -> DirectOffer {
        let addresses = ["192.168.1.5:7171", "[fd00::5]:7171"].map(|text| text.parse().expect("an address")).to_vec();
        DirectOffer { addresses, fingerprint: [7; 32], secret: "abcdefghijklmnopqrstuvwx".into() }
    }

    #[test]
    fn an_offer_survives_both_encodings() {
        assert_eq!(DirectOffer::from_direct(&offer().to_direct()), Some(offer()));
        let fragment = offer().to_fragment();
        assert!(fragment.starts_with("h=192.168.1.5:7171,%5Bfd00::5%5D:7171&f=BwcH"), "{fragment}");
        assert_eq!(DirectOffer::from_fragment(&format!("s=x&{fragment}&later=1")), Some(offer()));
        for (from, to) in [("%5Bfd00::5%5D", "[fd00::5]"), ("%5Bfd00::5%5D", "%5bfd00%3A%3a5%5d"), (",", "%2C")] {
            assert_eq!(DirectOffer::from_fragment(&fragment.replace(from, to)), Some(offer()), "{to}");
        }
    }

    #[test]
    fn texts_that_are_not_offers_are_refused() {
        let good = offer().to_fragment();
        for (from, to) in
            [("192.168.1.5", "somewhere"), ("f=BwcH", "f="), ("k=abc", "k=a-c"), ("k=abcd", "k="), ("&k=", "&l=")]
        {
            assert_eq!(DirectOffer::from_fragment(&good.replace(from, to)), None, "{to}");
        }
    }

    #[test]
    fn a_secret_is_22_to_256_letters_and_digits() {
        let read = |secret: String| DirectOffer::from_direct(&DirectOffer { secret, ..offer() }.to_direct());
        for (secret, is_valid) in [
            ("a".repeat(21), false),
            ("Z9".repeat(11), true),
            ("a".repeat(256), true),
            ("a".repeat(257), false),
            ("ä".repeat(22), false),
            (format!("{}-", "a".repeat(22)), false),
        ] {
            assert_eq!(read(secret.clone()).is_some(), is_valid, "{secret}");
        }
    }

    #[test]
    fn a_pages_name_is_22_letters_and_digits() {
        for (page, is_valid) in [
            ("Z9".repeat(11), true),
            ("a".repeat(21), false),
            ("a".repeat(23), false),
            (format!("{}-", "a".repeat(21)), false),
        ] {
            let read = SignalledOffer::from_direct(&serde_json::json!({ "w": page }));
            assert_eq!(read.as_ref().map(SignalledOffer::page), is_valid.then_some(&*page), "{page}");
            assert_eq!(read.as_ref().map(SignalledOffer::to_direct).is_some(), is_valid);
        }
        assert_eq!(SignalledOffer::from_direct(&offer().to_direct()), None);
        let page = SignalledOffer::new("a".repeat(22)).expect("a name");
        assert_eq!(DirectOffer::from_direct(&page.to_direct()), None);
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!("{:?} {:?}", offer(), PairingToken([65; 16]));
        assert!(!printed.contains("abcdef") && !printed.contains("QUFB") && !printed.contains("65"), "{printed}");
        assert!(printed.contains("192.168.1.5:7171") && printed.contains("PairingToken(…)"), "{printed}");
    }

    #[test]
    fn a_pairing_token_survives_its_encoding() {
        let tie = PairingToken([200; 16]);
        assert_eq!(PairingToken::parse(&tie.to_text()), Some(tie));
        assert_eq!(PairingToken::parse("c2hvcnQ"), None);
    }
}
