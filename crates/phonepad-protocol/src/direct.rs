//! The direct path on the wire: how a phone reaches the game without a relay, and the texts the two say to each other there.

use core::{fmt, net::SocketAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{Direct, Role, VERSION, json::to_json};

/// Most addresses an offer names.
pub const MAX_DIRECT_ADDRESSES: usize = 8;
/// Stream of the channel for lossy frames: unordered, never sent again.
pub const LOSSY_CHANNEL: u16 = 0;
/// Stream of the channel for texts and reliable frames: in order, nothing is lost.
pub const RELIABLE_CHANNEL: u16 = 1;
/// Shortest secret: 22 of 62 characters are 130 bits.
const MIN_SECRET_CHARS: usize = 22;
/// Longest secret that ICE allows as a password.
const MAX_SECRET_CHARS: usize = 256;

/// Proof that the phone in a relay's slot and the one on a direct path are the same: said once on each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PairingToken(pub [u8; 16]);

/// Never the tie itself, so that it cannot end up in a log.
impl fmt::Debug for PairingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tie(…)")
    }
}

impl PairingToken {
    /// As it stands in a hello.
    pub fn to_text(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Reads what stands in a hello.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// Where the game listens for phones, how they know that it is the game, and how it knows that they were asked.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectOffer {
    /// Where, the likeliest first.
    pub addresses: Vec<SocketAddr>,
    /// SHA-256 of the game's DTLS certificate.
    pub fingerprint: [u8; 32],
    /// The ICE password: 22 to 256 characters of `A–Z`, `a–z` and `0–9`.
    pub secret: String,
}

/// Never the secret itself, so that it cannot end up in a log.
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
    /// What the relay hands to every phone.
    pub fn to_direct(&self) -> Direct {
        let Members { h, f, k } = self.members();
        serde_json::json!({ "h": h, "f": f, "k": k })
    }

    /// Reads what the relay handed on; `None` if it is no offer of this kind.
    pub fn from_direct(direct: &Direct) -> Option<Self> {
        Self::from_members(&Members::deserialize(direct).ok()?)
    }

    /// The members of a join link's fragment, without the `#`. A fragment may not have the brackets of IPv6 addresses
    /// (RFC 3986, section 3.5), and some cameras take a code with them for no link at all.
    pub fn to_fragment(&self) -> String {
        let Members { h, f, k } = self.members();
        format!("h={}&f={f}&k={k}", h.replace('[', "%5B").replace(']', "%5D"))
    }

    /// Reads them, among others that may stand there; `None` if one is missing or wrong.
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

/// What is escaped in a list of addresses, by us or by whoever has passed a link on.
fn unescape(addresses: &str) -> String {
    let escaped = [("%5B", "["), ("%5D", "]"), ("%3A", ":"), ("%2C", ",")];
    escaped.into_iter().fold(addresses.to_owned(), |text, (escape, plain)| {
        text.replace(escape, plain).replace(&escape.to_ascii_lowercase(), plain)
    })
}

/// Whether a text can be the secret of an offer.
fn is_secret(text: &str) -> bool {
    (MIN_SECRET_CHARS..=MAX_SECRET_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A text from a phone on the reliable channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DirectPhoneText {
    /// The first text.
    Hello {
        /// The protocol version, [`VERSION`].
        protocol: u32,
        /// Always a peer.
        role: Role,
        /// The wished name, not yet cleaned.
        #[serde(default)]
        name: String,
        /// The seat token of an earlier direct welcome.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seat: Option<String>,
        /// What it has said or is about to say through the relay, if it has a seat there; see [`PairingToken`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tie: Option<String>,
    },
    /// A new name.
    Rename {
        /// The wished name, not yet cleaned.
        name: String,
    },
    /// It gives the seat up at once.
    Leave,
}

impl DirectPhoneText {
    /// The hello of a phone without a relay.
    pub fn hello(name: impl Into<String>, seat: Option<String>) -> Self {
        Self::Hello { protocol: VERSION, role: Role::Peer, name: name.into(), seat, tie: None }
    }

    /// The hello of a phone that has a relay's seat.
    pub fn tied(name: impl Into<String>, tie: PairingToken) -> Self {
        let tie = Some(tie.to_text());
        Self::Hello { protocol: VERSION, role: Role::Peer, name: name.into(), seat: None, tie }
    }

    /// The text.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text; `None` for a type this version does not know (to be ignored) and for anything malformed.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }
}

/// A text from the game on the reliable channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DirectGameText {
    /// The hello was accepted.
    #[serde(rename_all = "camelCase")]
    Welcome {
        /// Always a peer's.
        role: Role,
        /// The slot it sits in.
        slot: u8,
        /// The token that brings it back to this slot, directly.
        seat: String,
        /// Whether the seat was its own before.
        resumed: bool,
        /// The cleaned name.
        name: String,
        /// Always so.
        host_connected: bool,
        /// Highest rate of lossy frames the game wants, in hertz.
        max_hz: u32,
    },
    /// The path ends, for the reason that this close code of a relay has.
    Close {
        /// See [`super::CloseCode`].
        code: u16,
    },
}

impl DirectGameText {
    /// The text.
    pub fn to_text(&self) -> String {
        to_json(self)
    }

    /// Reads a text; `None` for a type this version does not know (to be ignored) and for anything malformed.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> DirectOffer {
        let addresses = ["192.168.1.5:7171", "[fd00::5]:7171"].map(|text| text.parse().expect("an address")).to_vec();
        DirectOffer { addresses, fingerprint: [7; 32], secret: "abcdefghijklmnopqrstuvwx".into() }
    }

    #[test]
    fn an_offer_is_the_same_after_either_way() {
        assert_eq!(DirectOffer::from_direct(&offer().to_direct()), Some(offer()));
        let fragment = offer().to_fragment();
        assert!(fragment.starts_with("h=192.168.1.5:7171,%5Bfd00::5%5D:7171&f=BwcH"), "{fragment}");
        assert_eq!(DirectOffer::from_fragment(&format!("s=x&{fragment}&later=1")), Some(offer()));
        for (from, to) in [("%5Bfd00::5%5D", "[fd00::5]"), ("%5Bfd00::5%5D", "%5bfd00%3A%3a5%5d"), (",", "%2C")] {
            assert_eq!(DirectOffer::from_fragment(&fragment.replace(from, to)), Some(offer()), "{to}");
        }
    }

    #[test]
    fn what_is_no_offer_is_refused() {
        let good = offer().to_fragment();
        for (from, to) in
            [("192.168.1.5", "somewhere"), ("f=BwcH", "f="), ("k=abc", "k=a-c"), ("k=abcd", "k="), ("&k=", "&l=")]
        {
            assert_eq!(DirectOffer::from_fragment(&good.replace(from, to)), None, "{to}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let printed = format!("{:?} {:?}", offer(), PairingToken([65; 16]));
        assert!(!printed.contains("abcdef") && !printed.contains("QUFB") && !printed.contains("65"), "{printed}");
    }

    #[test]
    fn a_tie_is_the_same_after_the_way() {
        let tie = PairingToken([200; 16]);
        assert_eq!(PairingToken::parse(&tie.to_text()), Some(tie));
        assert_eq!(PairingToken::parse("c2hvcnQ"), None);
    }
}
