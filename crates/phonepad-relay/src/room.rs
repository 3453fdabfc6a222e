//! One room as a value: input from sockets and the time are arguments; output to sockets is pushed to a list. It opens
//! no socket, reads no clock and never inspects game data.

mod allowance;
mod banned;
mod command;
mod invite;
mod join;
mod lanes;
mod newcomer;
mod output;
mod record;
mod seat;
mod traffic;

use std::mem;

use super::{Network, QueuedMessage, TokenHash, send_queue::SeatChange};
use allowance::Allowances;
use banned::Bans;
pub use banned::{BAN_MS, SHARED_BAN_MS};
use lanes::{Lanes, MAIN_LANE, SECOND_LANE};
pub use newcomer::Newcomer;
pub use output::{Change, Output, SocketId};
use phonepad_protocol::{CloseCode, Direct, MAX_PEERS, PeerLeftReason, RelayText, RoomCode, RoomInfo};
pub use record::{MalformedRecord, RoomRecord};
use seat::Seat;

/// Longest life of a room.
pub const ROOM_LIFETIME_MS: u64 = 24 * 60 * 60 * 1000;
/// Longest time that a room waits for its host, at first and after the host has gone.
pub const HOST_ABSENCE_MS: u64 = 10 * 60 * 1000;
/// Time for which a seat is kept for a phone whose socket is gone.
pub const SEAT_KEEPING_MS: u64 = 120 * 1000;

/// The owner of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occupant {
    Host,
    Peer(u8),
}

/// A room: one host and up to fifteen peers.
#[derive(Debug)]
pub struct Room {
    code: RoomCode,
    created_ms: u64,
    max_peers: u8,
    host_token: TokenHash,
    host: Option<Lanes>,
    /// The client address of the current or last host.
    host_network: Option<Network>,
    /// The time at which the host left; only meaningful while there is none.
    host_gone_ms: u64,
    direct: Option<Direct>,
    locked: bool,
    /// The seats, indexed by slot.
    seats: [Option<Seat>; MAX_PEERS as usize],
    allowances: Allowances,
    bans: Bans,
    dropped_frames: u64,
    change: Change,
    is_over: bool,
}

impl Room {
    /// Creates an empty room that waits for its host. `max_peers` is clamped to `1..=MAX_PEERS`; times are Unix
    /// milliseconds.
    pub fn new(code: RoomCode, host_token: TokenHash, max_peers: u8, now_ms: u64) -> Self {
        Self {
            code,
            created_ms: now_ms,
            max_peers: max_peers.clamp(1, MAX_PEERS),
            host_token,
            host: None,
            host_network: None,
            host_gone_ms: now_ms,
            direct: None,
            locked: false,
            seats: Default::default(),
            allowances: Allowances::FULL,
            bans: Bans::default(),
            dropped_frames: 0,
            change: Change::Promised,
            is_over: false,
        }
    }

    /// Returns the room as anyone may see it.
    pub fn info(&self) -> RoomInfo {
        RoomInfo {
            code: self.code,
            created_at: self.created_ms,
            expires_at: self.expires_ms(),
            host_connected: self.host.is_some(),
            peers: self.seats.iter().flatten().count() as u8,
            max_peers: self.max_peers,
        }
    }

    /// Returns the main socket of the host, or `None` if it is not connected.
    pub fn host_socket(&self) -> Option<SocketId> {
        self.host.map(|lanes| lanes.main)
    }

    /// Returns the slot of the peer with this socket, or `None` if there is none.
    pub fn slot_of_socket(&self, socket: SocketId) -> Option<u8> {
        match self.member(socket)?.0 {
            Occupant::Host => None,
            Occupant::Peer(slot) => Some(slot),
        }
    }

    /// Returns the number of peers with an open socket.
    pub fn connected_peers(&self) -> usize {
        self.taken_seats().filter(|(_, seat)| seat.lanes.is_some()).count()
    }

    /// Returns the number of frames not forwarded since the last call: empty ones, those without a receiver, and lossy
    /// ones beyond the rate.
    pub fn take_dropped_frames(&mut self) -> u64 {
        mem::take(&mut self.dropped_frames)
    }

    /// Returns when the room ends if nothing happens, in Unix milliseconds.
    fn expires_ms(&self) -> u64 {
        let longest = self.created_ms.saturating_add(ROOM_LIFETIME_MS);
        match self.host {
            Some(_) => longest,
            None => longest.min(self.host_gone_ms.saturating_add(HOST_ABSENCE_MS)),
        }
    }

    /// Removes a socket that is gone for a reason outside the room. Unknown sockets are ignored.
    pub fn gone(&mut self, socket: SocketId, reason: PeerLeftReason, now_ms: u64, out: &mut Vec<Output>) {
        self.lose(socket, reason, CloseCode::Normal, now_ms, out);
    }

