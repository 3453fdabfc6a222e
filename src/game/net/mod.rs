//! The game's network: events and commands of its host, polled without waiting.

mod links;
mod messages;
mod network;

use bevy::prelude::*;

use crate::{
    game::schedule::FrameSystems,
    link::{LinkCommand, LinkEvent},
};

pub(crate) use links::JoinRoutes;
pub(crate) use messages::{Connection, FromLink, RoomLock, ToLink, ToPhones};
pub(crate) use network::Network;

/// Maximum number of link events taken in one frame; the rest waits for the next frame.
const MAX_EVENTS_PER_FRAME: usize = 256;
pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Connection>()
        .init_resource::<RoomLock>()
        .init_resource::<JoinRoutes>()
        .add_message::<FromLink>()
        .add_message::<ToPhones>()
        .add_message::<ToLink>()
        .add_systems(PreUpdate, (receive_events, links::follow_links).chain().in_set(FrameSystems::Receive))
        .add_systems(PostUpdate, send);
}

fn receive_events(
    mut network: ResMut<Network>,
    mut connection: ResMut<Connection>,
    mut events: MessageWriter<FromLink>,
) {
    for _ in 0..MAX_EVENTS_PER_FRAME {
        let Some(event) = network.poll_event() else { break };
        match &event {
            LinkEvent::State(state) => connection.0 = state.clone(),
            // The join links on the screen include the direct path.
            LinkEvent::DirectReady(_) => connection.set_changed(),
            _ => {}
        }
        events.write(FromLink(event));
    }
}

fn send(mut messages: MessageReader<ToPhones>, mut commands: MessageReader<ToLink>, network: Res<Network>) {
    let messages =
        messages.read().map(|ToPhones { to, message }| LinkCommand::Send { to: *to, message: message.clone() });
    for command in messages.chain(commands.read().map(|ToLink(command)| command.clone())) {
        if !network.send(command) {
            // The link is hundreds of messages behind, or gone; the connection's state shows which.
            tracing::debug!("a message to the phones was dropped");
        }
    }
}
