//! One room as a value: what comes in from sockets is an argument, what goes out to them is pushed to a list, and so is
//! time. It opens no socket, reads no clock and never looks inside game data.

mod join;
mod seat;
mod traffic;

use super::{Outgoing, Token};
use crate::protocol::{CloseCode, Direct, MAX_PEERS, PeerLeftReason, RelayText, RoomCode, RoomInfo};
use seat::Seat;

/// How long a room lives at most.
pub const ROOM_LIFETIME_MS: u64 = 24 * 60 * 60 * 1000;
/// How long a room waits for its host, at first and after the host has gone.
pub const HOST_ABSENCE_MS: u64 = 10 * 60 * 1000;
/// How long a seat is kept for a phone whose socket is gone.
pub const SEAT_KEEPING_MS: u64 = 120 * 1000;

/// One socket from accept to close; the caller never gives the same number twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// What the room wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Queue a message for a socket.
    Send {
        /// The receiver.
        to: SocketId,
        /// The message.
        message: Outgoing,
        /// The peer that caused it, if that peer is over its rate: should the receiver's queue run full, then it is
        /// this peer's fault and not the receiver's.
        culprit: Option<SocketId>,
    },
    /// Send what is queued, then close. The room has already forgotten the socket.
    Close {
        /// The socket.
        socket: SocketId,
        /// Why.
        code: CloseCode,
    },
}

/// Who a socket belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Member {
    Host,
    Peer(u8),
}

/// A room: one host and up to fifteen peers.
#[derive(Debug)]
pub struct Room {
    code: RoomCode,
    created_ms: u64,
    max_peers: u8,
    host_token: Token,
    host: Option<SocketId>,
    /// Since when there is no host; only meaningful while there is none.
    host_gone_ms: u64,
    direct: Option<Direct>,
    locked: bool,
    /// The index is the slot.
    seats: [Option<Seat>; MAX_PEERS as usize],
    dropped_frames: u64,
    is_over: bool,
}

impl Room {
    /// An empty room that waits for its host. `max_peers` is held within `1..=MAX_PEERS`; times are Unix milliseconds.
    pub fn new(code: RoomCode, host_token: Token, max_peers: u8, now_ms: u64) -> Self {
        Self {
            code,
            created_ms: now_ms,
            max_peers: max_peers.clamp(1, MAX_PEERS),
            host_token,
            host: None,
            host_gone_ms: now_ms,
            direct: None,
            locked: false,
            seats: Default::default(),
            dropped_frames: 0,
            is_over: false,
        }
    }

    /// The room as everybody may see it.
    pub fn info(&self) -> RoomInfo {
        RoomInfo {
            code: self.code,
            created_at: self.created_ms,
            expires_at: self.created_ms.saturating_add(ROOM_LIFETIME_MS),
            host_connected: self.host.is_some(),
            peers: self.seats.iter().flatten().count() as u8,
            max_peers: self.max_peers,
        }
    }

    /// The right to be this room's host.
    pub fn host_token(&self) -> &Token {
        &self.host_token
    }

    /// Frames that were not forwarded: empty ones, those to empty slots, and lossy ones beyond the rate.
    pub fn dropped_frames(&self) -> u64 {
        self.dropped_frames
    }

    /// A socket is gone, for a reason outside the room. Sockets the room does not know are ignored.
    pub fn gone(&mut self, socket: SocketId, reason: PeerLeftReason, now_ms: u64, out: &mut Vec<Output>) {
        match self.member(socket) {
            Some(Member::Host) => {
                self.host = None;
                self.host_gone_ms = now_ms;
                self.tell_peers(&RelayText::HostLeft, out);
            }
            Some(Member::Peer(slot)) => {
                if let Some(seat) = &mut self.seats[usize::from(slot)] {
                    seat.socket = None;
                    seat.gone_ms = now_ms;
                }
                self.tell_host(&RelayText::PeerLeft { slot, reason }, None, out);
            }
            None => {}
        }
    }

