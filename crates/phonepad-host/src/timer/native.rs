//! Tokio's timers.

use std::time::Duration;

pub(crate) use tokio::time::{Interval, sleep};
use tokio::time::{MissedTickBehavior, interval};

/// Returns a timer that does not try to catch up.
pub(crate) fn timer(every: Duration) -> Interval {
    let mut timer = interval(every);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    timer
}
