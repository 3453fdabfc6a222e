//! A seat: what a room remembers of one phone, connected or not.

use super::lanes::Lanes;
use crate::relay::{TokenHash, limiter::Limiter};

/// A taken slot.
#[derive(Debug)]
pub(super) struct Seat {
    /// Of the token that brings the phone back to this seat.
    pub(super) token: TokenHash,
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
        Self { token, name, lanes, gone_ms: now_ms, limiters: [Limiter::new(now_ms), Limiter::new(now_ms)] }
    }
}
