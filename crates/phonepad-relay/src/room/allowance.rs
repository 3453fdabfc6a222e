//! Rate limits on changes of a room and its seats. Each change costs a write or a message to the host, so each has a
//! rate.

use std::time::Duration;

use phonepad_protocol::{Rate, TokenBucket};

/// Renames of a seat.
const RENAMES: Rate = Rate::per_second(1, 5);
/// Locks, kicks and new direct paths, all together, that a host may request.
const COMMANDS: Rate = Rate::per_second(1, 10);
/// New seats: at once, a whole room. Returning to a seat does not count.
const NEW_SEATS: Rate = Rate::per_second(2, 15);
/// Invitations that a host may request: at once, two for each seat.
const INVITATIONS: Rate = Rate::per_minute(60, 30);

/// The rest of one rate.
#[derive(Debug)]
pub(super) struct Allowance {
    rate: Rate,
    bucket: TokenBucket<Duration>,
}

/// The remaining allowances of one room.
#[derive(Debug)]
pub(super) struct Allowances {
    pub(super) commands: Allowance,
    pub(super) new_seats: Allowance,
    pub(super) invitations: Allowance,
}

impl Allowance {
    const fn full(rate: Rate) -> Self {
        Self { rate, bucket: TokenBucket::FULL }
    }

    /// Takes one. Returns whether there was one.
    pub(super) fn take(&mut self, now_ms: u64) -> bool {
        self.bucket.take(Duration::from_millis(now_ms), self.rate)
    }
}

impl Allowances {
    /// The full allowances.
    pub(super) const FULL: Self = Self {
        commands: Allowance::full(COMMANDS),
        new_seats: Allowance::full(NEW_SEATS),
        invitations: Allowance::full(INVITATIONS),
    };
}

/// The full rename allowance of one seat.
pub(super) const RENAME_ALLOWANCE: Allowance = Allowance::full(RENAMES);
