//! The links that lead phones into the game. They are made here; whoever shows them looks whether they have changed.

use bevy::prelude::*;

use super::{Connection, Network};
use crate::{
    game::settings::CurrentSettings,
    protocol::{RoomCode, join_url, rejoin_url},
};

/// Links that lead into the room. They hold the secret of the direct path: for screens, not for logs.
#[derive(Clone, PartialEq)]
pub(in crate::game) struct JoinLinks {
    /// The one to scan.
    pub first: String,
    /// For phones that the first one is no use to.
    pub other: Option<String>,
}

impl JoinLinks {
    /// The way through the relay alone, for logs and whatever else may be kept: the secret of the direct path is in the
    /// fragment.
    pub(in crate::game) fn without_secret(&self) -> Self {
        let link = self.other.as_ref().unwrap_or(&self.first);
        Self { first: link.split('#').next().unwrap_or_default().to_owned(), other: None }
    }
}

/// How phones come, as was known last; nothing before they could for the first time.
#[derive(Resource, Default, PartialEq)]
pub(in crate::game) struct WaysIn(pub Option<(Option<RoomCode>, JoinLinks)>);

pub(super) fn follow_links(
    (network, connection): (Res<Network>, Res<Connection>),
    settings: Res<CurrentSettings>,
    mut ways_in: ResMut<WaysIn>,
) {
    if !connection.is_changed() && !settings.is_changed() {
        return;
    }
    let room = connection.room();
    if let Some(links) = network.join_links(room, settings.page()) {
        ways_in.set_if_neq(WaysIn(Some((room, links))));
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
    pub(in crate::game) fn short_url(&self, code: RoomCode) -> String {
        join_url(&self.origin, code)
    }

    /// The link that takes a seat in it.
    pub(in crate::game) fn rejoin_url(&self, code: RoomCode, invitation: &str) -> String {
        rejoin_url(&self.origin, code, invitation)
    }
}
