//! A seat: what a room remembers of one phone, connected or not.

use super::{Output, SocketId, lanes::Lanes};
use crate::{
    protocol::CloseCode,
    relay::{TokenHash, limiter::Limiter},
};

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
    /// Since when there is no socket; only meaningful while there is none.
    pub(super) gone_ms: u64,
    /// One for each lane, because a phone may send every frame on both. They belong to the seat and not to the sockets, so
    /// that coming back does not refill them.
    pub(super) limiters: [Limiter; 2],
}

impl Seat {
    pub(super) fn new(token: TokenHash, name: String, lanes: Option<Lanes>, now_ms: u64) -> Self {
        let limiters = [Limiter::new(now_ms), Limiter::new(now_ms)];
        Self { token, invitation: None, name, lanes, gone_ms: now_ms, limiters }
    }
    /// Gives the seat to a socket; those of another phone, or of another page, are closed.
    pub(super) fn sit_down(&mut self, socket: SocketId, out: &mut Vec<Output>) {
        if let Some(replaced) = self.lanes.replace(Lanes::new(socket)) {
            replaced.close(CloseCode::Replaced, out);
        }
    }
}
