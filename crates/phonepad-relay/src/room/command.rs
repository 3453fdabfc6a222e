//! Commands that change the room. Commands without effect are ignored; all others have an allowance.

use super::{Change, Output, Room, SocketId, traffic::complain};
use crate::send_queue::SeatChange;
use phonepad_protocol::{CloseCode, Direct, PeerLeftReason, RelayText};

/// The error for clients that exceed their allowance.
pub(super) const RATE_LIMITED: &str = "rate_limited";

impl Room {
    /// Removes the phone in `slot` and refuses newcomers from its client address.
    pub(super) fn kick(&mut self, host: SocketId, slot: u8, now_ms: u64, out: &mut Vec<Output>) {
        let Some(seat) = self.seat(slot) else { return };
        let network = seat.network;
        if !self.may_command(host, now_ms, out) {
            return;
        }
        if let Some(network) = network {
            self.bans.add(network, now_ms);
        }
        self.vacate(slot, PeerLeftReason::Kicked, CloseCode::Kicked, out);
    }

    /// Closes the room to newcomers, or opens it again.
    pub(super) fn lock(&mut self, host: SocketId, locked: bool, now_ms: u64, out: &mut Vec<Output>) {
        if self.locked != locked && self.may_command(host, now_ms, out) {
            self.locked = locked;
            self.note(Change::Promised);
        }
    }

    /// Sends a new direct path to every peer, including later ones.
    pub(super) fn set_direct(&mut self, host: SocketId, direct: Direct, now_ms: u64, out: &mut Vec<Output>) {
        if self.direct.as_ref() != Some(&direct) && self.may_command(host, now_ms, out) {
            self.tell_peers(&RelayText::Direct { direct: direct.clone() }, out);
            self.direct = Some(direct);
        }
    }

    /// Renames a seat. If the host's queue has no room for the message, the renamed peer is to blame.
    pub(super) fn rename(&mut self, peer: SocketId, slot: u8, wished: &str, now_ms: u64, out: &mut Vec<Output>) {
        let name = self.name_for(slot, wished);
        let Some(seat) = &mut self.seats[usize::from(slot)] else { return };
        if seat.name == name {
            return;
        }
        if !seat.renames.take(now_ms) {
            return complain(peer, RATE_LIMITED, out);
        }
        seat.name.clone_from(&name);
        self.note(Change::Minor);
        self.tell_host_of_seat(slot, SeatChange::Renamed, &RelayText::PeerRenamed { slot, name }, Some(peer), out);
    }

    /// Counts a command of the host, and sends it an error if there have been too many.
    fn may_command(&mut self, host: SocketId, now_ms: u64, out: &mut Vec<Output>) -> bool {
        let may = self.allowances.commands.take(now_ms);
        if !may {
            complain(host, RATE_LIMITED, out);
        }
        may
    }
}
