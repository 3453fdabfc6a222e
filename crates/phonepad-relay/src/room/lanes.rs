//! The sockets of one client: its main one, and possibly a second lane for lossy frames.

use super::{Output, SocketId};
use crate::QueuedMessage;
use phonepad_protocol::CloseCode;

/// The lane of the main socket, which carries all messages.
pub(super) const MAIN_LANE: u8 = 0;
/// The lane that carries only lossy frames: if TCP stalls one lane, they may arrive on the other.
pub(super) const SECOND_LANE: u8 = 1;

/// A connected client. The second lane never outlives the main one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lanes {
    pub(super) main: SocketId,
    pub(super) second: Option<SocketId>,
}

impl Lanes {
    pub(super) fn new(main: SocketId) -> Self {
        Self { main, second: None }
    }

    /// Returns the lane of `socket`, or `None` if it is not this client's.
    pub(super) fn lane_of(&self, socket: SocketId) -> Option<u8> {
        if self.main == socket { Some(MAIN_LANE) } else { (self.second == Some(socket)).then_some(SECOND_LANE) }
    }

    /// Queues a message: a lossy one on every lane, because the first to arrive counts; others on the main one.
    pub(super) fn send(&self, message: QueuedMessage, culprit: Option<SocketId>, out: &mut Vec<Output>) {
        if let (Some(to), true) = (self.second, message.is_lossy()) {
            out.push(Output::Send { to, message: message.clone(), culprit });
        }
        out.push(Output::Send { to: self.main, message, culprit });
    }

    /// Closes both lanes.
    pub(super) fn close(&self, code: CloseCode, out: &mut Vec<Output>) {
        out.push(Output::Close { socket: self.main, code });
        self.close_second(code, out);
    }

    /// Closes the second lane, if there is one.
    pub(super) fn close_second(&self, code: CloseCode, out: &mut Vec<Output>) {
        out.extend(self.second.map(|socket| Output::Close { socket, code }));
    }
}
