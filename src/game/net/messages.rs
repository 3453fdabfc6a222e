//! Bevy messages between the game and the network: events and state of the link, messages to phones, and commands.

use bevy::prelude::*;

use crate::{
    link::{LinkCommand, LinkEvent, LinkState, Recipient},
    protocol::{HostMessage, RoomCode},
};

/// The state of the link, for screens.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(crate) struct Connection(pub LinkState);

impl Connection {
    /// Returns the room's code, or `None` while no room is open.
    pub(crate) fn room(&self) -> Option<RoomCode> {
        match self.0 {
            LinkState::Ready { code } => Some(code),
            _ => None,
        }
    }

    /// Returns a sentence about why there is no room, or `None` if there is no problem.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &self.0 {
            LinkState::Connecting | LinkState::Ready { .. } => None,
            LinkState::Retrying { reason, .. } => Some(format!("{} Trying again …", sentence(reason))),
            LinkState::Failed(reason) => Some(sentence(reason)),
        }
    }
}

/// Turns one of the link's reasons, which also appear in logs, into a sentence.
fn sentence(reason: &str) -> String {
    let mut rest = reason.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).chain(['.']).collect()
}

impl Default for Connection {
    fn default() -> Self {
        Self(LinkState::Connecting)
    }
}

/// An event of the link.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct FromLink(pub LinkEvent);

/// A message to phones.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct ToPhones {
    pub(crate) to: Recipient,
    pub(crate) message: HostMessage,
}

/// Whether the room is locked: it then refuses new phones.
#[derive(Resource, Debug, Default)]
pub(crate) struct RoomLock {
    pub locked: bool,
}

/// A command to the link.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct ToLink(pub LinkCommand);

impl ToPhones {
    pub(crate) fn one(slot: u8, message: impl Into<HostMessage>) -> Self {
        Self { to: Recipient::Slot(slot), message: message.into() }
    }

    pub(crate) fn all(message: impl Into<HostMessage>) -> Self {
        Self { to: Recipient::All, message: message.into() }
    }
}
