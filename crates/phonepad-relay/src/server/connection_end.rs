//! How a connection ended, for the host and for the client.

use phonepad_protocol::{CloseCode, PeerLeftReason};
use tokio_tungstenite::tungstenite;

/// How a connection ended.
pub(super) struct ConnectionEnd {
    /// For the host.
    pub(super) reason: PeerLeftReason,
    /// For the client, if it is still there to be told.
    pub(super) code: Option<CloseCode>,
}

impl ConnectionEnd {
    pub(super) const GONE: Self = Self { reason: PeerLeftReason::Closed, code: None };
    pub(super) const SILENT: Self = Self { reason: PeerLeftReason::Timeout, code: None };

    pub(super) fn with(code: CloseCode) -> Self {
        Self { reason: PeerLeftReason::Closed, code: Some(code) }
    }

    /// What a failure of the WebSocket layer means.
    pub(super) fn from_error(error: axum::Error) -> Self {
        match error.into_inner().downcast_ref() {
            Some(tungstenite::Error::Capacity(_)) => Self::with(CloseCode::TooBig),
            Some(tungstenite::Error::Utf8(_)) => Self::with(CloseCode::BadData),
            _ => Self::GONE,
        }
    }
}
