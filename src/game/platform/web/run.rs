//! From the page's address to a running game.

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bevy::{prelude::*, window::PrimaryWindow};
use bevy_phonepad::{Host, HostConfig};
use url::Url;
use wasm_bindgen_futures::spawn_local;

use crate::{
    game::{
        app::GamePlugin,
        dev::stress::{self, StressLoad},
        events::EventStream,
        input,
        persistence::{progress::KeptProgress, scores::Scores, store::SharedFolder},
        platform::web::{
            engine::WebPlugins,
            log,
            options::{OptionError, Options},
            pictures, shell,
            storage::BrowserFolder,
            visibility,
        },
        players::bots::Bots,
        round::state::Playback,
        settings::{
            abilities::{Abilities, FileExchange},
            model::CurrentSettings,
        },
        view::{self, ScreenSaver, Speaker},
    },
    link::qr,
    sim::Replay,
};

/// The canvas in the page.
const CANVAS: &str = "#game";
/// Longest time that the first picture waits for the room. Two round trips and a handshake of TLS usually take less.
const ROOM_FIRST: Duration = Duration::from_millis(600);

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
    let playback = options.replay.as_deref().map(|name| kept_run(folder.as_ref(), name)).transpose()?;
    let mut host = Host::start(HostConfig {
        relay: Some(options.relay.clone().unwrap_or(address)),
        stun_servers: options.stun_servers.clone(),
        ..HostConfig::default()
    })?;
    spawn_local(async move {
        show_room(&mut host, settings.page()).await;
        play(host, options, settings, folder, playback);
    });
    Ok(())
}

/// Shows how to join on the loading screen: phones can be scanned in while the browser compiles shaders, which keeps this
/// thread busy for seconds on a slow machine.
async fn show_room(host: &mut Host, page: Option<&str>) {
    host.wait_for_room(ROOM_FIRST).await;
    let Some(links) = host.join_links(page) else { return };
    if let Some(code) = qr::modules(&links.first) {
        shell::room(&links.first, code.width, &code.svg_path()).await;
    }
}

/// Runs the game.
fn play(
    host: Host,
    options: Options,
    settings: CurrentSettings,
    folder: Option<SharedFolder>,
    playback: Option<Replay>,
) {
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
        .insert_resource(FullScreen::watched())
        .add_systems(Update, (follow_screen, fill_screen.run_if(resource_changed::<CurrentSettings>)).chain());
    if let Some(points) = options.stress {
        app.insert_resource(StressLoad { points, mode: options.mode, clock: shell::clock, print: shell::event })
            .add_plugins(stress::plugin);
    }
    visibility::add_to(&mut app, host.commands());
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
        progress: KeptProgress::load(BrowserFolder::of_this_tab()),
        settings,
        round: options.round(),
        bots: Bots(options.bots),
        events,
        playback: Playback(playback),
    }
    .build(&mut app);
    app.run();
}

/// Reads a run that this browser keeps and this game can play.
fn kept_run(folder: Option<&SharedFolder>, name: &str) -> Result<Replay, OptionError> {
    let refused = |reason: String| OptionError::Value { name: "replay", value: name.to_owned(), reason };
    let folder = folder.ok_or_else(|| refused("this browser keeps no runs".to_owned()))?;
    let bytes = folder.read(&format!("runs/{name}.ftrun")).map_err(|error| refused(error.to_string()))?;
    let run = Replay::from_bytes(&bytes).map_err(|error| refused(error.to_string()))?;
    if run.is_by_these_rules() { Ok(run) } else { Err(refused("it was played by other rules".to_owned())) }
}

/// The page's report about full screen since the last frame; players also leave it with the browser's own key.
#[derive(Resource)]
struct FullScreen(Arc<Mutex<Option<bool>>>);

impl FullScreen {
    fn watched() -> Self {
        let reported = Arc::<Mutex<_>>::default();
        let listener = Arc::clone(&reported);
        shell::on_full_screen(move |on| *listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(on));
        Self(reported)
    }
}

/// Makes the setting for full screen that of the page.
fn follow_screen(screen: Res<FullScreen>, mut settings: ResMut<CurrentSettings>) {
    let reported = screen.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(on) = reported.filter(|on| *on != settings.full_screen) {
        settings.full_screen = on;
    }
}

/// Follows the setting for full screen.
fn fill_screen(settings: Res<CurrentSettings>, mut asked: Local<bool>, _window: Single<&Window, With<PrimaryWindow>>) {
    if std::mem::replace(&mut *asked, settings.full_screen) != settings.full_screen {
        shell::full_screen(settings.full_screen);
    }
}
