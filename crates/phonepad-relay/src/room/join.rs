//! Admission of sockets to a room: a hello is checked, and answered with a welcome or a close code.

use super::{
    Change, Lanes, MAIN_LANE, Newcomer, Occupant, Output, Room, SECOND_LANE, SocketId, invite::TakenOver, seat::Seat,
};
use crate::{Network, Token, send_queue::SeatChange};
use phonepad_protocol::{
    CloseCode, Direct, Hello, HelloRole, MAX_HZ, PeerInfo, RelayText, Welcome, clean_name, seat_name,
};

/// A peer's seat, with details that only its welcome contains: the room itself stores no token.
struct SeatPlace {
    slot: u8,
    token: String,
    resumed: bool,
    /// The seat's name, if the one in the hello was ignored.
    name: Option<String>,
}

impl Room {
    /// Handles a hello: the socket is welcomed or closed. `fresh_seat` becomes its seat token if it gets a new seat, or
    /// takes one by invitation.
    pub fn join(&mut self, newcomer: Newcomer, hello: Hello, fresh_seat: Token, now_ms: u64, out: &mut Vec<Output>) {
        let socket = newcomer.socket;
        let is_live = self.tick(now_ms, out);
        let admission = match (hello.lane, hello.role) {
            _ if !is_live => Err(CloseCode::RoomClosed),
            (MAIN_LANE, HelloRole::Host { token, direct }) => self.join_as_host(newcomer, &token, direct, out),
            (MAIN_LANE, HelloRole::Peer { name, seat }) => {
                self.join_as_peer(newcomer, &name, seat, fresh_seat, now_ms, out)
            }
            (SECOND_LANE, role) => self.join_second_lane(socket, role, out),
            _ => Err(CloseCode::BadHello),
        };
        if let Err(code) = admission {
            out.push(Output::Close { socket, code });
        }
    }

    fn join_as_host(
        &mut self,
        Newcomer { socket, network, .. }: Newcomer,
        token: &str,
        direct: Option<Direct>,
        out: &mut Vec<Output>,
    ) -> Result<(), CloseCode> {
        if !self.host_token.matches(token) {
            return Err(CloseCode::WrongToken);
        }
        if let Some(replaced) = self.host.replace(Lanes::new(socket)) {
            replaced.close(CloseCode::Replaced, out);
        }
        self.host_network = Some(network);
        // Peers have received the current one in their welcome, or when it was new.
        let news = direct.clone().filter(|_| self.direct != direct);
        self.direct = direct;
        out.push(Output::tell(socket, RelayText::Welcome(self.host_welcome(MAIN_LANE)).to_text()));
        self.tell_peers(&RelayText::HostJoined, out);
        if let Some(direct) = news {
            self.tell_peers(&RelayText::Direct { direct }, out);
        }
        Ok(())
    }

    fn join_as_peer(
        &mut self,
        newcomer: Newcomer,
        wished_name: &str,
        presented: Option<String>,
        fresh_seat: Token,
        now_ms: u64,
        out: &mut Vec<Output>,
    ) -> Result<(), CloseCode> {
        let place = match presented {
            Some(token) => self.return_to_seat(newcomer, wished_name, token, &fresh_seat, out)?,
            None => {
                let slot = self.take_seat(newcomer, wished_name, &fresh_seat, now_ms)?;
                SeatPlace { slot, token: fresh_seat.as_str().to_owned(), resumed: false, name: None }
            }
        };
        let (slot, resumed) = (place.slot, place.resumed);
        let welcome = RelayText::Welcome(self.peer_welcome(place, MAIN_LANE));
        out.push(Output::tell(newcomer.socket, welcome.to_text()));
        if let Some(seat) = self.seat(slot) {
            let change = if resumed { SeatChange::Resumed } else { SeatChange::Taken };
            let text = RelayText::PeerJoined { slot, name: seat.name.clone(), resumed };
            self.tell_host_of_seat(slot, change, &text, None, out);
        }
        Ok(())
    }

    /// Puts a socket into the seat that a token opens. If it opens none, the socket is refused and does not get a new
    /// seat: its phone may have another token, and only the phone can choose between them.
    fn return_to_seat(
        &mut self,
        newcomer: Newcomer,
        wished_name: &str,
        token: String,
        fresh_seat: &Token,
        out: &mut Vec<Output>,
    ) -> Result<SeatPlace, CloseCode> {
        if let Some(slot) = self.slot_of(&token) {
            if newcomer.is_host_behind {
                return Err(CloseCode::TooManyMessages);
            }
            self.resume(slot, newcomer, wished_name, out);
            return Ok(SeatPlace { slot, token, resumed: true, name: None });
        }
        let TakenOver { slot, name } = self.take_over(&token, newcomer, fresh_seat, out)?;
        Ok(SeatPlace { slot, token: fresh_seat.as_str().to_owned(), resumed: true, name: Some(name) })
    }

