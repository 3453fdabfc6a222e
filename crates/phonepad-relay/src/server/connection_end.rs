//! The reason why a connection ended, for the host and for the client.

use phonepad_protocol::{CloseCode, PeerLeftReason};
use tokio_tungstenite::tungstenite;

/// The reason why a connection ended.
pub(super) struct ConnectionEnd {
    /// The reason for the host.
    pub(super) reason: PeerLeftReason,
    /// The close code for the client, if it can still receive one.
    pub(super) code: Option<CloseCode>,
}

impl ConnectionEnd {
    pub(super) const GONE: Self = Self { reason: PeerLeftReason::Closed, code: None };
    pub(super) const SILENT: Self = Self { reason: PeerLeftReason::Timeout, code: None };

    pub(super) fn with(code: CloseCode) -> Self {
        Self { reason: PeerLeftReason::Closed, code: Some(code) }
    }

    /// Translates a failure of the WebSocket layer.
    pub(super) fn from_error(error: axum::Error) -> Self {
        match error.into_inner().downcast_ref() {
            Some(tungstenite::Error::Capacity(_)) => Self::with(CloseCode::TooBig),
            Some(tungstenite::Error::Utf8(_)) => Self::with(CloseCode::BadData),
            _ => Self::GONE,
        }
    }
}
