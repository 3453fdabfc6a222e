//! The age of the newest reading of one phone at the game, measured by the game's own means: the phone's clock,
//! compared with echoes.

use std::time::{Duration, Instant};

use phonepad_host::{Reading, Received};
use phonepad_motion::ClockSync;

/// Interval between checks of the newest reading.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// The readings of one phone.
#[derive(Debug)]
pub struct Ages {
    epoch: Instant,
    clock: ClockSync,
    newest: Option<u16>,
    arrivals: Vec<Arrival>,
    missing: Vec<Instant>,
}

/// A reading that was newer than all previous ones.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    at: Instant,
    age_ms: f64,
}

/// Ages of the newest reading, checked a thousand times a second, in ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The median.
    pub p50: f64,
    /// The 99th percentile.
    pub p99: f64,
    /// The highest age.
    pub max: f64,
}

impl Ages {
    /// Returns the ages of a phone without any readings.
    pub fn new(epoch: Instant) -> Self {
        Self { epoch, clock: ClockSync::default(), newest: None, arrivals: Vec::new(), missing: Vec::new() }
    }

    /// Takes a reading.
    pub fn hear(&mut self, received: &Received) {
        let ms = |at: Instant| at.saturating_duration_since(self.epoch).as_secs_f64() * 1000.0;
        match &received.reading {
            Reading::Clock { sent, theirs } => self.clock.echo(ms(*sent), *theirs, ms(received.at)),
            Reading::Motion(motion) => {
                let age = self.clock.age_ms(motion.t, ms(received.at));
                for (seq, _, _) in motion.oldest_first() {
                    let ahead = self.newest.map_or(1, |newest| seq.wrapping_sub(newest) as i16);
                    if ahead > 0 {
                        self.missing.extend((1..ahead).map(|_| received.at));
                        self.newest = Some(seq);
                        self.arrivals.extend(age.map(|age_ms| Arrival { at: received.at, age_ms }));
                    }
                }
            }
            Reading::Touch(_) => {}
        }
    }

    /// Returns the number of readings that never arrived, by the time when that was noticed.
    pub fn missing(&self, from: Instant, to: Instant) -> usize {
        self.missing.iter().filter(|at| (from..to).contains(*at)).count()
    }

    /// Returns the number of readings that arrived.
    pub fn count(&self, from: Instant, to: Instant) -> usize {
        self.arrivals.iter().filter(|arrival| (from..to).contains(&arrival.at)).count()
    }

    /// Returns the ages in this time, or `None` if there was no reading.
    pub fn summary(&self, from: Instant, to: Instant) -> Option<Summary> {
        let (mut ages, mut look, mut index) = (Vec::new(), from, 0);
        while look < to {
            while self.arrivals.get(index + 1).is_some_and(|next| next.at <= look) {
                index += 1;
            }
            let newest = self.arrivals.get(index).filter(|newest| newest.at <= look);
            ages.extend(newest.map(|newest| newest.age_ms + (look - newest.at).as_secs_f64() * 1000.0));
            look += LOOK_EVERY;
        }
        ages.sort_by(f64::total_cmp);
        let quantile = |share: f64| ages.get((ages.len() as f64 * share) as usize).copied();
        Some(Summary { p50: quantile(0.5)?, p99: quantile(0.99)?, max: *ages.last()? })
    }

    /// Returns the longest time without a new reading that overlaps this period.
    pub fn longest_gap(&self, from: Instant, to: Instant) -> Duration {
        let pairs = self.arrivals.windows(2).map(|pair| (pair[0].at, pair[1].at));
        let here = pairs.filter(|(before, after)| *after >= from && *before <= to);
        here.map(|(before, after)| after - before).max().unwrap_or(Duration::MAX)
    }
}
