//! All possible errors between a client and a relay, each as one sentence for users. It must not repeat input from
//! strangers, except a relay's own sentence, cleaned and cut.

use std::time::Duration;

use phonepad_protocol::{CloseCode, ErrorBody, RoomCode};

/// Longest sentence of a relay that is displayed, in characters.
const MAX_SENTENCE_CHARS: usize = 160;

/// The reason why an attempt or a connection ended. The strings are origins, such as `http://localhost:7171`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The address is not one of HTTP or HTTPS.
    #[error("{0} is not a relay's address: it must start with http:// or https://")]
    Address(String),
    /// The name does not resolve.
    #[error("there is no computer called {0}, or this one is not connected")]
    UnknownHost(String),
    /// No address of the host accepts connections.
    #[error("nothing answers at {0}")]
    Unreachable(String),
    /// Connecting took too long.
    #[error("{0} does not answer in time")]
    Timeout(String),
    /// The certificate is not accepted.
    #[error("the certificate of {0} is not one this computer trusts")]
    Untrusted(String),
    /// The TLS handshake failed.
    #[error("no secure connection with {0} could be established")]
    Insecure(String),
    /// The response does not match the protocol.
    #[error("{0} answers, but not as a Full Tilt relay does")]
    NotARelay(String),
    /// The connection ended without a close code.
    #[error("the connection broke off")]
    BrokenOff,
    /// Nothing arrived for longer than the protocol allows.
    #[error("the connection fell silent")]
    Silent,
    /// The relay refused a request.
    #[error("the relay refuses: {message}")]
    Refused {
        /// The relay's own sentence, without control characters.
        message: String,
        /// Time to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// The room is unknown or has expired.
    #[error("there is no room {0}")]
    NoSuchRoom(RoomCode),
    /// The relay closed the connection with this code.
    #[error("{}", close_reason(*.0))]
    Closed(u16),
}

impl LinkError {
    /// Returns the meaning of an unexpected HTTP response.
    pub fn refusal(origin: String, body: &[u8], retry_after: Option<Duration>) -> Self {
        match ErrorBody::parse(body) {
            Some(error) => Self::Refused { message: presentable(&error.message), retry_after },
            None => Self::NotARelay(origin),
        }
    }

    /// Whether a client that had been welcomed may reconnect automatically.
    pub fn comes_back(&self) -> bool {
        match self {
            Self::Closed(code) => CloseCode::is_retryable(*code),
            Self::Address(_) | Self::NoSuchRoom(_) => false,
            _ => true,
        }
    }
}

/// Returns a relay's sentence in a form fit for a screen.
fn presentable(sentence: &str) -> String {
    sentence.chars().filter(|c| !c.is_control()).take(MAX_SENTENCE_CHARS).collect()
}

fn close_reason(code: u16) -> String {
    match (CloseCode::from_u16(code), code) {
        (Some(known), _) => known.reason().to_owned(),
        (None, 1001 | 1012) => "the relay is shutting down".to_owned(),
        (None, 1005 | 1006) => LinkError::BrokenOff.to_string(),
        (None, 1011) => "the relay has met an error of its own".to_owned(),
        (None, _) => format!("the relay closed the connection with code {code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_reconnects_after_the_protocols_codes_and_failed_connections() {
        for code in [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013] {
            assert!(LinkError::Closed(code).comes_back(), "{code}");
        }
        for code in [1000, 1003, 1009, 4000, 4001, 4003, 4004, 4005, 4009, 4010, 4011, 4029] {
            assert!(!LinkError::Closed(code).comes_back(), "{code}");
        }
        assert!(LinkError::Unreachable(String::new()).comes_back());
        assert!(LinkError::Silent.comes_back());
    }

    #[test]
    fn every_close_has_a_sentence() {
        for code in 0..=u16::MAX {
            assert!(LinkError::Closed(code).to_string().len() > 5, "{code}");
        }
    }
}
