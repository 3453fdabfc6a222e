//! A seat: the state of one phone in a room, connected or not.

use super::{
    Newcomer, Output,
    allowance::{Allowance, RENAME_ALLOWANCE},
    lanes::Lanes,
};
use crate::{Network, TokenHash, limiter::Limiter};
use phonepad_protocol::CloseCode;

/// A taken slot.
#[derive(Debug)]
pub(super) struct Seat {
    /// Hash of the token for returning to this seat.
    pub(super) token: TokenHash,
    /// Hash of the token with which another phone may take the seat, while there is one.
    pub(super) invitation: Option<TokenHash>,
    /// The cleaned name.
    pub(super) name: String,
    /// The phone's sockets, or `None` if it has none.
    pub(super) lanes: Option<Lanes>,
    /// The client address of the current or last phone; unknown after a restart.
    pub(super) network: Option<Network>,
    /// The time at which the last socket left; only meaningful while there is none.
    pub(super) gone_ms: u64,
    /// One limiter for each lane, because a phone may send every frame on both. They belong to the seat and not to the
    /// sockets, so that reconnecting does not refill them.
    pub(super) limiters: [Limiter; 2],
    /// The remaining renames of the seat; they belong to the seat like the limiters.
    pub(super) renames: Allowance,
}

impl Seat {
    pub(super) fn new(
        token: TokenHash,
        name: String,
        lanes: Option<Lanes>,
        network: Option<Network>,
        now_ms: u64,
    ) -> Self {
        let limiters = [Limiter::FULL; 2];
        Self { token, invitation: None, name, lanes, network, gone_ms: now_ms, limiters, renames: RENAME_ALLOWANCE }
    }

    /// Assigns the seat to a socket; sockets of another phone, or of another page, are closed.
    pub(super) fn sit_down(&mut self, Newcomer { socket, network, .. }: Newcomer, out: &mut Vec<Output>) {
        self.network = Some(network);
        if let Some(replaced) = self.lanes.replace(Lanes::new(socket)) {
            replaced.close(CloseCode::Replaced, out);
        }
    }
}
