//! The links with which phones join, for screens and terminals, which show them whenever they change.

use bevy::prelude::*;
use bevy_phonepad::PhoneHost;

use crate::{
    game::{net::connection::Connection, settings::model::CurrentSettings},
    link::JoinLinks,
    protocol::RoomCode,
};

/// The latest room and its join links; `None` until phones can join for the first time.
#[derive(Resource, Default, PartialEq)]
pub(crate) struct JoinRoutes(pub Option<(Option<RoomCode>, JoinLinks)>);

pub(crate) fn follow_links(
    (host, connection): (Res<PhoneHost>, Res<Connection>),
    settings: Res<CurrentSettings>,
    mut join_routes: ResMut<JoinRoutes>,
) {
    if !connection.is_changed() && !settings.is_changed() {
        return;
    }
    if let Some(links) = host.join_links(settings.page()) {
        join_routes.set_if_neq(JoinRoutes(Some((host.room(), links))));
    }
}
