//! One session of the endpoint: its connection, and the limits on its phone's messages and costs.

use std::time::{Duration, Instant};

use super::peer_connection::PeerConnection;
use crate::message_budget::{ChannelMessage, MessageBudget, SessionOutput};
use phonepad_protocol::{Rate, TokenBucket};

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
    messages: MessageBudget<Instant>,
    /// Time at which the session ends; `None` if it is not ending.
    pub(super) ends: Option<Instant>,
}

impl DirectSession {
    pub(super) fn new(pipe: PeerConnection, now: Instant) -> Self {
        let (time, messages) = (TokenBucket::FULL, MessageBudget::new());
        Self { pipe, heard: now, told: false, time, messages, ends: None }
    }

    /// Takes processing time from the budget. Returns `false` if there is not enough.
    pub(super) fn pay(&mut self, now: Instant, spent: Duration) -> bool {
        let spent = spent.min(MAX_PACKET_TIME).as_micros() as u32;
        self.time.take_leaving(now, spent, 0, TIME_RATE)
    }

    pub(super) fn handle_message(&mut self, now: Instant, said: ChannelMessage) -> SessionOutput {
        self.heard = now;
        if self.ends.is_some() { SessionOutput::Nothing } else { self.messages.handle_message(now, said) }
    }
}
