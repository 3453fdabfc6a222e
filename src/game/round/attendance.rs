//! The guests of the evening in progress, as players come and go.

use bevy::prelude::*;

use crate::game::{
    players::{
        latecomers,
        roster::{Roster, RosterEvent},
    },
    round::{evening, phase::Phase, state::Round},
    schedule::SimSystems,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(FixedUpdate, attend.in_set(SimSystems::Admit).before(latecomers::keep_up));
}

/// Lets players come and go.
fn attend(mut round: ResMut<Round>, roster: Res<Roster>, mut changes: MessageReader<RosterEvent>) {
    let is_interrupted = round.phase() == Phase::Lobby;
    let Some(evening) = &mut round.bypass_change_detection().evening else { return changes.clear() };
    for change in changes.read() {
        // The previous owner of this seat is not coming back. After a restart of the game every seat is new to it, and the
        // phones that return to them are not.
        if let RosterEvent::Joined { slot, fresh: true, .. } = change
            && !is_interrupted
        {
            evening.forget(*slot);
        }
    }
    evening::follow(evening, &roster);
}
