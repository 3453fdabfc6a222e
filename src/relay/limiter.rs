//! How much one peer may send: a token bucket for the rate, a tenfold one for patience. Time is an argument.

/// Frames a peer may send in a second, in the long run.
const FRAMES_PER_SECOND: u64 = 120;
/// Frames a peer may send at once after a pause.
const BURST_FRAMES: u64 = 240;
/// A peer this many times over the rate and the burst is disconnected.
const PATIENCE: u64 = 10;

/// What becomes of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Within the limit.
    Fine,
    /// Over it: a lossy frame is dropped, a reliable one still passes.
    Over,
    /// Ten times over it: the peer is disconnected.
    Flood,
}

/// The two buckets of one peer.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: Bucket,
    patience: Bucket,
}

impl Limiter {
    /// A limiter with full buckets.
    pub(super) fn new(now_ms: u64) -> Self {
        Self {
            rate: Bucket::new(FRAMES_PER_SECOND, BURST_FRAMES, now_ms),
            patience: Bucket::new(PATIENCE * FRAMES_PER_SECOND, PATIENCE * BURST_FRAMES, now_ms),
        }
    }

    /// Counts one frame.
    pub(super) fn count(&mut self, now_ms: u64) -> Verdict {
        let (within_rate, within_patience) = (self.rate.take(now_ms), self.patience.take(now_ms));
        match (within_rate, within_patience) {
            (_, false) => Verdict::Flood,
            (false, true) => Verdict::Over,
            (true, true) => Verdict::Fine,
        }
    }
}

/// A token bucket that counts in thousandths, so that whole milliseconds refill it exactly.
#[derive(Debug)]
struct Bucket {
    per_second: u64,
    capacity_milli: u64,
    level_milli: u64,
    refilled_ms: u64,
}

impl Bucket {
    fn new(per_second: u64, burst: u64, now_ms: u64) -> Self {
        Self { per_second, capacity_milli: burst * 1000, level_milli: burst * 1000, refilled_ms: now_ms }
    }

    fn take(&mut self, now_ms: u64) -> bool {
        let elapsed_ms = now_ms.saturating_sub(self.refilled_ms);
        self.refilled_ms = self.refilled_ms.max(now_ms);
        // Tokens a second are thousandths of a token a millisecond.
        let refill = elapsed_ms.saturating_mul(self.per_second);
        self.level_milli = self.level_milli.saturating_add(refill).min(self.capacity_milli);
        match self.level_milli.checked_sub(1000) {
            Some(rest) => {
                self.level_milli = rest;
                true
            }
            None => false,
        }
    }
}
