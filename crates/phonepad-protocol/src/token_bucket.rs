//! The workspace's rate limit: a token bucket as a value. Time is an argument.

use std::time::{Duration, Instant};

/// Tokens that are refilled over time. It starts full, and stores one point in time; its limits are an argument, because
/// many buckets share them.
#[derive(Debug, Clone, Copy)]
pub struct TokenBucket<T> {
    /// The time at which it will be, or was, full.
    full_at: Option<T>,
}

/// The limits of a [`TokenBucket`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Tokens that are refilled in each [`Rate::period`].
    pub tokens: u32,
    /// The time in which that many tokens are refilled.
    pub period: Duration,
    /// Tokens that a full bucket holds.
    pub at_once: u32,
}

/// A point in time: an [`Instant`], or a [`Duration`] since any fixed event such as the beginning of 1970.
pub trait TimePoint: Copy + Ord {
    /// Returns the time from `earlier` to this point; zero if `earlier` is later.
    fn since(self, earlier: Self) -> Duration;
    /// Returns the point this much later.
    fn after(self, time: Duration) -> Self;
}

impl TimePoint for Instant {
    fn since(self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }

    fn after(self, time: Duration) -> Self {
        // Beyond what the clock can hold, a bucket refills late instead of never.
        self.checked_add(time).unwrap_or(self)
    }
}

impl TimePoint for Duration {
    fn since(self, earlier: Self) -> Duration {
        self.saturating_sub(earlier)
    }

    fn after(self, time: Duration) -> Self {
        self.saturating_add(time)
    }
}

impl<T: TimePoint> Default for TokenBucket<T> {
    /// Returns a full bucket.
    fn default() -> Self {
        Self::FULL
    }
}

impl<T: TimePoint> TokenBucket<T> {
    /// A full bucket.
    pub const FULL: Self = Self { full_at: None };

    /// Takes a token. Returns whether there was one.
    ///
    /// ```
    /// use phonepad_protocol::{Rate, TokenBucket};
    /// use std::time::{Duration, Instant};
    ///
    /// let rate = Rate::per_second(10, 2);
    /// let (mut bucket, now) = (TokenBucket::FULL, Instant::now());
    /// assert!(bucket.take(now, rate) && bucket.take(now, rate));
    /// assert!(!bucket.take(now, rate));
    /// assert!(bucket.take(now + Duration::from_millis(100), rate));
    /// ```
    pub fn take(&mut self, now: T, rate: Rate) -> bool {
        self.take_leaving(now, 1, 0, rate)
    }

    /// Takes `count` tokens, provided that `reserve` are left afterwards. Returns whether it took them.
    pub fn take_leaving(&mut self, now: T, count: u32, reserve: u32, rate: Rate) -> bool {
        let full_at = self.full_at(now).after(rate.token().saturating_mul(count));
        let is_enough = full_at.since(now) <= rate.capacity(reserve);
        if is_enough {
            self.full_at = Some(full_at);
        }
        is_enough
    }

    /// Whether [`Self::take`] would find a token.
    pub fn has_token(&self, now: T, rate: Rate) -> bool {
        self.wait(now, rate).is_zero()
    }

    /// Returns the time until a token is available.
    pub fn wait(&self, now: T, rate: Rate) -> Duration {
        self.full_at(now).after(rate.token()).since(now).saturating_sub(rate.capacity(0))
    }

    /// Whether it holds all the tokens that it can hold.
    pub fn is_full(&self, now: T) -> bool {
        self.full_at.is_none_or(|full_at| full_at <= now)
    }

    fn full_at(&self, now: T) -> T {
        self.full_at.map_or(now, |full_at| full_at.max(now))
    }
}

impl Rate {
    /// Returns the limits with a rate per second.
    pub const fn per_second(tokens: u32, at_once: u32) -> Self {
        Self { tokens, period: Duration::from_secs(1), at_once }
    }

    /// Returns the limits with a rate per minute.
    pub const fn per_minute(tokens: u32, at_once: u32) -> Self {
        Self { tokens, period: Duration::from_secs(60), at_once }
    }

    /// Returns the time in which one token is refilled.
    fn token(self) -> Duration {
        self.period / self.tokens.max(1)
    }

    /// Returns the time in which an empty bucket is refilled, except for `reserve` tokens.
    fn capacity(self, reserve: u32) -> Duration {
        self.token().saturating_mul(self.at_once.saturating_sub(reserve))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time, without reading a clock.
    const START: Duration = Duration::from_secs(1_000_000);

    #[test]
    fn bursts_and_rates_are_limited() {
        let mut bucket = TokenBucket::FULL;
        let rate = Rate::per_second(10, 5);
        let taken = |bucket: &mut TokenBucket<Duration>, at| (0..20).filter(|_| bucket.take(at, rate)).count();
        assert!(bucket.has_token(START, rate));
        assert_eq!(taken(&mut bucket, START), 5);
        assert!(!bucket.has_token(START, rate));
        assert_eq!(taken(&mut bucket, START + Duration::from_millis(250)), 2);
        assert_eq!(taken(&mut bucket, START + Duration::from_secs(60)), 5);
    }

    #[test]
    fn a_reserve_is_kept() {
        let mut bucket = TokenBucket::FULL;
        let rate = Rate::per_second(10, 5);
        assert_eq!((0..20).filter(|_| bucket.take_leaving(START, 1, 2, rate)).count(), 3);
        assert!(!bucket.take_leaving(START, 3, 0, rate), "not in part");
        assert!(bucket.take_leaving(START, 2, 0, rate));
    }

    #[test]
    fn the_wait_ends_with_a_token() {
        let mut bucket = TokenBucket::FULL;
        let rate = Rate::per_minute(7, 2);
        assert!(bucket.is_full(START) && bucket.wait(START, rate).is_zero());
        assert!(bucket.take(START, rate) && bucket.take(START, rate));
        let wait = bucket.wait(START, rate);
        assert_eq!(wait.as_millis(), 60_000 / 7);
        assert!(!bucket.has_token(START + wait - Duration::from_nanos(1), rate));
        assert!(bucket.take(START + wait, rate));
        assert!(!bucket.is_full(START + Duration::from_secs(17)));
        assert!(bucket.is_full(START + Duration::from_secs(27)));
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut bucket = TokenBucket::FULL;
        let rate = Rate::per_second(1, 1);
        assert!(bucket.take(START, rate));
        assert!(!bucket.take(START - Duration::from_secs(100), rate));
        assert!(bucket.take(START + Duration::from_secs(1), rate));
    }

    #[test]
    fn nothing_at_once_is_nothing_ever() {
        let mut bucket = TokenBucket::FULL;
        let rate = Rate::per_minute(0, 0);
        assert!(!bucket.take(START, rate));
        assert_eq!(bucket.wait(START, rate), Duration::from_secs(60));
    }
}
