//! Games without a window, run frame by frame.

use std::{
    thread,
    time::{Duration, Instant},
};

use bevy::{asset::AssetPlugin, input::InputPlugin, prelude::*};
use bevy_phonepad::{Host, PhonePadPlugin};

/// Nothing here takes this long unless it never happens.
const DEADLINE: Duration = Duration::from_secs(30);
const FRAME: Duration = Duration::from_millis(8);

/// Returns a game without a window, with phones from this host.
pub fn app(host: Host, game: fn(&mut App)) -> App {
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, InputPlugin, AssetPlugin::default(), PhonePadPlugin::with_host(host), game));
    app.finish();
    app.cleanup();
    app
}

/// Runs frames, with `each` before each of them, until `wanted` returns a value.
pub fn until<T>(app: &mut App, what: &str, mut each: impl FnMut(), wanted: impl Fn(&mut World) -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    while Instant::now() < end {
        each();
        app.update();
        if let Some(found) = wanted(app.world_mut()) {
            return found;
        }
        thread::sleep(FRAME);
    }
    panic!("no {what} in {DEADLINE:?}");
}
