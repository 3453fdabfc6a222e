//! The command line's options.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    path::PathBuf,
};

use clap::{
    Parser,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use url::Url;

use crate::{
    game::{
        addresses::{parse_page, parse_relay},
        dev::stress,
        events::EventStream,
        platform::desktop::error::GameError,
        players::bots::MAX_BOTS,
        round::{plan::Plan, state::RoundConfig},
        settings::values::EveningLength,
    },
    sim::{Mode, TICK_HZ},
};

/// The end of the output of `--help`.
const AFTER_HELP: &str = "\
Examples:
  full-tilt                             open a window with a QR code: scan it, tap, tilt
  full-tilt --mode classic              the original's rules
  full-tilt --evening 12                a party of twelve rounds, each in another mode
  full-tilt --headless                  without a window; the QR code is printed here
  full-tilt --relay https://my.host     for phones that are not on this network
  full-tilt --verify run.ftrun          check the score of a recorded run

In the window: Space starts, P pauses, M changes the mode, F1 opens the settings, Esc goes back.
Exit codes: 0 success, 2 bad arguments, 1 any other error, with one sentence on standard error.";

/// Full Tilt: scan the code with a phone, tap once, tilt to steer.
#[derive(Debug, Clone, Parser)]
#[command(version, about, after_help = AFTER_HELP)]
pub(crate) struct Options {
    /// Game mode: the rules to play.
    #[arg(long, value_parser = modes(), default_value = Mode::default().name())]
    pub mode: Mode,
    /// Play an evening of ROUNDS rounds, each in a different mode: 6, 9, 12 or 18.
    #[arg(long, value_name = "ROUNDS", conflicts_with = "mode", value_parser = parse_length)]
    pub evening: Option<EveningLength>,
    /// Add N bots.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=i64::from(MAX_BOTS)))]
    pub bots: u8,
    /// Use the relay at this address instead of the built-in one.
    #[arg(long, value_name = "URL", value_parser = parse_relay)]
    pub relay: Option<Url>,
    /// Make the QR code open a copy of the controller page on any https server, from where phones reach the game
    /// directly, without a certificate warning. Remembered; the settings have a switch for it.
    #[arg(long, value_name = "URL", value_parser = parse_page)]
    pub page: Option<String>,
    /// Address of the built-in relay. The default is port 7171, or any free port if that one is taken.
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "relay")]
    pub bind: Option<SocketAddr>,
    /// Make rounds repeatable: the first round uses this seed, and each later round the next number.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Exit after N rounds.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: Option<u32>,
    /// Show a recorded run instead of playing; the best runs are kept in the folder `runs` beside the scores.
    #[arg(long, value_name = "FILE")]
    pub replay: Option<PathBuf>,
    /// With --replay: start this many seconds into the run.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, requires = "replay", value_parser = parse_seconds)]
    pub from: f32,
    /// Replay a recorded run without showing it, report whether its score is true, and exit.
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    pub verify: Option<PathBuf>,
    /// Play without a window; the QR code is printed in the terminal.
    #[arg(long)]
    pub headless: bool,
    /// Print events on standard output, one JSON object per line.
    #[arg(long)]
    pub events: bool,
    /// With --events: include the secret of the direct path in `join_url`. Without it, phones that follow that link
    /// steer through the relay.
    #[arg(long, requires = "events")]
    pub events_secret: bool,
    /// With --events: report all players' positions N times a second.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=i64::from(TICK_HZ)))]
    pub state_hz: u32,
    /// Start a round as soon as a player is ready, without a key press.
    #[arg(long)]
    pub auto_start: bool,
    /// Save a screenshot of the window as PNG, and exit.
    #[arg(long, value_name = "PATH", conflicts_with = "headless")]
    pub screenshot: Option<PathBuf>,
    /// With --screenshot: wait this many seconds before taking it.
    #[arg(long, value_name = "SECONDS", default_value_t = 3.0, requires = "screenshot", value_parser = parse_seconds)]
    pub after: f32,
    /// Show a body of POINTS points behind the title screen, print the processor time of a frame, and exit.
    #[arg(long, value_name = "POINTS", hide = true, conflicts_with = "headless", value_parser = stress_points())]
    pub stress: Option<u32>,
    /// Window size, for example 1920x1080.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1280x720", value_parser = parse_size)]
    pub window: (u32, u32),
    /// Record the input of each phone as a CSV file in this folder; full-tilt-phone --trace plays the files.
    #[arg(long, value_name = "DIR")]
    pub record: Option<PathBuf>,
    /// Folder for scores, settings, recorded runs, the log and the certificate of the built-in relay. The default is
    /// the platform's own folder.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

impl Options {
    /// Returns the configuration of the rounds.
    pub(crate) fn round(&self) -> RoundConfig {
        RoundConfig {
            plan: if self.evening.is_some() { Plan::Evening } else { Plan::Mode(self.mode) },
            evening: self.evening,
            seed: self.seed,
            auto_start: self.auto_start,
            max_rounds: self.rounds,
            replay_from_s: self.from,
        }
    }

    /// Returns the configuration of the event stream, or `None` without `--events`.
    pub(crate) fn event_stream(&self) -> Option<EventStream> {
        self.events.then(|| EventStream {
            state_hz: self.state_hz,
            has_secret: self.events_secret,
            write: Box::new(|line| {
                let mut out = io::stdout().lock();
                writeln!(out, "{line}")?;
                out.flush()
            }),
        })
    }
}

/// Returns a parser of the modes' names.
fn modes() -> impl TypedValueParser<Value = Mode> {
    let names = Mode::ALL.map(|mode| PossibleValue::new(mode.name()).help(mode.summary()));
    PossibleValuesParser::new(names)
        .map(|name| Mode::ALL.into_iter().find(|mode| mode.name() == name).unwrap_or_default())
}

fn parse_length(text: &str) -> Result<EveningLength, GameError> {
    text.parse().ok().and_then(EveningLength::of).ok_or(GameError::EveningLength)
}

/// Returns a parser of numbers of points.
fn stress_points() -> impl TypedValueParser<Value = u32> {
    let (least, most) = (i64::from(*stress::POINTS.start()), i64::from(*stress::POINTS.end()));
    clap::value_parser!(u32).range(least..=most)
}

fn parse_seconds(text: &str) -> Result<f32, GameError> {
    match text.parse::<f32>() {
        Ok(seconds) if (0.0..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err(GameError::Seconds),
    }
}

fn parse_size(text: &str) -> Result<(u32, u32), GameError> {
    let size = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    match size {
        Some((width @ 320..=7680, height @ 240..=4320)) => Ok((width, height)),
        _ => Err(GameError::WindowSize),
    }
}
