//! The links that lead phones into the game. They are made here; whoever shows them looks whether they have changed.

use bevy::prelude::*;

use crate::{
    game::{
        net::{messages::Connection, network::Network},
        settings::model::CurrentSettings,
    },
    protocol::{DirectOffer, RoomCode, join_url, rejoin_url},
};

/// Links that lead into the room. They hold the secret of the direct path: for screens, not for logs.
#[derive(Clone, PartialEq)]
pub(crate) struct JoinLinks {
    /// The one to scan.
    pub first: String,
    /// For phones that the first one is no use to.
    pub other: Option<String>,
}

impl JoinLinks {
    /// As short as it can be, for a code of characters and for hands that type: the relay tells a phone every address and
    /// the rest of the direct path. A page elsewhere knows no relay; it is told the likeliest address.
    pub(crate) fn for_terminal(&self) -> Self {
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

    /// The way through the relay alone, for logs and whatever else may be kept: the secret of the direct path is in the
    /// fragment.
    pub(crate) fn without_secret(&self) -> Self {
        let link = self.other.as_ref().unwrap_or(&self.first);
        Self { first: without_fragment(link).to_owned(), other: None }
    }
}

fn without_fragment(link: &str) -> &str {
    link.split_once('#').map_or(link, |(address, _)| address)
}

/// How phones come, as was known last; nothing before they could for the first time.
#[derive(Resource, Default, PartialEq)]
pub(crate) struct JoinRoutes(pub Option<(Option<RoomCode>, JoinLinks)>);

pub(crate) fn follow_links(
    (network, connection): (Res<Network>, Res<Connection>),
    settings: Res<CurrentSettings>,
    mut join_routes: ResMut<JoinRoutes>,
) {
    if !connection.is_changed() && !settings.is_changed() {
        return;
    }
    let room = connection.room();
    if let Some(links) = network.join_links(room, settings.page()) {
        join_routes.set_if_neq(JoinRoutes(Some((room, links))));
    }
}

impl Network {
    /// What the QR code says, given the room, if it is open, and a page elsewhere that is to be opened first, if there is one.
    /// Such a page needs no room: phones that come by it reach the game directly. `None` while nobody can come.
    fn join_links(&self, code: Option<RoomCode>, page: Option<&str>) -> Option<JoinLinks> {
        let fragment = self.offer.as_ref().map(|offer| format!("#{}", offer.to_fragment()));
        let own = code.map(|code| join_url(&self.origin, code) + fragment.as_deref().unwrap_or_default());
        match (page, fragment) {
            (Some(page), Some(fragment)) => Some(JoinLinks { first: format!("{page}{fragment}"), other: own }),
            _ => own.map(|first| JoinLinks { first, other: None }),
        }
    }

    /// The link without what nobody would type.
    pub(crate) fn short_url(&self, code: RoomCode) -> String {
        join_url(&self.origin, code)
    }

    /// The link that takes a seat in it.
    pub(crate) fn rejoin_url(&self, code: RoomCode, invitation: &str) -> String {
        rejoin_url(&self.origin, code, invitation)
    }
}

#[cfg(test)]
mod tests {
    use super::JoinLinks;
    use crate::protocol::DirectOffer;

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
