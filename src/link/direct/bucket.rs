//! A rate limit as a value: so many at once, so many a second. It reads no clock.

use std::time::{Duration, Instant};

/// Tokens that come back with time. Starts full.
#[derive(Debug, Clone, Copy)]
pub(in crate::link) struct Bucket {
    /// When it will be, or was, full.
    full_at: Option<Instant>,
}

/// How much a [`Bucket`] lets through.
#[derive(Debug, Clone, Copy)]
pub(in crate::link) struct Rate {
    pub(in crate::link) per_second: u32,
    pub(in crate::link) at_once: u32,
}

impl Bucket {
    pub(in crate::link) const FULL: Self = Self { full_at: None };

    /// Takes a token, if there is one.
    pub(in crate::link) fn take(&mut self, now: Instant, rate: Rate) -> bool {
        let one = Duration::from_secs(1) / rate.per_second.max(1);
        let full_at = self.full_at.map_or(now, |full_at| full_at.max(now)) + one;
        let there_is_one = full_at.saturating_duration_since(now) <= one * rate.at_once;
        if there_is_one {
            self.full_at = Some(full_at);
        }
        there_is_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_at_once_and_so_many_a_second() {
        let (mut bucket, start) = (Bucket::FULL, Instant::now());
        let rate = Rate { per_second: 10, at_once: 5 };
        let taken = |bucket: &mut Bucket, at| (0..20).filter(|_| bucket.take(at, rate)).count();
        assert_eq!(taken(&mut bucket, start), 5);
        assert_eq!(taken(&mut bucket, start + Duration::from_millis(250)), 2);
        assert_eq!(taken(&mut bucket, start + Duration::from_secs(60)), 5);
    }
}
