//! The steering of one phone: its readings, its clock, and the bridging of gaps between readings.

use std::time::Duration;

use phonepad_motion::{ClockSync, Tracker, hold_then_ease};

use crate::{Reading, Received, timer::Instant};

/// A phone that has steered and then been silent for this long counts as lost.
const LOST_AFTER: Duration = Duration::from_millis(1500);

/// The steering of one phone, reading by reading.
#[derive(Debug)]
pub struct PhoneInput {
    /// The conversion from readings to steering, with the phone's own settings.
    pub tracker: Tracker,
    /// The phone's clock in terms of `since`.
    clock: ClockSync,
    since: Instant,
    last_reading: Option<Instant>,
    touches: bool,
}

impl Default for PhoneInput {
    fn default() -> Self {
        Self {
            tracker: Tracker::default(),
            clock: ClockSync::default(),
            since: Instant::now(),
            last_reading: None,
            touches: false,
        }
    }
}

impl PhoneInput {
    /// Takes a reading of this phone. Returns whether it steers; answers about the phone's clock do not.
    pub fn read(&mut self, received: &Received) -> bool {
        match &received.reading {
            Reading::Motion(frame) => {
                self.touches = false;
                self.tracker.motion(frame);
            }
            Reading::Touch(frame) => {
                self.touches = true;
                self.tracker.touch(frame);
            }
            Reading::Clock { sent, theirs } => {
                let (sent, received) = (self.milliseconds(*sent), self.milliseconds(received.at));
                self.clock.echo(sent, *theirs, received);
                return false;
            }
        }
        self.last_reading = Some(received.at);
        true
    }

    /// Starts again after a new connection: a page that was reloaded has restarted its clock.
    pub fn reconnected(&mut self) {
        self.tracker.reconnected();
        self.clock.reset();
    }

    /// Returns the age of the newest reading, or `None` before the first: since the phone's sensor produced it once the
    /// clocks are compared, until then since it arrived.
    pub fn age(&self, now: Instant) -> Option<Duration> {
        let since_arrival = self.silence(now)?;
        let measured = self.tracker.newest_at().and_then(|t| self.clock.age_ms(t, self.milliseconds(now)));
        Some(measured.map_or(since_arrival, |ms| Duration::from_secs_f64(ms / 1000.0).max(since_arrival)))
    }

    /// Whether the phone has steered and then been silent for too long.
    pub fn is_silent(&self, now: Instant) -> bool {
        self.silence(now).is_some_and(|silence| silence > LOST_AFTER)
    }

    /// Whether the newest reading came from the touch screen instead of the motion sensors.
    pub fn touches(&self) -> bool {
        self.touches
    }

    /// Returns the steering, −1 (full left) to 1 (full right); 0 before the first reading, `None` once the phone has
    /// been silent for too long.
    ///
    /// A stall of the network is bridged: the last steering is held, then eases off to straight ahead.
    pub fn steer(&self, now: Instant) -> Option<f32> {
        let Some(silence) = self.silence(now) else { return Some(0.0) };
        let share = hold_then_ease(silence.as_secs_f32());
        (share > 0.0).then(|| self.tracker.steer_after(self.age(now).unwrap_or_default().as_secs_f32()) * share)
    }

    /// Returns the time since the last reading, if there was one.
    fn silence(&self, now: Instant) -> Option<Duration> {
        self.last_reading.map(|at| now.saturating_duration_since(at))
    }

    fn milliseconds(&self, at: Instant) -> f64 {
        // An echo may have been sent before this player joined.
        let (after, before) = (at.saturating_duration_since(self.since), self.since.saturating_duration_since(at));
        (after.as_secs_f64() - before.as_secs_f64()) * 1000.0
    }
}
