//! The host as a resource, and its events and commands as Bevy messages.

use bevy::prelude::*;
use phonepad_host::{Host, LinkCommand, LinkEvent, Recipient};
use phonepad_protocol::HostMessage;

/// The system sets of the plugins.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhonePadSystems {
    /// Phones join and leave, taps arrive; in [`PreUpdate`], before [`InputSystems`](bevy::input::InputSystems).
    Receive,
    /// [`Tilt`](crate::Tilt) is updated; in [`FixedUpdate`].
    Read,
    /// Messages and commands are sent; in [`PostUpdate`].
    Send,
}

/// The host. Absent if it could not be started; [`JoinInfo::trouble`](crate::JoinInfo::trouble) then says why.
#[derive(Resource, Debug, Deref, DerefMut)]
pub struct PhoneHost(pub Host);

/// An event of the host, in the frame in which it was received.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct HostEvent(pub LinkEvent);

/// A command to the host, sent at the end of the frame.
#[derive(Message, Debug, Clone, PartialEq)]
pub struct HostCommand(pub LinkCommand);

impl HostCommand {
    /// Sends a message to the phone in a slot.
    pub fn to_phone(slot: u8, message: impl Into<HostMessage>) -> Self {
        Self(LinkCommand::Send { to: Recipient::Slot(slot), message: message.into() })
    }

    /// Sends a message to all phones.
    pub fn to_all(message: impl Into<HostMessage>) -> Self {
        Self(LinkCommand::Send { to: Recipient::All, message: message.into() })
    }
}
