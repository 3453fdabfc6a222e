//! A socket that asks to be let in.

use super::SocketId;
use crate::Network;

/// A socket that says hello.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer {
    /// The socket.
    pub socket: SocketId,
    /// The client address that it comes from.
    pub network: Network,
    /// Whether the queue of the [host](super::Room::host_socket) is half full: no peer is then taken in. That leaves room for the
    /// news of those who go, and a host that is slow for a moment is not lost to those who come and go.
    pub is_host_behind: bool,
}
