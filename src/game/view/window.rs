//! The window itself: its icon, how frames get to the display, whether it is in front, and the screen saver.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use bevy::{
    ecs::system::NonSendMarker,
    image::{CompressedImageFormats, ImageSampler, ImageType},
    prelude::*,
    window::{MonitorSelection, PresentMode, PrimaryWindow, WindowFocused, WindowMode},
    winit::WINIT_WINDOWS,
};
use bevy_framepace::{FramepacePlugin, FramepaceSettings, Limiter};

use crate::game::{
    round::{pausing::Focus, state::Round},
    settings::model::{CurrentSettings, Present},
};

const ICON: &[u8] = include_bytes!("../../../web-controller/page/icon-192.png");

pub(crate) fn plugin(app: &mut App) {
    let (sender, receiver) = sync_channel(2);
    if let Err(error) = thread::Builder::new().name("full-tilt-awake".to_owned()).spawn(|| keep_awake(receiver)) {
        tracing::info!("the screen saver cannot be held off: {error}");
    }
    app.add_plugins(FramepacePlugin)
        .insert_resource(Awake(sender))
        .add_systems(PreUpdate, follow_focus)
        .add_systems(Update, (set_icon, apply_settings.run_if(resource_changed::<CurrentSettings>), stay_awake));
}

/// Tells the thread that holds the screen saver off whether to.
#[derive(Resource)]
struct Awake(SyncSender<bool>);

/// A window that has never been in front cannot leave it: some desktops never say that one is.
fn follow_focus(mut changes: MessageReader<WindowFocused>, mut focus: ResMut<Focus>, mut was_in_front: Local<bool>) {
    for change in changes.read() {
        *was_in_front |= change.focused;
        focus.0 = change.focused || !*was_in_front;
    }
}

fn apply_settings(
    settings: Res<CurrentSettings>,
    mut window: Single<&mut Window, With<PrimaryWindow>>,
    mut pacing: ResMut<FramepaceSettings>,
) {
    window.present_mode = match settings.present {
        Present::Vsync => PresentMode::AutoVsync,
        // Falls back to the one above where a system has no such thing.
        Present::Newest => PresentMode::Mailbox,
        Present::Immediate => PresentMode::AutoNoVsync,
    };
    let full = WindowMode::BorderlessFullscreen(MonitorSelection::Current);
    window.mode = if settings.full_screen { full } else { WindowMode::Windowed };
    pacing.limiter = match (settings.frame_limit, settings.present) {
        (0, Present::Vsync) => Limiter::Auto,
        (0, _) => Limiter::Off,
        (limit, _) => Limiter::from_framerate(f64::from(limit)),
    };
}

fn set_icon(
    window: Query<Entity, Added<PrimaryWindow>>,
    mut pending: Local<Option<Entity>>,
    _main_thread: NonSendMarker,
) {
    if let Ok(window) = window.single() {
        *pending = Some(window);
    }
    let Some(entity) = *pending else { return };
    WINIT_WINDOWS.with_borrow(|windows| {
        let Some(window) = windows.get_window(entity) else { return };
        *pending = None;
        window.set_window_icon(icon());
    });
}

fn icon() -> Option<winit::window::Icon> {
    let image = Image::from_buffer(
        ICON,
        ImageType::Extension("png"),
        CompressedImageFormats::NONE,
        true,
        ImageSampler::Default,
        bevy::asset::RenderAssetUsages::MAIN_WORLD,
    );
    let image = image.ok()?;
    let (width, height) = (image.width(), image.height());
    winit::window::Icon::from_rgba(image.data?, width, height).ok()
}

/// Nobody touches mouse or keyboard while tilting a phone.
fn stay_awake(round: Res<Round>, awake: Res<Awake>, mut asked: Local<bool>) {
    let wanted = round.is_running();
    if std::mem::replace(&mut *asked, wanted) != wanted {
        // If the thread is still at the last wish, this one is not worth waiting for.
        let _ = awake.0.try_send(wanted);
    }
}

/// Asks the desktop, on a thread of its own: the answer may take its time, and where there is nobody to ask, so be it.
fn keep_awake(wishes: Receiver<bool>) {
    let mut held = None;
    for wanted in wishes {
        drop(held.take());
        if wanted {
            let request = keepawake::Builder::default()
                .display(true)
                .reason("a round is being played")
                .app_name("Full Tilt")
                .app_reverse_domain("io.github.full_tilt")
                .create();
            held = request.inspect_err(|error| tracing::info!("the screen saver cannot be held off: {error}")).ok();
        }
    }
}
