//! The bounded queue in front of one socket: reliable messages in order, of lossy ones only the newest.
//!
//! It holds messages and decides which to keep; it knows no socket and wakes nobody.

use std::{collections::VecDeque, mem};

use bytes::Bytes;

/// Most reliable messages that may wait for one socket.
pub const MAX_RELIABLE_MESSAGES: usize = 256;
/// Most bytes of reliable messages that may wait for one socket.
pub const MAX_RELIABLE_BYTES: usize = 256 * 1024;
/// Most bytes of lossy messages that may wait for one socket; beyond it the oldest ones go. A well-behaved sender uses a
/// handful of kinds and never comes near.
pub const MAX_LOSSY_BYTES: usize = 64 * 1024;

/// A message on its way to a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueuedMessage {
    /// A control message, as reliable as [`QueuedMessage::Reliable`].
    Text(String),
    /// A control message for the host about one seat, reliable like any other.
    SeatNews {
        /// The seat's slot.
        slot: u8,
        /// What has happened to it.
        change: SeatChange,
        /// The message.
        text: String,
    },
    /// A frame that must arrive, and in order.
    Reliable(Bytes),
    /// A frame that a newer one of the same stream makes worthless.
    Lossy {
        /// Where it comes from, and what it is.
        stream: Stream,
        /// The frame as the receiver gets it.
        bytes: Bytes,
    },
}

impl QueuedMessage {
    /// Bytes of payload.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::SeatNews { text, .. } => text.len(),
            Self::Reliable(bytes) | Self::Lossy { bytes, .. } => bytes.len(),
        }
    }

    /// Whether there is no payload.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a newer frame may take its place.
    pub fn is_lossy(&self) -> bool {
        matches!(self, Self::Lossy { .. })
    }
}

/// What has happened to a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatChange {
    /// A new phone has taken it.
    Taken,
    /// Its phone, or an invited one, has come back.
    Resumed,
    /// It has a new name.
    Renamed,
    /// Its phone is gone.
    Left,
    /// It is free again.
    Released,
    /// It is free again because the receiver has asked for that, and so it is told in any case.
    Removed,
}

/// Lossy frames of which only the newest counts.
///
/// The sender's two lanes are two streams: what comes late on one lane is older than what the other has brought already,
/// and must not replace it. Telling them apart by age is the receiver's business, who knows what is in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// The slot the frames come from, or any other number for the host.
    pub sender: u8,
    /// The sender's lane, 0 or 1.
    pub lane: u8,
    /// The first byte of the payload.
    pub kind: u8,
}

/// The receiver is too slow: a reliable message found no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the queue of reliable messages is full")]
pub struct Overflow;

/// What waits for one socket.
#[derive(Debug, Default)]
pub struct SendQueue {
    reliable: VecDeque<QueuedMessage>,
    reliable_bytes: usize,
    lossy: VecDeque<(Stream, Bytes)>,
    lossy_bytes: usize,
    /// Whether a lossy message is next: the two kinds take turns, so that neither starves the other. The first turn is a
    /// reliable one's, for that is the welcome.
    lossy_turn: bool,
    dropped: u64,
}

impl SendQueue {
    /// Queues a message. A lossy one takes the place of an older one of its stream, so it never waits longer than that
    /// one would have. News that a seat is free takes all other news of it away, if the receiver has not yet been told that
    /// it was taken. News that a phone is gone always fits: whoever queues messages takes in nobody while the queue is
    /// [half full](Self::is_half_full), so there are at most two for each seat.
    ///
    /// # Errors
    /// [`Overflow`] if any other reliable message does not fit; the queue is then as it was.
    pub fn push(&mut self, message: QueuedMessage) -> Result<(), Overflow> {
        match message {
            QueuedMessage::Lossy { stream, bytes } => self.push_lossy(stream, bytes),
            QueuedMessage::SeatNews { slot, change: SeatChange::Released, .. } if self.forget_visit(slot) => {}
            message => {
                let always_fits = matches!(
                    message,
                    QueuedMessage::SeatNews {
                        change: SeatChange::Left | SeatChange::Released | SeatChange::Removed,
                        ..
                    }
                );
                let bytes = self.reliable_bytes + message.len();
                let is_full = self.reliable.len() >= MAX_RELIABLE_MESSAGES || bytes > MAX_RELIABLE_BYTES;
                if is_full && !always_fits {
                    return Err(Overflow);
                }
                self.reliable_bytes = bytes;
                self.reliable.push_back(message);
            }
        }
        Ok(())
    }

