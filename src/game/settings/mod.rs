//! The settings and their menu.

pub(crate) mod abilities;
pub(crate) mod context;
pub(crate) mod list;
pub(crate) mod menu;
pub(crate) mod model;
pub(crate) mod pages;
pub(crate) mod rows;
mod steering;
pub(crate) mod values;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<abilities::Abilities>().add_plugins((model::plugin, menu::plugin));
}
