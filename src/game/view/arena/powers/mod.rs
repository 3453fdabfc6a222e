//! Powers: their icons, the one that a head holds, and their effects.

pub(crate) mod effects;
pub(crate) mod icons;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins(effects::plugin);
}
