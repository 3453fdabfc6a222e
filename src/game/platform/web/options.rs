//! The options in the page's address: those of the command line that make sense here, such as `?mode=rush&bots=3`.

use bevy_phonepad::protocol::{MAX_STUN_SERVERS, StunServer};
use thiserror::Error;
use url::Url;

use crate::{
    game::{
        addresses::{AddressError, parse_page, parse_relay},
        dev::stress,
        players::bots::MAX_BOTS,
        round::{plan::Plan, state::RoundConfig},
        settings::values::EveningLength,
    },
    sim::{Mode, TICK_HZ},
};

/// The reason why an address starts no game.
#[derive(Debug, Error)]
pub(super) enum OptionError {
    #[error("this page has no address")]
    NoAddress,
    #[error("{name}={value} in this page's address is not possible: {reason}")]
    Value { name: &'static str, value: String, reason: String },
}

/// The options.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// The rules to play.
    pub mode: Mode,
    /// The length of an evening, which is played instead of the mode.
    pub evening: Option<EveningLength>,
    /// The number of bots.
    pub bots: u8,
    /// Another relay than the page's own server.
    pub relay: Option<Url>,
    /// The STUN servers for the direct path, which learn the addresses of this machine and of the phones.
    pub stun_servers: Vec<StunServer>,
    /// A copy of the controller's page elsewhere.
    pub page: Option<String>,
    /// The seed of the first round.
    pub seed: Option<u64>,
    /// The number of rounds after which the game ends.
    pub rounds: Option<u32>,
    /// Whether rounds start as soon as a player is ready.
    pub auto_start: bool,
    /// Whether the page gets the event stream.
    pub events: bool,
    /// Reports of all players' positions per second, in the event stream.
    pub state_hz: u32,
    /// The name of a kept run to show instead of playing, such as `best-classic-tilt`.
    pub replay: Option<String>,
    /// Points of the bodies behind the title screen, to measure the time of a frame.
    pub stress: Option<u32>,
}

impl Options {
    /// Reads the options of a page's address; others are ignored.
    ///
    /// # Errors
    /// If an option has an impossible value.
    pub(super) fn parse(address: &Url) -> Result<Self, OptionError> {
        let mut options = Self::default();
        for (name, value) in address.query_pairs() {
            let value = value.as_ref();
            match name.as_ref() {
                "mode" => {
                    let mode = Mode::ALL.into_iter().find(|mode| mode.name() == value);
                    let names = Mode::ALL.map(Mode::name).join(", ");
                    options.mode = mode.ok_or_else(|| refusal("mode", value, format!("the modes are {names}")))?;
                }
                "evening" => {
                    let length = value.parse().ok().and_then(EveningLength::of);
                    let reason = || "an evening has 6, 9, 12 or 18 rounds".to_owned();
                    options.evening = Some(length.ok_or_else(|| refusal("evening", value, reason()))?);
                }
                "bots" => {
                    options.bots = number("bots", value)?;
                    if options.bots > MAX_BOTS {
                        return Err(refusal("bots", value, format!("at most {MAX_BOTS} bots can play")));
                    }
                }
                "relay" => options.relay = Some(parse_relay(value).map_err(|error| wrong("relay", value, &error))?),
                "stun" => {
                    let server = StunServer::parse(value).filter(|_| options.stun_servers.len() < MAX_STUN_SERVERS);
                    let reason =
                        || format!("up to {MAX_STUN_SERVERS} servers such as stun:stun.example:3478 are possible");
                    options.stun_servers.push(server.ok_or_else(|| refusal("stun", value, reason()))?);
                }
                "page" => options.page = Some(parse_page(value).map_err(|error| wrong("page", value, &error))?),
                "seed" => options.seed = Some(number("seed", value)?),
                "rounds" => options.rounds = Some(number("rounds", value)?),
                "auto-start" => options.auto_start = true,
                "events" => options.events = true,
                "state-hz" => options.state_hz = number::<u32>("state-hz", value)?.min(TICK_HZ),
                "replay" => options.replay = Some(value.to_owned()),
                "stress" => {
                    let points = number("stress", value)?;
                    if !stress::POINTS.contains(&points) {
                        let (least, most) = (stress::POINTS.start(), stress::POINTS.end());
                        return Err(refusal("stress", value, format!("{least} to {most} points are possible")));
                    }
                    options.stress = Some(points);
                }
                _ => {}
            }
        }
        Ok(options)
    }

    /// Returns the configuration of the rounds.
    pub(super) fn round(&self) -> RoundConfig {
        RoundConfig {
            plan: if self.evening.is_some() { Plan::Evening } else { Plan::Mode(self.mode) },
            evening: self.evening,
            seed: self.seed,
            auto_start: self.auto_start,
            max_rounds: self.rounds,
            replay_from_s: 0.0,
        }
    }
}

fn number<T: std::str::FromStr>(name: &'static str, value: &str) -> Result<T, OptionError> {
    value.parse().map_err(|_| refusal(name, value, "a number is needed".to_owned()))
}

fn wrong(name: &'static str, value: &str, error: &AddressError) -> OptionError {
    refusal(name, value, error.to_string())
}

fn refusal(name: &'static str, value: &str, reason: String) -> OptionError {
    OptionError::Value { name, value: value.to_owned(), reason }
}
