//! Two cameras: one for the arena in the space under the score line, one for the interface over the whole window.

use bevy::{
    camera::{CameraOutputMode, ClearColorConfig, Hdr, MsaaWriteback, ScalingMode, visibility::RenderLayers},
    core_pipeline::tonemapping::{DebandDither, Tonemapping},
    post_process::bloom::{Bloom, BloomCompositeMode, BloomPrefilter},
    prelude::*,
    render::render_resource::BlendState,
    window::PrimaryWindow,
};

use crate::game::{
    round::displayed::DisplayedGame,
    settings::model::CurrentSettings,
    view::{
        arena::{canvas::Paint, shake::Shake},
        theme::look::Look,
    },
};

/// Height of the score line, as a percentage of the smaller side of the window.
pub(crate) const SCORE_LINE: f32 = 10.0;
/// Margins around the lobby's playground for the title, the code and the list of players: at the left and the top, and
/// at the right and the bottom, as percentages of the smaller side of the window.
const PLAYGROUND: (Vec2, Vec2) = (Vec2::new(3.0, 9.0), Vec2::new(51.0, 29.0));
/// Space around the arena, in addition to the part of a head that may be outside, in arena units.
const MARGIN: f32 = 5.0;
/// Maximum width of the image for blurring the glow, in pixels: all GPUs support it.
const MAX_GLOW_PX: u32 = 2048;
/// Settings of the glow: only colours brighter than the floor glow, and too little to blur anything.
const GLOW: Bloom = Bloom {
    intensity: 0.16,
    low_frequency_boost: 0.55,
    low_frequency_boost_curvature: 0.9,
    prefilter: BloomPrefilter { threshold: 0.45, threshold_softness: 0.5 },
    composite_mode: BloomCompositeMode::Additive,
    ..Bloom::OLD_SCHOOL
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Framing>()
        .add_systems(Startup, spawn)
        .add_systems(Update, ((frame, aim).chain().in_set(Paint::Frame), glow));
}

/// The part of the world that the window shows.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Framing {
    /// The point in the window's middle, in arena units.
    pub middle: Vec2,
    /// Logical pixels per arena unit.
    pub scale: f32,
    /// The middle of the arena.
    pub heart: Vec2,
}

impl Default for Framing {
    fn default() -> Self {
        Self { middle: Vec2::ZERO, scale: 1.0, heart: Vec2::ZERO }
    }
}

impl Framing {
    /// Frames an arena of this size so that it fills the window, as a backdrop.
    fn filling(arena: Vec2, window: Vec2) -> Self {
        let heart = arena / 2.0;
        Self { middle: heart, scale: (window / arena).max_element(), heart }
    }

    /// Fits an arena of this size into a part of the window, in logical pixels.
    fn fitting(arena: Vec2, margin: f32, window: Vec2, part: Rect) -> Self {
        let heart = arena / 2.0;
        let scale = (part.size().max(Vec2::ONE) / (arena + 2.0 * margin)).min_element();
        Self { middle: heart - (part.center() - window / 2.0) / scale, scale, heart }
    }
}

#[derive(Component)]
struct ArenaCamera;

