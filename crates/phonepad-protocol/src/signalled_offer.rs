//! The offer of a host in a browser, with the STUN servers for both sides.

use core::{net::Ipv6Addr, num::NonZeroU16};

use serde::Deserialize;

use super::{Direct, Json};

/// Characters in the name of a host's page: 22 of 62 are 130 bits.
pub const PAGE_ID_CHARS: usize = 22;
/// Most STUN servers in an offer.
pub const MAX_STUN_SERVERS: usize = 4;
/// Longest address of a STUN server, in bytes.
const MAX_STUN_SERVER_BYTES: usize = 80;

/// The address of a STUN server, such as `stun:stun.example:3478`, which tells a browser the address that the server
/// sees it under. Always one that browsers accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StunServer(String);

impl StunServer {
    /// Reads an address: `stun:`, a name, an IPv4 address or an IPv6 address in brackets, and a port. `None` if it is
    /// anything else, or longer than 80 bytes; other kinds of servers, such as TURN, are not supported.
    pub fn parse(text: &str) -> Option<Self> {
        let (host, port) = text.strip_prefix("stun:")?.rsplit_once(':')?;
        let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(v6) => v6.parse::<Ipv6Addr>().is_ok(),
            None => {
                !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            }
        };
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<NonZeroU16>().is_ok();
        (is_host && is_port && text.len() <= MAX_STUN_SERVER_BYTES).then(|| Self(text.to_owned()))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The offer of a host in a browser: it has no address of its own, so a phone opens the direct path with
/// [signals](super::Signal) through the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalledOffer {
    page: String,
    stun_servers: Vec<StunServer>,
}

#[derive(Deserialize)]
struct SignalledMembers {
    w: String,
    #[serde(default)]
    s: Json,
}

impl SignalledOffer {
    /// Returns the offer of the page with this name, or `None` unless the name has [`PAGE_ID_CHARS`] of `A–Z`, `a–z`
    /// and `0–9`. Each page that is loaded draws a new one, by which phones recognise that a connection to an earlier
    /// page is over.
    pub fn new(page: impl Into<String>) -> Option<Self> {
        let page = page.into();
        let is_name = page.len() == PAGE_ID_CHARS && page.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_name.then_some(Self { page, stun_servers: Vec::new() })
    }

    /// Returns the same offer with STUN servers for both sides; all but the first [`MAX_STUN_SERVERS`] are left out.
    #[must_use]
    pub fn with_stun_servers(self, servers: impl IntoIterator<Item = StunServer>) -> Self {
        Self { stun_servers: servers.into_iter().take(MAX_STUN_SERVERS).collect(), ..self }
    }

    /// Returns the STUN servers that both sides ask for their addresses.
    pub fn stun_servers(&self) -> &[StunServer] {
        &self.stun_servers
    }

    /// Returns the name of the host's page.
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Returns the offer as the relay passes it to every phone.
    pub fn to_direct(&self) -> Direct {
        let servers: Vec<_> = self.stun_servers.iter().map(StunServer::as_str).collect();
        if servers.is_empty() {
            return serde_json::json!({ "w": self.page });
        }
        serde_json::json!({ "w": self.page, "s": servers })
    }

    /// Reads an offer that the relay passed on; `None` if it is not an offer of this kind. STUN servers that a browser
    /// would refuse are left out: the path may open without them.
    pub fn from_direct(direct: &Direct) -> Option<Self> {
        let SignalledMembers { w, s } = SignalledMembers::deserialize(direct).ok()?;
        let servers = s.as_array().into_iter().flatten().filter_map(|server| StunServer::parse(server.as_str()?));
        Some(Self::new(w)?.with_stun_servers(servers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stun_servers_are_a_name_or_an_address_with_a_port() {
        let vectors: Json = serde_json::from_str(include_str!("../../../tests/protocol/stun_servers.json")).unwrap();
        for (list, is_valid) in [("good", true), ("bad", false)] {
            for server in vectors[list].as_array().unwrap() {
                let text = server.as_str().unwrap();
                assert_eq!(StunServer::parse(text).map(|server| server.as_str() == text).is_some(), is_valid, "{text}");
            }
        }
    }

    #[test]
    fn an_offer_names_at_most_four_stun_servers_and_omits_an_empty_list() {
        let plain = SignalledOffer::new("a".repeat(22)).expect("a name");
        assert_eq!(plain.to_direct(), serde_json::json!({ "w": "a".repeat(22) }));
        let servers = (1..=5).filter_map(|port| StunServer::parse(&format!("stun:stun.example:{port}")));
        let offer = plain.clone().with_stun_servers(servers);
        let first: Vec<_> = (1..=4).map(|port| format!("stun:stun.example:{port}")).collect();
        assert_eq!(offer.to_direct(), serde_json::json!({ "w": "a".repeat(22), "s": first }));
        assert_eq!(SignalledOffer::from_direct(&offer.to_direct()), Some(offer));
        for ignored in [serde_json::json!("stun:stun.example:1"), serde_json::json!([7, "turn:a.example:1"])] {
            let read = SignalledOffer::from_direct(&serde_json::json!({ "w": "a".repeat(22), "s": ignored }));
            assert_eq!(read.as_ref(), Some(&plain), "{ignored}");
        }
    }
}
