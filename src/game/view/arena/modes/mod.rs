//! Drawings that belong to one mode each, a file for each mode. A system draws nothing unless its part of the rules is on.

pub(crate) mod ball;
pub(crate) mod bomb;
pub(crate) mod crown;
pub(crate) mod hush;
pub(crate) mod hydra;
pub(crate) mod knock_out;
pub(crate) mod land;
pub(crate) mod turf;
pub(crate) mod words;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((
        (ball::plugin, bomb::plugin, crown::plugin, hush::plugin),
        (hydra::plugin, knock_out::plugin, turf::plugin, words::plugin),
    ));
}
