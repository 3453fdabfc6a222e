//! The window: everything that draws. Removing it changes no outcome.

mod arena;
mod audio;
mod screens;
mod theme;
mod window;

use bevy::{
    prelude::*,
    window::{PresentMode, WindowResizeConstraints},
};

use crate::game::round::{attract, displayed, moment};

pub(crate) use audio::Speaker;
pub(crate) use window::ScreenSaver;

/// Smallest window size in which the layout still works, in logical pixels.
const SMALLEST: Vec2 = Vec2::new(800.0, 600.0);

/// Adds everything in the window. The platform adds Bevy's plugins, [`Speaker`] and [`ScreenSaver`] before.
pub(crate) fn plugin(app: &mut App) {
    app.add_plugins((
        displayed::plugin,
        attract::plugin,
        moment::plugin,
        theme::plugin,
        arena::plugin,
        screens::plugin,
        window::plugin,
        audio::plugin,
    ));
}

/// Returns the game's window.
pub(crate) fn window() -> Window {
    Window {
        title: "Full Tilt".to_owned(),
        resize_constraints: WindowResizeConstraints {
            min_width: SMALLEST.x,
            min_height: SMALLEST.y,
            ..WindowResizeConstraints::default()
        },
        // Newest frame first: players would feel the delay of a queue of finished frames.
        present_mode: PresentMode::AutoVsync,
        desired_maximum_frame_latency: std::num::NonZero::new(1),
        ..Window::default()
    }
}
