//! The players: seats, their members, bots, votes, late joiners and absent players.

pub(crate) mod bots;
pub(crate) mod latecomers;
pub(crate) mod looks;
pub(crate) mod member;
pub(crate) mod roster;
pub(crate) mod votes;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((roster::plugin, bots::plugin, votes::plugin, latecomers::plugin));
}
