//! The interface over the arena: screens, text and codes.

pub(crate) mod announce;
pub(crate) mod badges;
pub(crate) mod chips;
pub(crate) mod codes;
pub(crate) mod countdown;
mod figures;
pub(crate) mod hud;
pub(crate) mod introduction;
mod news;
pub(crate) mod panel;
pub(crate) mod party_results;
pub(crate) mod podium;
mod ranking;
pub(crate) mod rejoin;
pub(crate) mod results;
pub(crate) mod settings;
pub(crate) mod title;
pub(crate) mod veil;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((
        (badges::plugin, settings::plugin, announce::plugin, countdown::plugin, veil::plugin, news::plugin),
        (codes::plugin, title::plugin, hud::plugin, results::plugin, party_results::plugin, rejoin::plugin),
        (introduction::plugin, podium::plugin),
    ));
}
