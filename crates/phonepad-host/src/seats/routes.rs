//! Which way frames go to phones. What must arrive takes the way that steering takes, so that the relay is spared, too.

use super::{HostSeat, Presence, Seats};
use crate::{Transport, direct::SessionId};
use phonepad_protocol::MAX_PEERS;

/// Which way a frame goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameRoute {
    /// By the relay, to the slot that a phone has there.
    Relay(u8),
    /// By the relay, to everybody there.
    RelayToAll,
    /// Directly.
    Direct(SessionId),
}

impl Seats {
    /// Which way what must arrive goes to a phone; none if it is not there, for who comes is told everything anyway.
    pub(crate) fn route(&self, slot: u8, relay_up: bool) -> Option<FrameRoute> {
        let seat = self.seats.get(usize::from(slot)).filter(|seat| seat.presence == Presence::There)?;
        match seat.direct {
            Some(id) if seat.path == Transport::Direct || !(relay_up && seat.is_at_the_relay()) => {
                Some(FrameRoute::Direct(id))
            }
            _ => seat.relay.filter(|_| relay_up).map(|relay| FrameRoute::Relay(relay.slot)),
        }
    }

    /// The same for all who are there: one frame for the relay, unless some of those there would hear it twice.
    pub(crate) fn routes(&self, relay_up: bool) -> Vec<FrameRoute> {
        let routes: Vec<_> = (0..MAX_PEERS).filter_map(|slot| self.route(slot, relay_up)).collect();
        let all_by_relay = !routes.is_empty() && routes.iter().all(|route| matches!(route, FrameRoute::Relay(_)));
        if all_by_relay { vec![FrameRoute::RelayToAll] } else { routes }
    }

    /// Direct paths of phones that have a seat, each with the phone's slot.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (u8, SessionId)> {
        (0..MAX_PEERS).zip(&self.seats).filter_map(|(slot, seat)| Some((slot, seat.direct?)))
    }

    /// Whether any phone steers by the relay.
    pub(crate) fn does_anybody_need_the_relay(&self) -> bool {
        self.seats.iter().any(|seat| seat.is_at_the_relay() && seat.path == Transport::Relay)
    }
}

impl HostSeat {
    pub(super) fn is_at_the_relay(&self) -> bool {
        self.relay.is_some_and(|relay| relay.there)
    }
}
