//! Seats of phones in sessions, on transports that assign no seats themselves: taking one, returning to it, and proving
//! that a phone is the same one as at the relay.

use super::{
    HELLO_WITHIN, HostSeat, Presence, SEAT_KEPT, SILENT_AFTER, SeatOutput, Seats, Session, Waiting, is_same, welcome,
};
use crate::{LinkEvent, timer::Instant, transport::RouteId};
use phonepad_protocol::{CloseCode, DirectPhoneText, MAX_PEERS, PairingToken, PeerLeftReason, Role, VERSION};

/// The terms for a hello, besides the seats.
pub(crate) struct Terms {
    /// Whether new phones are refused.
    pub(crate) locked: bool,
    /// A fresh seat token, for a phone that gets a seat.
    pub(crate) token: String,
}

/// The way in which a phone gets its seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// It has none yet.
    New,
    /// It has the token of an earlier visit.
    Back,
    /// It has the seat through the relay.
    Tied,
}

impl Seats {
    /// Handles a phone that has opened a session.
    pub(crate) fn opened(&mut self, now: Instant, id: RouteId) {
        self.waiting.push(Waiting { id, since: now, tie: None });
    }

    /// Handles a phone's text in its session.
    pub(crate) fn said(&mut self, now: Instant, id: RouteId, text: DirectPhoneText, terms: Terms) -> Vec<SeatOutput> {
        match text {
            DirectPhoneText::Hello { protocol, role, name, seat, tie } => {
                // A phone with a seat has already sent its hello.
                let Some(index) = self.waiting.iter().position(|waiting| waiting.id == id) else { return Vec::new() };
                if protocol != VERSION || role != Role::Peer {
                    return self.refuse(id, CloseCode::BadHello);
                }
                match (tie, seat) {
                    (Some(tie), _) => match PairingToken::parse(&tie) {
                        Some(tie) => {
                            self.waiting[index].tie = Some(tie);
                            self.join_ties(now, terms)
                        }
                        None => self.refuse(id, CloseCode::BadHello),
                    },
                    (None, Some(token)) => self.come_back(now, id, &token),
                    (None, None) => self.newcomer(now, id, &name, terms),
                }
            }
            DirectPhoneText::Rename { name } => self.rename(id, &name),
            DirectPhoneText::Leave => self.leave(now, id),
        }
    }

    /// Handles a phone's pairing token from the relay.
    pub(crate) fn tied(&mut self, now: Instant, slot: u8, tie: PairingToken, terms: Terms) -> Vec<SeatOutput> {
        match self.seats.get_mut(usize::from(slot)).filter(|seat| seat.relay.is_some()) {
            Some(seat) => seat.tie = Some(tie),
            None => return Vec::new(),
        }
        self.join_ties(now, terms)
    }

    /// Notes activity in a session. Returns the slot that it belongs to.
    pub(crate) fn heard(&mut self, now: Instant, id: RouteId) -> Option<(u8, Option<SeatOutput>)> {
        let index = self.seat_of(id)?;
        let seat = &mut self.seats[index];
        if let Some(session) = seat.sessions.iter_mut().find(|session| session.id == id) {
            (session.heard, session.silent) = (now, false);
        }
        let path = seat.best_path();
        Some((index as u8, self.by(index, path)))
    }

    /// Handles the end of a session.
    pub(crate) fn closed(&mut self, now: Instant, id: RouteId) -> Vec<SeatOutput> {
        self.waiting.retain(|waiting| waiting.id != id);
        let Some(index) = self.seat_of(id) else { return Vec::new() };
        let seat = &mut self.seats[index];
        seat.sessions.retain(|session| session.id != id);
        let path = seat.best_path();
        let mut effects: Vec<_> = self.by(index, path).into_iter().collect();
        effects.extend(self.maybe_gone(now, index, PeerLeftReason::Closed));
        effects
    }

    /// Advances the time.
    pub(crate) fn tick(&mut self, now: Instant) -> Vec<SeatOutput> {
        let late = |waiting: &&Waiting| now.saturating_duration_since(waiting.since) > HELLO_WITHIN;
        let late: Vec<_> = self.waiting.iter().filter(late).map(|waiting| waiting.id).collect();
        let mut effects: Vec<_> = late.into_iter().flat_map(|id| self.refuse(id, CloseCode::NoHello)).collect();
        for index in 0..usize::from(MAX_PEERS) {
            let seat = &mut self.seats[index];
            for session in &mut seat.sessions {
                session.silent = now.saturating_duration_since(session.heard) > SILENT_AFTER;
            }
            let over = seat.left.is_some_and(|left| now.saturating_duration_since(left) > SEAT_KEPT);
            if seat.on(seat.path).is_some_and(|session| session.silent) {
                let path = seat.best_path();
                effects.extend(self.by(index, path));
            } else if seat.presence == Presence::Away && seat.relay.is_none() && over {
                effects.extend(self.free(index));
            }
        }
        effects
    }

