//! A player: whoever has a seat, what their phone has sent, and how they steer.

use std::time::{Duration, Instant};

use crate::{
    game::input::device::InputDevice,
    link::{PhoneInput, Received, Transport},
    sim::{Bot, Game, TICK_HZ},
};

/// Lag is smoothed over about so many ticks: a second.
const LAG_TICKS: f32 = TICK_HZ as f32;

/// How a player's steering reaches the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputSource {
    /// A phone, by this way.
    Phone(Transport),
    Keyboard,
    Gamepad,
    Bot,
}

impl InputSource {
    /// Its name in events.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Phone(transport) => transport_name(transport),
            Self::Keyboard => "keyboard",
            Self::Gamepad => "gamepad",
            Self::Bot => "bot",
        }
    }
}

/// The name of a phone's way, in events and on the screen.
pub(crate) fn transport_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Relay => "relay",
        Transport::Direct => "direct",
    }
}

/// A player.
#[derive(Debug)]
pub(crate) struct Member {
    pub name: String,
    pub source: InputSource,
    /// Whether the phone's connection is open, or a gamepad is plugged in; the seat stays when it is not.
    pub connected: bool,
    /// Whether they have said that they want to play.
    pub ready: bool,
    /// How the phone is steered, reading by reading.
    pub phone: PhoneInput,
    /// Whether the page has said that it is being hidden, and nothing since.
    pub away: bool,
    /// Whether they have tapped for the next round.
    pub voted: bool,
    /// Ticks for which they have been unable to steer.
    pub lost_ticks: u64,
    /// What lets another phone take this seat, while the one that had it is lost.
    pub invitation: Option<String>,
    /// Age of the readings that were used lately, in seconds, smoothed; `None` if none came.
    lag_s: Option<f32>,
    /// What keys or stick say.
    local: f32,
    /// Steers while the phone is silent; and always, if this is a bot.
    pilot: Bot,
}

impl Member {
    pub(crate) fn new(name: String, source: InputSource) -> Self {
        Self {
            name,
            source,
            connected: true,
            ready: !matches!(source, InputSource::Phone(_)),
            phone: PhoneInput::default(),
            away: false,
            voted: false,
            lost_ticks: 0,
            invitation: None,
            lag_s: None,
            local: 0.0,
            pilot: Bot::autopilot(),
        }
    }

    /// A player made of code.
    pub(crate) fn bot(name: String, pilot: Bot) -> Self {
        Self { pilot, ..Self::new(name, InputSource::Bot) }
    }

    /// The age of the newest reading, or `None` for players who send none.
    pub(crate) fn age(&self, now: Instant) -> Option<Duration> {
        self.phone.age(now)
    }

    /// What this player steers with.
    pub(crate) fn device(&self) -> InputDevice {
        match self.source {
            // A bot has no board; see `standings`.
            InputSource::Keyboard | InputSource::Bot => InputDevice::Keyboard,
            InputSource::Gamepad => InputDevice::Gamepad,
            InputSource::Phone(_) if self.phone.touches() => InputDevice::Touch,
            InputSource::Phone(_) => InputDevice::Tilt,
        }
    }

    /// Whether this player steers with a phone.
    pub(crate) fn is_phone(&self) -> bool {
        matches!(self.source, InputSource::Phone(_))
    }

    /// Whether this player cannot steer just now: the phone is silent, or the gamepad unplugged.
    pub(crate) fn is_lost(&self, now: Instant) -> bool {
        !self.connected || self.away || self.phone.is_silent(now)
    }

    /// Steering, −1..=1; `None` if the phone has steered and then fallen silent for too long, or the gamepad is unplugged.
    ///
    /// A stall of the network is bridged: the last steering is held, then eases off to straight ahead.
    pub(crate) fn steer(&self, now: Instant) -> Option<f32> {
        match self.source {
            InputSource::Keyboard | InputSource::Gamepad => self.connected.then_some(self.local),
            InputSource::Bot => None,
            InputSource::Phone(_) => self.phone.steer(now),
        }
    }

    /// Steering for the coming tick, −1..=1: the player's own, or the pilot's who takes over on this board.
    pub(crate) fn steer_or_be_piloted(&mut self, slot: u8, board: Option<&Game>, now: Instant) -> f32 {
        self.steer(now).unwrap_or_else(|| board.map_or(0.0, |game| self.pilot.steer(game, slot)))
    }

    /// Keeps count of silence and of lag; to be called once a tick.
    pub(crate) fn keep_watch(&mut self, now: Instant) {
        self.lost_ticks = if self.is_lost(now) { self.lost_ticks + 1 } else { 0 };
        if self.lost_ticks == 0 {
            self.invitation = None;
        }
        self.lag_s = match (self.age(now), self.lag_s) {
            _ if self.lost_ticks > 0 => None,
            (Some(age), Some(lag)) => Some(lag + (age.as_secs_f32() - lag) / LAG_TICKS),
            (age, _) => age.map(|age| age.as_secs_f32()),
        };
    }

    /// How old this player's readings are when they are used, in seconds; `None` for whoever sends none.
    pub(crate) fn lag_s(&self) -> Option<f32> {
        match self.source {
            InputSource::Phone(_) => self.lag_s,
            InputSource::Keyboard | InputSource::Gamepad | InputSource::Bot => Some(0.0),
        }
    }

    /// Begins anew with a socket of its own: a page that was loaded anew has started its clock anew.
    pub(crate) fn reconnected(&mut self) {
        (self.connected, self.away, self.invitation) = (true, false, None);
        self.phone.reconnected();
    }

    /// What keys or stick say, −1..=1.
    pub(crate) fn set_local(&mut self, steer: f32) {
        self.local = steer;
    }

    /// Takes a reading.
    pub(crate) fn read(&mut self, received: &Received) {
        self.away = false;
        self.phone.read(received);
    }
}
