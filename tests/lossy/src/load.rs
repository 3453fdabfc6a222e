//! Measures whether other processes used the machine meanwhile. It must not depend on what was measured.

use std::{fs, time::Instant};

/// Ticks of the kernel's accounting in a second, on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The machine's counters at one time.
pub(crate) struct Load {
    at: Instant,
    busy: f64,
    ours: f64,
}

impl Load {
    pub(crate) fn now() -> Self {
        Self { at: Instant::now(), busy: busy().unwrap_or(0.0), ours: ours().unwrap_or(0.0) }
    }

    /// Returns the cores that this program and others have used since, on average.
    pub(crate) fn since(&self) -> (f64, f64) {
        let (now, seconds) = (Self::now(), self.at.elapsed().as_secs_f64());
        let ours = (now.ours - self.ours) / seconds;
        (ours, ((now.busy - self.busy) / seconds - ours).max(0.0))
    }
}

/// Returns the seconds in which some core was busy.
fn busy() -> Option<f64> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let ticks: Vec<f64> = stat.lines().next()?.split_whitespace().skip(1).filter_map(|n| n.parse().ok()).collect();
    // User, nice, system; and after idle and waiting, interrupts and the time taken by other machines.
    Some([0, 1, 2, 5, 6, 7].iter().filter_map(|index| ticks.get(*index)).sum::<f64>() / TICKS_PER_SECOND)
}

/// Returns the seconds of processor time of this process.
fn ours() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let fields: Vec<f64> = after_name.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    // The state, a letter, is not among them: user and system time are the 11th and 12th number.
    Some((fields.get(10)? + fields.get(11)?) / TICKS_PER_SECOND)
}
