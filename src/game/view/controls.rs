//! Keyboard and gamepad: a second and third way to steer and to start, and the keys of the window.

use bevy::prelude::*;

use crate::{
    game::{
        bindings::{Action, is_bindable},
        menu::{Menu, MenuInput},
        roster::{GAMEPAD_SLOT, InputPath, KEYBOARD_SLOT, PauseRequested, Roster, RosterEvent, StartRequested},
        round::{BackToLobby, ModeRequested, Round},
        settings::CurrentSettings,
        view::diagnostics::Diagnostics,
    },
    protocol::PhaseName,
};

/// A stick nearer to its middle than this is let go of.
const DEAD_ZONE: f32 = 0.12;

pub(in crate::game) fn plugin(app: &mut App) {
    // Before the ticks of the same frame, so that a key counts at once.
    app.add_systems(RunFixedMainLoop, (steer, act).chain().in_set(RunFixedMainLoopSystems::BeforeFixedMainLoop))
        .add_systems(PreUpdate, (capture, walk).chain().before(crate::game::schedule::FrameSystems::Receive));
}

/// What is pressed, by keys and by all gamepads.
struct Pressed<'a> {
    settings: &'a CurrentSettings,
    keys: &'a ButtonInput<KeyCode>,
    pads: Vec<&'a Gamepad>,
}

impl Pressed<'_> {
    fn key(&self, action: Action) -> bool {
        self.keys.any_just_pressed(self.settings.bindings.keys(action).iter().copied())
    }

    fn button(&self, action: Action) -> bool {
        let buttons = self.settings.bindings.buttons(action);
        self.pads.iter().any(|pad| pad.any_just_pressed(buttons.iter().copied()))
    }

    fn either(&self, action: Action) -> bool {
        self.key(action) || self.button(action)
    }
}

fn steer(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    settings: Res<CurrentSettings>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
) {
    let bindings = &settings.bindings;
    let held = |action| keys.any_pressed(bindings.keys(action).iter().copied());
    let keyboard = f32::from(held(Action::Right)) - f32::from(held(Action::Left));
    roster.set_local(KEYBOARD_SLOT, Some(keyboard), &mut events);
    let of = |pad: &Gamepad| {
        let held = |action| pad.any_pressed(bindings.buttons(action).iter().copied());
        let stick = pad.left_stick().x;
        let stick = stick.signum() * ((stick.abs() - DEAD_ZONE) / (1.0 - DEAD_ZONE)).max(0.0);
        (stick + f32::from(held(Action::Right)) - f32::from(held(Action::Left))).clamp(-1.0, 1.0)
    };
    // Whichever gamepad is used: the one that says most.
    let strongest = pads.iter().map(of).max_by(|a, b| a.abs().total_cmp(&b.abs()));
    roster.set_local(GAMEPAD_SLOT, strongest, &mut events);
}

fn act(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    mut settings: ResMut<CurrentSettings>,
    menu: Res<Menu>,
    round: Res<Round>,
    mut diagnostics: ResMut<Diagnostics>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut starts: MessageWriter<StartRequested>,
    mut pauses: MessageWriter<PauseRequested>,
    mut leaves: MessageWriter<BackToLobby>,
    mut modes: MessageWriter<ModeRequested>,
    mut menu_inputs: MessageWriter<MenuInput>,
) {
    if menu.capturing.is_some() {
        return;
    }
    let pressed = Pressed { settings: &settings, keys: &keys, pads: pads.iter().collect() };
    let full_screen = pressed.either(Action::FullScreen);
    if pressed.either(Action::Diagnostics) {
        diagnostics.open = !diagnostics.open;
    }
    if pressed.either(Action::Settings) {
        menu_inputs.write(MenuInput::Toggle);
    } else if !menu.open {
        if pressed.either(Action::Pause) {
            pauses.write(PauseRequested::Here);
        }
        if pressed.either(Action::Back) {
            go_back(&round, &mut roster, &mut events, &mut leaves);
        }
        if pressed.either(Action::Mode) {
            modes.write(ModeRequested(round.mode.next()));
        }
        if !round.is_running() || round.pause.holds() {
            take_seats(&pressed, &mut roster, &mut events);
            if pressed.either(Action::Start) {
                starts.write(StartRequested);
            }
        }
    }
    if full_screen {
        settings.full_screen = !settings.full_screen;
    }
}

/// Whoever reaches for the arrows wants to play; whoever starts an empty game does, too.
fn take_seats(pressed: &Pressed, roster: &mut Roster, events: &mut MessageWriter<RosterEvent>) {
    let empty = roster.ready_slots().is_empty();
    let steers = |of: &dyn Fn(Action) -> bool| of(Action::Left) || of(Action::Right) || empty && of(Action::Start);
    if steers(&|action| pressed.key(action)) {
        roster.join_local(InputPath::Keyboard, events);
    }
    let stick = pressed.pads.iter().any(|pad| pad.left_stick().x.abs() > 0.5);
    if steers(&|action| pressed.button(action)) || stick {
        roster.join_local(InputPath::Gamepad, events);
    }
}

/// One step back: out of the round, out of the seats at this machine.
fn go_back(
    round: &Round,
    roster: &mut Roster,
    events: &mut MessageWriter<RosterEvent>,
    leaves: &mut MessageWriter<BackToLobby>,
) {
    if round.phase == PhaseName::Lobby {
        roster.leave_local(events);
    } else {
        leaves.write(BackToLobby);
    }
}

/// Gives the action that waits for it the next key or button; Escape keeps what it had.
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
    // The press that began it is not the answer.
    if std::mem::replace(&mut *fresh, false) {
        return;
    }
    // Nor does the answer do what it now stands for.
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

/// Walks through the menu. These keys are fixed, so that nobody can bind themselves out of it.
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
