//! The results of a load.

use std::time::Duration;

/// Delays and costs of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) p999: Duration,
    /// Lossy frames that arrived, as a share of those sent.
    pub(crate) delivered: f64,
    pub(crate) reliable_errors: u64,
    pub(crate) frames_per_second: f64,
    /// Processor seconds of the server for a million frames sent to it.
    pub(crate) cpu_per_million: f64,
    /// Lateness of the generator itself.
    pub(crate) lateness_p99: Duration,
    /// Cores that other processes used meanwhile.
    pub(crate) others: f64,
}

impl Outcome {
    /// Whether the server kept up.
    pub(crate) fn is_sound(&self) -> bool {
        self.p99 < Duration::from_millis(20) && self.reliable_errors == 0 && self.delivered > 0.97
    }
}
