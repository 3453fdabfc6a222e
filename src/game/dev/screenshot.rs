//! `--screenshot`: a picture of the window, and then the end.

use std::{io, path::Path};

use bevy::{
    prelude::*,
    render::view::screenshot::{Screenshot, ScreenshotCaptured},
};

use crate::{
    game::{net::Connection, options::Options},
    link::LinkState,
};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(Update, take.run_if(|options: Res<Options>| options.screenshot.is_some()));
}

fn take(
    mut commands: Commands,
    time: Res<Time<Real>>,
    options: Res<Options>,
    connection: Res<Connection>,
    mut taken: Local<bool>,
) {
    let settled = connection.0 != LinkState::Connecting && time.elapsed_secs() >= options.after;
    if settled && !*taken {
        *taken = true;
        commands.spawn(Screenshot::primary_window()).observe(save);
    }
}

fn save(captured: On<ScreenshotCaptured>, options: Res<Options>, mut exit: MessageWriter<AppExit>) {
    let Some(path) = &options.screenshot else { return };
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
