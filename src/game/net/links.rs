//! The links that lead phones into the game, for screens and terminals, which show them when they change.

use bevy::prelude::*;

use crate::{
    game::{
        net::{messages::Connection, network::Network},
        settings::model::CurrentSettings,
    },
    link::JoinLinks,
    protocol::RoomCode,
};

/// The room and the links into it, as known last; `None` until phones can join for the first time.
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
    if let Some(links) = network.join_links(settings.page()) {
        join_routes.set_if_neq(JoinRoutes(Some((network.room(), links))));
    }
}
