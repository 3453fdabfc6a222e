//! What a room wants done, and how soon it has to be kept.

use crate::QueuedMessage;
use phonepad_protocol::CloseCode;

/// One socket from accept to close; the caller never gives the same number twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// What the room wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Queue a message for a socket.
    Send {
        /// The receiver.
        to: SocketId,
        /// The message.
        message: QueuedMessage,
        /// The peer to blame when the receiver's queue runs full, instead of the receiver: one over its rate, or one that
        /// takes a new name.
        culprit: Option<SocketId>,
    },
    /// Queue a message for a socket once what the room is to keep over a restart is kept: the message promises it.
    Promise {
        /// The receiver.
        to: SocketId,
        /// The message.
        message: QueuedMessage,
    },
    /// Send what is queued, then close. The room has already forgotten the socket.
    Close {
        /// The socket.
        socket: SocketId,
        /// Why.
        code: CloseCode,
    },
}

/// Whether [`Room::record`](super::Room::record) has changed, and how soon it has to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Change {
    /// It is what it was.
    #[default]
    None,
    /// Within a second: nobody relies on it.
    Minor,
    /// At once: a token was given out, or the host has shut somebody out.
    Promised,
}

impl Output {
    pub(super) fn tell(to: SocketId, text: String) -> Self {
        Self::Send { to, message: QueuedMessage::Text(text), culprit: None }
    }
}
