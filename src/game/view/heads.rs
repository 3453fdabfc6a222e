//! The players: a head that points where it goes, and the body that trails it.

use std::collections::BTreeMap;

use bevy::{camera::visibility::NoFrustumCulling, prelude::*};

use super::{cameras::to_world, shapes, theme};
use crate::{
    game::{identity::Identity, stage::Stage},
    sim::{Game, Player},
};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, draw);
}

/// A player's head.
#[derive(Component)]
struct HeadView {
    slot: u8,
    body: Entity,
    material: Handle<ColorMaterial>,
}

/// A player's body; its mesh is made anew every frame, in world coordinates.
#[derive(Component)]
struct BodyView;

fn draw(
    mut commands: Commands,
    stage: Stage,
    mut heads: Query<(Entity, &HeadView, &mut Transform)>,
    bodies: Query<&Mesh2d, With<BodyView>>,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
) {
    let alpha = stage.alpha();
    let mut missing: BTreeMap<u8, &Player> =
        stage.game().map_or(&[][..], Game::players).iter().map(|player| (player.slot, player)).collect();
    for (entity, view, mut transform) in &mut heads {
        let Some(player) = missing.remove(&view.slot) else {
            commands.entity(view.body).despawn();
            commands.entity(entity).despawn();
            continue;
        };
        *transform = head_transform(player, alpha);
        if let Ok(mesh) = bodies.get(view.body)
            && let Some(mut mesh) = meshes.get_mut(&mesh.0)
        {
            *mesh = body_mesh(player, alpha);
        }
        if let Some(mut material) = materials.get_mut(&view.material) {
            material.color = theme::player(player);
        }
    }
    for player in missing.into_values() {
        spawn(player, alpha, &mut commands, &mut meshes, &mut materials);
    }
}

fn spawn(
    player: &Player,
    alpha: f32,
    commands: &mut Commands,
    meshes: &mut Assets<Mesh>,
    materials: &mut Assets<ColorMaterial>,
) {
    let material = materials.add(theme::player(player));
    let body = commands
        .spawn((
            Name::new("Body"),
            BodyView,
            Mesh2d(meshes.add(body_mesh(player, alpha))),
            MeshMaterial2d(material.clone()),
            // Its bounds change every frame, and it is never far from the arena.
            NoFrustumCulling,
            Transform::from_xyz(0.0, 0.0, 2.0),
        ))
        .id();
    commands.spawn((
        Name::new("Head"),
        HeadView { slot: player.slot, body, material: material.clone() },
        Mesh2d(meshes.add(shapes::head(Identity::of(player.slot).shape))),
        MeshMaterial2d(material),
        head_transform(player, alpha),
        children![(
            Name::new("Eye"),
            Mesh2d(meshes.add(Circle::new(3.0))),
            MeshMaterial2d(materials.add(theme::BACKGROUND)),
            Transform::from_xyz(4.0, 0.0, 0.1),
        )],
    ));
}

fn head_transform(player: &Player, alpha: f32) -> Transform {
    let pose = player.pose_at(alpha);
    // Clockwise with y down is counter-clockwise the other way up.
    Transform::from_translation(to_world(pose.position, 3.0))
        .with_rotation(Quat::from_rotation_z(-pose.heading.to_radians()))
}

fn body_mesh(player: &Player, alpha: f32) -> Mesh {
    let head = player.pose_at(alpha).position;
    let points: Vec<Vec2> =
        std::iter::once(head).chain(player.body()).map(|point| to_world(point, 0.0).truncate()).collect();
    shapes::ribbon(&points)
}
