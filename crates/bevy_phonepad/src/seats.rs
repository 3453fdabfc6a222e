//! The entity in each seat.

use bevy::prelude::*;
use phonepad_protocol::MAX_PEERS;

/// The phones in the room, by slot.
#[derive(Resource, Debug, Default)]
pub(crate) struct PhoneSeats([Option<Entity>; MAX_PEERS as usize]);

impl PhoneSeats {
    /// Returns the phone in a seat.
    pub(crate) fn phone(&self, slot: u8) -> Option<Entity> {
        self.0.get(usize::from(slot)).copied().flatten()
    }

    /// Gives a seat to a phone.
    pub(crate) fn seat(&mut self, slot: u8, phone: Entity) {
        if let Some(seat) = self.0.get_mut(usize::from(slot)) {
            *seat = Some(phone);
        }
    }

    /// Returns the phone in a seat, which is free from now on.
    pub(crate) fn release(&mut self, slot: u8) -> Option<Entity> {
        self.0.get_mut(usize::from(slot)).and_then(Option::take)
    }
}