fn spawn(mut commands: Commands) {
    let projection =
        OrthographicProjection { scaling_mode: ScalingMode::WindowSize, ..OrthographicProjection::default_2d() };
    commands.spawn((
        Name::new("Arena camera"),
        ArenaCamera,
        Camera2d,
        // Leaves colours unchanged up to near white, preserves their hue beyond, and needs no table.
        Tonemapping::KhronosPbrNeutral,
        DebandDither::Enabled,
        Msaa::Sample4,
        Projection::Orthographic(projection),
    ));
    commands.spawn((
        Name::new("Interface camera"),
        Camera2d,
        // Draws on a transparent image that is then blended over the arena: its colours are already premultiplied.
        Camera {
            order: 1,
            // Without glow both cameras share one image, and the second must not blend the arena in again.
            msaa_writeback: MsaaWriteback::Off,
            clear_color: ClearColorConfig::Custom(Color::NONE),
            output_mode: CameraOutputMode::Write {
                blend_state: Some(BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                clear_color: ClearColorConfig::None,
            },
            ..default()
        },
        Tonemapping::None,
        // The same as the arena's camera: two cameras on one window share their depth buffer.
        Msaa::Sample4,
        // Excludes the arena, which would be drawn twice.
        RenderLayers::none(),
        IsDefaultUiCamera,
    ));
}

/// Frames the arena of the displayed game for any window size.
fn frame(displayed: DisplayedGame, window: Single<&Window, With<PrimaryWindow>>, mut framing: ResMut<Framing>) {
    let size = window.size();
    let Some(game) = displayed.game() else { return };
    if size.min_element() < 1.0 {
        return; // minimised
    }
    let tuning = game.tuning();
    let margin = tuning.edge_margin + tuning.head_radius + MARGIN;
    let unit = size.min_element() / 100.0;
    let part = if displayed.is_playground() {
        Rect::from_corners(PLAYGROUND.0 * unit, size - PLAYGROUND.1 * unit)
    } else {
        Rect::from_corners(Vec2::new(0.0, SCORE_LINE * unit), size)
    };
    framing.set_if_neq(if displayed.is_backdrop() && !displayed.is_playground() {
        Framing::filling(tuning.arena, size)
    } else {
        Framing::fitting(tuning.arena, margin, size, part)
    });
}

/// Points the camera at the frame, with the shake's zoom and offset.
fn aim(framing: Res<Framing>, shake: Res<Shake>, camera: Single<(&mut Transform, &mut Projection), With<ArenaCamera>>) {
    let (mut transform, mut projection) = camera.into_inner();
    let zoom = shake.zoom();
    // The centre of the zoom stays in its place on the screen.
    let middle = shake.focus().unwrap_or(framing.heart);
    let middle = middle + (framing.middle - middle) / zoom + shake.offset();
    transform.translation = to_world(middle, transform.translation.z);
    if let Projection::Orthographic(projection) = &mut *projection {
        projection.scale = 1.0 / (framing.scale * zoom);
    }
}

/// Switches the glow on and off.
fn glow(
    mut commands: Commands,
    settings: Res<CurrentSettings>,
    window: Single<&Window, With<PrimaryWindow>>,
    camera: Single<(Entity, Option<&mut Bloom>), With<ArenaCamera>>,
) {
    let (camera, glow) = camera.into_inner();
    let look = Look::of(&settings);
    let wanted = !look.low && !look.contrast;
    let height = glow_height(window.physical_size());
    match glow {
        None if wanted => _ = commands.entity(camera).insert((Hdr, Bloom { max_mip_dimension: height, ..GLOW })),
        Some(_) if !wanted => _ = commands.entity(camera).remove::<(Bloom, Hdr)>(),
        Some(mut glow) if glow.max_mip_dimension != height => glow.max_mip_dimension = height,
        _ => {}
    }
}

/// Returns the height of the image for blurring the glow, in pixels, for a window of this size in pixels. The image has
/// the window's shape, and must not be wider than a GPU supports for any shape.
fn glow_height(window: UVec2) -> u32 {
    let widest = u64::from(MAX_GLOW_PX) * u64::from(window.y) / u64::from(window.x.max(1));
    u64::from(GLOW.max_mip_dimension).min(widest).max(1) as u32
}

/// Converts arena coordinates (y down) to world coordinates (y up).
pub(crate) fn to_world(position: Vec2, z: f32) -> Vec3 {
    Vec3::new(position.x, -position.y, z)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glow_fits_a_gpu_for_any_window_shape() {
        assert_eq!(glow_height(UVec2::new(1280, 720)), GLOW.max_mip_dimension);
        assert_eq!(glow_height(UVec2::new(3840, 1080)), GLOW.max_mip_dimension, "full quality on a wide screen");
        for (width, height) in [(1280, 38), (1280, 1), (1, 1), (38, 1280), (1, 4000), (16_384, 16), (0, 0)] {
            let high = glow_height(UVec2::new(width, height));
            // An image of one pixel's height is at most as wide as the window.
            assert!(high >= 1 && (high == 1 || high * width <= MAX_GLOW_PX * height), "{width} × {height}: {high}");
        }
    }

    #[test]
    fn the_arena_is_under_the_line_at_every_size() {
        for arena in [Vec2::new(1152.0, 648.0), Vec2::new(840.0, 600.0)] {
            for window in
                [Vec2::new(800.0, 600.0), Vec2::new(1280.0, 720.0), Vec2::new(3840.0, 2160.0), Vec2::new(600.0, 900.0)]
            {
                let line = window.min_element() * SCORE_LINE / 100.0;
                let part = Rect::from_corners(Vec2::new(0.0, line), window);
                let framing = Framing::fitting(arena, 20.0, window, part);
                let on_screen = |place: Vec2| (place - framing.middle) * framing.scale + window / 2.0;
                let (low, high) = (on_screen(Vec2::ZERO), on_screen(arena));
                assert!(low.x >= 0.0 && low.y >= line, "{window}: {low}");
                assert!(high.x <= window.x && high.y <= window.y, "{window}: {high}");
                let filled = Framing::filling(arena, window);
                assert!((arena * filled.scale).cmpge(window - 0.01).all());
            }
        }
    }
}
