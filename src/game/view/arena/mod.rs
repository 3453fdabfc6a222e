//! The arena and everything in it.

pub(crate) mod blips;
pub(crate) mod bodies;
pub(crate) mod cameras;
pub(crate) mod canvas;
pub(crate) mod edges;
pub(crate) mod faces;
pub(crate) mod floor;
pub(crate) mod ghost;
pub(crate) mod hazards;
pub(crate) mod heads;
pub(crate) mod modes;
pub(crate) mod numbers;
pub(crate) mod particles;
pub(crate) mod phantoms;
pub(crate) mod powers;
pub(crate) mod returns;
pub(crate) mod ribbon;
pub(crate) mod shake;
pub(crate) mod sweep;
pub(crate) mod tags;
pub(crate) mod trails;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((
        (canvas::plugin, cameras::plugin, shake::plugin, returns::plugin),
        (floor::plugin, bodies::plugin, ghost::plugin, trails::plugin, phantoms::plugin, sweep::plugin),
        (blips::plugin, hazards::plugin, heads::plugin, tags::plugin, particles::plugin, numbers::plugin),
        (modes::plugin, powers::plugin),
    ));
}
