//! The settings and their menu.

pub(crate) mod change;
pub(crate) mod menu;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rows;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((model::plugin, menu::plugin));
}
