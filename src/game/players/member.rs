//! A player: the owner of a seat, the input of their phone, and their steering.

use std::time::Duration;

use bevy::platform::time::Instant;

use crate::{
    game::input::device::InputDevice,
    link::{PhoneInput, Reading, Received, RouteKind},
    motion::STANDARD_GRAVITY,
    protocol::MotionSample,
    sim::{Bot, Game, LockTap, TICK_HZ},
};

/// Number of ticks over which the lag is smoothed: a second.
const LAG_TICKS: f32 = TICK_HZ as f32;

/// The motion of a phone that counts as 1; see [`crate::sim::Inputs::set_motion`].
const FULL_RATE: f32 = 400.0;
const FULL_ACCELERATION: f32 = 20.0;
/// Taps by key or button that wait for their ticks, at most; as many as of a phone.
const MAX_LOCAL_TAPS: u8 = 3;

/// The source of a player's steering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputSource {
    /// A phone, connected over this transport.
    Phone(RouteKind),
    Keyboard,
    Gamepad,
    Bot,
}

impl InputSource {
    /// Returns the source's name in events.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Phone(route) => route.name(),
            Self::Keyboard => "keyboard",
            Self::Gamepad => "gamepad",
            Self::Bot => "bot",
        }
    }
}

/// A player.
#[derive(Debug)]
pub(crate) struct Member {
    pub name: String,
    pub source: InputSource,
    /// Whether the phone is connected, or the gamepad plugged in; the player keeps the seat if not.
    pub connected: bool,
    /// Whether the player has asked to play.
    pub ready: bool,
    /// The phone's steering, computed from its readings.
    pub phone: PhoneInput,
    /// Whether the page has reported that it is hidden, and has sent nothing since.
    pub away: bool,
    /// Whether the player has tapped for the next round.
    pub voted: bool,
    /// Whether the player does not want the mode that is introduced.
    pub vetoed: bool,
    /// Ticks for which the player has been unable to steer.
    pub lost_ticks: u64,
    /// The token with which another phone can take this seat while the seat's own phone is lost.
    pub invitation: Option<String>,
    /// Smoothed age of the recently used readings, in seconds; `None` without readings.
    lag_s: Option<f32>,
    /// Steering by keys or stick, −1..=1.
    local: f32,
    /// Taps by key or button that have not acted yet.
    local_taps: u8,
    /// Taps by a hold at full lock, for players without a thumb.
    lock: LockTap,
    /// The largest motion of the phone since the last tick, 0..=1.
    motion: f32,
    /// Steers while the phone is silent, or always for a bot.
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
            vetoed: false,
            lost_ticks: 0,
            invitation: None,
            lag_s: None,
            local: 0.0,
            local_taps: 0,
            lock: LockTap::default(),
            motion: 0.0,
            pilot: Bot::autopilot(),
        }
    }

    /// Creates a bot.
    pub(crate) fn bot(name: String, pilot: Bot) -> Self {
        Self { pilot, ..Self::new(name, InputSource::Bot) }
    }

    /// Returns the age of the newest reading, or `None` for players without readings.
    pub(crate) fn age(&self, now: Instant) -> Option<Duration> {
        self.phone.age(now)
    }

    /// Returns the player's input device.
    pub(crate) fn device(&self) -> InputDevice {
        match self.source {
            // A bot has no board; see `standings`.
            InputSource::Keyboard | InputSource::Bot => InputDevice::Keyboard,
            InputSource::Gamepad => InputDevice::Gamepad,
            InputSource::Phone(_) if self.phone.touches() => InputDevice::Touch,
            InputSource::Phone(_) => InputDevice::Tilt,
        }
    }

    /// Returns whether this player steers with a phone.
    pub(crate) fn is_phone(&self) -> bool {
        matches!(self.source, InputSource::Phone(_))
    }

    /// Returns whether this player cannot steer now: the phone is silent, or the gamepad is unplugged.
    pub(crate) fn is_lost(&self, now: Instant) -> bool {
        !self.connected || self.away || self.phone.is_silent(now)
    }

    /// Returns the steering, −1..=1, or `None` if the phone has steered and then been silent for too long, or the
    /// gamepad is unplugged.
    ///
    /// Bridges stalls of the network: holds the last steering, then eases off to straight ahead.
    pub(crate) fn steer(&self, now: Instant) -> Option<f32> {
        match self.source {
            InputSource::Keyboard | InputSource::Gamepad => self.connected.then_some(self.local),
            InputSource::Bot => None,
            InputSource::Phone(_) => self.phone.steer(now),
        }
    }

    /// Returns the steering for the coming tick, −1..=1: the player's own, or the pilot's, which takes over on this
    /// board.
    pub(crate) fn steer_or_be_piloted(&mut self, slot: u8, board: Option<&Game>, now: Instant) -> f32 {
        self.steer(now).unwrap_or_else(|| board.map_or(0.0, |game| self.pilot.steer(game, slot)))
    }

    /// Returns whether the thumb acts in the coming tick; each tap does once. `steer` is the steering of that tick, where a
    /// hold at full lock counts as a tap.
    pub(crate) fn acts(&mut self, slot: u8, board: &Game, steer: f32, with_lock: bool) -> bool {
        let is_held = with_lock && self.source != InputSource::Bot && self.lock.feed(steer);
        let is_tapped = match self.source {
            InputSource::Phone(_) => self.phone.take_tap(),
            InputSource::Bot => self.pilot.acts(board, slot),
            InputSource::Keyboard | InputSource::Gamepad => {
                let waiting = self.local_taps;
                self.local_taps = waiting.saturating_sub(1);
                waiting > 0
            }
        };
        is_held || is_tapped
    }

    /// Drops all taps so far: they were made for something else than the thumb's action.
    pub(crate) fn forget_taps(&mut self) {
        self.phone.forget_taps();
        (self.local_taps, self.lock) = (0, LockTap::default());
    }

    /// Counts a tap by key or button.
    pub(crate) fn tap_locally(&mut self) {
        self.local_taps = (self.local_taps + 1).min(MAX_LOCAL_TAPS);
    }

    /// Returns the motion of the player's phone for the coming tick, 0..=1. Players without a sensor have none.
    pub(crate) fn take_motion(&mut self) -> f32 {
        if self.source == InputSource::Bot { self.pilot.motion() } else { std::mem::take(&mut self.motion) }
    }

    /// Returns whether this player holds nothing whose motion could be measured.
    pub(crate) fn has_no_sensor(&self) -> bool {
        self.source != InputSource::Bot && self.device() != InputDevice::Tilt
    }

    /// Updates the counts of silence and lag. Call it once per tick.
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

    /// Returns the age of this player's readings when they are used, in seconds, or `None` for a phone without
    /// readings.
    pub(crate) fn lag_s(&self) -> Option<f32> {
        match self.source {
            InputSource::Phone(_) => self.lag_s,
            InputSource::Keyboard | InputSource::Gamepad | InputSource::Bot => Some(0.0),
        }
    }

    /// Starts over with a new socket, because a page that was loaded again has restarted its clock.
    pub(crate) fn reconnected(&mut self) {
        (self.connected, self.away, self.invitation) = (true, false, None);
        self.phone.reconnected();
    }

    /// Sets the steering by keys or stick, −1..=1.
    pub(crate) fn set_local(&mut self, steer: f32) {
        self.local = steer;
    }

    /// Processes a reading.
    pub(crate) fn read(&mut self, received: &Received) {
        self.away = false;
        self.phone.read(received);
        if let Reading::Motion(frame) = &received.reading {
            self.motion = frame.samples.iter().map(motion).fold(self.motion, f32::max);
        }
    }
}

/// Returns how much a phone moves, 0..=1.
fn motion(sample: &MotionSample) -> f32 {
    let swing = (sample.acceleration.length() - STANDARD_GRAVITY).abs() / FULL_ACCELERATION;
    (sample.rotation_rate.length() / FULL_RATE).max(swing).clamp(0.0, 1.0)
}
