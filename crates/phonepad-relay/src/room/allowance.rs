//! Rate limits on changes of a room and its seats. Each change costs a write or a message to the host, so each has a
//! rate.

use crate::limiter::Bucket;

const SECOND_MS: u64 = 1000;
const MINUTE_MS: u64 = 60_000;
/// Renames of a seat per second, in the long run, and at once.
const RENAMES: (u64, u64) = (1, 5);
/// Locks, kicks and new direct paths, all together, that a host may request per second, in the long run, and at once.
const COMMANDS: (u64, u64) = (1, 10);
/// New seats per second, in the long run, and at once: a whole room. Returning to a seat does not count.
const NEW_SEATS: (u64, u64) = (2, 15);
/// Invitations that a host may request per minute, in the long run, and at once: two for each seat.
const INVITATIONS: (u64, u64) = (60, 30);

/// The remaining allowances of one room.
#[derive(Debug)]
pub(super) struct Allowances {
    pub(super) commands: Bucket,
    pub(super) new_seats: Bucket,
    pub(super) invitations: Bucket,
}

impl Allowances {
    /// Returns the full allowances.
    pub(super) fn new(now_ms: u64) -> Self {
        Self {
            commands: bucket(COMMANDS, SECOND_MS, now_ms),
            new_seats: bucket(NEW_SEATS, SECOND_MS, now_ms),
            invitations: bucket(INVITATIONS, MINUTE_MS, now_ms),
        }
    }
}

/// Returns the full rename allowance of one seat.
pub(super) fn renames(now_ms: u64) -> Bucket {
    bucket(RENAMES, SECOND_MS, now_ms)
}

fn bucket((tokens, burst): (u64, u64), period_ms: u64, now_ms: u64) -> Bucket {
    Bucket::new(tokens, period_ms, burst, now_ms)
}
