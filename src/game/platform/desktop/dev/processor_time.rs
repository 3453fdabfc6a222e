//! The processor time of this thread. Needs Linux.

use std::{fs, thread, time::Duration};

/// A sleep of this length makes the system update its account of the thread's time.
const SETTLEMENT: Duration = Duration::from_micros(50);

/// Returns the processor time of this thread so far, or `None` where the system does not report it.
pub(super) fn of_this_thread() -> Option<Duration> {
    thread::sleep(SETTLEMENT);
    let account = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    account.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Prints a result on standard output.
#[expect(clippy::print_stdout, reason = "the figure is the program's output")]
pub(super) fn print(result: &str) {
    println!("{result}");
}