    /// Seats every phone that has sent the same pairing token on both paths. A token is valid once.
    fn join_ties(&mut self, now: Instant, terms: Terms) -> Vec<SeatOutput> {
        let matching = |waiting: &Waiting| {
            let said = waiting.tie?;
            let same = |seat: &HostSeat| seat.tie.is_some_and(|tie| is_same(&tie.0, &said.0));
            Some((waiting.id, self.seats.iter().position(same)?))
        };
        let Some((id, index)) = self.waiting.iter().find_map(matching) else { return Vec::new() };
        let seat = &mut self.seats[index];
        (seat.tie, seat.token) = (None, Some(terms.token));
        self.sit(now, id, index, Arrival::Tied)
    }

    fn come_back(&mut self, now: Instant, id: RouteId, token: &str) -> Vec<SeatOutput> {
        let same =
            |seat: &HostSeat| seat.token.as_ref().is_some_and(|known| is_same(known.as_bytes(), token.as_bytes()));
        match self.seats.iter().position(same) {
            Some(index) => {
                // Another player may have its name by now.
                self.seats[index].name = self.name_for(index, &self.seats[index].name);
                self.sit(now, id, index, Arrival::Back)
            }
            None => self.refuse(id, CloseCode::WrongToken),
        }
    }

    fn newcomer(&mut self, now: Instant, id: RouteId, name: &str, terms: Terms) -> Vec<SeatOutput> {
        if terms.locked {
            return self.refuse(id, CloseCode::RoomLocked);
        }
        let taken = self.seats.iter().filter(|seat| seat.presence != Presence::Free).count();
        let Some(index) = self.highest_free().filter(|_| taken < usize::from(self.max_peers)) else {
            return self.refuse(id, CloseCode::RoomFull);
        };
        let name = self.name_for(index, name);
        let seat = &mut self.seats[index];
        (seat.token, seat.name) = (Some(terms.token), name);
        self.sit(now, id, index, Arrival::New)
    }

    /// Assigns a session to a seat; an older one on the same transport ends.
    fn sit(&mut self, now: Instant, id: RouteId, index: usize, arrival: Arrival) -> Vec<SeatOutput> {
        self.waiting.retain(|waiting| waiting.id != id);
        let (slot, resumed) = (index as u8, arrival != Arrival::New);
        let seat = &mut self.seats[index];
        let mut effects = Vec::new();
        let older = seat.sessions.extract_if(.., |session| session.id.kind == id.kind);
        effects.extend(older.map(|older| SeatOutput::Close(older.id, CloseCode::Replaced)));
        seat.sessions.push(Session { id, heard: now, silent: false });
        seat.left = None;
        effects.push(SeatOutput::Say(id, welcome(slot, seat, resumed)));
        // A phone connected through the relay was announced then. A returning one has missed messages.
        if seat.presence != Presence::There || arrival != Arrival::Tied {
            seat.presence = Presence::There;
            effects.push(SeatOutput::Tell(LinkEvent::PeerJoined { slot, name: seat.name.clone(), resumed }));
        }
        let path = self.seats[index].best_path();
        effects.extend(self.by(index, path));
        effects
    }

    fn rename(&mut self, id: RouteId, name: &str) -> Vec<SeatOutput> {
        // A relay's seat is renamed at the relay.
        let Some(index) = self.seat_of(id).filter(|index| self.seats[*index].relay.is_none()) else {
            return Vec::new();
        };
        let name = self.name_for(index, name);
        self.seats[index].name.clone_from(&name);
        vec![SeatOutput::Tell(LinkEvent::PeerRenamed { slot: index as u8, name })]
    }

    fn leave(&mut self, now: Instant, id: RouteId) -> Vec<SeatOutput> {
        let Some(index) = self.seat_of(id) else { return self.refuse(id, CloseCode::Normal) };
        let mut effects = self.closed(now, id);
        effects.push(SeatOutput::Close(id, CloseCode::Normal));
        self.seats[index].token = None;
        if self.seats[index].relay.is_none() {
            effects.extend(self.free(index));
        }
        effects
    }

    fn refuse(&mut self, id: RouteId, code: CloseCode) -> Vec<SeatOutput> {
        self.waiting.retain(|waiting| waiting.id != id);
        vec![SeatOutput::Close(id, code)]
    }

    fn seat_of(&self, id: RouteId) -> Option<usize> {
        self.seats.iter().position(|seat| seat.sessions.iter().any(|session| session.id == id))
    }
}
