//! Steering by the gamepads.

use bevy::prelude::*;

use crate::game::input::bindings::{Action, Bindings};

/// Deflection below which a stick counts as released.
const DEAD_ZONE: f32 = 0.12;
/// Deflection above which a stick asks for a seat.
const PUSHED: f32 = 0.5;

/// Returns the strongest steering of all gamepads, −1..=1, or `None` if there is no gamepad.
pub(crate) fn strongest<'a>(pads: impl Iterator<Item = &'a Gamepad>, bindings: &Bindings) -> Option<f32> {
    pads.map(|pad| steer(pad, bindings)).max_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// Returns whether the stick is pushed far enough to ask for a seat.
pub(crate) fn is_pushed(pad: &Gamepad) -> bool {
    pad.left_stick().x.abs() > PUSHED
}

fn steer(pad: &Gamepad, bindings: &Bindings) -> f32 {
    let held = |action| pad.any_pressed(bindings.buttons(action).iter().copied());
    let stick = pad.left_stick().x;
    let stick = stick.signum() * ((stick.abs() - DEAD_ZONE) / (1.0 - DEAD_ZONE)).max(0.0);
    (stick + f32::from(held(Action::Right)) - f32::from(held(Action::Left))).clamp(-1.0, 1.0)
}
