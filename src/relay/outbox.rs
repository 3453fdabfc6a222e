//! The bounded queue in front of one socket: reliable messages in order, of lossy ones only the newest.
//!
//! It holds messages and decides which to keep; it knows no socket and wakes nobody.

use std::collections::VecDeque;

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
pub enum Outgoing {
    /// A control message, as reliable as [`Outgoing::Reliable`].
    Text(String),
    /// A frame that must arrive, and in order.
    Reliable(Bytes),
    /// A frame that a newer one of the same sender and kind makes worthless.
    Lossy {
        /// The slot it came from, or any other number for the host.
        sender: u8,
        /// The first byte of the payload.
        kind: u8,
        /// The frame as the receiver gets it.
        bytes: Bytes,
    },
}

impl Outgoing {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Reliable(bytes) | Self::Lossy { bytes, .. } => bytes.len(),
        }
    }

    fn lossy_key(&self) -> Option<(u8, u8)> {
        match self {
            Self::Lossy { sender, kind, .. } => Some((*sender, *kind)),
            Self::Text(_) | Self::Reliable(_) => None,
        }
    }
}

/// The receiver is too slow: a reliable message found no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the queue of reliable messages is full")]
pub struct Overflow;

/// What waits for one socket.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Outgoing>,
    reliable_messages: usize,
    reliable_bytes: usize,
    lossy_bytes: usize,
    dropped: u64,
}

impl Outbox {
    /// Queues a message. A lossy one takes the place of an older one of its sender and kind, so it never waits longer
    /// than that one would have.
    ///
    /// # Errors
    /// [`Overflow`] if a reliable message does not fit; the queue is then as it was.
    pub fn push(&mut self, message: Outgoing) -> Result<(), Overflow> {
        match message.lossy_key() {
            Some(key) => self.push_lossy(key, message),
            None => {
                let bytes = self.reliable_bytes + message.len();
                if self.reliable_messages >= MAX_RELIABLE_MESSAGES || bytes > MAX_RELIABLE_BYTES {
                    return Err(Overflow);
                }
                self.reliable_messages += 1;
                self.reliable_bytes = bytes;
                self.queue.push_back(message);
            }
        }
        Ok(())
    }

    fn push_lossy(&mut self, key: (u8, u8), message: Outgoing) {
        self.lossy_bytes += message.len();
        // The queue is empty or short except in front of a stalled socket, so a search is cheaper than an index.
        match self.queue.iter_mut().find(|waiting| waiting.lossy_key() == Some(key)) {
            Some(older) => {
                self.lossy_bytes -= older.len();
                self.dropped += 1;
                *older = message;
            }
            None => self.queue.push_back(message),
        }
        while self.lossy_bytes > MAX_LOSSY_BYTES {
            let oldest = self.queue.iter().position(|waiting| waiting.lossy_key().is_some());
            let Some(dropped) = oldest.and_then(|index| self.queue.remove(index)) else { break };
            self.lossy_bytes -= dropped.len();
            self.dropped += 1;
        }
    }

    /// Takes the next message to send.
    pub fn pop(&mut self) -> Option<Outgoing> {
        let message = self.queue.pop_front()?;
        if message.lossy_key().is_some() {
            self.lossy_bytes -= message.len();
        } else {
            self.reliable_messages -= 1;
            self.reliable_bytes -= message.len();
        }
        Some(message)
    }

    /// Throws away all that waits.
    pub fn clear(&mut self) {
        let dropped = self.dropped + self.queue.len() as u64;
        *self = Self { dropped, ..Self::default() };
    }

    /// Whether half of what reliable messages may take is taken: from here on, who sends too much is refused, so that
    /// there is room left for those who do not, and for the news that somebody was disconnected.
    pub fn is_half_full(&self) -> bool {
        2 * self.reliable_messages >= MAX_RELIABLE_MESSAGES || 2 * self.reliable_bytes >= MAX_RELIABLE_BYTES
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Messages that were replaced or thrown away so far.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}
