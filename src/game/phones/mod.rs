//! Messages from phones to the game, and from the game to phones.

pub(crate) mod from_link;
pub(crate) mod party;
pub(crate) mod thumbs;
pub(crate) mod updates;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((from_link::plugin, updates::plugin, party::plugin, thumbs::plugin));
}
