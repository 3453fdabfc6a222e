//! For those who work on the game: measuring it, and taking pictures of it.

pub(crate) mod diagnostics;
pub(crate) mod screenshot;
pub(crate) mod stress;

use bevy::prelude::*;

use crate::game::options::Options;

/// Everything here that needs a window.
pub(crate) fn plugin(options: &Options) -> impl Plugin + use<> {
    let is_stressed = options.stress.is_some();
    move |app: &mut App| {
        app.add_plugins((diagnostics::plugin, screenshot::plugin));
        if is_stressed {
            app.add_plugins(stress::plugin);
        }
    }
}
