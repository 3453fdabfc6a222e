//! Keyboard and gamepads: further ways to steer and start, and the window's keys.

use bevy::prelude::*;

use crate::game::{
    input::{bindings::Action, gamepad, keyboard, menu_keys},
    players::{
        member::{InputSource, Member},
        roster::{GAMEPAD_SLOT, KEYBOARD_SLOT, PauseRequested, Roster, RosterEvent, StartRequested},
    },
    round::{
        phase::Phase,
        state::{BackToLobby, PlanRequested, Round},
    },
    settings::{
        model::CurrentSettings,
        pages::{Menu, MenuInput},
    },
};

pub(crate) fn plugin(app: &mut App) {
    // Before the ticks of the same frame, so that a key takes effect immediately.
    menu_keys::plugin(app);
    app.add_systems(RunFixedMainLoop, (steer, act).chain().in_set(RunFixedMainLoopSystems::BeforeFixedMainLoop))
        .add_message::<DiagnosticsToggled>();
}

/// A request to show or hide the diagnostics.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct DiagnosticsToggled;

/// The pressed keys, and the pressed buttons of all gamepads.
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
    roster.set_local(KEYBOARD_SLOT, Some(keyboard::steer(&keys, bindings)), &mut events);
    roster.set_local(GAMEPAD_SLOT, gamepad::strongest(pads.iter(), bindings), &mut events);
}

fn act(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    mut settings: ResMut<CurrentSettings>,
    menu: Res<Menu>,
    round: Res<Round>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut starts: MessageWriter<StartRequested>,
    mut pauses: MessageWriter<PauseRequested>,
    mut leaves: MessageWriter<BackToLobby>,
    mut plans: MessageWriter<PlanRequested>,
    mut menu_inputs: MessageWriter<MenuInput>,
    mut toggles: MessageWriter<DiagnosticsToggled>,
) {
    if menu.capturing.is_some() {
        return;
    }
    let pressed = Pressed { settings: &settings, keys: &keys, pads: pads.iter().collect() };
    let full_screen = pressed.either(Action::FullScreen);
    if pressed.either(Action::Diagnostics) {
        toggles.write(DiagnosticsToggled);
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
            plans.write(PlanRequested(round.plan.next()));
        }
        if !round.is_running() || round.pause.holds() {
            take_seats(&pressed, &mut roster, &mut events);
            if pressed.either(Action::Start) {
                starts.write(StartRequested);
            }
        } else {
            let taps = [(KEYBOARD_SLOT, pressed.key(Action::Start)), (GAMEPAD_SLOT, pressed.button(Action::Start))];
            for (slot, _) in taps.into_iter().filter(|(_, taps)| *taps) {
                roster.get_mut(slot).into_iter().for_each(Member::tap_locally);
            }
        }
    }
    if full_screen {
        settings.full_screen = !settings.full_screen;
    }
}

/// Gives a seat to players who press a steering key, and to those who start a game without players.
fn take_seats(pressed: &Pressed, roster: &mut Roster, events: &mut MessageWriter<RosterEvent>) {
    let empty = roster.ready_slots().is_empty();
    let steers = |of: &dyn Fn(Action) -> bool| of(Action::Left) || of(Action::Right) || empty && of(Action::Start);
    if steers(&|action| pressed.key(action)) {
        roster.join_local(InputSource::Keyboard, events);
    }
    let stick = pressed.pads.iter().any(|pad| gamepad::is_pushed(pad));
    if steers(&|action| pressed.button(action)) || stick {
        roster.join_local(InputSource::Gamepad, events);
    }
}

/// Goes one step back: out of the round, or out of the seats at this machine.
fn go_back(
    round: &Round,
    roster: &mut Roster,
    events: &mut MessageWriter<RosterEvent>,
    leaves: &mut MessageWriter<BackToLobby>,
) {
    if round.phase() == Phase::Lobby {
        roster.leave_local(events);
    } else {
        leaves.write(BackToLobby);
    }
}
