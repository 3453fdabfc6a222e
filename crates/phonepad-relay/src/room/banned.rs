//! The client addresses of kicked phones: they get no new seat for a while.

use std::collections::VecDeque;

use crate::Network;

/// Time for which a kicked address gets no new seat.
pub const BAN_MS: u64 = 5 * 60 * 1000;
/// If other members of the room share the kicked address, one newcomer may take a seat in this time.
pub const SHARED_BAN_MS: u64 = 10 * 1000;
/// Most kicked addresses remembered; the oldest is dropped first.
const MAX_BANS: usize = 32;

/// A kicked address.
#[derive(Debug)]
struct Ban {
    network: Network,
    kicked_ms: u64,
    /// The time when a newcomer from it was last admitted, or else when it was kicked.
    last_ms: u64,
}

/// The kicked addresses of one room. They do not survive a restart.
#[derive(Debug, Default)]
pub(super) struct Bans(VecDeque<Ban>);

impl Bans {
    /// Refuses newcomers from this address from now on.
    pub(super) fn add(&mut self, network: Network, now_ms: u64) {
        self.0.retain(|ban| ban.network != network && !ban.is_over(now_ms));
        if self.0.len() == MAX_BANS {
            self.0.pop_front();
        }
        self.0.push_back(Ban { network, kicked_ms: now_ms, last_ms: now_ms });
    }

    /// Whether a newcomer from this address may take a seat. `is_shared` is whether the host or a connected peer has
    /// the same address: a household behind one router must not lose its game because one of its phones was kicked.
    pub(super) fn admits(&self, network: Network, is_shared: bool, now_ms: u64) -> bool {
        let ban = self.0.iter().find(|ban| ban.network == network && !ban.is_over(now_ms));
        ban.is_none_or(|ban| is_shared && now_ms >= ban.last_ms.saturating_add(SHARED_BAN_MS))
    }

    /// Counts a newcomer from this address that has taken a seat.
    pub(super) fn let_in(&mut self, network: Network, now_ms: u64) {
        if let Some(ban) = self.0.iter_mut().find(|ban| ban.network == network) {
            ban.last_ms = now_ms;
        }
    }
}

impl Ban {
    fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.kicked_ms.saturating_add(BAN_MS)
    }
}
