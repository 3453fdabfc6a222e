//! Every phone flies a ship: `cargo run -p bevy_phonepad --example spaceships`, then scan the code.

use bevy::prelude::*;
use bevy_phonepad::{Connected, JoinQr, Phone, PhonePadPlugin, PhonePadSystems, PhonePressed, Tilt};

/// Speed in pixels a second, and turn rate in radians a second at full tilt.
const SPEED: f32 = 220.0;
const TURN: f32 = 3.0;

/// A phone's ship.
#[derive(Component)]
pub struct Ship;

fn main() {
    App::new().add_plugins((DefaultPlugins, PhonePadPlugin::default(), spaceships)).run();
}

/// The game, without a window.
pub fn spaceships(app: &mut App) {
    app.add_systems(Startup, set_up).add_systems(FixedUpdate, fly.after(PhonePadSystems::Read));
    app.add_observer(launch).add_observer(turn_round);
}

fn set_up(mut commands: Commands) {
    commands.spawn(Camera2d);
    commands.spawn(JoinQr::default());
}

fn launch(on: On<Add, Phone>, phones: Query<&Phone>, mut commands: Commands) -> Result {
    let Phone { slot, colour, .. } = phones.get(on.entity)?;
    let start = Transform::from_rotation(Quat::from_rotation_z(f32::from(*slot)));
    commands.entity(on.entity).insert((Ship, Sprite::from_color(*colour, vec2(18.0, 42.0)), start));
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
        // Out on one side, in on the other.
        ship.translation.x = (ship.translation.x + 660.0).rem_euclid(1320.0) - 660.0;
        ship.translation.y = (ship.translation.y + 380.0).rem_euclid(760.0) - 380.0;
    }
}
