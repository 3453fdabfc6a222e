//! What members of a room send: commands are carried out, game data is forwarded unread.

use bytes::Bytes;

use super::{Member, Output, Room, SocketId};
use crate::{
    protocol::{
        ALL_PEERS, ClientText, CloseCode, Command, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, PeerLeftReason,
        RelayText, TextError, clean_name, default_name, is_reliable, parse_client_text,
    },
    relay::{Outgoing, limiter::Verdict},
};

impl Room {
    /// A text frame from a socket that has been welcomed; from any other it is ignored.
    pub fn text(&mut self, socket: SocketId, text: &str, now_ms: u64, out: &mut Vec<Output>) {
        let Some(member) = self.member(socket) else { return };
        if text.len() > MAX_TEXT_BYTES {
            return self.expel(socket, CloseCode::TooBig, now_ms, out);
        }
        let verdict = self.judge(member, now_ms);
        if verdict == Verdict::Flood {
            return self.expel(socket, CloseCode::TooManyMessages, now_ms, out);
        }
        let culprit = (verdict == Verdict::Over).then_some(socket);
        match (member, parse_client_text(text)) {
            (_, Ok(ClientText::Ping)) => out.push(Output::tell(socket, "pong".to_owned())),
            (_, Err(TextError::NotJson)) => self.expel(socket, CloseCode::BadData, now_ms, out),
            (Member::Host, Ok(ClientText::Command(Command::Kick { slot }))) => {
                self.vacate(slot, PeerLeftReason::Kicked, CloseCode::Kicked, out);
            }
            (Member::Host, Ok(ClientText::Command(Command::Lock { locked }))) => self.locked = locked,
            (Member::Host, Ok(ClientText::Command(Command::Direct { direct }))) => {
                self.tell_peers(&RelayText::Direct { direct: direct.clone() }, out);
                self.direct = Some(direct);
            }
            (Member::Peer(slot), Ok(ClientText::Command(Command::Rename { name }))) => {
                self.rename(slot, &name, culprit, out);
            }
            (Member::Peer(slot), Ok(ClientText::Command(Command::Leave))) => {
                self.vacate(slot, PeerLeftReason::Closed, CloseCode::Normal, out);
            }
            // The other side's commands are no types of this side.
            (_, Ok(ClientText::UnknownType | ClientText::Command(_))) => complain(socket, "unknown_type", out),
            (_, Ok(ClientText::Hello(_)) | Err(TextError::BadHello | TextError::BadMessage)) => {
                complain(socket, "bad_message", out);
            }
        }
    }

    /// A binary frame from a socket that has been welcomed; from any other it is ignored.
    pub fn frame(&mut self, socket: SocketId, frame: &[u8], now_ms: u64, out: &mut Vec<Output>) {
        match self.member(socket) {
            Some(Member::Host) => self.frame_from_host(socket, frame, now_ms, out),
            Some(Member::Peer(slot)) => self.frame_from_peer(socket, slot, frame, now_ms, out),
            None => {}
        }
    }

    /// `payload` becomes `slot ∥ payload` for the host.
    fn frame_from_peer(&mut self, socket: SocketId, slot: u8, payload: &[u8], now_ms: u64, out: &mut Vec<Output>) {
        if payload.len() > MAX_PEER_PAYLOAD {
            return self.expel(socket, CloseCode::TooBig, now_ms, out);
        }
        let verdict = self.judge(Member::Peer(slot), now_ms);
        if verdict == Verdict::Flood {
            return self.expel(socket, CloseCode::TooManyMessages, now_ms, out);
        }
        let (Some(&kind), Some(to)) = (payload.first(), self.host) else {
            self.dropped_frames += 1;
            return;
        };
        let is_over = verdict == Verdict::Over;
        if is_over && !is_reliable(kind) {
            self.dropped_frames += 1;
            return;
        }
        let mut frame = Vec::with_capacity(1 + payload.len());
        frame.push(slot);
        frame.extend_from_slice(payload);
        let message = game_data(slot, kind, Bytes::from(frame));
        out.push(Output::Send { to, message, culprit: is_over.then_some(socket) });
    }

    /// `slot ∥ payload` becomes `payload` for the peer in that slot, or for all.
    fn frame_from_host(&mut self, socket: SocketId, frame: &[u8], now_ms: u64, out: &mut Vec<Output>) {
        if frame.len() > 1 + MAX_HOST_PAYLOAD {
            return self.expel(socket, CloseCode::TooBig, now_ms, out);
        }
        let [slot, payload @ ..] = frame else {
            self.dropped_frames += 1;
            return;
        };
        let Some(&kind) = payload.first() else {
            self.dropped_frames += 1;
            return;
        };
        let is_addressed = |candidate: u8| *slot == ALL_PEERS || *slot == candidate;
        let before = out.len();
        // One copy, shared by all who get it; what came in may be a small part of a big buffer.
        let payload = Bytes::copy_from_slice(payload);
        let receivers = self.taken_seats().filter(|(slot, _)| is_addressed(*slot)).filter_map(|(_, seat)| seat.socket);
        out.extend(receivers.map(|to| Output::Send {
            to,
            message: game_data(ALL_PEERS, kind, payload.clone()),
            culprit: None,
        }));
        self.dropped_frames += u64::from(out.len() == before);
    }

    /// The host has no rate limit: it can only harm its own room, and every queue there is bounded.
    fn judge(&mut self, member: Member, now_ms: u64) -> Verdict {
        match member {
            Member::Host => Verdict::Fine,
            Member::Peer(slot) => {
                let seat = self.seats[usize::from(slot)].as_mut();
                seat.map_or(Verdict::Fine, |seat| seat.limiter.count(now_ms))
            }
        }
    }

    fn rename(&mut self, slot: u8, wished: &str, culprit: Option<SocketId>, out: &mut Vec<Output>) {
        let Some(seat) = &mut self.seats[usize::from(slot)] else { return };
        let cleaned = clean_name(wished);
        seat.name = if cleaned.is_empty() { default_name(slot) } else { cleaned };
        let name = seat.name.clone();
        self.tell_host(&RelayText::PeerRenamed { slot, name }, culprit, out);
    }
}

fn game_data(sender: u8, kind: u8, bytes: Bytes) -> Outgoing {
    if is_reliable(kind) { Outgoing::Reliable(bytes) } else { Outgoing::Lossy { sender, kind, bytes } }
}

fn complain(socket: SocketId, error: &str, out: &mut Vec<Output>) {
    out.push(Output::tell(socket, RelayText::Error { error: error.to_owned() }.to_text()));
}
