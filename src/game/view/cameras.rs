//! Two cameras: one shows the arena in the space under the score line, one shows the interface over the whole window.

use bevy::{
    camera::{ClearColorConfig, ScalingMode, Viewport, visibility::RenderLayers},
    prelude::*,
    window::PrimaryWindow,
};
use bevy_egui::{EguiGlobalSettings, PrimaryEguiContext};

use crate::sim::Tuning;

const ARENA: Vec2 = Tuning::SERPENT.arena;

/// Height of the score line, as a percentage of the smaller side of the window.
pub(super) const SCORE_LINE: f32 = 10.0;
/// Space around the arena, in arena units: a head may be 10 outside, and has a radius of 10.
const MARGIN: f32 = 24.0;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(EguiGlobalSettings { auto_create_primary_context: false, ..default() })
        .add_systems(Startup, spawn)
        .add_systems(Update, fit_arena);
}

#[derive(Component)]
struct ArenaCamera;

fn spawn(mut commands: Commands) {
    let scaling_mode = ScalingMode::AutoMin { min_width: ARENA.x + 2.0 * MARGIN, min_height: ARENA.y + 2.0 * MARGIN };
    commands.spawn((
        Name::new("Arena camera"),
        ArenaCamera,
        Camera2d,
        Projection::Orthographic(OrthographicProjection { scaling_mode, ..OrthographicProjection::default_2d() }),
    ));
    commands.spawn((
        Name::new("Interface camera"),
        Camera2d,
        Camera { order: 1, clear_color: ClearColorConfig::None, ..default() },
        // Nothing of the arena: it would be drawn twice.
        RenderLayers::none(),
        IsDefaultUiCamera,
        PrimaryEguiContext,
    ));
}

/// Keeps the arena out from under the score line, whatever the window's size.
fn fit_arena(window: Single<&Window, With<PrimaryWindow>>, mut camera: Single<&mut Camera, With<ArenaCamera>>) {
    let size = window.physical_size();
    let line = (size.min_element() as f32 * SCORE_LINE / 100.0).ceil() as u32;
    if size.x == 0 || size.y <= line {
        return; // minimised
    }
    let (position, space) = (UVec2::new(0, line), UVec2::new(size.x, size.y - line));
    let fits =
        camera.viewport.as_ref().is_some_and(|old| old.physical_position == position && old.physical_size == space);
    if !fits {
        camera.viewport = Some(Viewport { physical_position: position, physical_size: space, ..default() });
    }
}

/// Arena coordinates (y down, origin in the top left corner) as the world's (y up, origin in the middle).
pub(super) fn to_world(position: Vec2, z: f32) -> Vec3 {
    let centred = position - ARENA / 2.0;
    Vec3::new(centred.x, -centred.y, z)
}
