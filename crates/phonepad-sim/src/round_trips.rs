//! Measures how long the game takes to answer an echo. A value: the caller reads the clock.

use std::{
    collections::VecDeque,
    fmt,
    time::{Duration, Instant},
};

/// Most unanswered echoes; older ones are discarded.
const MAX_OPEN: usize = 16;
/// Most answers kept for the summary; later ones replace the oldest.
const MAX_KEPT: usize = 4096;

/// Echoes sent and answered.
#[derive(Debug, Clone, Default)]
pub struct RoundTrips {
    open: VecDeque<(u32, Instant)>,
    times: VecDeque<Duration>,
}

impl RoundTrips {
    /// Notes an echo sent at `now`, with this value of the phone's clock.
    pub(super) fn asked(&mut self, t: u32, now: Instant) {
        if self.open.len() == MAX_OPEN {
            self.open.pop_front();
        }
        self.open.push_back((t, now));
    }

    /// Notes the answer to the echo with this clock value.
    pub(super) fn answered(&mut self, t: u32, now: Instant) {
        let Some(index) = self.open.iter().position(|(asked, _)| *asked == t) else { return };
        let Some((_, asked_at)) = self.open.remove(index) else { return };
        if self.times.len() == MAX_KEPT {
            self.times.pop_front();
        }
        self.times.push_back(now.saturating_duration_since(asked_at));
    }

    /// Returns the number of answers.
    pub fn count(&self) -> usize {
        self.times.len()
    }

    /// Returns the shortest, median and longest time, or `None` without any answer.
    pub fn summary(&self) -> Option<[Duration; 3]> {
        let mut sorted: Vec<Duration> = self.times.iter().copied().collect();
        sorted.sort_unstable();
        Some([*sorted.first()?, *sorted.get(sorted.len() / 2)?, *sorted.last()?])
    }
}

impl fmt::Display for RoundTrips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(summary) = self.summary() else { return f.write_str("round trip unknown, no echo came back") };
        let [best, median, worst] = summary.map(|time| time.as_secs_f64() * 1000.0);
        write!(f, "round trip {median:.1} ms (best {best:.1}, worst {worst:.1}, {} echoes)", self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_matched_with_questions() {
        let (mut trips, start) = (RoundTrips::default(), Instant::now());
        for (t, ms) in [(1, 5), (2, 1), (3, 9)] {
            trips.asked(t, start);
            trips.answered(t, start + Duration::from_millis(ms));
            trips.answered(t, start + Duration::from_millis(99));
        }
        trips.answered(77, start);
        assert_eq!(trips.to_string(), "round trip 5.0 ms (best 1.0, worst 9.0, 3 echoes)");
    }

    #[test]
    fn neither_questions_nor_answers_pile_up() {
        let (mut trips, start) = (RoundTrips::default(), Instant::now());
        for t in 0..10_000 {
            trips.asked(t, start);
            trips.asked(t, start);
            trips.answered(t, start);
        }
        assert!(trips.open.len() <= MAX_OPEN);
        assert_eq!(trips.count(), MAX_KEPT);
        assert_eq!(RoundTrips::default().to_string(), "round trip unknown, no echo came back");
    }
}
