//! Keys and gamepads: they steer over the same range as a phone, and all of them can be rebound.

use bevy::prelude::*;

use super::Table;
use crate::game::{
    input::device::InputDevice,
    input::{bindings::Action, devices},
    players::roster::{GAMEPAD_SLOT, KEYBOARD_SLOT},
    round::{pause::Reason, phase::Phase},
    settings::{
        model::CurrentSettings,
        pages::{Menu, MenuInput, Page},
        rows::Control,
    },
};

/// Creates a game with a keyboard and a gamepad, and returns it with the gamepad's entity.
fn desk() -> (Table, Entity) {
    let mut table = Table::new(&[]);
    table.app.init_resource::<ButtonInput<KeyCode>>();
    devices::plugin(&mut table.app);
    let pad = table.app.world_mut().spawn(Gamepad::default()).id();
    (table, pad)
}

impl Table {
    /// Presses a key for one frame.
    fn tap_key(&mut self, key: KeyCode) {
        self.hold_key(key, 1);
        self.app.world_mut().resource_mut::<ButtonInput<KeyCode>>().release(key);
        self.app.update();
    }

    fn hold_key(&mut self, key: KeyCode, frames: usize) {
        self.app.world_mut().resource_mut::<ButtonInput<KeyCode>>().press(key);
        for _ in 0..frames {
            self.app.update();
            self.app.world_mut().resource_mut::<ButtonInput<KeyCode>>().clear();
        }
    }

    fn with_pad(&mut self, pad: Entity, change: impl Fn(&mut Gamepad)) {
        change(&mut self.app.world_mut().get_mut::<Gamepad>(pad).unwrap());
        self.app.update();
        self.app.world_mut().get_mut::<Gamepad>(pad).unwrap().digital_mut().clear();
    }

    fn tap_button(&mut self, pad: Entity, button: GamepadButton) {
        self.with_pad(pad, |pad| pad.digital_mut().press(button));
        self.with_pad(pad, |pad| pad.digital_mut().release(button));
    }

    fn steer(&self) -> f32 {
        self.round().game.as_ref().unwrap().players()[0].steer
    }
}

#[test]
fn a_key_press_starts_a_game_without_a_phone_and_arrows_steer_to_full_lock() {
    let (mut table, _) = desk();
    table.tap_key(KeyCode::Space);
    table.until(Phase::Playing);
    assert_eq!(table.round().soloist(), Some(KEYBOARD_SLOT));
    table.hold_key(KeyCode::ArrowRight, 3);
    assert_eq!(table.steer(), 1.0);
    table.hold_key(KeyCode::ArrowLeft, 3);
    assert_eq!(table.steer(), 0.0, "both keys at once steer straight");
}

#[test]
fn a_gamepad_starts_and_steers_as_far_as_any_other_input() {
    let (mut table, pad) = desk();
    table.tap_button(pad, GamepadButton::South);
    table.until(Phase::Playing);
    assert_eq!(table.round().soloist(), Some(GAMEPAD_SLOT));
    let mut steered = |x: f32| {
        table.with_pad(pad, |pad| {
            pad.analog_mut().set(GamepadAxis::LeftStickX, x);
        });
        table.ticks(1);
        table.steer()
    };
    assert_eq!((steered(1.0), steered(-1.0), steered(0.1)), (1.0, -1.0, 0.0));
    assert!((steered(0.56) - 0.5).abs() < 0.01);
    table.with_pad(pad, |pad| {
        pad.analog_mut().set(GamepadAxis::LeftStickX, 0.0);
        pad.digital_mut().press(GamepadButton::DPadLeft);
    });
    table.ticks(1);
    assert_eq!(table.steer(), -1.0);
    table.with_pad(pad, |pad| pad.digital_mut().release(GamepadButton::DPadLeft));
    table.until(Phase::Results);
    assert_eq!(table.round().standings[0].device, Some(InputDevice::Gamepad), "and gamepads have their own board");
}

#[test]
fn a_single_players_round_pauses_while_their_gamepad_is_unplugged() {
    let (mut table, pad) = desk();
    table.tap_button(pad, GamepadButton::South);
    table.until(Phase::Playing);
    table.app.world_mut().despawn(pad);
    table.ticks(5);
    let tick = table.round().tick();
    table.ticks(600);
    assert_eq!((table.round().tick(), table.round().pause.reason()), (tick, Some(Reason::ControllerLost)));
    table.app.world_mut().spawn(Gamepad::default());
    table.ticks(300);
    assert!(table.round().tick() > tick, "it resumes once there is any gamepad");
    assert!(table.roster().get(GAMEPAD_SLOT).is_some_and(|member| member.connected));
}

#[test]
fn with_several_players_the_pilot_replaces_an_unplugged_gamepad_without_a_pause() {
    let (mut table, pad) = desk();
    table.join(0, "Ada");
    table.tap_button(pad, GamepadButton::DPadLeft);
    table.tap_button(pad, GamepadButton::South);
    table.with_pad(pad, |pad| {
        pad.analog_mut().set(GamepadAxis::LeftStickX, 1.0);
    });
    table.until(Phase::Playing);
    let tick = table.round().tick();
    table.app.world_mut().despawn(pad);
    table.ticks(100);
    assert!(table.round().tick() > tick);
    assert!(table.roster().get(GAMEPAD_SLOT).unwrap().steer(bevy::platform::time::Instant::now()).is_none());
}

#[test]
fn every_action_can_be_bound_to_another_key_and_button() {
    let (mut table, pad) = desk();
    for (row, action) in Action::ALL.into_iter().enumerate() {
        table.app.world_mut().resource_mut::<Menu>().open = true;
        table.app.world_mut().write_message(MenuInput::Turn(Page::Controls));
        table.ticks(1);
        let all = table.menu_rows();
        assert!(matches!(all[row + 1].control, Control::Binding(bound) if bound == action));
        for _ in 0..=row {
            table.tap_key(KeyCode::ArrowDown);
        }
        table.tap_key(KeyCode::Enter);
        assert_eq!(table.app.world().resource::<Menu>().capturing, Some(action));
        table.tap_key(KeyCode::KeyZ);
        let bindings = table.app.world().resource::<CurrentSettings>().bindings.clone();
        assert_eq!(bindings.keys(action), [KeyCode::KeyZ]);
        let owners = Action::ALL.into_iter().filter(|other| bindings.keys(*other).contains(&KeyCode::KeyZ)).count();
        assert_eq!(owners, 1, "one key does one thing");

        table.tap_button(pad, GamepadButton::South);
        assert_eq!(table.app.world().resource::<Menu>().capturing, Some(action), "a gamepad reaches it, too");
        table.tap_button(pad, GamepadButton::RightThumb);
        let bindings = &table.app.world().resource::<CurrentSettings>().bindings;
        assert_eq!(bindings.buttons(action), [GamepadButton::RightThumb]);
    }
    assert!(
        table.app.world().resource::<CurrentSettings>().bindings.keys(Action::Left).is_empty(),
        "it was taken away"
    );
}

#[test]
fn a_new_key_takes_effect_immediately() {
    let (mut table, _) = desk();
    table.app.world_mut().resource_mut::<CurrentSettings>().bindings.set_key(Action::Right, KeyCode::KeyL);
    table.tap_key(KeyCode::Space);
    table.until(Phase::Playing);
    table.hold_key(KeyCode::ArrowRight, 2);
    assert_eq!(table.steer(), 0.0);
    table.hold_key(KeyCode::KeyL, 2);
    assert_eq!(table.steer(), 1.0);
}
