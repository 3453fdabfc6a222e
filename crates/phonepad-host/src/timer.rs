//! Timers of the tasks of a link.

use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval};

/// A timer that does not try to catch up.
pub(super) fn timer(every: Duration) -> Interval {
    let mut timer = interval(every);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    timer
}
