//! The bounded queue in front of one socket: reliable messages in order; of lossy ones, only the newest.
//!
//! It holds messages and decides which to keep; it does no I/O and wakes no task.

use std::{collections::VecDeque, mem};

use bytes::Bytes;

/// Most reliable messages that may be queued for one socket.
pub const MAX_RELIABLE_MESSAGES: usize = 256;
/// Most bytes of reliable messages that may be queued for one socket.
pub const MAX_RELIABLE_BYTES: usize = 256 * 1024;
/// Most bytes of lossy messages that may be queued for one socket; beyond it the oldest ones are dropped. A
/// well-behaved sender uses a handful of kinds and never comes near.
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
        /// The change of the seat.
        change: SeatChange,
        /// The message.
        text: String,
    },
    /// A frame that must arrive, and in order.
    Reliable(Bytes),
    /// A frame that a newer one of the same stream makes worthless.
    Lossy {
        /// The sender and the kind of frame.
        stream: Stream,
        /// The frame as sent to the receiver.
        bytes: Bytes,
    },
}

impl QueuedMessage {
    /// Returns the number of payload bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::SeatNews { text, .. } => text.len(),
            Self::Reliable(bytes) | Self::Lossy { bytes, .. } => bytes.len(),
        }
    }

    /// Whether the payload is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a newer frame may replace it.
    pub fn is_lossy(&self) -> bool {
        matches!(self, Self::Lossy { .. })
    }
}

/// A change of a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeatChange {
    /// A new phone has taken the seat.
    Taken,
    /// The seat's phone, or an invited one, has returned.
    Resumed,
    /// The seat has a new name.
    Renamed,
    /// The seat's phone is gone.
    Left,
    /// The seat is free again.
    Released,
    /// The seat is free again at the receiver's own request, so this is reported in any case.
    Removed,
}

/// A series of lossy frames of which only the newest counts.
///
/// The sender's two lanes are two streams: a late frame on one lane is older than the one that has already arrived on
/// the other, and must not replace it. Comparing their ages is up to the receiver, which understands the content of
/// frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// The slot of the sender, or any other number for the host.
    pub sender: u8,
    /// The sender's lane, 0 or 1.
    pub lane: u8,
    /// The first byte of the payload.
    pub kind: u8,
}

/// The receiver is too slow: there was no room for a reliable message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the queue of reliable messages is full")]
pub struct Overflow;

/// The messages queued for one socket.
#[derive(Debug, Default)]
pub struct SendQueue {
    reliable: VecDeque<QueuedMessage>,
    reliable_bytes: usize,
    lossy: VecDeque<(Stream, Bytes)>,
    lossy_bytes: usize,
    /// Whether a lossy message is next: the two kinds alternate, so that neither starves the other. The first turn is
    /// for reliable messages, because the first one is the welcome.
    lossy_turn: bool,
    dropped: u64,
}

impl SendQueue {
    /// Queues a message. A lossy one replaces an older one of its stream, so it never waits longer than that one would
    /// have. The message that a seat is free removes all queued messages about it, if the receiver has not yet been
    /// notified that it was taken. The message that a phone is gone always fits: the caller admits no clients while the
    /// queue is [half full](Self::is_half_full), so there are at most two for each seat.
    ///
    /// # Errors
    /// Returns [`Overflow`] if any other reliable message does not fit; the queue is then unchanged.
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

    /// Removes all messages about a seat since it was taken, if that message is still queued. Returns whether it was.
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

    /// Drops all queued messages.
    pub fn clear(&mut self) {
        let dropped = self.dropped + self.lossy.len() as u64;
        *self = Self { dropped, ..Self::default() };
    }

    /// Whether half of the space for reliable messages is used: from then on, clients that send too much are refused,
    /// so that there is room left for the others, and for the messages about disconnected clients.
    pub fn is_half_full(&self) -> bool {
        2 * self.reliable.len() >= MAX_RELIABLE_MESSAGES || 2 * self.reliable_bytes >= MAX_RELIABLE_BYTES
    }

    /// Whether the queue is empty.
    pub fn is_empty(&self) -> bool {
        self.reliable.is_empty() && self.lossy.is_empty()
    }

    /// Returns the number of lossy messages replaced or dropped since the last call.
    pub fn take_dropped(&mut self) -> u64 {
        mem::take(&mut self.dropped)
    }
}
