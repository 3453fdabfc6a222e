//! The keys and buttons of the menu, and the capture of an action's new key or button.

use bevy::prelude::*;

use crate::game::{
    input::bindings::{Action, is_bindable},
    schedule::FrameSystems,
    settings::{
        model::CurrentSettings,
        pages::{Menu, MenuInput},
    },
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, (capture, walk).chain().before(FrameSystems::Receive));
}

/// Binds the next key or button to the action that is being captured; Escape keeps the old binding.
fn capture(
    mut keys: ResMut<ButtonInput<KeyCode>>,
    mut pads: Query<&mut Gamepad>,
    mut menu: ResMut<Menu>,
    mut settings: ResMut<CurrentSettings>,
    mut fresh: Local<bool>,
) {
    let Some(action) = menu.capturing else {
        *fresh = true;
        return;
    };
    // The key press that started the capture does not count.
    if std::mem::replace(&mut *fresh, false) {
        return;
    }
    // The captured key does not trigger its new action.
    let key = keys.get_just_pressed().copied().find(|key| is_bindable(*key));
    if let Some(key) = key {
        keys.clear_just_pressed(key);
        if key != KeyCode::Escape || action == Action::Back {
            settings.bindings.set_key(action, key);
        }
        menu.capturing = None;
        return;
    }
    for mut pad in &mut pads {
        let button = pad.get_just_pressed().next().copied();
        if let Some(button) = button {
            pad.digital_mut().clear_just_pressed(button);
            settings.bindings.set_button(action, button);
            menu.capturing = None;
            return;
        }
    }
}

/// Navigates the menu. These keys are fixed, so that no binding can make the menu unusable.
fn walk(keys: Res<ButtonInput<KeyCode>>, pads: Query<&Gamepad>, menu: Res<Menu>, mut inputs: MessageWriter<MenuInput>) {
    if !menu.open || menu.capturing.is_some() {
        return;
    }
    let steps = [
        (KeyCode::ArrowUp, GamepadButton::DPadUp, MenuInput::Previous),
        (KeyCode::ArrowDown, GamepadButton::DPadDown, MenuInput::Next),
        (KeyCode::ArrowLeft, GamepadButton::DPadLeft, MenuInput::Less),
        (KeyCode::ArrowRight, GamepadButton::DPadRight, MenuInput::More),
        (KeyCode::Enter, GamepadButton::South, MenuInput::Activate),
        (KeyCode::Space, GamepadButton::Start, MenuInput::Activate),
        (KeyCode::Escape, GamepadButton::East, MenuInput::Close),
    ];
    for (key, button, input) in steps {
        if keys.just_pressed(key) || pads.iter().any(|pad| pad.just_pressed(button)) {
            inputs.write(input);
        }
    }
}
