//! The command line of the simulated phone, as text and as the configuration that it describes. It must not start
//! anything.

use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use clap::{ArgGroup, Parser, value_parser};
use rand::{TryRng, rngs::SysRng};

use super::{JoinError, JoinLink, MAX_LEAN_DEGREES, Movement, PhoneConfig, Trace, TraceError, WaitsForTap};
use phonepad_protocol::MAX_PEERS;

/// Longest run, in seconds: a week.
const MAX_SECONDS: f64 = 604_800.0;
/// Fastest weave, in hertz; no hand reaches it.
const MAX_WEAVE_HZ: f32 = 10.0;

/// A simulated phone that plays Full Tilt.
///
/// It does what a phone does after scanning the QR code: it loads the page, joins the room and streams its motion. It
/// accepts any certificate, like a person who taps through the browser's warning, so that it can join a relay that signs
/// its own. Ctrl-C ends it.
#[derive(Debug, Clone, Parser)]
#[command(name = "full-tilt-phone", version)]
#[command(group(ArgGroup::new("movement").args(["trace", "weave", "hold"])))]
pub struct Args {
    /// The link in the QR code, such as https://192.168.1.5:7171/?room=K7TQ; of several phones, the first takes the seat
    /// that a link with #s=… invites to
    join_url: String,
    /// The player's name; several phones are numbered
    #[arg(long, default_value = "Phone")]
    name: String,
    /// Number of phones
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u8).range(1..=i64::from(MAX_PEERS)))]
    count: u8,
    /// Play a recording of full-tilt --record, or any CSV with the columns t_ms, ax, ay, az (m/s²), gx, gy, gz (°/s)
    #[arg(long, value_name = "FILE.csv")]
    trace: Option<PathBuf>,
    /// Lean from side to side, by this angle and at this frequency
    #[arg(long, value_name = "DEGREES,HZ", default_value = "15,0.4", allow_hyphen_values = true)]
    weave: Weave,
    /// Lean to one side; positive is right edge down, a turn to the right
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true, value_parser = lean)]
    hold: Option<f32>,
    /// Elevation of the top edge: 0 is flat, 90 upright
    #[arg(long, value_name = "DEGREES", default_value = "45", value_parser = pitch)]
    pitch: f32,
    /// Leave after this many seconds
    #[arg(long, value_name = "N", value_parser = seconds)]
    seconds: Option<f64>,
    /// Dial the game directly as well, with the link's or the relay's addresses; with a link without a room, do nothing
    /// else
    #[arg(long)]
    direct: bool,
    /// Tap whenever the game waits for a player to start a round, once all of these phones are seated
    #[arg(long)]
    tap: bool,
}

