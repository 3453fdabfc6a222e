//! Who plays: seats, their members, bots, votes, and those who come late or are away.

pub(crate) mod bots;
pub(crate) mod latecomers;
pub(crate) mod member;
pub(crate) mod roster;
pub(crate) mod votes;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((roster::plugin, bots::plugin, votes::plugin, latecomers::plugin));
}
