//! A seat: what a room remembers of one phone, connected or not.

use super::SocketId;
use crate::relay::{Token, limiter::Limiter};

/// A taken slot.
#[derive(Debug)]
pub(super) struct Seat {
    /// Brings the phone back to this seat.
    pub(super) token: Token,
    /// The cleaned name.
    pub(super) name: String,
    /// The phone's socket, while it has one.
    pub(super) socket: Option<SocketId>,
    /// Since when there is no socket; only meaningful while there is none.
    pub(super) gone_ms: u64,
    /// Belongs to the seat and not to the socket, so that coming back does not refill it.
    pub(super) limiter: Limiter,
}
