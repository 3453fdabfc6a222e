//! The keyboard: a second way to steer and to start, and the keys of the window.

use bevy::{
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};
use bevy_egui::input::egui_wants_any_keyboard_input;

use super::settings::SettingsPanel;
use crate::{
    game::{
        roster::{InputPath, KEYBOARD_SLOT, PauseRequested, Roster, RosterEvent, StartRequested},
        round::{BackToLobby, Round},
    },
    protocol::PhaseName,
};

const LEFT: [KeyCode; 2] = [KeyCode::ArrowLeft, KeyCode::KeyA];
const RIGHT: [KeyCode; 2] = [KeyCode::ArrowRight, KeyCode::KeyD];
const START: [KeyCode; 3] = [KeyCode::Space, KeyCode::Enter, KeyCode::NumpadEnter];

pub(super) fn plugin(app: &mut App) {
    // Before the ticks of the same frame, so that a key counts at once.
    app.add_systems(
        RunFixedMainLoop,
        (steer, start.run_if(not(egui_wants_any_keyboard_input)))
            .chain()
            .in_set(RunFixedMainLoopSystems::BeforeFixedMainLoop),
    )
    .add_systems(Update, (leave, toggle_full_screen, toggle_settings));
}

fn steer(keys: Res<ButtonInput<KeyCode>>, mut roster: ResMut<Roster>) {
    let steer = f32::from(keys.any_pressed(RIGHT)) - f32::from(keys.any_pressed(LEFT));
    roster.set_local(KEYBOARD_SLOT, steer);
}

fn start(
    keys: Res<ButtonInput<KeyCode>>,
    round: Res<Round>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut starts: MessageWriter<StartRequested>,
    mut pauses: MessageWriter<PauseRequested>,
) {
    if keys.just_pressed(KeyCode::KeyP) {
        pauses.write(PauseRequested);
    }
    if round.is_running() && !round.pause.holds() {
        return;
    }
    // Whoever reaches for the arrows wants to play; whoever starts an empty game does, too.
    let start = keys.any_just_pressed(START);
    if keys.any_just_pressed(LEFT.into_iter().chain(RIGHT)) || start && roster.ready_slots().is_empty() {
        roster.join_local(InputPath::Keyboard, &mut events);
    }
    if start {
        starts.write(StartRequested);
    }
}

/// Escape goes one step back: out of the settings, out of the round, out of the keyboard's seat.
fn leave(
    keys: Res<ButtonInput<KeyCode>>,
    round: Res<Round>,
    mut panel: ResMut<SettingsPanel>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut leaves: MessageWriter<BackToLobby>,
) {
    if !keys.just_pressed(KeyCode::Escape) {
        return;
    }
    if panel.open {
        panel.open = false;
    } else if round.phase == PhaseName::Lobby {
        roster.leave_local(&mut events);
    } else {
        leaves.write(BackToLobby);
    }
}

fn toggle_full_screen(keys: Res<ButtonInput<KeyCode>>, mut window: Single<&mut Window, With<PrimaryWindow>>) {
    if keys.just_pressed(KeyCode::F11) {
        let full = WindowMode::BorderlessFullscreen(MonitorSelection::Current);
        window.mode = if window.mode == full { WindowMode::Windowed } else { full };
    }
}

fn toggle_settings(keys: Res<ButtonInput<KeyCode>>, mut panel: ResMut<SettingsPanel>) {
    if keys.just_pressed(KeyCode::F1) {
        panel.open = !panel.open;
    }
}
