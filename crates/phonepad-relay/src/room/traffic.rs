//! Traffic from members of a room: commands are carried out, game data is forwarded uninspected.

use bytes::Bytes;

use super::{Lanes, MAIN_LANE, Occupant, Output, Room, SECOND_LANE, SocketId};
use crate::{QueuedMessage, Token, limiter::RateVerdict, send_queue::Stream};
use phonepad_protocol::{
    ALL_PEERS, ClientText, CloseCode, Command, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, PeerLeftReason,
    RelayText, TextError, is_reliable, parse_client_text,
};

/// The sender of a frame, and its lane.
#[derive(Clone, Copy)]
struct Sender {
    socket: SocketId,
    member: Occupant,
    lane: u8,
}

impl Room {
    /// Handles a text frame from a welcomed socket; from any other it is ignored. `fresh_token` draws a token, if the
    /// text requests one.
    pub fn text(
        &mut self,
        socket: SocketId,
        text: &str,
        fresh_token: impl FnOnce() -> Token,
        now_ms: u64,
        out: &mut Vec<Output>,
    ) {
        let Some((member, lane)) = self.member(socket) else { return };
        if text.len() > MAX_TEXT_BYTES {
            return self.expel(socket, CloseCode::TooBig, now_ms, out);
        }
        let verdict = self.judge(member, lane, now_ms);
        if verdict == RateVerdict::Flood {
            return self.expel(socket, CloseCode::TooManyMessages, now_ms, out);
        }
        let parsed = parse_client_text(text);
        match (member, parsed) {
            (_, Ok(ClientText::Ping)) => out.push(Output::tell(socket, "pong".to_owned())),
            (_, Err(TextError::NotJson)) => self.expel(socket, CloseCode::BadData, now_ms, out),
            _ if lane == SECOND_LANE => self.expel(socket, CloseCode::BadData, now_ms, out),
            (Occupant::Host, Ok(ClientText::Command(Command::Invite { slot }))) => {
                self.invite(socket, slot, fresh_token, now_ms, out);
            }
            (Occupant::Host, Ok(ClientText::Command(Command::Kick { slot }))) => self.kick(socket, slot, now_ms, out),
            (Occupant::Host, Ok(ClientText::Command(Command::Lock { locked }))) => {
                self.lock(socket, locked, now_ms, out);
            }
            (Occupant::Host, Ok(ClientText::Command(Command::Direct { direct }))) => {
                self.set_direct(socket, direct, now_ms, out);
            }
            (Occupant::Peer(slot), Ok(ClientText::Command(Command::Rename { name }))) => {
                self.rename(socket, slot, &name, now_ms, out);
            }
            (Occupant::Peer(slot), Ok(ClientText::Command(Command::Leave))) => {
                self.vacate(slot, PeerLeftReason::Closed, CloseCode::Normal, out);
            }
            // The other side's commands are not valid on this side.
            (_, Ok(ClientText::UnknownType | ClientText::Command(_))) => complain(socket, "unknown_type", out),
            (_, Ok(ClientText::Hello(_)) | Err(TextError::BadHello | TextError::BadMessage)) => {
                complain(socket, "bad_message", out);
            }
        }
    }

    /// Handles a binary frame from a welcomed socket; from any other it is ignored.
    pub fn frame(&mut self, socket: SocketId, frame: &[u8], now_ms: u64, out: &mut Vec<Output>) {
        let Some((member, lane)) = self.member(socket) else { return };
        let sender = Sender { socket, member, lane };
        let forwarded = match member {
            Occupant::Host => self.frame_from_host(sender, frame, out),
            Occupant::Peer(slot) => self.frame_from_peer(sender, slot, frame, now_ms, out),
        };
        match forwarded {
            Ok(true) => {}
            Ok(false) => self.dropped_frames += 1,
            Err(code) => self.expel(socket, code, now_ms, out),
        }
    }

    /// Forwards `payload` to the host as `slot ∥ payload`. Returns whether it was forwarded, or why the peer is
    /// expelled.
    fn frame_from_peer(
        &mut self,
        sender: Sender,
        slot: u8,
        payload: &[u8],
        now_ms: u64,
        out: &mut Vec<Output>,
    ) -> Result<bool, CloseCode> {
        if payload.len() > MAX_PEER_PAYLOAD {
            return Err(CloseCode::TooBig);
        }
        let verdict = self.judge(sender.member, sender.lane, now_ms);
        if verdict == RateVerdict::Flood {
            return Err(CloseCode::TooManyMessages);
        }
        let Some(&kind) = payload.first() else { return Ok(false) };
        admit(kind, sender.lane)?;
        let Some(host) = self.host else { return Ok(false) };
        let is_over = verdict == RateVerdict::Over;
        if is_over && !is_reliable(kind) {
            return Ok(false);
        }
        let mut frame = Vec::with_capacity(1 + payload.len());
        frame.push(slot);
        frame.extend_from_slice(payload);
        let stream = Stream { sender: slot, lane: sender.lane, kind };
        host.send(game_data(stream, frame.into()), is_over.then_some(sender.socket), out);
        Ok(true)
    }

    /// Forwards `slot ∥ payload` as `payload` to the peer in that slot, or to all. Returns whether there was a
    /// receiver, or why the host is expelled.
    fn frame_from_host(&mut self, sender: Sender, frame: &[u8], out: &mut Vec<Output>) -> Result<bool, CloseCode> {
        if frame.len() > 1 + MAX_HOST_PAYLOAD {
            return Err(CloseCode::TooBig);
        }
        let [to, payload @ ..] = frame else { return Ok(false) };
        let Some(&kind) = payload.first() else { return Ok(false) };
        admit(kind, sender.lane)?;
        // One copy, shared by all receivers; the input may be a small part of a big buffer.
        let payload = Bytes::copy_from_slice(payload);
        let stream = Stream { sender: ALL_PEERS, lane: sender.lane, kind };
        let is_addressed = |slot: u8| *to == ALL_PEERS || *to == slot;
        let before = out.len();
        let receivers = self.taken_seats().filter(|(slot, _)| is_addressed(*slot)).filter_map(|(_, seat)| seat.lanes);
        receivers.for_each(|lanes: Lanes| lanes.send(game_data(stream, payload.clone()), None, out));
        Ok(out.len() > before)
    }

    /// Applies the rate limit. The host has none: it can only harm its own room, and every queue there is bounded.
    fn judge(&mut self, member: Occupant, lane: u8, now_ms: u64) -> RateVerdict {
        let Occupant::Peer(slot) = member else { return RateVerdict::Fine };
        let seat = self.seats.get_mut(usize::from(slot)).and_then(Option::as_mut);
        let limiter = seat.and_then(|seat| seat.limiters.get_mut(usize::from(lane)));
        limiter.map_or(RateVerdict::Fine, |limiter| limiter.count(now_ms))
    }
}

/// Checks the lane: only lossy frames may use the second one.
fn admit(kind: u8, lane: u8) -> Result<(), CloseCode> {
    if lane == MAIN_LANE || !is_reliable(kind) { Ok(()) } else { Err(CloseCode::BadData) }
}

fn game_data(stream: Stream, bytes: Bytes) -> QueuedMessage {
    if is_reliable(stream.kind) { QueuedMessage::Reliable(bytes) } else { QueuedMessage::Lossy { stream, bytes } }
}

pub(super) fn complain(socket: SocketId, error: &str, out: &mut Vec<Output>) {
    out.push(Output::tell(socket, RelayText::Error { error: error.to_owned() }.to_text()));
}
