//! The relay's clock: Unix time that never runs backwards.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The system time is read once; the monotonic clock counts on from there.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    started_ms: u64,
    started: Instant,
}

impl Clock {
    pub(super) fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { started_ms: since_epoch.as_millis() as u64, started: Instant::now() }
    }

    /// Returns the milliseconds since the beginning of 1970.
    pub(super) fn now_ms(self) -> u64 {
        self.started_ms + self.started.elapsed().as_millis() as u64
    }
}
