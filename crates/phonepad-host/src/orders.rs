//! Messages to the relay, as bytes. It must not write to a socket.

use phonepad_protocol::{ALL_PEERS, Command, Frame, HostMessage, MAX_HOST_PAYLOAD};

/// A message to the relay.
#[derive(Debug, PartialEq)]
pub(super) enum RelayMessage {
    Command(Command),
    Binary(Vec<u8>),
}

impl RelayMessage {
    /// Returns a frame for the phone in this slot of the relay.
    pub(super) fn to_slot(slot: u8, payload: &[u8]) -> Self {
        Self::Binary([&[slot], payload].concat())
    }

    /// Returns a frame for every phone at the relay.
    pub(super) fn to_all(payload: &[u8]) -> Self {
        Self::to_slot(ALL_PEERS, payload)
    }
}

/// Returns a message as a frame's payload, or `None` if it is too long for the protocol.
pub(super) fn payload_of(message: HostMessage) -> Option<Vec<u8>> {
    let payload = Frame::FromHost(message).encode();
    if payload.len() > MAX_HOST_PAYLOAD {
        tracing::warn!(bytes = payload.len(), "a message to phones is too long and was not sent");
        return None;
    }
    Some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_carry_their_recipient_first() {
        let message = HostMessage::Notice { text: "hi".into(), key: None };
        let payload = payload_of(message.clone()).expect("short enough");
        for (outgoing, byte) in [(RelayMessage::to_slot(3, &payload), 3), (RelayMessage::to_all(&payload), 255)] {
            let RelayMessage::Binary(bytes) = outgoing else { panic!("not binary") };
            assert_eq!(bytes[0], byte);
            assert_eq!(Frame::from_host(&bytes[1..]), Ok(Frame::FromHost(message.clone())));
        }
    }

    #[test]
    fn a_message_too_long_for_the_protocol_is_not_sent() {
        let message = HostMessage::Notice { text: "x".repeat(MAX_HOST_PAYLOAD), key: None };
        assert_eq!(payload_of(message), None);
    }
}