/// The reason why a well-formed command line cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
#[expect(missing_docs, reason = "each variant is the error it holds")]
pub enum ArgsError {
    Join(#[from] JoinError),
    Trace(#[from] TraceError),
}

impl Args {
    /// Returns the phones to run; reads the recording, if there is one. `waits` tells from the game's data when to tap.
    ///
    /// # Errors
    /// Returns an error if the join link or the recording is invalid.
    pub fn phones(&self, waits: WaitsForTap) -> Result<Vec<PhoneConfig>, ArgsError> {
        let join = JoinLink::parse(&self.join_url)?;
        let trace = self.trace.as_deref().map(Trace::load).transpose()?.map(Arc::new);
        let nobodys = JoinLink { invitation: None, ..join.clone() };
        let phone = |index: u8| PhoneConfig {
            join: if index == 0 { join.clone() } else { nobodys.clone() },
            name: if self.count == 1 { self.name.clone() } else { format!("{} {}", self.name, index + 1) },
            movement: self.movement(index, trace.as_ref()),
            taps: self.tap.then_some(waits),
            direct: self.direct,
            jitter_seed: SysRng.try_next_u64().unwrap_or(index.into()),
        };
        Ok((0..self.count).map(phone).collect())
    }

    /// Returns how long to play, or `None` to play until Ctrl-C.
    pub fn duration(&self) -> Option<Duration> {
        self.seconds.map(Duration::from_secs_f64)
    }

    fn movement(&self, index: u8, trace: Option<&Arc<Trace>>) -> Movement {
        let pitch = self.pitch;
        match (trace, self.hold) {
            (Some(trace), _) => Movement::Trace(Arc::clone(trace)),
            (None, Some(degrees)) => Movement::Hold { degrees, pitch },
            (None, None) => {
                let Weave { degrees, hertz } = self.weave;
                let phase = f32::from(index) / f32::from(self.count);
                Movement::Weave { degrees, hertz, phase, pitch }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Weave {
    degrees: f32,
    hertz: f32,
}

impl FromStr for Weave {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (degrees, hertz) = text.split_once(',').ok_or("it takes two numbers, as in 20,0.5")?;
        Ok(Self { degrees: lean(degrees)?, hertz: number(hertz, 0.0, MAX_WEAVE_HZ.into())? as f32 })
    }
}

fn lean(text: &str) -> Result<f32, String> {
    number(text, (-MAX_LEAN_DEGREES).into(), MAX_LEAN_DEGREES.into()).map(|degrees| degrees as f32)
}

fn pitch(text: &str) -> Result<f32, String> {
    number(text, 0.0, 90.0).map(|degrees| degrees as f32)
}

fn seconds(text: &str) -> Result<f64, String> {
    number(text, 0.0, MAX_SECONDS)
}

fn number(text: &str, from: f64, to: f64) -> Result<f64, String> {
    let value: Option<f64> = text.trim().parse().ok();
    value.filter(|value| (from..=to).contains(value)).ok_or_else(|| format!("it takes a number from {from} to {to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://localhost:7171/?room=K7TQ";
    const WAITS: WaitsForTap = |_| None;

    fn parse(args: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from([&["full-tilt-phone", URL], args].concat())
    }

    fn movements(args: &[&str]) -> Vec<Movement> {
        let phones = parse(args).expect("good arguments").phones(WAITS).expect("a good link");
        phones.into_iter().map(|phone| phone.movement).collect()
    }

    #[test]
    fn a_phone_weaves_by_default() {
        let weave = |degrees, hertz, phase| Movement::Weave { degrees, hertz, phase, pitch: 45.0 };
        assert_eq!(movements(&[]), [weave(15.0, 0.4, 0.0)]);
        assert_eq!(
            movements(&["--weave", "-20,0.5", "--count", "2"]),
            [weave(-20.0, 0.5, 0.0), weave(-20.0, 0.5, 0.5)]
        );
        assert_eq!(movements(&["--hold", "-10", "--pitch", "0"]), [Movement::Hold { degrees: -10.0, pitch: 0.0 }]);
    }

    #[test]
    fn several_phones_are_numbered() {
        let names = |args| {
            parse(args).expect("good").phones(WAITS).expect("good").into_iter().map(|p| p.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["--name", "Ada"]), ["Ada"]);
        assert_eq!(names(&["--name", "Ada", "--count", "2"]), ["Ada 1", "Ada 2"]);
    }

    #[test]
    fn only_the_first_of_several_phones_is_invited() {
        let url = format!("{URL}#s=abc");
        let args = Args::try_parse_from(["full-tilt-phone", &url, "--count", "3"]).expect("good arguments");
        let invitations = args.phones(WAITS).expect("a good link").into_iter().map(|phone| phone.join.invitation);
        assert_eq!(invitations.collect::<Vec<_>>(), [Some("abc".to_owned()), None, None]);
    }

    #[test]
    fn bad_arguments_are_refused() {
        for args in [
            ["--count", "0"],
            ["--count", "16"],
            ["--weave", "20"],
            ["--weave", "20,x"],
            ["--weave", "20,11"],
            ["--hold", "81"],
            ["--hold", "NaN"],
            ["--pitch", "91"],
            ["--seconds", "-1"],
            ["--seconds", "inf"],
        ] {
            assert!(parse(&args).is_err(), "{args:?}");
        }
        assert!(parse(&["--hold", "1", "--weave", "1,1"]).is_err());
        assert!(parse(&["--hold", "1", "--trace", "x.csv"]).is_err());
    }

    #[test]
    fn a_bad_link_or_recording_is_an_error_in_words() {
        let args = Args::try_parse_from(["full-tilt-phone", "nonsense"]).expect("looks right");
        assert_eq!(args.phones(WAITS).expect_err("no link"), ArgsError::Join(JoinError::NotAUrl));
        let args = parse(&["--trace", "/no/such/file.csv"]).expect("looks right");
        assert!(matches!(args.phones(WAITS), Err(ArgsError::Trace(TraceError::Unreadable { .. }))));
    }
}
