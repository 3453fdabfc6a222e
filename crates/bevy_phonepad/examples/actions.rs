//! Phones and gamepads drive the actions of `bevy_enhanced_input` alike: `cargo run -p bevy_phonepad --example actions`.
//! Only the plugin and the code on the screen have to do with phones.

use bevy::prelude::*;
use bevy_enhanced_input::prelude::*;
use bevy_phonepad::{JoinQr, PhonePadPlugin};

/// Speed in pixels a second, turn rate in radians a second at full lock, and seconds of a boost.
const SPEED: f32 = 120.0;
const TURN: f32 = 2.0;
const BOOST_S: f32 = 0.5;

/// A player's boat, with the seconds that its boost still lasts; its actions are evaluated while it exists.
#[derive(Component, Default)]
pub struct Boat {
    /// Seconds left of the boost, during which the boat is three times as fast.
    pub boost: f32,
}

/// To the right, from −1 to 1.
#[derive(InputAction)]
#[action_output(f32)]
struct Steer;

/// A moment of speed.
#[derive(InputAction)]
#[action_output(bool)]
struct Boost;

fn main() {
    App::new().add_plugins((DefaultPlugins, PhonePadPlugin::default(), boats)).run();
}

/// The game, without a window.
pub fn boats(app: &mut App) {
    app.add_plugins(EnhancedInputPlugin).add_input_context::<Boat>();
    app.add_systems(Startup, set_up).add_systems(Update, sail);
    app.add_observer(launch).add_observer(steer).add_observer(boost);
}

fn set_up(mut commands: Commands) {
    commands.spawn(Camera2d);
    commands.spawn(JoinQr::default());
}

/// A gamepad that has been here before still has its boat.
fn launch(on: On<Add, Gamepad>, newcomers: Query<(), Without<Boat>>, mut commands: Commands) {
    if newcomers.contains(on.entity) {
        let sprite = Sprite::from_color(Color::hsl(on.entity.index_u32() as f32 * 67.0, 0.8, 0.6), vec2(18.0, 42.0));
        let actions = actions!(Boat[
            (Action::<Steer>::new(), bindings![GamepadAxis::LeftStickX]),
            (Action::<Boost>::new(), bindings![GamepadButton::South]),
        ]);
        let boat = (Boat::default(), GamepadDevice::Single(on.entity), sprite, Transform::default(), actions);
        commands.entity(on.entity).insert(boat);
    }
}

fn steer(on: On<Fire<Steer>>, mut boats: Query<&mut Transform>, time: Res<Time>) -> Result {
    boats.get_mut(on.context)?.rotate_z(-TURN * on.value * time.delta_secs());
    Ok(())
}

fn boost(on: On<Start<Boost>>, mut boats: Query<&mut Boat>) -> Result {
    boats.get_mut(on.context)?.boost = BOOST_S;
    Ok(())
}

fn sail(mut boats: Query<(&mut Boat, &mut Transform), With<Gamepad>>, time: Res<Time>) {
    for (mut boat, mut transform) in &mut boats {
        let speed = if boat.boost > 0.0 { 3.0 * SPEED } else { SPEED };
        let ahead = transform.up() * speed * time.delta_secs();
        transform.translation += ahead;
        boat.boost -= time.delta_secs();
    }
}
