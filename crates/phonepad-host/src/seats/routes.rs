//! The routes of frames to phones. Reliable frames take the transport that steering uses, so that the relay has less
//! traffic.

use super::{CloseCode, HostSeat, Presence, SeatOutput, Seats, Session};
use crate::{RouteKind, transport::RouteId};
use phonepad_protocol::MAX_PEERS;

/// The route of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameRoute {
    /// To a phone in a session, or in its slot at the relay.
    To(RouteId),
    /// Through the relay, to every phone there.
    RelayToAll,
}

impl Seats {
    /// Returns the route of a reliable frame to a phone; `None` if the phone is not connected, because a phone that
    /// connects gets all current state anyway.
    pub(crate) fn route(&self, slot: u8, relay_up: bool) -> Option<FrameRoute> {
        let seat = self.seats.get(usize::from(slot)).filter(|seat| seat.presence == Presence::There)?;
        let needs_session = !(relay_up && seat.is_at_the_relay());
        let session = seat.on(seat.path).map(|session| session.id);
        let session = session.or_else(|| seat.preferred().filter(|_| needs_session));
        let at_relay = || seat.relay.filter(|_| relay_up).map(|relay| relay.slot.into());
        let route = session.or_else(|| Some(RouteId { kind: RouteKind::Relay, session: at_relay()? }))?;
        Some(FrameRoute::To(route))
    }

    /// Returns the routes to all connected phones: one frame for the relay, unless some phones there would receive it
    /// twice.
    pub(crate) fn routes(&self, relay_up: bool) -> Vec<FrameRoute> {
        let routes: Vec<_> = (0..MAX_PEERS).filter_map(|slot| self.route(slot, relay_up)).collect();
        let is_by_relay = |route: &FrameRoute| matches!(route, FrameRoute::To(id) if id.kind == RouteKind::Relay);
        if !routes.is_empty() && routes.iter().all(is_by_relay) { vec![FrameRoute::RelayToAll] } else { routes }
    }

    /// Returns the sessions of all phones that have a seat.
    pub(crate) fn sessions(&self) -> impl Iterator<Item = RouteId> {
        self.seats.iter().flat_map(|seat| &seat.sessions).map(|session| session.id)
    }

    /// Whether any phone steers through the relay.
    pub(crate) fn does_anybody_need_the_relay(&self) -> bool {
        self.seats.iter().any(|seat| seat.is_at_the_relay() && seat.path == RouteKind::Relay)
    }
}

impl HostSeat {
    pub(super) fn is_at_the_relay(&self) -> bool {
        self.relay.is_some_and(|relay| relay.there)
    }

    /// Returns the session on a transport.
    pub(super) fn on(&self, kind: RouteKind) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id.kind == kind)
    }

    /// Returns the session on the best transport, silent or not.
    pub(super) fn preferred(&self) -> Option<RouteId> {
        self.sessions.iter().map(|session| session.id).max_by_key(|id| id.kind)
    }

    /// Returns the best transport that is not silent; if there is none, the best one.
    pub(super) fn best_path(&self) -> RouteKind {
        let awake = self.sessions.iter().filter(|session| !session.silent).map(|session| session.id.kind).max();
        let silent = || self.preferred().filter(|_| !self.is_at_the_relay()).map(|id| id.kind);
        awake.or_else(silent).unwrap_or(RouteKind::Relay)
    }

    /// Whether no session has been active for a while.
    pub(super) fn is_silent(&self) -> bool {
        self.sessions.iter().all(|session| session.silent)
    }

    /// Ends all sessions.
    pub(super) fn end_sessions(&mut self, code: CloseCode) -> impl Iterator<Item = SeatOutput> + use<> {
        std::mem::take(&mut self.sessions).into_iter().map(move |session| SeatOutput::Close(session.id, code))
    }
}
