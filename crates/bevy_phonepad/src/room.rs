//! The host and its seats.

use bevy::prelude::*;
use phonepad_host::Host;
use phonepad_protocol::MAX_PEERS;

/// The host, and the entity in each seat.
#[derive(Resource)]
pub(crate) struct PhoneRoom {
    pub(crate) host: Option<Host>,
    pub(crate) seats: [Option<Entity>; MAX_PEERS as usize],
}

impl PhoneRoom {
    pub(crate) fn new(host: Option<Host>) -> Self {
        Self { host, seats: [None; MAX_PEERS as usize] }
    }

    /// Returns the phone in a seat.
    pub(crate) fn phone(&self, slot: u8) -> Option<Entity> {
        self.seats.get(usize::from(slot)).copied().flatten()
    }
}
