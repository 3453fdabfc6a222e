//! How a socket gets into a room: the hello is judged, and answered with a welcome or a close code.

use super::{Output, Room, SocketId, seat::Seat};
use crate::{
    protocol::{CloseCode, Direct, Hello, HelloRole, MAX_HZ, PeerInfo, RelayText, Welcome, clean_name, default_name},
    relay::{Token, limiter::Limiter},
};

impl Room {
    /// A socket says hello. It is welcomed or closed; `fresh_seat` becomes its seat token if it gets a new seat.
    pub fn join(&mut self, socket: SocketId, hello: Hello, fresh_seat: Token, now_ms: u64, out: &mut Vec<Output>) {
        let is_live = self.tick(now_ms, out);
        let admission = match hello.role {
            _ if !is_live => Err(CloseCode::RoomClosed),
            // Second lanes are not offered by this version.
            _ if hello.lane != 0 => Err(CloseCode::BadHello),
            HelloRole::Host { token, direct } => self.join_as_host(socket, &token, direct, out),
            HelloRole::Peer { name, seat } => {
                self.join_as_peer(socket, &name, seat.as_deref(), fresh_seat, now_ms, out)
            }
        };
        if let Err(code) = admission {
            out.push(Output::Close { socket, code });
        }
    }

    fn join_as_host(
        &mut self,
        socket: SocketId,
        token: &str,
        direct: Option<Direct>,
        out: &mut Vec<Output>,
    ) -> Result<(), CloseCode> {
        if !self.host_token.matches(token) {
            return Err(CloseCode::WrongToken);
        }
        if let Some(replaced) = self.host.replace(socket) {
            out.push(Output::Close { socket: replaced, code: CloseCode::Replaced });
        }
        self.direct = direct;
        let peers = self.taken_seats().map(|(slot, seat)| PeerInfo {
            slot,
            name: seat.name.clone(),
            connected: seat.socket.is_some(),
        });
        let welcome = Welcome::Host { room: self.info(), peers: peers.collect(), lane: 0 };
        out.push(Output::tell(socket, RelayText::Welcome(welcome).to_text()));
        self.tell_peers(&RelayText::HostJoined, out);
        if let Some(direct) = &self.direct {
            self.tell_peers(&RelayText::Direct { direct: direct.clone() }, out);
        }
        Ok(())
    }

    fn join_as_peer(
        &mut self,
        socket: SocketId,
        wished_name: &str,
        presented: Option<&str>,
        fresh_seat: Token,
        now_ms: u64,
        out: &mut Vec<Output>,
    ) -> Result<(), CloseCode> {
        let name = clean_name(wished_name);
        // A token that fits no seat is one whose seat was released meanwhile: its phone gets a new seat, like anybody.
        let kept = presented.and_then(|presented| self.slot_of(presented));
        let (slot, resumed) = match kept {
            Some(slot) => {
                self.resume(slot, socket, name, out);
                (slot, true)
            }
            None => (self.take_seat(socket, name, fresh_seat, now_ms)?, false),
        };
        let Some(seat) = self.seat(slot) else { return Err(CloseCode::RoomFull) };
        let welcome = Welcome::Peer {
            slot,
            seat: seat.token.as_str().to_owned(),
            resumed,
            host_connected: self.host.is_some(),
            max_hz: MAX_HZ,
            room: self.info(),
            direct: self.direct.clone(),
            lane: 0,
        };
        out.push(Output::tell(socket, RelayText::Welcome(welcome).to_text()));
        self.tell_host(&RelayText::PeerJoined { slot, name: seat.name.clone(), resumed }, None, out);
        Ok(())
    }

    fn slot_of(&self, presented: &str) -> Option<u8> {
        self.taken_seats().find(|(_, seat)| seat.token.matches(presented)).map(|(slot, _)| slot)
    }

    /// Puts a socket into a seat that was kept, or that another socket of the same phone still holds.
    fn resume(&mut self, slot: u8, socket: SocketId, name: String, out: &mut Vec<Output>) {
        let Some(seat) = &mut self.seats[usize::from(slot)] else { return };
        if let Some(replaced) = seat.socket.replace(socket) {
            out.push(Output::Close { socket: replaced, code: CloseCode::Replaced });
        }
        if !name.is_empty() {
            seat.name = name;
        }
    }

    /// Takes the lowest free slot.
    fn take_seat(&mut self, socket: SocketId, name: String, token: Token, now_ms: u64) -> Result<u8, CloseCode> {
        if self.locked {
            return Err(CloseCode::RoomLocked);
        }
        let free = (0..self.max_peers).find(|&slot| self.seat(slot).is_none());
        let slot = free.ok_or(CloseCode::RoomFull)?;
        let name = if name.is_empty() { default_name(slot) } else { name };
        let limiter = Limiter::new(now_ms);
        self.seats[usize::from(slot)] = Some(Seat { token, name, socket: Some(socket), gone_ms: now_ms, limiter });
        Ok(slot)
    }
}
