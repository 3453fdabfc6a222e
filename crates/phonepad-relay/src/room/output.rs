//! The output of a room, and how soon changes must be stored.

use crate::QueuedMessage;
use phonepad_protocol::CloseCode;

/// One socket from accept to close; the caller never reuses a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// An action that the caller must carry out for the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Queue a message for a socket.
    Send {
        /// The receiver.
        to: SocketId,
        /// The message.
        message: QueuedMessage,
        /// The peer to blame, instead of the receiver, if the receiver's queue is full: one over its rate, or one that
        /// is being renamed.
        culprit: Option<SocketId>,
    },
    /// Queue a message for a socket once the room's record has been stored: the message is a promise based on it.
    Promise {
        /// The receiver.
        to: SocketId,
        /// The message.
        message: QueuedMessage,
    },
    /// Send the queued messages, then close. The room has already removed the socket.
    Close {
        /// The socket.
        socket: SocketId,
        /// The close code.
        code: CloseCode,
    },
}

/// Whether [`Room::record`](super::Room::record) has changed, and how soon it must be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Change {
    /// No change.
    #[default]
    None,
    /// Store it within a second: no client relies on it.
    Minor,
    /// Store it at once: a token was given out, or the host has excluded a phone.
    Promised,
}

impl Output {
    pub(super) fn tell(to: SocketId, text: String) -> Self {
        Self::Send { to, message: QueuedMessage::Text(text), culprit: None }
    }
}
