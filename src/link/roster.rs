//! Which seats the game knows of, so that it never has to compare lists itself. A value: it sends nothing.

use super::LinkEvent;
use crate::protocol::{MAX_PEERS, PeerInfo, PeerLeftReason};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Seat {
    #[default]
    Free,
    Away,
    There,
}

/// The seats as the game was told.
#[derive(Debug, Default)]
pub(super) struct Roster {
    seats: [Seat; MAX_PEERS as usize],
}

impl Roster {
    /// What the game must hear to arrive at `peers`, the seats of a welcome. Whoever is there is announced, known or not.
    pub(super) fn reconcile(&mut self, peers: &[PeerInfo]) -> Vec<LinkEvent> {
        let mut events = Vec::new();
        for slot in 0..MAX_PEERS {
            let known = self.seats[usize::from(slot)];
            let peer = peers.iter().find(|peer| peer.slot == slot);
            let there = peer.is_some_and(|peer| peer.connected);
            if known == Seat::There && !there {
                events.push(LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Closed });
            }
            match peer {
                Some(peer) if peer.connected => {
                    let resumed = known != Seat::Free;
                    events.push(LinkEvent::PeerJoined { slot, name: peer.name.clone(), resumed });
                }
                None if known != Seat::Free => events.push(LinkEvent::SeatReleased { slot }),
                // Either nothing has changed, or somebody came and went who was never announced.
                _ => {}
            }
        }
        events.iter().for_each(|event| self.note(event));
        events
    }

    /// Whether any phone is connected.
    pub(super) fn is_anybody_there(&self) -> bool {
        self.seats.contains(&Seat::There)
    }

    /// Notes what the game is about to hear.
    pub(super) fn note(&mut self, event: &LinkEvent) {
        let (slot, seat) = match *event {
            LinkEvent::PeerJoined { slot, .. } => (slot, Seat::There),
            LinkEvent::PeerLeft { slot, .. } => (slot, Seat::Away),
            LinkEvent::SeatReleased { slot } => (slot, Seat::Free),
            _ => return,
        };
        if let Some(known) = self.seats.get_mut(usize::from(slot)) {
            *known = seat;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(slot: u8, name: &str, connected: bool) -> PeerInfo {
        PeerInfo { slot, name: name.into(), connected }
    }

    fn joined(slot: u8, name: &str, resumed: bool) -> LinkEvent {
        LinkEvent::PeerJoined { slot, name: name.into(), resumed }
    }

    fn left(slot: u8) -> LinkEvent {
        LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Closed }
    }

    #[test]
    fn a_first_welcome_announces_whoever_is_there() {
        let mut roster = Roster::default();
        assert_eq!(roster.reconcile(&[peer(0, "Ada", true), peer(2, "Eve", false)]), [joined(0, "Ada", false)]);
    }

    #[test]
    fn after_a_gap_only_the_truth_is_told() {
        let mut roster = Roster::default();
        for slot in 0..4 {
            roster.note(&joined(slot, "x", false));
        }
        roster.note(&left(3));
        let now = [peer(0, "Ada", true), peer(1, "Bob", false), peer(3, "Dan", true), peer(7, "Gil", true)];
        let expected = [
            joined(0, "Ada", true),
            left(1),
            left(2),
            LinkEvent::SeatReleased { slot: 2 },
            joined(3, "Dan", true),
            joined(7, "Gil", false),
        ];
        assert_eq!(roster.reconcile(&now), expected);
    }

    #[test]
    fn a_lost_room_releases_every_seat_once() {
        let mut roster = Roster::default();
        roster.note(&joined(14, "x", false));
        assert_eq!(roster.reconcile(&[]), [left(14), LinkEvent::SeatReleased { slot: 14 }]);
        assert_eq!(roster.reconcile(&[]), []);
    }

    #[test]
    fn slots_that_cannot_be_are_ignored() {
        let mut roster = Roster::default();
        roster.note(&joined(200, "x", false));
        assert_eq!(roster.reconcile(&[peer(15, "x", true)]), []);
    }
}
