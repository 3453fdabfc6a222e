//! From the page's address to a running game.

use std::process::ExitCode;

use bevy::{prelude::*, window::PrimaryWindow};
use bevy_phonepad::{Host, HostConfig};
use url::Url;

use crate::game::{
    app::GamePlugin,
    dev::stress::{self, StressLoad},
    events::EventStream,
    input,
    persistence::{evening::Evening, scores::Scores},
    platform::web::{
        engine::WebPlugins,
        log,
        options::{OptionError, Options},
        pictures, shell,
        storage::BrowserFolder,
    },
    players::bots::Bots,
    round::state::Playback,
    settings::{
        abilities::{Abilities, FileExchange},
        model::CurrentSettings,
    },
    view::{self, ScreenSaver, Speaker},
};

/// The canvas in the page.
const CANVAS: &str = "#game";

/// Starts the game in the page. It goes on after this returns.
pub fn run() -> ExitCode {
    log::start();
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::fail(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    let address = web_sys::window().and_then(|window| window.location().href().ok());
    let address = Url::parse(&address.ok_or(OptionError::NoAddress)?)?;
    let options = Options::parse(&address)?;
    let folder = BrowserFolder::lasting();
    let mut settings = CurrentSettings::load(folder.clone());
    if let Some(page) = &options.page {
        (settings.page, settings.use_page) = (page.clone(), true);
    }
    let mut app = App::new();
    let window = Window { canvas: Some(CANVAS.to_owned()), fit_canvas_to_parent: true, ..view::window() };
    app.add_plugins(WebPlugins { window })
        .insert_resource(Speaker(Box::new(|command| shell::sound(&command.encode()))))
        .insert_resource(Abilities {
            paces_frames: false,
            exchange: Some(FileExchange { export: shell::export_files, import: shell::import_files }),
        })
        .insert_resource(ScreenSaver(Box::new(shell::wake_lock)))
        .add_plugins((pictures::plugin, view::plugin, input::devices::plugin))
        .add_systems(Update, fill_screen.run_if(resource_changed::<CurrentSettings>));
    if let Some(points) = options.stress {
        app.insert_resource(StressLoad { points, mode: options.mode, clock: shell::clock, print: shell::event })
            .add_plugins(stress::plugin);
    }
    let relay = options.relay.clone().unwrap_or(address);
    let host = Host::start(HostConfig { relay: Some(relay), ..HostConfig::default() })?;
    let events = options.events.then(|| EventStream {
        state_hz: options.state_hz,
        has_secret: true,
        write: Box::new(|line| {
            shell::event(line);
            Ok(())
        }),
    });
    GamePlugin {
        host,
        scores: Scores::load(folder),
        evening: Evening::load(BrowserFolder::of_this_tab()),
        settings,
        round: options.round(),
        bots: Bots(options.bots),
        events,
        playback: Playback::default(),
    }
    .build(&mut app);
    app.run();
    Ok(())
}

/// Follows the setting for full screen.
fn fill_screen(settings: Res<CurrentSettings>, mut asked: Local<bool>, _window: Single<&Window, With<PrimaryWindow>>) {
    if std::mem::replace(&mut *asked, settings.full_screen) != settings.full_screen {
        shell::full_screen(settings.full_screen);
    }
}
