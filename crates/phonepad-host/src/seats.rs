//! The seats of phones and the transports that reach them, so that the game never has to compare lists itself. A value:
//! it sends nothing and reads no clock.

use std::time::Duration;

use subtle::ConstantTimeEq;

use super::{LinkEvent, RouteKind, timer::Instant, transport::RouteId};
use phonepad_protocol::{
    CloseCode, Command, DirectGameText, MAX_HZ, MAX_PEERS, PairingToken, PeerInfo, PeerLeftReason, Role, default_name,
    seat_name,
};

mod routes;
mod sessions;
#[cfg(test)]
mod tests;

pub(super) use routes::FrameRoute;
pub(super) use sessions::Terms;

/// A session that was silent for this long is not relied upon.
pub(super) const SILENT_AFTER: Duration = Duration::from_millis(500);
/// How long a seat without a relay is kept for its phone, as in a relay.
const SEAT_KEPT: Duration = Duration::from_secs(120);
/// Longest time from open channels to a hello that gives a seat.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// An action that follows from an event.
#[derive(Debug, PartialEq)]
pub(super) enum SeatOutput {
    /// Notify the game.
    Tell(LinkEvent),
    /// Send a command to the relay.
    Command(Command),
    /// Send a text to a phone in its session.
    Say(RouteId, DirectGameText),
    /// End a session.
    Close(RouteId, CloseCode),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Presence {
    #[default]
    Free,
    Away,
    There,
}

/// A seat from the relay's point of view.
#[derive(Debug, Clone, Copy)]
struct RelaySeat {
    slot: u8,
    there: bool,
}

/// A session of a phone that has a seat, on a transport without seats of its own.
#[derive(Debug, Clone, Copy)]
struct Session {
    id: RouteId,
    heard: Instant,
    /// Whether it has been silent for a while.
    silent: bool,
}

#[derive(Debug, Default)]
struct HostSeat {
    /// The state last reported to the game.
    presence: Presence,
    name: String,
    relay: Option<RelaySeat>,
    /// At most one on each transport.
    sessions: Vec<Session>,
    /// The token that its phone sent through the relay, until the phone sends the same one in a session.
    tie: Option<PairingToken>,
    /// The token with which a phone returns to this seat in a session.
    token: Option<String>,
    /// Whether another phone may have been invited to it.
    invited: bool,
    /// The transport of its frames.
    path: RouteKind,
    left: Option<Instant>,
}

/// A phone in a session that has no seat yet.
#[derive(Debug)]
struct Waiting {
    id: RouteId,
    since: Instant,
    tie: Option<PairingToken>,
}

/// The seats as reported to the game.
#[derive(Debug)]
pub(super) struct Seats {
    seats: [HostSeat; MAX_PEERS as usize],
    waiting: Vec<Waiting>,
    max_peers: u8,
}

impl Seats {
    pub(super) fn new(max_peers: u8) -> Self {
        Self { seats: Default::default(), waiting: Vec::new(), max_peers }
    }

    /// Applies `peers`, the seats of a welcome. Every connected phone is announced, whether or not it was before, so
    /// that the game can send it the messages that it missed. Phones with a session stay, whatever has happened to
    /// the room.
    pub(super) fn reconcile(&mut self, now: Instant, peers: &[PeerInfo]) -> Vec<SeatOutput> {
        let mut effects = Vec::new();
        // Names that have been swapped meanwhile must not count as duplicates in the room.
        let is_told =
            |seat: &&mut HostSeat| seat.relay.is_some_and(|relay| peers.iter().any(|peer| peer.slot == relay.slot));
        self.seats.iter_mut().filter(is_told).for_each(|seat| seat.name.clear());
        for seat in 0..MAX_PEERS {
            let Some(RelaySeat { slot, .. }) = self.seats[usize::from(seat)].relay else { continue };
            match peers.iter().find(|peer| peer.slot == slot) {
                Some(peer) if peer.connected => effects.extend(self.joined(slot, &peer.name, true)),
                Some(peer) => {
                    self.seats[usize::from(seat)].name = self.name_for(usize::from(seat), &peer.name);
                    effects.extend(self.left(now, slot, PeerLeftReason::Closed));
                }
                None => {
                    effects.extend(self.left(now, slot, PeerLeftReason::Closed));
                    effects.extend(self.released(slot));
                }
            }
        }
        // A phone that came and went without being announced has no seat yet.
        for peer in peers.iter().filter(|peer| peer.slot < MAX_PEERS && peer.connected) {
            if self.index_of(peer.slot).is_none() {
                effects.extend(self.joined(peer.slot, &peer.name, false));
            }
        }
        effects
    }

