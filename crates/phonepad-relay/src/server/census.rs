//! The number of clients in a room.

use crate::Room;

/// The occupancy of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Census {
    /// Connected hosts, 0 or 1.
    pub(super) hosts: i64,
    /// Connected peers.
    pub(super) peers: i64,
    /// Taken seats, connected or not.
    pub(super) seats: i64,
}

impl Census {
    pub(super) fn of(room: &Room) -> Self {
        let info = room.info();
        Self { hosts: info.host_connected.into(), peers: room.connected_peers() as i64, seats: info.peers.into() }
    }
}
