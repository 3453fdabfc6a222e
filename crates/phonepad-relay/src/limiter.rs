//! The rate limit of a peer. Time is an argument.

use std::time::Duration;

use phonepad_protocol::{Rate, TokenBucket};

/// Frames that a peer may send in a second, in the long run, and at once after a pause.
const FRAMES: Rate = Rate::per_second(120, 240);
/// A peer that exceeds the rate and the burst this many times over is disconnected.
const PATIENCE: u32 = 10;
const FLOOD: Rate = Rate::per_second(PATIENCE * FRAMES.tokens, PATIENCE * FRAMES.at_once);

/// The treatment of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RateVerdict {
    /// Within the limit.
    Fine,
    /// Over the limit: a lossy frame is dropped, a reliable one still passes.
    Over,
    /// Ten times over the limit: the peer is disconnected.
    Flood,
}

/// The two buckets of one peer: one for the rate, and a tenfold one for patience.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limiter {
    rate: TokenBucket<Duration>,
    patience: TokenBucket<Duration>,
}

impl Limiter {
    /// A limiter with full buckets.
    pub(super) const FULL: Self = Self { rate: TokenBucket::FULL, patience: TokenBucket::FULL };

    /// Counts one frame.
    pub(super) fn count(&mut self, now_ms: u64) -> RateVerdict {
        let now = Duration::from_millis(now_ms);
        let (within_rate, within_patience) = (self.rate.take(now, FRAMES), self.patience.take(now, FLOOD));
        match (within_rate, within_patience) {
            (_, false) => RateVerdict::Flood,
            (false, true) => RateVerdict::Over,
            (true, true) => RateVerdict::Fine,
        }
    }
}
