//! The steering of one phone: its readings, its clock, and the bridging of gaps between readings.

use std::time::Duration;

use phonepad_motion::{ClockSync, Tracker, hold_then_ease};
use phonepad_protocol::layout::TAPS_MODULUS;

use crate::{Reading, Received, timer::Instant};

/// A phone that has steered and then been silent for this long counts as lost.
const LOST_AFTER: Duration = Duration::from_millis(1500);
/// Most taps that wait to be taken: more than a thumb makes in a frame, and few enough that none acts long afterwards.
const MOST_TAPS_DUE: u8 = 3;

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
    /// The number of taps in the newest reading; `None` before the first one of a connection.
    taps: Option<u8>,
    /// Taps that nobody has taken yet.
    taps_due: u8,
}

impl Default for PhoneInput {
    fn default() -> Self {
        Self {
            tracker: Tracker::default(),
            clock: ClockSync::default(),
            since: Instant::now(),
            last_reading: None,
            touches: false,
            taps: None,
            taps_due: 0,
        }
    }
}

impl PhoneInput {
    /// Takes a reading of this phone. Returns whether it steers; answers about the phone's clock do not.
    pub fn read(&mut self, received: &Received) -> bool {
        match &received.reading {
            Reading::Motion(frame) => {
                self.touches = false;
                self.count_taps(frame.taps);
                self.tracker.motion(frame);
            }
            Reading::Touch(frame) => {
                self.touches = true;
                self.count_taps(frame.taps);
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
        (self.taps, self.taps_due) = (None, 0);
    }

    /// Takes the oldest tap that has not been taken; returns whether there was one. Every tap on the page counts once,
    /// however many readings of it are lost or repeated. At most three wait.
    pub fn take_tap(&mut self) -> bool {
        let is_due = self.taps_due > 0;
        self.taps_due = self.taps_due.saturating_sub(1);
        is_due
    }

    /// Discards all taps that have not been taken.
    pub fn forget_taps(&mut self) {
        self.taps_due = 0;
    }

    fn count_taps(&mut self, taps: u8) {
        let new = self.taps.map_or(0, |before| taps.wrapping_sub(before) % TAPS_MODULUS);
        // More than half of the modulus is a reading that was overtaken by a newer one.
        if self.taps.is_none() || new < TAPS_MODULUS / 2 {
            self.taps = Some(taps);
            self.taps_due = (self.taps_due + new).min(MOST_TAPS_DUE);
        }
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

#[cfg(test)]
mod tests {
    use phonepad_protocol::TouchFrame;

    use super::*;

    fn read(input: &mut PhoneInput, seq: u16, taps: u8) {
        let reading = Reading::Touch(TouchFrame { taps, seq, t: 0, steer: 0 });
        input.read(&Received { slot: 0, reading, at: Instant::now() });
    }

    /// Reads `taps` one after the other and returns how many taps were taken.
    fn taken(input: &mut PhoneInput, taps: &[u8]) -> usize {
        taps.iter().zip(1..).for_each(|(&taps, seq)| read(input, seq, taps));
        std::iter::from_fn(|| input.take_tap().then_some(())).count()
    }

    #[test]
    fn every_tap_counts_once_however_many_readings_are_lost_or_repeated() {
        let input = &mut PhoneInput::default();
        assert_eq!(taken(input, &[5, 5, 5]), 0, "taps before the first reading are nobody's");
        assert_eq!(taken(input, &[6, 6, 6]), 1, "repeated");
        assert_eq!(taken(input, &[8]), 2, "the reading with 7 was lost");
        assert_eq!(taken(input, &[15, 0, 0]), 3, "at most three wait");
        assert_eq!(taken(input, &[1, 0, 1]), 1, "a reading was overtaken by a newer one");
    }

    #[test]
    fn a_page_that_was_loaded_again_starts_counting_anew() {
        let input = &mut PhoneInput::default();
        assert_eq!(taken(input, &[4, 5]), 1);
        input.reconnected();
        assert_eq!(taken(input, &[0, 0]), 0);
        assert_eq!(taken(input, &[1]), 1);
    }

    #[test]
    fn forgotten_taps_do_not_act_later() {
        let input = &mut PhoneInput::default();
        read(input, 1, 0);
        read(input, 2, 2);
        input.forget_taps();
        assert_eq!(taken(input, &[2]), 0);
        assert_eq!(taken(input, &[3]), 1);
    }
}
