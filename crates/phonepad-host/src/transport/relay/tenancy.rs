//! The right to be the host of a room.

use phonepad_protocol::RoomCode;

/// A room of which this program is the host.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tenancy {
    pub(crate) code: RoomCode,
    /// The host token, a secret.
    pub(crate) token: String,
}
