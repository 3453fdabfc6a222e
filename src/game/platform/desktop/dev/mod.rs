//! Tools for developers: measurements and screenshots.

mod diagnostics;
mod processor_time;
mod screenshot;

use bevy::prelude::*;

use crate::game::{
    dev::stress::{self, StressLoad},
    platform::desktop::options::Options,
};

/// Adds the tools that need a window.
pub(crate) fn plugin(options: &Options) -> impl Plugin + use<> {
    let screenshot = options.screenshot.clone().map(|path| screenshot::Request { path, after_s: options.after });
    let stress = options.stress.map(|points| StressLoad {
        points,
        mode: options.mode,
        clock: processor_time::of_this_thread,
        print: processor_time::print,
    });
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
