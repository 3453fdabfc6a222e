//! A socket that requests to join.

use super::SocketId;
use crate::Network;

/// A socket that has sent its hello.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer {
    /// The socket.
    pub socket: SocketId,
    /// The client address of the socket.
    pub network: Network,
    /// Whether the queue of the [host](super::Room::host_socket) is half full: no peer is then admitted. That leaves
    /// room for the messages about peers that leave, and a host that is slow for a moment is not disconnected because
    /// peers come and go.
    pub is_host_behind: bool,
}
