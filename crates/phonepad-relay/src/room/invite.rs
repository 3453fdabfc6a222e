//! Invitations: a second token for a seat, with which a phone that has lost its own token, or another phone, takes over
//! the seat.

use super::{Change, Newcomer, Output, Room, SocketId, command::RATE_LIMITED, seat::Seat, traffic::complain};
use crate::{QueuedMessage, Token};
use phonepad_protocol::{CloseCode, RelayText};

/// A seat that a phone has taken by invitation.
pub(super) struct TakenOver {
    pub(super) slot: u8,
    /// The seat's name, which does not change.
    pub(super) name: String,
}

impl Room {
    /// Creates an invitation to a seat at the host's request; it replaces an older one.
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
        if !self.allowances.invitations.take(now_ms) {
            return complain(host, RATE_LIMITED, out);
        }
        let invitation = fresh();
        seat.invitation = Some(invitation.hash());
        self.note(Change::Promised);
        let text = RelayText::Invitation { slot, seat: invitation.as_str().to_owned() };
        out.push(Output::Promise { to: host, message: QueuedMessage::Text(text.to_text()) });
    }

    /// Puts a socket into the seat that a token invites to: from now on only `fresh_seat` opens that seat.
    pub(super) fn take_over(
        &mut self,
        invitation: &str,
        newcomer: Newcomer,
        fresh_seat: &Token,
        out: &mut Vec<Output>,
    ) -> Result<TakenOver, CloseCode> {
        let invites = |seat: &Seat| seat.invitation.as_ref().is_some_and(|token| token.matches(invitation));
        let slot = self.taken_seats().find(|(_, seat)| invites(seat)).map(|(slot, _)| slot);
        let slot = slot.ok_or(CloseCode::WrongToken)?;
        if newcomer.is_host_behind {
            return Err(CloseCode::TooManyMessages);
        }
        let seat = self.seats.get_mut(usize::from(slot)).and_then(Option::as_mut).ok_or(CloseCode::WrongToken)?;
        seat.token = fresh_seat.hash();
        seat.invitation = None;
        seat.sit_down(newcomer, out);
        let name = seat.name.clone();
        self.note(Change::Promised);
        Ok(TakenOver { slot, name })
    }
}