    /// Removes a socket; with a main lane, the second one is closed with `code`.
    fn lose(&mut self, socket: SocketId, reason: PeerLeftReason, code: CloseCode, now_ms: u64, out: &mut Vec<Output>) {
        let Some((member, lane)) = self.member(socket) else { return };
        let Some(lanes) = self.lanes_mut(member) else { return };
        if lane == SECOND_LANE {
            if let Some(lanes) = lanes {
                lanes.second = None;
            }
            return;
        }
        if let Some(lanes) = lanes.take() {
            lanes.close_second(code, out);
        }
        match member {
            Occupant::Host => {
                self.host_gone_ms = now_ms;
                self.tell_peers(&RelayText::HostLeft, out);
            }
            Occupant::Peer(slot) => {
                if let Some(seat) = &mut self.seats[usize::from(slot)] {
                    seat.gone_ms = now_ms;
                }
                self.tell_host_of_seat(slot, SeatChange::Left, &RelayText::PeerLeft { slot, reason }, None, out);
            }
        }
    }

    /// Advances the time: releases seats that were kept long enough, and ends the room when its time has come. Returns
    /// whether the room still lives; if not, its sockets have been closed and it admits no clients.
    pub fn tick(&mut self, now_ms: u64, out: &mut Vec<Output>) -> bool {
        if self.is_over {
            return false;
        }
        if now_ms >= self.expires_ms() {
            self.close(CloseCode::RoomClosed, out);
            return false;
        }
        for slot in 0..MAX_PEERS {
            let given_up = |seat: &Seat| seat.lanes.is_none() && now_ms >= seat.gone_ms.saturating_add(SEAT_KEEPING_MS);
            if self.seat(slot).is_some_and(given_up) {
                self.release(slot, SeatChange::Released, out);
            }
        }
        true
    }

    /// Ends the room and closes every socket.
    pub fn close(&mut self, code: CloseCode, out: &mut Vec<Output>) {
        self.is_over = true;
        let peers = self.seats.iter_mut().flatten().filter_map(|seat| seat.lanes.take());
        for lanes in peers.chain(self.host.take()) {
            lanes.close(code, out);
        }
    }

    fn seat(&self, slot: u8) -> Option<&Seat> {
        self.seats.get(usize::from(slot)).and_then(Option::as_ref)
    }

    /// Returns the taken seats with their slots.
    fn taken_seats(&self) -> impl Iterator<Item = (u8, &Seat)> {
        (0..).zip(&self.seats).filter_map(|(slot, seat)| Some((slot, seat.as_ref()?)))
    }

    /// Returns the owner and the lane of a socket.
    fn member(&self, socket: SocketId) -> Option<(Occupant, u8)> {
        if let Some(lane) = self.host.and_then(|lanes| lanes.lane_of(socket)) {
            return Some((Occupant::Host, lane));
        }
        self.taken_seats().find_map(|(slot, seat)| Some((Occupant::Peer(slot), seat.lanes?.lane_of(socket)?)))
    }

    /// Returns the sockets of a member, or `None` if its slot is empty.
    fn lanes_mut(&mut self, member: Occupant) -> Option<&mut Option<Lanes>> {
        match member {
            Occupant::Host => Some(&mut self.host),
            Occupant::Peer(slot) => Some(&mut self.seats.get_mut(usize::from(slot))?.as_mut()?.lanes),
        }
    }

    /// Closes a socket because of a violation.
    fn expel(&mut self, socket: SocketId, code: CloseCode, now_ms: u64, out: &mut Vec<Output>) {
        let reason = match code {
            CloseCode::TooManyMessages => PeerLeftReason::RateLimited,
            _ => PeerLeftReason::Closed,
        };
        self.lose(socket, reason, code, now_ms, out);
        out.push(Output::Close { socket, code });
    }

    /// Frees a slot at once and closes its sockets, if any, with `code`.
    fn vacate(&mut self, slot: u8, reason: PeerLeftReason, code: CloseCode, out: &mut Vec<Output>) {
        let Some(seat) = self.seats.get_mut(usize::from(slot)).and_then(Option::as_mut) else { return };
        if let Some(lanes) = seat.lanes.take() {
            lanes.close(code, out);
            self.tell_host_of_seat(slot, SeatChange::Left, &RelayText::PeerLeft { slot, reason }, None, out);
        }
        let is_kicked = reason == PeerLeftReason::Kicked;
        self.release(slot, if is_kicked { SeatChange::Removed } else { SeatChange::Released }, out);
    }

    fn release(&mut self, slot: u8, change: SeatChange, out: &mut Vec<Output>) {
        self.seats[usize::from(slot)] = None;
        self.note(if change == SeatChange::Removed { Change::Promised } else { Change::Minor });
        self.tell_host_of_seat(slot, change, &RelayText::SeatReleased { slot }, None, out);
    }

    fn note(&mut self, change: Change) {
        self.change = self.change.max(change);
    }

    fn tell_host_of_seat(
        &self,
        slot: u8,
        change: SeatChange,
        text: &RelayText,
        culprit: Option<SocketId>,
        out: &mut Vec<Output>,
    ) {
        if let Some(lanes) = self.host {
            lanes.send(QueuedMessage::SeatNews { slot, change, text: text.to_text() }, culprit, out);
        }
    }

    fn tell_peers(&self, text: &RelayText, out: &mut Vec<Output>) {
        let text = text.to_text();
        for lanes in self.taken_seats().filter_map(|(_, seat)| seat.lanes) {
            lanes.send(QueuedMessage::Text(text.clone()), None, out);
        }
    }
}