    /// Takes the news of a seat away from when it was taken, if that waits. Returns whether it did.
    fn forget_visit(&mut self, slot: u8) -> bool {
        let is_taking = |message: &QueuedMessage| matches!(message, QueuedMessage::SeatNews { slot: of, change: SeatChange::Taken, .. } if *of == slot);
        let Some(taken_at) = self.reliable.iter().rposition(is_taking) else { return false };
        let mut index = 0;
        self.reliable.retain(|message| {
            let is_of_visit =
                index >= taken_at && matches!(message, QueuedMessage::SeatNews { slot: of, .. } if *of == slot);
            index += 1;
            if is_of_visit {
                self.reliable_bytes -= message.len();
            }
            !is_of_visit
        });
        true
    }

    fn push_lossy(&mut self, stream: Stream, bytes: Bytes) {
        self.lossy_bytes += bytes.len();
        // One entry for each stream, so a search is cheaper than an index.
        match self.lossy.iter_mut().find(|(waiting, _)| *waiting == stream) {
            Some((_, older)) => {
                self.lossy_bytes -= older.len();
                self.dropped += 1;
                *older = bytes;
            }
            None => self.lossy.push_back((stream, bytes)),
        }
        while self.lossy_bytes > MAX_LOSSY_BYTES {
            let Some((_, dropped)) = self.lossy.pop_front() else { break };
            self.lossy_bytes -= dropped.len();
            self.dropped += 1;
        }
    }

    /// Takes the next message to send; a lossy one only if `lossy_too`.
    pub fn pop(&mut self, lossy_too: bool) -> Option<QueuedMessage> {
        let lossy_first = lossy_too && self.lossy_turn;
        let first = if lossy_first { self.pop_lossy() } else { self.pop_reliable() };
        let message = first.or_else(|| match lossy_first {
            true => self.pop_reliable(),
            false if lossy_too => self.pop_lossy(),
            false => None,
        })?;
        self.lossy_turn = !message.is_lossy();
        Some(message)
    }

    fn pop_reliable(&mut self) -> Option<QueuedMessage> {
        let message = self.reliable.pop_front()?;
        self.reliable_bytes -= message.len();
        Some(message)
    }

    fn pop_lossy(&mut self) -> Option<QueuedMessage> {
        let (stream, bytes) = self.lossy.pop_front()?;
        self.lossy_bytes -= bytes.len();
        Some(QueuedMessage::Lossy { stream, bytes })
    }

    /// Throws away all that waits.
    pub fn clear(&mut self) {
        let dropped = self.dropped + self.lossy.len() as u64;
        *self = Self { dropped, ..Self::default() };
    }

    /// Whether half of what reliable messages may take is taken: from here on, who sends too much is refused, so that
    /// there is room left for those who do not, and for the news that somebody was disconnected.
    pub fn is_half_full(&self) -> bool {
        2 * self.reliable.len() >= MAX_RELIABLE_MESSAGES || 2 * self.reliable_bytes >= MAX_RELIABLE_BYTES
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.reliable.is_empty() && self.lossy.is_empty()
    }

    /// Lossy messages that were replaced or thrown away since this was last asked.
    pub fn take_dropped(&mut self) -> u64 {
        mem::take(&mut self.dropped)
    }
}