    /// Handles a phone that took a seat of the relay, or returned to it.
    pub(super) fn joined(&mut self, slot: u8, name: &str, resumed: bool) -> Vec<SeatOutput> {
        let Some(index) = self.place_of(slot).or_else(|| self.highest_free()) else {
            return vec![SeatOutput::Command(Command::Kick { slot })];
        };
        let mut effects = Vec::new();
        let name = self.name_for(index, name);
        let seat = &mut self.seats[index];
        if std::mem::take(&mut seat.invited) {
            // It may be another phone: the previous one must prove again that it still has the seat.
            (seat.tie, seat.token) = (None, None);
            effects.extend(seat.end_sessions(CloseCode::WrongToken));
        }
        seat.relay = Some(RelaySeat { slot, there: true });
        seat.name.clone_from(&name);
        seat.presence = Presence::There;
        let slot = index as u8;
        effects.push(SeatOutput::Tell(LinkEvent::PeerJoined { slot, name, resumed }));
        effects.extend(self.by(index, self.seats[index].preferred().map_or(RouteKind::Relay, |id| id.kind)));
        effects
    }

    /// Handles the loss of a phone's connection to the relay.
    pub(super) fn left(&mut self, now: Instant, slot: u8, reason: PeerLeftReason) -> Vec<SeatOutput> {
        let Some(index) = self.place_of(slot) else { return Vec::new() };
        let seat = &mut self.seats[index];
        seat.relay = Some(RelaySeat { slot, there: false });
        if seat.presence == Presence::Free {
            seat.presence = Presence::There;
        }
        self.maybe_gone(now, index, reason)
    }

    /// Handles a slot of the relay that is free.
    pub(super) fn released(&mut self, slot: u8) -> Vec<SeatOutput> {
        let Some(index) = self.place_of(slot) else { return Vec::new() };
        self.seats[index].relay = None;
        if self.seats[index].sessions.is_empty() { self.free(index) } else { Vec::new() }
    }

    /// Handles a phone's new name at the relay.
    pub(super) fn renamed(&mut self, slot: u8, name: &str) -> Vec<SeatOutput> {
        let Some(index) = self.place_of(slot) else { return Vec::new() };
        let name = self.name_for(index, name);
        self.seats[index].name.clone_from(&name);
        vec![SeatOutput::Tell(LinkEvent::PeerRenamed { slot: index as u8, name })]
    }

    /// Handles an invitation from the relay.
    pub(super) fn invited(&mut self, slot: u8, seat: String) -> Vec<SeatOutput> {
        let Some(index) = self.place_of(slot) else { return Vec::new() };
        self.seats[index].invited = true;
        vec![SeatOutput::Tell(LinkEvent::Invitation { slot: index as u8, seat })]
    }

    /// Releases a seat.
    pub(super) fn kick(&mut self, slot: u8) -> Vec<SeatOutput> {
        let Some(seat) = self.seats.get_mut(usize::from(slot)) else { return Vec::new() };
        (seat.tie, seat.token) = (None, None);
        let mut effects: Vec<_> = seat.end_sessions(CloseCode::Kicked).collect();
        match (seat.relay, seat.presence) {
            (Some(relay), _) => effects.push(SeatOutput::Command(Command::Kick { slot: relay.slot })),
            // The relay may have a phone that is yet to be announced.
            (None, Presence::Free) => effects.push(SeatOutput::Command(Command::Kick { slot })),
            (None, presence) => {
                if presence == Presence::There {
                    effects.push(SeatOutput::Tell(LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Kicked }));
                }
                effects.extend(self.free(usize::from(slot)));
            }
        }
        effects
    }

