//! The arena and the blips in it.

use std::collections::BTreeMap;

use bevy::prelude::*;

use super::{cameras::to_world, theme};
use crate::{
    game::round::Round,
    sim::{Blip, Game, TICK_HZ, Tuning},
};

/// Width of the edge's line, in arena units.
const EDGE: f32 = 4.0;
/// Seconds a new blip takes to grow to its size.
const GROW_S: f32 = 0.25;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn_floor).add_systems(Update, (show_floor, draw_blips));
}

/// What is there only while there is a round to look at.
#[derive(Component)]
struct Floor;

/// A blip, by its number.
#[derive(Component)]
struct BlipView(u32);

fn spawn_floor(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut materials: ResMut<Assets<ColorMaterial>>) {
    for (size, colour, z) in
        [(Tuning::SERPENT.arena + 2.0 * EDGE, theme::LINE, 0.0), (Tuning::SERPENT.arena, theme::FLOOR, 0.1)]
    {
        commands.spawn((
            Name::new("Floor"),
            Floor,
            Mesh2d(meshes.add(Rectangle::from_size(size))),
            MeshMaterial2d(materials.add(colour)),
            Transform::from_xyz(0.0, 0.0, z),
            Visibility::Hidden,
        ));
    }
}

fn show_floor(round: Res<Round>, mut floor: Query<&mut Visibility, With<Floor>>) {
    let wanted = if round.game.is_some() { Visibility::Visible } else { Visibility::Hidden };
    for mut visibility in &mut floor {
        visibility.set_if_neq(wanted);
    }
}

fn draw_blips(
    mut commands: Commands,
    round: Res<Round>,
    mut drawn: Query<(Entity, &BlipView, &mut Transform)>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut look: Local<Option<(Handle<Mesh>, Handle<ColorMaterial>)>>,
) {
    let mut missing: BTreeMap<u32, &Blip> =
        round.game.as_ref().map_or(&[][..], Game::blips).iter().map(|blip| (blip.id, blip)).collect();
    for (entity, view, mut transform) in &mut drawn {
        match missing.remove(&view.0) {
            Some(blip) => *transform = place(blip, round.tick()),
            None => commands.entity(entity).despawn(),
        }
    }
    let (mesh, material) =
        look.get_or_insert_with(|| (meshes.add(Circle::new(Tuning::SERPENT.blips.radius)), materials.add(theme::TEXT)));
    for blip in missing.into_values() {
        commands.spawn((
            Name::new("Blip"),
            BlipView(blip.id),
            Mesh2d(mesh.clone()),
            MeshMaterial2d(material.clone()),
            place(blip, round.tick()),
        ));
    }
}

fn place(blip: &Blip, tick: u64) -> Transform {
    let age_s = tick.saturating_sub(blip.appeared_at) as f32 / TICK_HZ as f32;
    let size = (age_s / GROW_S).clamp(0.05, 1.0);
    Transform::from_translation(to_world(blip.position, 1.0)).with_scale(Vec3::splat(size))
}
