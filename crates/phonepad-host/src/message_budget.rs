//! The limits on the messages of a phone on the direct path, native or in a browser. A value: it reads no clock.

use phonepad_protocol::{MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, Rate, TimePoint, TokenBucket, is_reliable};

/// Frames of a phone, as in a relay; beyond it, lossy frames are dropped, and a reliable one ends the session.
const FRAME_RATE: Rate = Rate::per_second(120, 240);
/// Most bytes queued in the lossy channel; beyond them, newer frames are dropped instead of queued.
pub(crate) const MAX_LOSSY_WAITING: usize = 4 * 1024;
/// Most bytes queued in the reliable channel, as in a relay.
pub(crate) const MAX_RELIABLE_WAITING: usize = 256 * 1024;

/// A message in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(unreachable_pub, reason = "only native programs act as phones")]
pub struct ChannelMessage {
    /// Whether it arrived in the reliable channel.
    pub reliable: bool,
    /// Whether it is a text rather than a frame.
    pub text: bool,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The treatment of a phone's message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SessionOutput {
    Text(Vec<u8>),
    Frame(Vec<u8>),
    Nothing,
    TooMuch,
}

/// The messages that a session may still send.
#[derive(Debug)]
pub(crate) struct MessageBudget<T> {
    frames: TokenBucket<T>,
    reliable: TokenBucket<T>,
}

impl<T: TimePoint> MessageBudget<T> {
    pub(crate) fn new() -> Self {
        Self { frames: TokenBucket::FULL, reliable: TokenBucket::FULL }
    }

    pub(crate) fn handle_message(&mut self, now: T, message: ChannelMessage) -> SessionOutput {
        let reliable = message.text || message.bytes.first().is_some_and(|kind| is_reliable(*kind));
        let longest = if message.text { MAX_TEXT_BYTES } else { MAX_PEER_PAYLOAD };
        if message.bytes.is_empty() {
            SessionOutput::Nothing
        } else if message.bytes.len() > longest {
            SessionOutput::TooMuch
        } else if reliable {
            match self.reliable.take(now, FRAME_RATE) {
                // A reliable message arrived on the lossy channel.
                true if !message.reliable => SessionOutput::Nothing,
                true if message.text => SessionOutput::Text(message.bytes),
                true => SessionOutput::Frame(message.bytes),
                false => SessionOutput::TooMuch,
            }
        } else if self.frames.take(now, FRAME_RATE) {
            SessionOutput::Frame(message.bytes)
        } else {
            SessionOutput::Nothing
        }
    }
}
