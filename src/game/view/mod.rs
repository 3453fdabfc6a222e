//! The window: everything that draws. Removing it changes no outcome.

mod arena;
mod audio;
mod screens;
mod theme;
mod window;

use bevy::{
    prelude::*,
    render::pipelined_rendering::PipelinedRenderingPlugin,
    window::{PresentMode, WindowResizeConstraints},
};

use crate::game::{options::Options, round::attract};

/// Smallest window size in which the layout still works, in logical pixels.
const SMALLEST: Vec2 = Vec2::new(800.0, 600.0);

/// Adds the window and everything in it.
pub(crate) fn plugin(options: &Options) -> impl Plugin + use<> {
    let (width, height) = options.window;
    let stress = options.stress.is_some();
    let window = Window {
        title: "Full Tilt".to_owned(),
        resolution: (width, height).into(),
        resize_constraints: WindowResizeConstraints {
            min_width: SMALLEST.x,
            min_height: SMALLEST.y,
            ..WindowResizeConstraints::default()
        },
        // Newest frame first: players would feel the delay of a queue of finished frames.
        present_mode: PresentMode::AutoVsync,
        desired_maximum_frame_latency: std::num::NonZero::new(1),
        ..Window::default()
    };
    move |app: &mut App| {
        let engine = DefaultPlugins.set(WindowPlugin { primary_window: Some(window.clone()), ..default() });
        if stress {
            // Otherwise the last frame would be rendered in parallel with the measured one.
            app.add_plugins(engine.disable::<PipelinedRenderingPlugin>());
        } else {
            app.add_plugins(engine);
        }
        app.add_plugins((
            attract::plugin,
            theme::plugin,
            arena::plugin,
            screens::plugin,
            window::plugin,
            audio::plugin,
        ));
    }
}
