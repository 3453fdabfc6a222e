//! One session of the endpoint: its connection, and the limits on its phone's messages and costs.

use std::time::{Duration, Instant};

use super::peer_connection::{ChannelMessage, PeerConnection};
use phonepad_protocol::{MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, Rate, TokenBucket, is_reliable};

/// Frames of a phone, as in a relay; beyond it, lossy frames are dropped, and a reliable one ends the session.
const FRAME_RATE: Rate = Rate::per_second(120, 240);
/// Processing time of one session's packets, in µs. A packet of a phone takes 4 µs, so all of them 0.6 ms a second, and
/// with the limits of [`super::sctp_filter`] none is known to take more than 1 ms: this is the second line of defence.
/// The burst covers eight packets during which the machine did something else.
const TIME_RATE: Rate = Rate::per_second(20_000, 200_000);
/// Longest time that one packet is charged: a longer time means that the thread had to wait for its turn.
const MAX_PACKET_TIME: Duration = Duration::from_millis(25);

/// A session.
pub(super) struct DirectSession {
    pub(super) pipe: PeerConnection,
    /// Time of the last message.
    pub(super) heard: Instant,
    /// Whether the session has been reported to the link.
    pub(super) told: bool,
    /// Remaining processing time, in microseconds.
    time: TokenBucket<Instant>,
    frames: TokenBucket<Instant>,
    reliable: TokenBucket<Instant>,
    /// Time at which the session ends; `None` if it is not ending.
    pub(super) ends: Option<Instant>,
}

/// The treatment of a phone's message.
pub(super) enum SessionOutput {
    Text(Vec<u8>),
    Frame(Vec<u8>),
    Nothing,
    TooMuch,
}

impl DirectSession {
    pub(super) fn new(pipe: PeerConnection, now: Instant) -> Self {
        let full = TokenBucket::FULL;
        Self { pipe, heard: now, told: false, time: full, frames: full, reliable: full, ends: None }
    }

    /// Takes processing time from the budget. Returns `false` if there is not enough.
    pub(super) fn pay(&mut self, now: Instant, spent: Duration) -> bool {
        let spent = spent.min(MAX_PACKET_TIME).as_micros() as u32;
        self.time.take_leaving(now, spent, 0, TIME_RATE)
    }

    pub(super) fn handle_message(&mut self, now: Instant, said: ChannelMessage) -> SessionOutput {
        self.heard = now;
        let reliable = said.text || said.bytes.first().is_some_and(|kind| is_reliable(*kind));
        let longest = if said.text { MAX_TEXT_BYTES } else { MAX_PEER_PAYLOAD };
        if self.ends.is_some() || said.bytes.is_empty() {
            SessionOutput::Nothing
        } else if said.bytes.len() > longest {
            SessionOutput::TooMuch
        } else if reliable {
            match self.reliable.take(now, FRAME_RATE) {
                // A reliable message arrived on the lossy channel.
                true if !said.reliable => SessionOutput::Nothing,
                true if said.text => SessionOutput::Text(said.bytes),
                true => SessionOutput::Frame(said.bytes),
                false => SessionOutput::TooMuch,
            }
        } else if self.frames.take(now, FRAME_RATE) {
            SessionOutput::Frame(said.bytes)
        } else {
            SessionOutput::Nothing
        }
    }
}
