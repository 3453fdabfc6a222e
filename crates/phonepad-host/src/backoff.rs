//! The pause before a client reconnects. A value: it neither sleeps nor reads a clock.

use std::time::Duration;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::Timing;

/// Largest share by which the pause varies in either direction, so that not all clients reconnect to a restarted relay
/// at once.
const JITTER: f64 = 0.25;
/// 2¹⁶ first pauses are longer than any longest one; further doubling would only overflow.
const MOST_DOUBLINGS: u32 = 16;

/// Counts failed attempts and determines the pause after each.
#[derive(Debug)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
    rng: ChaCha8Rng,
}

impl Backoff {
    /// Starts without a failure.
    pub fn new(timing: &Timing, rng: ChaCha8Rng) -> Self {
        Self { first: timing.first_pause, longest: timing.longest_pause, failures: 0, rng }
    }

    /// Notes a failure. Returns the number of failures in a row, and the pause that follows.
    pub fn failed(&mut self) -> (u32, Duration) {
        let doublings = self.failures.min(MOST_DOUBLINGS);
        self.failures = self.failures.saturating_add(1);
        let pause = self.first.saturating_mul(1 << doublings).min(self.longest);
        (self.failures, pause.mul_f64(1.0 + JITTER * self.minus_one_to_one()))
    }

    /// Notes the end of a successful connection of this length. One that lasted no longer than a pause does not reset
    /// the failures, because otherwise a relay that welcomes and fails at once would be contacted without end.
    pub fn held_for(&mut self, length: Duration) {
        if length > self.longest {
            self.failures = 0;
        }
    }

    fn minus_one_to_one(&mut self) -> f64 {
        f64::from(self.rng.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn backoff() -> Backoff {
        Backoff::new(&Timing::default(), ChaCha8Rng::seed_from_u64(7))
    }

    #[test]
    fn pauses_double_from_a_quarter_of_a_second_to_five() {
        let mut backoff = backoff();
        for (i, nominal) in [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0].into_iter().enumerate() {
            let (attempt, pause) = backoff.failed();
            assert_eq!(attempt as usize, i + 1);
            assert!((0.75..=1.25).contains(&(pause.as_secs_f64() / nominal)), "attempt {attempt}: {pause:?}");
        }
    }

    #[test]
    fn pauses_vary() {
        let (mut a, mut b) = (backoff(), Backoff::new(&Timing::default(), ChaCha8Rng::seed_from_u64(8)));
        assert_ne!(a.failed().1, b.failed().1);
    }

    #[test]
    fn it_never_overflows() {
        let mut backoff = backoff();
        let longest = (0..100).map(|_| backoff.failed().1).max();
        assert!(longest <= Some(Duration::from_millis(6250)));
    }

    #[test]
    fn only_a_connection_that_lasted_resets_the_pause() {
        let mut backoff = backoff();
        backoff.failed();
        backoff.held_for(Duration::from_secs(1));
        assert_eq!(backoff.failed().0, 2);
        backoff.held_for(Duration::from_secs(6));
        assert_eq!(backoff.failed().0, 1);
    }
}
