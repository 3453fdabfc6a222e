//! The motion of a hand that holds a phone still.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::{TICK_S, random::unit_f32};

/// Standard deviation and memory, in seconds, of the logarithm of the motion: those of a hand in slow, careful motion
/// (trial 14 of BROAD: 0.79 and 0.95 s; six of seven trials are between 0.77 and 0.94, and between 0.6 and 1.5 s).
const SPREAD: f32 = 0.79;
const MEMORY_S: f32 = 0.95;

/// A first-order autoregressive process, whose exponential is the motion.
#[derive(Debug, Clone)]
pub(super) struct Tremor {
    /// Separate from the one of the steering, which is the same with and without motion.
    rng: ChaCha8Rng,
    level: Option<f32>,
}

impl Tremor {
    pub(super) fn new(seed: u64) -> Self {
        Self { rng: ChaCha8Rng::seed_from_u64(seed ^ 0x6875_7368), level: None }
    }

    /// Returns the motion of the next tick, 0..=1.
    pub(super) fn next(&mut self, median: f32) -> f32 {
        let keeps = 1.0 - TICK_S / MEMORY_S;
        let innovation = libm::sqrtf(1.0 - keeps * keeps) * self.normal();
        let level = match self.level {
            Some(level) => level * keeps + innovation,
            None => self.normal(),
        };
        self.level = Some(level);
        (median * libm::expf(SPREAD * level)).min(1.0)
    }

    /// Returns a number of mean 0 and variance 1: the sum of twelve uniform ones.
    fn normal(&mut self) -> f32 {
        (0..12).map(|_| unit_f32(&mut self.rng)).sum::<f32>() - 6.0
    }
}
