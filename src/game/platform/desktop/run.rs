//! From the command line to a running game.

use std::{
    io::{self, IsTerminal as _},
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use bevy::{
    app::{PanicHandlerPlugin, PluginGroupBuilder, ScheduleRunnerPlugin},
    prelude::*,
    render::pipelined_rendering::PipelinedRenderingPlugin,
    state::app::StatesPlugin,
};
use bevy_phonepad::{DEFAULT_PORT, Host, HostConfig, HostEvent, PhoneHost};
use clap::Parser as _;
use directories::ProjectDirs;

use crate::{
    game::{
        app::GamePlugin,
        input,
        net::{Connection, JoinRoutes},
        persistence::{progress::KeptProgress, scores::Scores},
        platform::desktop::{
            dev, disk_folder::DiskFolder, error::GameError, log, options::Options, recording::Recorder, runs, speaker,
            window,
        },
        players::bots::Bots,
        round::state::Playback,
        schedule::FrameSystems,
        settings::model::CurrentSettings,
        view,
    },
    link::{JoinLinks, LinkEvent, qr},
};

/// Length of a frame without a window. The network is polled once per frame, so about twice per tick.
const HEADLESS_FRAME: Duration = Duration::from_micros(4_000);

/// Runs the game with the options of the command line, and returns the program's exit code.
#[expect(clippy::print_stdout, reason = "the verdict is the program's output")]
pub fn run() -> ExitCode {
    let options = Options::parse();
    if let Some(path) = &options.verify {
        return match runs::verify(path) {
            Ok(sentence) => {
                println!("{sentence}");
                ExitCode::SUCCESS
            }
            Err(error) => fail(&error),
        };
    }
    match play(options) {
        Ok(AppExit::Success) => ExitCode::SUCCESS,
        Ok(AppExit::Error(_)) => ExitCode::FAILURE,
        Err(error) => fail(&error),
    }
}

fn fail(error: &GameError) -> ExitCode {
    eprintln!("full-tilt: {error}");
    ExitCode::FAILURE
}

fn play(options: Options) -> Result<AppExit, GameError> {
    if !options.headless && !has_display() {
        return Err(GameError::NoDisplay);
    }
    let playback = options.replay.as_deref().map(runs::load_playable).transpose()?;
    let data_dir = data_dir(&options);
    log::start(data_dir.as_deref());
    let folder = data_dir.as_deref().map(DiskFolder::at);
    let mut settings = CurrentSettings::load(folder.clone());
    if let Some(page) = &options.page {
        (settings.page, settings.use_page) = (page.clone(), true);
    }
    let mut app = App::new();
    if options.headless {
        app.add_plugins((
            MinimalPlugins.set(ScheduleRunnerPlugin::run_loop(HEADLESS_FRAME)),
            StatesPlugin,
            bevy::app::TerminalCtrlCHandlerPlugin,
        ))
        .add_systems(PreUpdate, print_join_link.after(FrameSystems::Receive));
    } else {
        add_window(&mut app, &options)?;
    }
    let host = Host::start(HostConfig {
        relay: options.relay.clone(),
        bind: options.bind,
        port: DEFAULT_PORT,
        data_dir: data_dir.clone(),
        ..HostConfig::default()
    })?;
    if let Some(folder) = &options.record {
        Recorder::new(folder.clone())?.build(&mut app);
    }
    let scores = Scores::load(folder);
    GamePlugin {
        host,
        scores,
        // A desktop program is closed at the end of an evening.
        progress: KeptProgress::load(None),
        settings,
        round: options.round(),
        bots: Bots(options.bots),
        events: options.event_stream(),
        playback: Playback(playback),
    }
    .build(&mut app);
    Ok(app.run())
}

/// Adds the window and everything in it.
///
/// # Errors
/// If no window can be opened.
fn add_window(app: &mut App, options: &Options) -> Result<(), GameError> {
    let (width, height) = options.window;
    let window = Window { resolution: (width, height).into(), ..view::window() };
    let mut engine = DefaultPlugins.set(WindowPlugin { primary_window: Some(window), ..default() });
    if options.stress.is_some() {
        // Otherwise the last frame would be rendered in parallel with the measured one.
        engine = engine.disable::<PipelinedRenderingPlugin>();
    }
    add_engine(app, engine)?;
    app.add_plugins((speaker::plugin, window::plugin, view::plugin, input::devices::plugin, dev::plugin(options)));
    Ok(())
}

/// Adds Bevy's plugins. If the display cannot be used, the one for the window panics instead of returning an error, and
/// because winit creates one event loop in a process and no more, there is no way to try beforehand.
fn add_engine(app: &mut App, engine: PluginGroupBuilder) -> Result<(), GameError> {
    // This plugin adds to the panic hook, which must not be lost below.
    app.add_plugins(PanicHandlerPlugin);
    let engine = engine.disable::<PanicHandlerPlugin>();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|panic| tracing::info!("cannot open a window: {panic}")));
    let result = panic::catch_unwind(AssertUnwindSafe(|| {
        app.add_plugins(engine);
    }));
    panic::set_hook(hook);
    result.map_err(|_| GameError::UnusableDisplay)
}

/// Returns the folder for the game's files, or `None` if the platform has none; then nothing is saved.
fn data_dir(options: &Options) -> Option<PathBuf> {
    let platform = || Some(ProjectDirs::from("", "", "full-tilt")?.data_dir().to_owned());
    options.data_dir.clone().or_else(platform)
}

/// Returns whether a window can be opened. Systems other than Linux and its relatives always have a desktop.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Prints how to join to standard error, because standard output belongs to the event stream.
fn print_join_link(mut events: MessageReader<HostEvent>, (host, join_routes): (Res<PhoneHost>, Res<JoinRoutes>)) {
    for HostEvent(event) in events.read() {
        if let LinkEvent::State(state) = event {
            Connection(state.clone()).trouble().iter().for_each(|trouble| eprintln!("{trouble}"));
        }
    }
    let Some((room, links)) = &join_routes.0 else { return };
    if !join_routes.is_changed() {
        return;
    }
    // If standard error is no terminal, it may be a journal that others can read.
    let links = if io::stderr().is_terminal() { links.for_terminal() } else { links.without_secret() };
    let JoinLinks { first, other } = &links;
    if let Some(picture) = qr::for_terminal(first) {
        eprintln!("{picture}");
    }
    eprintln!("Scan the code, or open {first} on your phone and tap Play.");
    room.iter().for_each(|code| eprintln!("Room {code}."));
    other.iter().for_each(|other| eprintln!("If that page does not open: {other}"));
    host.warning().iter().for_each(|warning| eprintln!("{warning}"));
}
