//! The desktop's window: its icon, the pace of its frames, and the screen saver.

use std::{
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use bevy::{
    ecs::system::NonSendMarker,
    image::{CompressedImageFormats, ImageSampler, ImageType},
    prelude::*,
    window::PrimaryWindow,
    winit::WINIT_WINDOWS,
};
use bevy_framepace::{FramepacePlugin, FramepaceSettings, Limiter};

use crate::game::{
    settings::{
        model::CurrentSettings,
        values::{FrameLimit, Present},
    },
    view::ScreenSaver,
};

const ICON: &[u8] = include_bytes!("../../../../web-controller/page/icon-192.png");

pub(super) fn plugin(app: &mut App) {
    let (sender, receiver) = sync_channel(2);
    if let Err(error) = thread::Builder::new().name("full-tilt-awake".to_owned()).spawn(|| keep_awake(receiver)) {
        tracing::info!("cannot inhibit the screen saver: {error}");
    }
    // If the thread is still busy with the last request, this one is not worth waiting for.
    let screen_saver = ScreenSaver(Box::new(move |inhibited| {
        let _ = sender.try_send(inhibited);
    }));
    app.add_plugins(FramepacePlugin)
        .insert_resource(screen_saver)
        .add_systems(Update, (set_icon, set_pace.run_if(resource_changed::<CurrentSettings>)));
}

fn set_pace(settings: Res<CurrentSettings>, mut pacing: ResMut<FramepaceSettings>) {
    pacing.limiter = limiter(settings.frame_limit, settings.present);
}

fn limiter(limit: FrameLimit, present: Present) -> Limiter {
    match (limit, present) {
        (FrameLimit::AUTO, Present::Vsync | Present::Immediate) => Limiter::Auto,
        (FrameLimit::AUTO, Present::Newest) => Limiter::Off,
        (FrameLimit(limit), _) => Limiter::from_framerate(f64::from(limit)),
    }
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

/// Sends requests to the desktop, on a separate thread because the answer may take time. Does nothing where the desktop
/// has no such service.
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
            held = request.inspect_err(|error| tracing::info!("cannot inhibit the screen saver: {error}")).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_chosen_limit_frames_are_limited_unless_the_newest_of_several_is_shown() {
        assert!(matches!(limiter(FrameLimit::AUTO, Present::Vsync), Limiter::Auto));
        assert!(matches!(limiter(FrameLimit::AUTO, Present::Immediate), Limiter::Auto));
        assert!(!limiter(FrameLimit::AUTO, Present::Newest).is_enabled());
    }

    #[test]
    fn a_chosen_limit_holds_however_frames_are_presented() {
        for present in [Present::Vsync, Present::Newest, Present::Immediate] {
            let limit = limiter(FrameLimit(50), present);
            assert!(matches!(limit, Limiter::Manual(time) if time == std::time::Duration::from_millis(20)), "{limit}");
        }
    }
}
