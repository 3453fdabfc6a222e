//! The links with which phones join a room.

use std::net::{IpAddr, SocketAddr};

use phonepad_protocol::{DirectOffer, RoomCode, join_url, rejoin_url};

/// Links into the room. They contain the secret of the direct path: show them on screens, keep them out of logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLinks {
    /// The link to scan.
    pub first: String,
    /// A second link, for phones that cannot use the first one.
    pub other: Option<String>,
}

impl JoinLinks {
    /// Returns the same links, as short as possible, for QR codes made of characters and for typing: the relay sends a
    /// phone every address and the rest of the direct path. A page on another host has no relay, so its link keeps the
    /// likeliest address.
    pub fn for_terminal(&self) -> Self {
        let (address, fragment) = self.first.split_once('#').unwrap_or((self.first.as_str(), ""));
        let first = match DirectOffer::from_fragment(fragment) {
            Some(mut offer) if !address.contains("/?room=") => {
                offer.addresses.truncate(1);
                format!("{address}#{}", offer.to_fragment())
            }
            _ => address.to_owned(),
        };
        Self { first, other: self.other.as_deref().map(without_fragment).map(str::to_owned) }
    }

    /// Returns the link through the relay alone, for logs and other records: the secret of the direct path is in the
    /// fragment.
    pub fn without_secret(&self) -> Self {
        let link = self.other.as_ref().unwrap_or(&self.first);
        Self { first: without_fragment(link).to_owned(), other: None }
    }
}

fn without_fragment(link: &str) -> &str {
    link.split_once('#').map_or(link, |(address, _)| address)
}

/// Where phones reach a host: the origin of its relay, and its direct offer once there is one.
#[derive(Debug, Clone)]
pub(crate) struct JoinAddress {
    /// Origin of the relay's links that phones open.
    pub(crate) origin: String,
    /// Port of the built-in relay, if it listens on every address that this machine has or will have.
    pub(crate) everywhere: Option<u16>,
    /// How phones reach the host directly; `None` until it is known.
    pub(crate) offer: Option<DirectOffer>,
}

impl JoinAddress {
    /// Adopts the addresses of a new offer, at which the built-in relay listens as well. Returns whether the origin is
    /// now reachable from other machines.
    pub(crate) fn adopt(&mut self, offer: DirectOffer) -> bool {
        let first: Option<IpAddr> = offer.addresses.first().map(SocketAddr::ip).filter(|ip| !ip.is_loopback());
        self.offer = Some(offer);
        let (Some(port), Some(ip)) = (self.everywhere, first) else { return false };
        self.origin = format!("https://{}", SocketAddr::new(ip, port));
        true
    }

    /// Returns the links, given the room, if it is open, and a page on another host that phones open first, if there is
    /// one. Such a page needs no room: phones from it reach the host directly. Returns `None` while nobody can join.
    pub(crate) fn links(&self, room: Option<RoomCode>, page: Option<&str>) -> Option<JoinLinks> {
        let fragment = self.offer.as_ref().map(|offer| format!("#{}", offer.to_fragment()));
        let own = room.map(|room| join_url(&self.origin, room) + fragment.as_deref().unwrap_or_default());
        match (page, fragment) {
            (Some(page), Some(fragment)) => Some(JoinLinks { first: format!("{page}{fragment}"), other: own }),
            _ => own.map(|first| JoinLinks { first, other: None }),
        }
    }

    /// Returns the link to a room without the parts that nobody would type.
    pub(crate) fn short_url(&self, room: RoomCode) -> String {
        join_url(&self.origin, room)
    }

    /// Returns the link that takes over a seat.
    pub(crate) fn rejoin_url(&self, room: RoomCode, invitation: &str) -> String {
        rejoin_url(&self.origin, room, invitation)
    }
}

#[cfg(test)]
mod tests {
    use super::JoinLinks;
    use phonepad_protocol::DirectOffer;

    #[test]
    fn the_terminal_has_one_address() {
        let addresses =
            ["192.168.1.5:7171", "[fd00::5]:7171", "172.17.0.1:7171"].map(|address| address.parse().unwrap());
        let offer = DirectOffer { addresses: addresses.to_vec(), fingerprint: [7; 32], secret: "a".repeat(24) };
        let fragment = offer.to_fragment();
        let own = format!("https://192.168.1.5:7171/?room=K7TQ#{fragment}");
        let links = JoinLinks { first: own.clone(), other: None }.for_terminal();
        assert_eq!((links.first.as_str(), links.other), ("https://192.168.1.5:7171/?room=K7TQ", None));
        for other in [Some(own), None] {
            let has_own = other.is_some();
            let links = JoinLinks { first: format!("https://play.example/#{fragment}"), other }.for_terminal();
            let (page, fragment) = links.first.split_once('#').unwrap();
            let told = DirectOffer::from_fragment(fragment).unwrap();
            assert_eq!((page, told.addresses.as_slice()), ("https://play.example/", &addresses[..1]));
            assert_eq!((told.fingerprint, &told.secret), (offer.fingerprint, &offer.secret));
            assert_eq!(links.other, has_own.then(|| "https://192.168.1.5:7171/?room=K7TQ".to_owned()));
        }
    }
}
