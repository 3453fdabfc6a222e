//! Invitations: a second token for a seat, with which a phone that has lost its own, or another one, takes the seat over.

use super::{Output, Room, SocketId, seat::Seat, traffic::complain};
use crate::{
    protocol::RelayText,
    relay::{Outgoing, Token, limiter::Bucket},
};

/// Invitations that a host may ask for in a minute, in the long run. Each is kept over a restart, so each costs a write.
const INVITATIONS_PER_MINUTE: u64 = 60;
/// Invitations that a host may ask for at once: two for each seat.
const BURST_INVITATIONS: u64 = 30;
const MINUTE_MS: u64 = 60_000;

/// The seat that a phone has taken by invitation.
pub(super) struct TakenOver {
    pub(super) slot: u8,
    /// Its name, which stays.
    pub(super) name: String,
}

/// The full allowance of a room.
pub(super) fn allowance(now_ms: u64) -> Bucket {
    Bucket::new(INVITATIONS_PER_MINUTE, MINUTE_MS, BURST_INVITATIONS, now_ms)
}

impl Room {
    /// The host wants an invitation to a seat; it takes the place of an older one.
    pub(super) fn invite(
        &mut self,
        host: SocketId,
        slot: u8,
        fresh: impl FnOnce() -> Token,
        now_ms: u64,
        out: &mut Vec<Output>,
    ) {
        let Some(seat) = self.seats.get_mut(usize::from(slot)).and_then(Option::as_mut) else {
            return complain(host, "no_such_seat", out);
        };
        if !self.invitations.take(now_ms) {
            return complain(host, "rate_limited", out);
        }
        let invitation = fresh();
        seat.invitation = Some(invitation.hash());
        self.is_changed = true;
        let text = RelayText::Invitation { slot, seat: invitation.as_str().to_owned() };
        out.push(Output::Promise { to: host, message: Outgoing::Text(text.to_text()) });
    }

    /// Puts a socket into the seat that a token invites to, if it does: from now on only `fresh_seat` opens that seat.
    pub(super) fn take_over(
        &mut self,
        invitation: &str,
        socket: SocketId,
        fresh_seat: &Token,
        out: &mut Vec<Output>,
    ) -> Option<TakenOver> {
        let invites = |seat: &Seat| seat.invitation.as_ref().is_some_and(|token| token.matches(invitation));
        let slot = self.taken_seats().find(|(_, seat)| invites(seat))?.0;
        let seat = self.seats.get_mut(usize::from(slot))?.as_mut()?;
        seat.token = fresh_seat.hash();
        seat.invitation = None;
        seat.sit_down(socket, out);
        let name = seat.name.clone();
        self.is_changed = true;
        Some(TakenOver { slot, name })
    }
}
