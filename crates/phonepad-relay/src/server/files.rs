//! The limit on open files of this process: each connection is one.

use std::io;

use rlimit::{Resource, increase_nofile_limit};
use tracing::warn;

/// A generous estimate of the files that a process has open besides its connections.
const OTHER_FILES: u64 = 128;

/// Raises the limit of open files as far as this process may. Call it once, at the start.
pub fn raise_open_files() {
    if let Err(error) = increase_nofile_limit(u64::MAX) {
        warn!(%error, "the limit of open files could not be raised");
    }
}

/// Returns how many connections may be open at once: `wanted`, or fewer, with a warning, if there are not enough files.
pub fn connections_within_files(wanted: u32) -> u32 {
    let Ok(allowed) = allowed() else { return wanted };
    // A quarter of a small limit may be of some use; less than that never is.
    let possible = allowed.saturating_sub(OTHER_FILES).max(allowed / 4).max(1);
    let connections = u32::try_from(possible).unwrap_or(u32::MAX).min(wanted);
    if connections < wanted {
        warn!(
            allowed,
            wanted, connections, "fewer connections than wanted, for lack of files: raise the limit (ulimit -n)"
        );
    }
    connections
}

fn allowed() -> io::Result<u64> {
    Resource::NOFILE.get_soft()
}
