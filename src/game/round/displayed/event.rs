//! The events of the displayed game, which views turn into effects.

use bevy::prelude::*;

use crate::{
    game::{round::state::RoundEvent, schedule::SimSystems},
    sim::GameEvent,
};

pub(super) fn plugin(app: &mut App) {
    app.add_message::<DisplayedEvent>().add_systems(FixedUpdate, pass_on.in_set(SimSystems::Show));
}

/// An event of the displayed game.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct DisplayedEvent(pub GameEvent);

/// Forwards events of the round and of the playground to the displayed game.
fn pass_on(mut round: MessageReader<RoundEvent>, mut events: MessageWriter<DisplayedEvent>) {
    events.write_batch(round.read().filter_map(|event| match event {
        RoundEvent::Sim { event, .. } | RoundEvent::Practice { event, .. } => Some(DisplayedEvent(event.clone())),
        RoundEvent::Phase { .. } | RoundEvent::Over { .. } => None,
    }));
}
