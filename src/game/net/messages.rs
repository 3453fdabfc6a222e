//! What the rest of the game exchanges with the network: events of the link, the state of the link, messages and commands.

use bevy::prelude::*;

use crate::{
    link::{LinkCommand, LinkEvent, LinkState, Recipient},
    protocol::{GameMessage, RoomCode},
};

/// How the link stands, for screens.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(crate) struct Connection(pub LinkState);

impl Connection {
    /// The room, while it is open.
    pub(crate) fn room(&self) -> Option<RoomCode> {
        match self.0 {
            LinkState::Ready { code } => Some(code),
            _ => None,
        }
    }

    /// Why there is no room, in words; `None` while all is well.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &self.0 {
            LinkState::Connecting | LinkState::Ready { .. } => None,
            LinkState::Retrying { reason, .. } => Some(format!("{} Trying again …", sentence(reason))),
            LinkState::Failed(reason) => Some(sentence(reason)),
        }
    }
}

/// The link's reasons stand in logs as well; on a screen they are sentences.
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

/// Something the link has to tell.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct FromLink(pub LinkEvent);

/// Something to tell phones.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct ToPhones {
    pub(crate) to: Recipient,
    pub(crate) message: GameMessage,
}

/// Whether new phones are let into the room.
#[derive(Resource, Debug, Default)]
pub(crate) struct RoomLock {
    pub locked: bool,
}

/// Something the relay is to do.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct ToLink(pub LinkCommand);

impl ToPhones {
    pub(crate) fn one(slot: u8, message: GameMessage) -> Self {
        Self { to: Recipient::Slot(slot), message }
    }

    pub(crate) fn all(message: GameMessage) -> Self {
        Self { to: Recipient::All, message }
    }
}
