//! Relates another device's clock to ours with echoes: the age of a reading, without synchronised clocks.
//!
//! As in NTP (RFC 5905, clock filter), an echo gives an offset and a round trip. Of the echoes of the last seconds, the
//! one with the shortest round trip is used: it waited least, so its two directions differ least.

use std::collections::VecDeque;

/// Echoes older than this, in ms, are dropped.
const WINDOW_MS: f64 = 10_000.0;
/// Number of echoes kept: a peer that answers more often than it was asked gains nothing.
const MAX_ECHOES: usize = 64;
/// The drift is measured between the best echoes of two windows at least this far apart, in ms.
const MIN_DRIFT_SPAN_MS: f64 = 20_000.0;
/// Crystals are accurate to some 50 ppm; a measured drift beyond this is noise.
const MAX_DRIFT: f64 = 200e-6;
/// An offset that no round trip explains, by this much in ms, means that the other clock was set or restarted.
const JUMP_MS: f64 = 30.0;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Echo {
    /// Our clock half-way through the round trip, in ms.
    at_ms: f64,
    /// Their clock minus ours, in ms.
    offset_ms: f64,
    round_trip_ms: f64,
}

/// Relates the millisecond clock of another device, which wraps at 2³², to ours. A value: times are arguments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClockSync {
    echoes: VecDeque<Echo>,
    /// A good earlier echo, against which the drift is measured.
    anchor: Option<Echo>,
    drift: f64,
}

impl ClockSync {
    /// Takes an echo: sent at `sent_ms` and answered at `received_ms` of our clock, with `theirs` of the other one.
    pub fn echo(&mut self, sent_ms: f64, theirs: u32, received_ms: f64) {
        let round_trip_ms = received_ms - sent_ms;
        if !(0.0..=WINDOW_MS).contains(&round_trip_ms) {
            return;
        }
        let at_ms = f64::midpoint(sent_ms, received_ms);
        // On average, a whole millisecond stands for half a millisecond more.
        let raw = f64::from(theirs) + 0.5 - at_ms;
        let echo = match self.best() {
            Some(best) => Echo { at_ms, offset_ms: nearest(raw, best.offset_ms), round_trip_ms },
            None => Echo { at_ms, offset_ms: raw, round_trip_ms },
        };
        if let Some(best) = self.best() {
            let explained = f64::midpoint(echo.round_trip_ms, best.round_trip_ms) + JUMP_MS;
            if (echo.offset_ms - best.offset_ms).abs() > explained {
                *self = Self::default();
            }
        }
        self.echoes.retain(|old| at_ms - old.at_ms < WINDOW_MS);
        if self.echoes.len() == MAX_ECHOES {
            self.echoes.pop_front();
        }
        self.echoes.push_back(echo);
        self.measure_drift();
    }

    /// Discards everything: the other device may have a different clock now.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Returns the shortest round trip of the last seconds, in ms.
    pub fn round_trip_ms(&self) -> Option<f64> {
        self.best().map(|echo| echo.round_trip_ms)
    }

    /// Returns their clock minus ours at `now_ms` of ours, in ms.
    pub fn offset_ms(&self, now_ms: f64) -> Option<f64> {
        self.best().map(|best| best.offset_ms + self.drift * (now_ms - best.at_ms))
    }

    /// Returns how much faster their clock runs, as a share: 20e-6 is 20 ppm.
    pub fn drift(&self) -> f64 {
        self.drift
    }

    /// Returns the time since their clock read `t`, at `now_ms` of ours: in ms, never negative.
    pub fn age_ms(&self, t: u32, now_ms: f64) -> Option<f64> {
        let theirs_now = now_ms + self.offset_ms(now_ms)?;
        Some(nearest(theirs_now - f64::from(t) - 0.5, 0.0).max(0.0))
    }

    fn best(&self) -> Option<Echo> {
        self.echoes.iter().copied().min_by(|a, b| a.round_trip_ms.total_cmp(&b.round_trip_ms))
    }

    fn measure_drift(&mut self) {
        let Some(best) = self.best() else { return };
        let Some(anchor) = self.anchor else {
            self.anchor = Some(best);
            return;
        };
        let span = best.at_ms - anchor.at_ms;
        if span < MIN_DRIFT_SPAN_MS {
            // The first window is not over: a better anchor may still come.
            if span < WINDOW_MS && best.round_trip_ms < anchor.round_trip_ms {
                self.anchor = Some(best);
            }
            return;
        }
        // The uncertainty of the two round trips does not count as drift.
        let doubt = f64::midpoint(best.round_trip_ms, anchor.round_trip_ms) / span;
        let drift = (best.offset_ms - anchor.offset_ms) / span;
        self.drift = if doubt < MAX_DRIFT { drift.clamp(-MAX_DRIFT, MAX_DRIFT) } else { 0.0 };
    }
}

/// Returns the value that differs from `value` by a multiple of 2³² and is nearest to `to`.
fn nearest(value: f64, to: f64) -> f64 {
    const TURN: f64 = 4_294_967_296.0;
    value - libm::round((value - to) / TURN) * TURN
}
