//! The components of a phone, and its messages besides the tilt.

use std::time::Duration;

use bevy::prelude::*;
use phonepad_host::{Pattern, PhoneInput, RouteKind, Shape};
use phonepad_protocol::{HostMessage, JsonError, PhoneMessage};
use serde::{Serialize, de::DeserializeOwned};

/// A player's phone. The look is the one that the phone itself shows, so that players find themselves on the big
/// screen.
#[derive(Component, Debug, Clone, PartialEq)]
pub struct Phone {
    /// The seat in the room, 0 to 14.
    pub slot: u8,
    /// The player's name: up to 16 letters, different from everyone else's in the room.
    pub name: String,
    /// One of five colours that people with any colour vision can distinguish.
    pub colour: Color,
    /// Distinguishes phones without colours.
    pub shape: Shape,
    /// Distinguishes phones of the same colour or shape.
    pub pattern: Pattern,
}

/// The pose of a phone. Updated once a frame before input is processed, and before each fixed tick.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
pub struct Tilt {
    /// Steering, −1 (full left) to 1 (full right), with the player's own sensitivity and neutral pose. 0 until the first
    /// reading, and eased to 0 when readings stop coming.
    pub steer: f32,
    /// Sideways lean in degrees, right edge down positive, −90 to 90; `steer` without the player's settings.
    pub lean: f32,
    /// The direction "up" in the phone's axes (x to its right, y to its top edge, z out of the screen), of length 1.
    pub up: Vec3,
    /// Age of the underlying reading, as measured between the phone's clock and this machine's.
    pub age: Duration,
}

impl Default for Tilt {
    fn default() -> Self {
        Self { steer: 0.0, lean: 0.0, up: Vec3::Z, age: Duration::ZERO }
    }
}

/// The current route of a phone's frames: [`RouteKind::Relay`], or [`RouteKind::Direct`] from the phone to this machine.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default, Deref)]
pub struct Route(pub RouteKind);

/// Marks a phone with an open connection. A phone that sleeps or has lost its network keeps its entity without this.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Connected;

/// The player has tapped the phone's screen, or its pause button with `pause`.
#[derive(EntityEvent, Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhonePressed {
    /// The phone.
    pub entity: Entity,
    /// Whether it was the pause button instead of the screen.
    pub pause: bool,
}

/// Any message of a phone besides readings. [`PhonePressed`] and the components cover the needs of most games.
#[derive(EntityEvent, Debug, Clone, PartialEq)]
pub struct FromPhone {
    /// The phone.
    pub entity: Entity,
    /// The message.
    pub message: PhoneMessage,
}

impl FromPhone {
    /// Returns the data that the game's part of the page has sent, as the game's own type; `None` if this is another
    /// message, or if its data is not such a value.
    pub fn game_data<T: DeserializeOwned>(&self) -> Option<T> {
        self.message.game_data()
    }
}

/// A message for phones: a vibration, a line of text, or the game's own data.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct ToPhone {
    /// The phone, or `None` for all of them.
    pub phone: Option<Entity>,
    /// The message.
    pub message: HostMessage,
}

impl ToPhone {
    /// Returns a message with the game's own data, for the game's part of the page. It is for one phone, or for all of
    /// them if `phone` is `None`.
    ///
    /// # Errors
    /// If JSON cannot express the value.
    pub fn game(phone: Option<Entity>, data: &impl Serialize) -> Result<Self, JsonError> {
        Ok(Self { phone, message: HostMessage::game(data)? })
    }
}

/// The phone's readings.
#[derive(Component, Debug, Default)]
pub(crate) struct PhoneReadings(pub(crate) PhoneInput);
