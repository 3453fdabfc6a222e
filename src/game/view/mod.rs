//! The window: everything that draws. Removing it changes no outcome.

mod arena;
mod audio;
mod screens;
mod theme;
mod window;

use std::panic::{self, AssertUnwindSafe};

use bevy::{
    app::{PanicHandlerPlugin, PluginGroupBuilder},
    prelude::*,
    render::pipelined_rendering::PipelinedRenderingPlugin,
    window::{PresentMode, WindowResizeConstraints},
};

use crate::game::{error::GameError, options::Options, round::attract};

/// Smallest window size in which the layout still works, in logical pixels.
const SMALLEST: Vec2 = Vec2::new(800.0, 600.0);

/// Adds the window and everything in it.
///
/// # Errors
/// If no window can be opened.
pub(crate) fn build(app: &mut App, options: &Options) -> Result<(), GameError> {
    let (width, height) = options.window;
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
    let mut engine = DefaultPlugins.set(WindowPlugin { primary_window: Some(window), ..default() });
    if options.stress.is_some() {
        // Otherwise the last frame would be rendered in parallel with the measured one.
        engine = engine.disable::<PipelinedRenderingPlugin>();
    }
    add_engine(app, engine)?;
    app.add_plugins((attract::plugin, theme::plugin, arena::plugin, screens::plugin, window::plugin, audio::plugin));
    Ok(())
}

/// Adds Bevy's plugins. If the display cannot be used, the one for the window panics instead of returning an error, and
/// because winit creates one event loop in a process and no more, there is no way to try beforehand.
fn add_engine(app: &mut App, engine: PluginGroupBuilder) -> Result<(), GameError> {
    // This plugin adds to the panic hook, which must not be lost below.
    app.add_plugins(PanicHandlerPlugin);
    let engine = engine.disable::<PanicHandlerPlugin>();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|panic| tracing::info!("cannot open a window: {panic}")));
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        app.add_plugins(engine);
    }));
    panic::set_hook(hook);
    result.map_err(|_| GameError::UnusableDisplay)
}
