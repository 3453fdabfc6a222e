//! The routes of frames to phones. Reliable frames take the transport that steering uses, so that the relay has less
//! traffic.

use super::{HostSeat, Presence, Seats};
use crate::{Transport, direct::SessionId};
use phonepad_protocol::MAX_PEERS;

/// The route of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameRoute {
    /// Through the relay, to the phone's slot there.
    Relay(u8),
    /// Through the relay, to every phone there.
    RelayToAll,
    /// Over the direct path.
    Direct(SessionId),
}

impl Seats {
    /// Returns the route of a reliable frame to a phone; `None` if the phone is not connected, because a phone that
    /// connects gets all current state anyway.
    pub(crate) fn route(&self, slot: u8, relay_up: bool) -> Option<FrameRoute> {
        let seat = self.seats.get(usize::from(slot)).filter(|seat| seat.presence == Presence::There)?;
        match seat.direct {
            Some(id) if seat.path == Transport::Direct || !(relay_up && seat.is_at_the_relay()) => {
                Some(FrameRoute::Direct(id))
            }
            _ => seat.relay.filter(|_| relay_up).map(|relay| FrameRoute::Relay(relay.slot)),
        }
    }

    /// Returns the routes to all connected phones: one frame for the relay, unless some phones there would receive it
    /// twice.
    pub(crate) fn routes(&self, relay_up: bool) -> Vec<FrameRoute> {
        let routes: Vec<_> = (0..MAX_PEERS).filter_map(|slot| self.route(slot, relay_up)).collect();
        let all_by_relay = !routes.is_empty() && routes.iter().all(|route| matches!(route, FrameRoute::Relay(_)));
        if all_by_relay { vec![FrameRoute::RelayToAll] } else { routes }
    }

    /// Returns the direct paths of phones that have a seat, each with the phone's slot.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (u8, SessionId)> {
        (0..MAX_PEERS).zip(&self.seats).filter_map(|(slot, seat)| Some((slot, seat.direct?)))
    }

    /// Whether any phone steers through the relay.
    pub(crate) fn does_anybody_need_the_relay(&self) -> bool {
        self.seats.iter().any(|seat| seat.is_at_the_relay() && seat.path == Transport::Relay)
    }
}

impl HostSeat {
    pub(super) fn is_at_the_relay(&self) -> bool {
        self.relay.is_some_and(|relay| relay.there)
    }
}
