//! A rate limit as a value, with a burst and a rate per second. It reads no clock.

use std::time::{Duration, Instant};

/// Tokens that are refilled over time. It starts full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    /// The time at which it will be, or was, full.
    full_at: Option<Instant>,
}

/// The limits of a [`Bucket`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) per_second: u32,
    pub(crate) at_once: u32,
}

impl Bucket {
    pub(crate) const FULL: Self = Self { full_at: None };

    /// Takes a token. Returns whether there was one.
    pub(crate) fn take(&mut self, now: Instant, rate: Rate) -> bool {
        self.take_leaving(now, 1, 0, rate)
    }

    /// Takes `count` tokens, provided that `reserve` are left afterwards. Returns whether it took them.
    pub(crate) fn take_leaving(&mut self, now: Instant, count: u32, reserve: u32, rate: Rate) -> bool {
        let full_at = self.full_at(now) + rate.token() * count;
        let is_enough = full_at.saturating_duration_since(now) <= rate.token() * rate.at_once.saturating_sub(reserve);
        if is_enough {
            self.full_at = Some(full_at);
        }
        is_enough
    }

    /// Whether [`Self::take`] would find no token.
    pub(crate) fn is_empty(&self, now: Instant, rate: Rate) -> bool {
        let mut copy = *self;
        !copy.take(now, rate)
    }

    fn full_at(&self, now: Instant) -> Instant {
        self.full_at.map_or(now, |full_at| full_at.max(now))
    }
}

impl Rate {
    /// Returns the time in which one token is refilled.
    fn token(self) -> Duration {
        Duration::from_secs(1) / self.per_second.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bursts_and_rates_are_limited() {
        let (mut bucket, start) = (Bucket::FULL, Instant::now());
        let rate = Rate { per_second: 10, at_once: 5 };
        let taken = |bucket: &mut Bucket, at| (0..20).filter(|_| bucket.take(at, rate)).count();
        assert_eq!(taken(&mut bucket, start), 5);
        assert!(bucket.is_empty(start, rate));
        assert_eq!(taken(&mut bucket, start + Duration::from_millis(250)), 2);
        assert_eq!(taken(&mut bucket, start + Duration::from_secs(60)), 5);
    }

    #[test]
    fn a_reserve_is_kept() {
        let (mut bucket, start) = (Bucket::FULL, Instant::now());
        let rate = Rate { per_second: 10, at_once: 5 };
        assert_eq!((0..20).filter(|_| bucket.take_leaving(start, 1, 2, rate)).count(), 3);
        assert!(!bucket.take_leaving(start, 3, 0, rate), "not in part");
        assert!(bucket.take_leaving(start, 2, 0, rate));
    }
}
