//! The window itself: its focus, its mode, and the screen saver.

use bevy::{
    prelude::*,
    window::{MonitorSelection, PresentMode, PrimaryWindow, WindowFocused, WindowMode},
};

use crate::game::{
    round::{pausing::Focus, state::Round},
    settings::{model::CurrentSettings, values::Present},
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, follow_focus)
        .add_systems(Update, (apply_settings.run_if(resource_changed::<CurrentSettings>), stay_awake));
}

/// The way to the system's screen saver: whether to inhibit it.
#[derive(Resource)]
pub(crate) struct ScreenSaver(pub Box<dyn Fn(bool) + Send + Sync>);

/// Tracks the focus. A window that has never been in front cannot lose it: some desktops never report focus.
fn follow_focus(mut changes: MessageReader<WindowFocused>, mut focus: ResMut<Focus>, mut was_in_front: Local<bool>) {
    for change in changes.read() {
        *was_in_front |= change.focused;
        focus.in_front = change.focused || !*was_in_front;
    }
}

fn apply_settings(settings: Res<CurrentSettings>, mut window: Single<&mut Window, With<PrimaryWindow>>) {
    window.present_mode = match settings.present {
        Present::Vsync => PresentMode::AutoVsync,
        // Falls back to the mode above where the system does not support it.
        Present::Newest => PresentMode::Mailbox,
        Present::Immediate => PresentMode::AutoNoVsync,
    };
    let full = WindowMode::BorderlessFullscreen(MonitorSelection::Current);
    window.mode = if settings.full_screen { full } else { WindowMode::Windowed };
}

/// Keeps the screen on: players who tilt phones touch neither mouse nor keyboard.
fn stay_awake(round: Res<Round>, screen_saver: Res<ScreenSaver>, mut asked: Local<bool>) {
    let wanted = round.is_running();
    if std::mem::replace(&mut *asked, wanted) != wanted {
        (screen_saver.0)(wanted);
    }
}
