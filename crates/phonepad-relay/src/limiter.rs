//! Rate limits as token buckets. Time is an argument.

/// Frames that a peer may send in a second, in the long run.
const FRAMES_PER_SECOND: u64 = 120;
/// Frames that a peer may send at once after a pause.
const BURST_FRAMES: u64 = 240;
/// A peer that exceeds the rate and the burst this many times over is disconnected.
const PATIENCE: u64 = 10;
const SECOND_MS: u64 = 1000;

/// The treatment of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    /// Within the limit.
    Fine,
    /// Over the limit: a lossy frame is dropped, a reliable one still passes.
    Over,
    /// Ten times over the limit: the peer is disconnected.
    Flood,
}

/// The two buckets of one peer: one for the rate, and a tenfold one for patience.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: Bucket,
    patience: Bucket,
}

impl Limiter {
    /// Creates a limiter with full buckets.
    pub(super) fn new(now_ms: u64) -> Self {
        Self {
            rate: Bucket::new(FRAMES_PER_SECOND, SECOND_MS, BURST_FRAMES, now_ms),
            patience: Bucket::new(PATIENCE * FRAMES_PER_SECOND, SECOND_MS, PATIENCE * BURST_FRAMES, now_ms),
        }
    }

    /// Counts one frame.
    pub(super) fn count(&mut self, now_ms: u64) -> Allowance {
        let (within_rate, within_patience) = (self.rate.take(now_ms), self.patience.take(now_ms));
        match (within_rate, within_patience) {
            (_, false) => Allowance::Flood,
            (false, true) => Allowance::Over,
            (true, true) => Allowance::Fine,
        }
    }
}

/// A token bucket. It counts in such small fractions of a token that whole milliseconds refill it exactly.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Fractions per millisecond; equal to the tokens per period.
    refill: u64,
    /// Fractions per token; equal to the milliseconds of a period.
    token: u64,
    capacity: u64,
    level: u64,
    refilled_ms: u64,
}

impl Bucket {
    /// Creates a full bucket of `burst` tokens that gets `tokens` more in every `period_ms`.
    pub(super) fn new(tokens: u64, period_ms: u64, burst: u64, now_ms: u64) -> Self {
        let capacity = burst.saturating_mul(period_ms);
        Self { refill: tokens, token: period_ms, capacity, level: capacity, refilled_ms: now_ms }
    }

    /// Takes a token. Returns whether there was one.
    pub(super) fn take(&mut self, now_ms: u64) -> bool {
        let is_there = self.has_token(now_ms);
        if is_there {
            self.level -= self.token;
        }
        is_there
    }

    /// Whether a token is available.
    pub(super) fn has_token(&mut self, now_ms: u64) -> bool {
        self.refill(now_ms);
        self.level >= self.token
    }

    /// Returns the milliseconds until a token is available.
    pub(super) fn wait_ms(&mut self, now_ms: u64) -> u64 {
        self.refill(now_ms);
        self.token.saturating_sub(self.level).div_ceil(self.refill.max(1))
    }

    /// Whether it has all the tokens that it can hold.
    pub(super) fn is_full(&mut self, now_ms: u64) -> bool {
        self.refill(now_ms);
        self.level == self.capacity
    }

    fn refill(&mut self, now_ms: u64) {
        let elapsed_ms = now_ms.saturating_sub(self.refilled_ms);
        self.refilled_ms = self.refilled_ms.max(now_ms);
        self.level = self.level.saturating_add(elapsed_ms.saturating_mul(self.refill)).min(self.capacity);
    }
}
