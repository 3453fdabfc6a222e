//! `--screenshot`: saves a picture of the window, then exits.

use std::{
    io,
    path::{Path, PathBuf},
};

use bevy::{
    prelude::*,
    render::view::screenshot::{Screenshot, ScreenshotCaptured},
};

use crate::{game::net::Connection, link::LinkState};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, take);
}

/// The requested screenshot.
#[derive(Resource, Debug, Clone)]
pub(super) struct Request {
    pub path: PathBuf,
    /// Delay before it is taken, in seconds.
    pub after_s: f32,
}

fn take(
    mut commands: Commands,
    time: Res<Time<Real>>,
    request: Res<Request>,
    connection: Res<Connection>,
    mut taken: Local<bool>,
) {
    let settled = connection.0 != LinkState::Connecting && time.elapsed_secs() >= request.after_s;
    if settled && !*taken {
        *taken = true;
        commands.spawn(Screenshot::primary_window()).observe(save);
    }
}

fn save(captured: On<ScreenshotCaptured>, request: Res<Request>, mut exit: MessageWriter<AppExit>) {
    let path = &request.path;
    exit.write(match write(&captured.image, path) {
        Ok(()) => AppExit::Success,
        Err(error) => {
            tracing::error!("the picture could not be saved as {}: {error}", path.display());
            AppExit::error()
        }
    });
}

fn write(image: &Image, path: &Path) -> io::Result<()> {
    let picture = image.clone().try_into_dynamic().map_err(io::Error::other)?;
    picture.to_rgb8().save(path).map_err(io::Error::other)
}
