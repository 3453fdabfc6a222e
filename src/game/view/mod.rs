//! The window: everything that draws, and the keyboard. Taking this away changes no outcome.

mod announce;
mod arena;
mod audio;
mod badges;
mod blips;
mod bodies;
mod cameras;
mod canvas;
mod chips;
mod codes;
pub(super) mod controls;
mod countdown;
pub(super) mod diagnostics;
mod edges;
mod faces;
mod ghost;
mod hazards;
mod heads;
mod hud;
mod labels;
mod look;
mod menu;
mod numbers;
mod particles;
mod party_results;
mod phantoms;
mod rejoin;
mod results;
mod returns;
mod ribbon;
mod screenshot;
mod shake;
mod shapes;
mod stress;
mod sweep;
mod tags;
mod theme;
mod title;
mod trails;
mod veil;
mod window;

use bevy::{
    prelude::*,
    render::pipelined_rendering::PipelinedRenderingPlugin,
    window::{PresentMode, WindowResizeConstraints},
};

use super::options::Options;

/// Smallest window in which everything still has its place.
const SMALLEST: Vec2 = Vec2::new(800.0, 600.0);

/// The window and everything in it.
pub(super) fn plugin(options: &Options) -> impl Plugin + use<> {
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
        // Newest frame first: a queue of finished frames would be felt in the hand.
        present_mode: PresentMode::AutoVsync,
        desired_maximum_frame_latency: std::num::NonZero::new(1),
        ..Window::default()
    };
    move |app: &mut App| {
        let engine = DefaultPlugins.set(WindowPlugin { primary_window: Some(window.clone()), ..default() });
        if stress {
            // Or the last frame would be rendered beside what is measured.
            app.add_plugins(engine.disable::<PipelinedRenderingPlugin>());
        } else {
            app.add_plugins(engine);
        }
        app.add_plugins(crate::game::stage::plugin)
            .add_plugins((theme::plugin, cameras::plugin, controls::plugin, menu::plugin, screenshot::plugin))
            .add_plugins((window::plugin, audio::plugin, diagnostics::plugin, announce::plugin))
            .add_plugins((canvas::plugin, shake::plugin, arena::plugin, blips::plugin, hazards::plugin, heads::plugin))
            .add_plugins((bodies::plugin, trails::plugin, phantoms::plugin, returns::plugin))
            .add_plugins((sweep::plugin, tags::plugin, countdown::plugin))
            .add_plugins((ghost::plugin, particles::plugin, numbers::plugin, veil::plugin))
            .add_plugins((
                codes::plugin,
                title::plugin,
                hud::plugin,
                results::plugin,
                party_results::plugin,
                rejoin::plugin,
                badges::plugin,
            ));
        if stress {
            app.add_plugins(stress::plugin);
        }
    }
}