    /// Returns the game's slot for a slot of the relay. They differ only where a phone without a relay took the slot
    /// first.
    pub(super) fn slot_of(&self, relay_slot: u8) -> Option<u8> {
        self.place_of(relay_slot).map(|index| index as u8)
    }

    /// Returns the relay's slot for one of the game's.
    pub(super) fn relay_slot(&self, slot: u8) -> Option<u8> {
        let seat = self.seats.get(usize::from(slot))?;
        seat.relay.map(|relay| relay.slot).or_else(|| (seat.presence == Presence::Free).then_some(slot))
    }

    fn index_of(&self, relay_slot: u8) -> Option<usize> {
        self.seats.iter().position(|seat| seat.relay.is_some_and(|relay| relay.slot == relay_slot))
    }

    /// Returns the seat of one of the relay's slots, announced or not.
    fn place_of(&self, relay_slot: u8) -> Option<usize> {
        let is_free = |index: &usize| self.seats.get(*index).is_some_and(|seat| seat.presence == Presence::Free);
        self.index_of(relay_slot).or_else(|| Some(usize::from(relay_slot)).filter(is_free))
    }

    /// Relays assign the lowest free slot, so phones without one get the highest.
    fn highest_free(&self) -> Option<usize> {
        self.seats.iter().rposition(|seat| seat.presence == Presence::Free)
    }

    /// Returns the name of a seat whose phone, or the relay, requests this one. A relay has no knowledge of the seats
    /// that are the game's own, and may allow more in a name.
    ///
    /// A phone without a relay that has become silent does not block its name: it may be the one that connects to the
    /// relay now.
    fn name_for(&self, index: usize, wished: &str) -> String {
        let is_named =
            |seat: &HostSeat| seat.relay.is_some() || (seat.presence == Presence::There && !seat.is_silent());
        let others = self.seats.iter().enumerate().filter(|(other, seat)| *other != index && is_named(seat));
        seat_name(wished, index as u8, others.map(|(_, seat)| seat.name.as_str()))
    }

    fn maybe_gone(&mut self, now: Instant, index: usize, reason: PeerLeftReason) -> Vec<SeatOutput> {
        let seat = &mut self.seats[index];
        let there = !seat.sessions.is_empty() || seat.is_at_the_relay();
        if there || seat.presence != Presence::There {
            return Vec::new();
        }
        (seat.presence, seat.left) = (Presence::Away, Some(now));
        vec![SeatOutput::Tell(LinkEvent::PeerLeft { slot: index as u8, reason })]
    }

    fn free(&mut self, index: usize) -> Vec<SeatOutput> {
        self.seats[index] = HostSeat::default();
        vec![SeatOutput::Tell(LinkEvent::SeatReleased { slot: index as u8 })]
    }

    /// Sets the transport of a phone's frames. Returns an event if it has changed.
    fn by(&mut self, index: usize, path: RouteKind) -> Option<SeatOutput> {
        let seat = &mut self.seats[index];
        let changed = std::mem::replace(&mut seat.path, path) != path;
        changed.then_some(SeatOutput::Tell(LinkEvent::PathChanged { slot: index as u8, path }))
    }
}

fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

fn welcome(slot: u8, seat: &HostSeat, resumed: bool) -> DirectGameText {
    DirectGameText::Welcome {
        role: Role::Peer,
        slot,
        seat: seat.token.clone().unwrap_or_default(),
        resumed,
        name: if seat.name.is_empty() { default_name(slot) } else { seat.name.clone() },
        host_connected: true,
        max_hz: MAX_HZ,
    }
}
