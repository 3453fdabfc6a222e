//! Commands of the game on their way to the relay, and what becomes of them while there is none. It must not write to a
//! socket.

use tokio::sync::mpsc;

use super::{LinkCommand, Recipient};
use crate::protocol::{ALL_PEERS, Command, Frame, MAX_HOST_PAYLOAD};

/// Something to send to the relay.
#[derive(Debug, PartialEq)]
pub(super) enum Outgoing {
    Text(String),
    Binary(Vec<u8>),
}

/// The commands, and the one among them that outlives a connection.
#[derive(Debug)]
pub(super) struct Orders {
    commands: mpsc::Receiver<LinkCommand>,
    locked: bool,
}

impl Orders {
    pub(super) fn new(commands: mpsc::Receiver<LinkCommand>) -> Self {
        Self { commands, locked: false }
    }

    /// What a fresh connection must be told first.
    pub(super) fn standing(&self) -> Option<Outgoing> {
        self.locked.then(|| Outgoing::Text(Command::Lock { locked: true }.to_text()))
    }

    /// Waits for the next thing to send; may be cancelled.
    pub(super) async fn next(&mut self) -> Outgoing {
        loop {
            let Some(command) = self.commands.recv().await else { return std::future::pending().await };
            self.note(&command);
            if let Some(outgoing) = encode(&command) {
                return outgoing;
            }
        }
    }

    /// Does `work` while no relay listens; commands given meanwhile are stale before anybody could hear them.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                Some(command) = self.commands.recv() => self.note(&command),
            }
        }
    }

    fn note(&mut self, command: &LinkCommand) {
        if let LinkCommand::Lock { locked } = *command {
            self.locked = locked;
        }
    }
}

fn encode(command: &LinkCommand) -> Option<Outgoing> {
    let (to, message) = match command {
        LinkCommand::Send { to, message } => (to, message),
        LinkCommand::Kick { slot } => return Some(Outgoing::Text(Command::Kick { slot: *slot }.to_text())),
        LinkCommand::Invite { slot } => return Some(Outgoing::Text(Command::Invite { slot: *slot }.to_text())),
        LinkCommand::Lock { locked } => return Some(Outgoing::Text(Command::Lock { locked: *locked }.to_text())),
    };
    let payload = Frame::FromGame(message.clone()).encode();
    if payload.len() > MAX_HOST_PAYLOAD {
        tracing::warn!(bytes = payload.len(), "a message to phones is too long and was not sent");
        return None;
    }
    let slot = match to {
        Recipient::Slot(slot) => *slot,
        Recipient::All => ALL_PEERS,
    };
    Some(Outgoing::Binary([&[slot], payload.as_slice()].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::GameMessage;

    #[test]
    fn messages_carry_their_recipient_first() {
        let message = GameMessage::Notice { text: "hi".into(), key: None };
        for (to, byte) in [(Recipient::Slot(3), 3), (Recipient::All, 255)] {
            let Some(Outgoing::Binary(bytes)) = encode(&LinkCommand::Send { to, message: message.clone() }) else {
                panic!("not binary");
            };
            assert_eq!(bytes[0], byte);
            assert_eq!(Frame::from_game(&bytes[1..]), Ok(Frame::FromGame(message.clone())));
        }
    }

    #[test]
    fn a_message_too_long_for_the_protocol_is_not_sent() {
        let message = GameMessage::Notice { text: "x".repeat(MAX_HOST_PAYLOAD), key: None };
        assert_eq!(encode(&LinkCommand::Send { to: Recipient::All, message }), None);
    }
}
