//! How phones reach the game: the state of the host and the join links, for screens.

mod connection;
mod links;

use bevy::prelude::*;
use bevy_phonepad::{HostEvent, PhonePadSystems};

use crate::{game::schedule::FrameSystems, link::LinkEvent};

pub(crate) use connection::{Connection, RoomLock};
pub(crate) use links::JoinRoutes;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Connection>()
        .init_resource::<RoomLock>()
        .init_resource::<JoinRoutes>()
        .configure_sets(PreUpdate, PhonePadSystems::Receive.before(FrameSystems::Receive))
        .add_systems(PreUpdate, (follow_connection, links::follow_links).chain().in_set(FrameSystems::Receive));
}

fn follow_connection(mut events: MessageReader<HostEvent>, mut connection: ResMut<Connection>) {
    for HostEvent(event) in events.read() {
        if let LinkEvent::State(state) = event {
            connection.0 = state.clone();
        }
        if event.affects_joining() {
            // The join links on the screen include the direct path.
            connection.set_changed();
        }
    }
}
