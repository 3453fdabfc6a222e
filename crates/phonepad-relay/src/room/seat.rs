//! A seat: what a room remembers of one phone, connected or not.

use super::{Newcomer, Output, allowance, lanes::Lanes};
use crate::{
    Network, TokenHash,
    limiter::{Bucket, Limiter},
};
use phonepad_protocol::CloseCode;

/// A taken slot.
#[derive(Debug)]
pub(super) struct Seat {
    /// Of the token that brings the phone back to this seat.
    pub(super) token: TokenHash,
    /// Of the token with which another phone may take the seat, while there is one.
    pub(super) invitation: Option<TokenHash>,
    /// The cleaned name.
    pub(super) name: String,
    /// The phone's sockets, while it has any.
    pub(super) lanes: Option<Lanes>,
    /// The client address of the phone, or of the last one; unknown after a restart.
    pub(super) network: Option<Network>,
    /// Since when there is no socket; only meaningful while there is none.
    pub(super) gone_ms: u64,
    /// One for each lane, because a phone may send every frame on both. They belong to the seat and not to the sockets, so
    /// that coming back does not refill them.
    pub(super) limiters: [Limiter; 2],
    /// What is left of the new names that the seat may take; it belongs to the seat like the limiters.
    pub(super) renames: Bucket,
}

impl Seat {
    pub(super) fn new(
        token: TokenHash,
        name: String,
        lanes: Option<Lanes>,
        network: Option<Network>,
        now_ms: u64,
    ) -> Self {
        let limiters = [Limiter::new(now_ms), Limiter::new(now_ms)];
        let renames = allowance::renames(now_ms);
        Self { token, invitation: None, name, lanes, network, gone_ms: now_ms, limiters, renames }
    }

    /// Gives the seat to a socket; those of another phone, or of another page, are closed.
    pub(super) fn sit_down(&mut self, Newcomer { socket, network, .. }: Newcomer, out: &mut Vec<Output>) {
        self.network = Some(network);
        if let Some(replaced) = self.lanes.replace(Lanes::new(socket)) {
            replaced.close(CloseCode::Replaced, out);
        }
    }
}