    /// Adds the second lane of a client that is already in the room. No other client is notified.
    fn join_second_lane(&mut self, socket: SocketId, role: HelloRole, out: &mut Vec<Output>) -> Result<(), CloseCode> {
        let (member, welcome) = match role {
            HelloRole::Host { token, .. } if self.host_token.matches(&token) => {
                (Occupant::Host, self.host_welcome(SECOND_LANE))
            }
            HelloRole::Peer { seat: Some(token), .. } => {
                let slot = self.slot_of(&token).ok_or(CloseCode::WrongToken)?;
                let place = SeatPlace { slot, token, resumed: true, name: None };
                (Occupant::Peer(slot), self.peer_welcome(place, SECOND_LANE))
            }
            _ => return Err(CloseCode::WrongToken),
        };
        let lanes = self.lanes_mut(member).and_then(Option::as_mut).ok_or(CloseCode::BadHello)?;
        let replaced = lanes.second.replace(socket);
        out.extend(replaced.map(|socket| Output::Close { socket, code: CloseCode::Replaced }));
        out.push(Output::tell(socket, RelayText::Welcome(welcome).to_text()));
        Ok(())
    }

    fn host_welcome(&self, lane: u8) -> Welcome {
        let peers = self.taken_seats().map(|(slot, seat)| PeerInfo {
            slot,
            name: seat.name.clone(),
            connected: seat.lanes.is_some(),
        });
        Welcome::Host { room: self.info(), peers: peers.collect(), lane }
    }

    fn peer_welcome(&self, place: SeatPlace, lane: u8) -> Welcome {
        let SeatPlace { slot, token, resumed, name } = place;
        Welcome::Peer {
            slot,
            seat: token,
            resumed,
            name,
            host_connected: self.host.is_some(),
            max_hz: MAX_HZ,
            room: self.info(),
            direct: self.direct.clone(),
            lane,
        }
    }

    fn slot_of(&self, presented: &str) -> Option<u8> {
        self.taken_seats().find(|(_, seat)| seat.token.matches(presented)).map(|(slot, _)| slot)
    }

    /// Puts a socket into a kept seat, or into one that another socket of the same phone still holds.
    fn resume(&mut self, slot: u8, newcomer: Newcomer, wished_name: &str, out: &mut Vec<Output>) {
        let name = self.name_for(slot, wished_name);
        let Some(seat) = &mut self.seats[usize::from(slot)] else { return };
        seat.sit_down(newcomer, out);
        if !clean_name(wished_name).is_empty() && seat.name != name {
            seat.name = name;
            self.note(Change::Minor);
        }
    }

    /// Takes the lowest free slot.
    fn take_seat(
        &mut self,
        Newcomer { socket, network, is_host_behind }: Newcomer,
        wished_name: &str,
        token: &Token,
        now_ms: u64,
    ) -> Result<u8, CloseCode> {
        if !self.bans.admits(network, self.is_home_of_a_member(network), now_ms) {
            return Err(CloseCode::Kicked);
        }
        if self.locked {
            return Err(CloseCode::RoomLocked);
        }
        let free = (0..self.max_peers).find(|&slot| self.seat(slot).is_none());
        let slot = free.ok_or(CloseCode::RoomFull)?;
        if is_host_behind || !self.allowances.new_seats.take(now_ms) {
            return Err(CloseCode::TooManyMessages);
        }
        self.bans.let_in(network, now_ms);
        let name = self.name_for(slot, wished_name);
        let seat = Seat::new(token.hash(), name, Some(Lanes::new(socket)), Some(network), now_ms);
        self.seats[usize::from(slot)] = Some(seat);
        self.note(Change::Promised);
        Ok(slot)
    }

    /// Returns a name for the seat in `slot`, based on the requested one; no other seat in the room has it.
    pub(super) fn name_for(&self, slot: u8, wished: &str) -> String {
        let others = self.taken_seats().filter(|(other, _)| *other != slot).map(|(_, seat)| seat.name.as_str());
        seat_name(wished, slot, others)
    }

    /// Whether the host or a peer is connected from this client address.
    fn is_home_of_a_member(&self, network: Network) -> bool {
        let has_host = self.host.is_some() && self.host_network == Some(network);
        has_host || self.taken_seats().any(|(_, seat)| seat.lanes.is_some() && seat.network == Some(network))
    }
}
