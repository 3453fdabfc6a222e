//! Every phone flies a ship: `cargo run -p bevy_phonepad --example spaceships`, then scan the code.

use bevy::prelude::*;
use bevy_phonepad::{Connected, JoinQr, Phone, PhonePadPlugin, PhonePadSystems, PhonePressed, Tilt};

/// Speed in pixels a second, and turn rate in radians a second at full tilt.
const SPEED: f32 = 220.0;
const TURN: f32 = 3.0;

#[derive(Component)]
pub struct Ship;

fn main() {
    App::new().add_plugins((DefaultPlugins, PhonePadPlugin::default(), spaceships)).run();
}

pub fn spaceships(app: &mut App) {
    app.add_systems(Startup, set_up).add_systems(FixedUpdate, fly.after(PhonePadSystems::Read));
    app.add_observer(launch).add_observer(turn_round);
}

fn set_up(mut commands: Commands) {
    commands.spawn(Camera2d);
    commands.spawn(JoinQr::default());
}

fn launch(on: On<Add, Phone>, phones: Query<&Phone>, mut commands: Commands) -> Result {
    let sprite = Sprite::from_color(phones.get(on.entity)?.colour, vec2(18.0, 42.0));
    commands.entity(on.entity).insert((Ship, sprite, Transform::default()));
    Ok(())
}

fn turn_round(on: On<PhonePressed>, mut ships: Query<&mut Transform, With<Ship>>) -> Result {
    ships.get_mut(on.entity)?.rotate_z(std::f32::consts::PI);
    Ok(())
}

fn fly(mut ships: Query<(&Tilt, &mut Transform), (With<Ship>, With<Connected>)>, time: Res<Time>) {
    for (tilt, mut ship) in &mut ships {
        ship.rotate_z(-TURN * tilt.steer * time.delta_secs());
        let ahead = ship.up() * SPEED * time.delta_secs();
        ship.translation += ahead;
        ship.translation = ship.translation.clamp(vec3(-600.0, -340.0, 0.0), vec3(600.0, 340.0, 0.0));
    }
}