    /// Lets time pass: releases seats that were kept long enough, and ends the room when its time has come. Returns
    /// whether the room still lives; once it does not, its sockets have been closed and it takes nobody in.
    pub fn tick(&mut self, now_ms: u64, out: &mut Vec<Output>) -> bool {
        let host_is_missed = self.host.is_none() && now_ms >= self.host_gone_ms.saturating_add(HOST_ABSENCE_MS);
        if host_is_missed || now_ms >= self.created_ms.saturating_add(ROOM_LIFETIME_MS) {
            self.close(CloseCode::RoomClosed, out);
        }
        for slot in 0..MAX_PEERS {
            let given_up =
                |seat: &Seat| seat.socket.is_none() && now_ms >= seat.gone_ms.saturating_add(SEAT_KEEPING_MS);
            if self.seat(slot).is_some_and(given_up) {
                self.release(slot, out);
            }
        }
        !self.is_over
    }

    /// Ends the room and closes every socket.
    pub fn close(&mut self, code: CloseCode, out: &mut Vec<Output>) {
        self.is_over = true;
        let peers = self.seats.iter_mut().flatten().filter_map(|seat| seat.socket.take());
        out.extend(peers.chain(self.host.take()).map(|socket| Output::Close { socket, code }));
    }

    fn seat(&self, slot: u8) -> Option<&Seat> {
        self.seats.get(usize::from(slot)).and_then(Option::as_ref)
    }

    /// The seats that are taken, with their slots.
    fn taken_seats(&self) -> impl Iterator<Item = (u8, &Seat)> {
        (0..).zip(&self.seats).filter_map(|(slot, seat)| Some((slot, seat.as_ref()?)))
    }

    fn member(&self, socket: SocketId) -> Option<Member> {
        if self.host == Some(socket) {
            return Some(Member::Host);
        }
        let (slot, _) = self.taken_seats().find(|(_, seat)| seat.socket == Some(socket))?;
        Some(Member::Peer(slot))
    }

    /// Closes a socket for what it did.
    fn expel(&mut self, socket: SocketId, code: CloseCode, now_ms: u64, out: &mut Vec<Output>) {
        let reason = match code {
            CloseCode::TooManyMessages => PeerLeftReason::RateLimited,
            _ => PeerLeftReason::Closed,
        };
        self.gone(socket, reason, now_ms, out);
        out.push(Output::Close { socket, code });
    }

    /// Frees a slot at once; its socket, if any, is closed with `code`.
    fn vacate(&mut self, slot: u8, reason: PeerLeftReason, code: CloseCode, out: &mut Vec<Output>) {
        let Some(seat) = self.seats.get_mut(usize::from(slot)).and_then(Option::as_mut) else { return };
        if let Some(socket) = seat.socket.take() {
            out.push(Output::Close { socket, code });
            self.tell_host(&RelayText::PeerLeft { slot, reason }, None, out);
        }
        self.release(slot, out);
    }

    fn release(&mut self, slot: u8, out: &mut Vec<Output>) {
        self.seats[usize::from(slot)] = None;
        self.tell_host(&RelayText::SeatReleased { slot }, None, out);
    }

    fn tell_host(&self, text: &RelayText, culprit: Option<SocketId>, out: &mut Vec<Output>) {
        out.extend(self.host.map(|to| Output::Send { to, message: Outgoing::Text(text.to_text()), culprit }));
    }

    fn tell_peers(&self, text: &RelayText, out: &mut Vec<Output>) {
        let text = text.to_text();
        let sockets = self.taken_seats().filter_map(|(_, seat)| seat.socket);
        out.extend(sockets.map(|to| Output::tell(to, text.clone())));
    }
}

impl Output {
    fn tell(to: SocketId, text: String) -> Self {
        Self::Send { to, message: Outgoing::Text(text), culprit: None }
    }
}
