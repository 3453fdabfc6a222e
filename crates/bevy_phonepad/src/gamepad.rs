//! A phone as a Bevy gamepad: left stick = tilt, South = tap, Start = pause button, rumble = vibration.

use bevy::{
    input::gamepad::{
        AxisSettings, Gamepad, GamepadAxis, GamepadButton, GamepadConnection, GamepadConnectionEvent,
        GamepadRumbleRequest, GamepadSettings, RawGamepadAxisChangedEvent, RawGamepadButtonChangedEvent,
        RawGamepadEvent,
    },
    prelude::*,
};
use phonepad_protocol::HostMessage;

use crate::phone::{Connected, Phone, PhonePressed, Tilt, ToPhone};

/// Lean that counts as a full stick, forwards and backwards, in degrees.
const FULL_PITCH: f32 = 30.0;
/// Longest vibration in one piece, in milliseconds; phones truncate longer ones themselves.
const MAX_VIBRATION_MS: u128 = 5_000;

/// Buttons to release in the next frame: a tap has no duration.
#[derive(Component, Debug, Default)]
pub(crate) struct HeldButtons(Vec<GamepadButton>);

pub(crate) fn connect(
    on: On<Add, Connected>,
    phones: Query<&Phone>,
    mut events: MessageWriter<RawGamepadEvent>,
    mut connections: MessageWriter<GamepadConnectionEvent>,
    mut commands: Commands,
) {
    let Ok(phone) = phones.get(on.entity) else { return };
    let connection = GamepadConnection::Connected { name: phone.name.clone(), vendor_id: None, product_id: None };
    let event = GamepadConnectionEvent::new(on.entity, connection);
    events.write(event.clone().into());
    connections.write(event);
    commands.entity(on.entity).insert((stick_as_it_is(), HeldButtons::default()));
}

/// The player's own dead zone has already been applied to the tilt.
fn stick_as_it_is() -> GamepadSettings {
    let default_axis_settings = AxisSettings::new(-1.0, 0.0, 0.0, 1.0, 0.0).unwrap_or_default();
    GamepadSettings { default_axis_settings, ..GamepadSettings::default() }
}

pub(crate) fn disconnect(
    on: On<Remove, Connected>,
    mut events: MessageWriter<RawGamepadEvent>,
    mut connections: MessageWriter<GamepadConnectionEvent>,
) {
    let event = GamepadConnectionEvent::new(on.entity, GamepadConnection::Disconnected);
    events.write(event.clone().into());
    connections.write(event);
}

pub(crate) fn press(
    on: On<PhonePressed>,
    mut pads: Query<&mut HeldButtons>,
    mut events: MessageWriter<RawGamepadEvent>,
) {
    let button = if on.pause { GamepadButton::Start } else { GamepadButton::South };
    if let Ok(mut pressed) = pads.get_mut(on.entity) {
        pressed.0.push(button);
        events.write(RawGamepadButtonChangedEvent::new(on.entity, button, 1.0).into());
    }
}

/// Releases the buttons of the last frame. It must run before this frame's taps: a game that polls its gamepads once a frame
/// has to see a button held.
pub(crate) fn release(mut pads: Query<(Entity, &mut HeldButtons)>, mut events: MessageWriter<RawGamepadEvent>) {
    for (entity, mut held) in &mut pads {
        for button in held.0.drain(..) {
            events.write(RawGamepadButtonChangedEvent::new(entity, button, 0.0).into());
        }
    }
}

pub(crate) fn move_sticks(
    pads: Query<(Entity, &Tilt), (With<Phone>, With<Gamepad>)>,
    mut events: MessageWriter<RawGamepadEvent>,
) {
    for (entity, tilt) in &pads {
        let pitch = tilt.up.y.atan2(tilt.up.z).to_degrees();
        for (axis, value) in
            [(GamepadAxis::LeftStickX, tilt.steer), (GamepadAxis::LeftStickY, (-pitch / FULL_PITCH).clamp(-1.0, 1.0))]
        {
            events.write(RawGamepadAxisChangedEvent::new(entity, axis, value).into());
        }
    }
}

/// A phone has one motor: the stronger request counts, and any intensity is "on".
pub(crate) fn rumble(
    mut requests: MessageReader<GamepadRumbleRequest>,
    phones: Query<(), With<Phone>>,
    mut to_phones: MessageWriter<ToPhone>,
) {
    for request in requests.read() {
        let entity = request.gamepad();
        if !phones.contains(entity) {
            continue;
        }
        let pattern = match request {
            GamepadRumbleRequest::Add { duration, intensity, .. }
                if intensity.strong_motor > 0.0 || intensity.weak_motor > 0.0 =>
            {
                vec![duration.as_millis().min(MAX_VIBRATION_MS) as u16]
            }
            GamepadRumbleRequest::Add { .. } => continue,
            GamepadRumbleRequest::Stop { .. } => vec![0],
        };
        to_phones.write(ToPhone { phone: Some(entity), message: HostMessage::Haptic { pattern } });
    }
}
