//! Steering by the keyboard.

use bevy::prelude::*;

use crate::game::input::bindings::{Action, Bindings};

/// Returns the steering of the keys that are held down: −1, 0 or 1.
pub(crate) fn steer(keys: &ButtonInput<KeyCode>, bindings: &Bindings) -> f32 {
    let held = |action| keys.any_pressed(bindings.keys(action).iter().copied());
    f32::from(held(Action::Right)) - f32::from(held(Action::Left))
}
