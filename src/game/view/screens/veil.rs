//! The overlay on the whole arena: darkness while the arena is only a backdrop, and a flash at a crash.

use bevy::prelude::*;

use crate::{
    game::{
        round::{displayed::DisplayedGame, state::RoundEvent},
        settings::model::CurrentSettings,
        view::{
            arena::{
                cameras::{Framing, to_world},
                canvas::Paint,
            },
            theme::look::Look,
        },
    },
    sim::GameEvent,
};

/// Z coordinate: over the numbers and everything else.
const Z: f32 = 6.0;
/// Side of the veil, in arena units: more than any window shows.
const SIZE: f32 = 8000.0;
/// Opacity over a backdrop, and over the playground, whose heads must be visible.
const DARK: f32 = 0.8;
const DUSK: f32 = 0.4;
/// Initial brightness of a flash, and its duration in seconds.
const FLASH: f32 = 0.16;
const FLASH_S: f32 = 0.22;
/// Minimum seconds from one flash to the next: at most two and a half per second, whatever happens.
const PAUSE_S: f32 = 0.4;

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn).add_systems(Update, lay.after(Paint::Frame));
}

/// The veil's rectangle.
#[derive(Component)]
struct Veil;

fn spawn(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut materials: ResMut<Assets<ColorMaterial>>) {
    commands.spawn((
        Name::new("Veil"),
        Veil,
        Mesh2d(meshes.add(Rectangle::from_length(SIZE))),
        MeshMaterial2d(materials.add(ColorMaterial::default())),
        Transform::default(),
        Visibility::Hidden,
    ));
}

fn lay(
    mut events: MessageReader<RoundEvent>,
    displayed: DisplayedGame,
    settings: Res<CurrentSettings>,
    framing: Res<Framing>,
    time: Res<Time>,
    veil: Single<(&mut Transform, &mut Visibility, &MeshMaterial2d<ColorMaterial>), With<Veil>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut since: Local<Option<f32>>,
) {
    let crashed = events.read().any(|event| matches!(event, RoundEvent::Sim { event: GameEvent::Crashed { .. }, .. }));
    // In a party, crashes are frequent: only the crash that ends the round causes a flash.
    let counts = displayed.game().is_none_or(|game| game.tuning().party.is_none() || game.is_over());
    *since = since.map(|seconds| seconds + time.delta_secs());
    if crashed && counts && since.is_none_or(|seconds| seconds >= PAUSE_S) {
        *since = Some(0.0);
    }
    let left = since.map_or(0.0, |seconds| (1.0 - seconds / FLASH_S).max(0.0));
    let flash = if settings.flashes() && !Look::of(&settings).contrast { FLASH * left * left } else { 0.0 };
    let colour = if displayed.is_backdrop() {
        Color::linear_rgba(0.003, 0.004, 0.010, if displayed.is_playground() { DUSK } else { DARK })
    } else {
        Color::linear_rgba(1.0, 1.0, 1.0, flash)
    };
    let (mut transform, mut visibility, material) = veil.into_inner();
    transform.translation = to_world(framing.heart, Z);
    visibility.set_if_neq(if colour.alpha() > 0.0 { Visibility::Visible } else { Visibility::Hidden });
    if materials.get(&material.0).is_some_and(|material| material.color != colour)
        && let Some(mut material) = materials.get_mut(&material.0)
    {
        material.color = colour;
    }
}
