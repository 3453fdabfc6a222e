//! Messages to phones, as payloads of frames.

use phonepad_protocol::{Frame, HostMessage, MAX_HOST_PAYLOAD};

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
    fn a_message_too_long_for_the_protocol_is_not_sent() {
        let message = HostMessage::Notice { text: "x".repeat(MAX_HOST_PAYLOAD), key: None };
        assert_eq!(payload_of(message), None);
    }
}
