//! Tools for developers: measurements and screenshots.

mod diagnostics;
mod screenshot;
mod stress;

use bevy::prelude::*;

use crate::game::platform::desktop::options::Options;

/// Adds the tools that need a window.
pub(crate) fn plugin(options: &Options) -> impl Plugin + use<> {
    let screenshot = options.screenshot.clone().map(|path| screenshot::Request { path, after_s: options.after });
    let stress = options.stress.map(|points| stress::Load { points, mode: options.mode });
    move |app: &mut App| {
        app.add_plugins(diagnostics::plugin);
        if let Some(request) = screenshot.clone() {
            app.insert_resource(request).add_plugins(screenshot::plugin);
        }
        if let Some(load) = stress {
            app.insert_resource(load).add_plugins(stress::plugin);
        }
    }
}
