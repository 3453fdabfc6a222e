//! A WebSocket to a room, from the upgrade to the close. It must not depend on the messages between host and phone.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Error, Message, Utf8Bytes,
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode as WireCode},
    },
};

use super::{
    super::incoming::Incoming,
    connect::{ByteStream, Dialer},
};
use crate::{Timing, error::LinkError};
use phonepad_protocol::{Hello, MAX_HOST_PAYLOAD, MAX_TEXT_BYTES, RelayText, RoomCode, Welcome};

/// Longest message from a relay: a text, or a payload with an optional slot before it.
const MAX_FRAME_BYTES: usize = if MAX_TEXT_BYTES > MAX_HOST_PAYLOAD { MAX_TEXT_BYTES } else { MAX_HOST_PAYLOAD + 1 };
/// Longest wait for a close frame to be sent.
const FAREWELL: Duration = Duration::from_millis(500);
/// The code that a browser reports when a connection ends without a close frame.
const NO_STATUS: u16 = 1005;

/// A socket that has been welcomed.
pub struct Socket {
    inner: WebSocketStream<ByteStream>,
    heard: Instant,
    timing: Timing,
}

impl Socket {
    /// Opens a socket to the room, sends `hello` and waits for the welcome.
    pub async fn enter(
        dialer: &Dialer,
        code: RoomCode,
        hello: &Hello,
        timing: &Timing,
    ) -> Result<(Self, Welcome), LinkError> {
        let entered = async {
            let mut socket = Self::open(dialer, code, timing).await?;
            socket.send_text(hello.to_text()).await?;
            let welcome = socket.welcome(dialer).await?;
            Ok((socket, welcome))
        };
        timeout(timing.answer_within, entered).await.unwrap_or_else(|_| Err(LinkError::Timeout(dialer.origin())))
    }

    async fn open(dialer: &Dialer, code: RoomCode, timing: &Timing) -> Result<Self, LinkError> {
        let uri = dialer.socket_uri(&format!("/api/rooms/{code}/ws"));
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_FRAME_BYTES))
            .max_frame_size(Some(MAX_FRAME_BYTES))
            .max_write_buffer_size(4 * MAX_FRAME_BYTES + WebSocketConfig::default().write_buffer_size);
        let stream = dialer.dial().await?;
        match client_async_with_config(uri, stream, Some(config)).await {
            Ok((inner, _)) => Ok(Self { inner, heard: Instant::now(), timing: *timing }),
            Err(Error::Io(_)) => Err(LinkError::BrokenOff),
            Err(Error::Http(answer)) => {
                let body = answer.body().as_deref().unwrap_or_default();
                Err(LinkError::refusal(dialer.origin(), body, None))
            }
            Err(error) => {
                tracing::debug!(%error, "no WebSocket");
                Err(LinkError::NotARelay(dialer.origin()))
            }
        }
    }

    async fn welcome(&mut self, dialer: &Dialer) -> Result<Welcome, LinkError> {
        loop {
            match self.receive().await? {
                Incoming::Text(text) => match RelayText::parse(&text) {
                    Some(RelayText::Welcome(welcome)) => return Ok(welcome),
                    _ => return Err(LinkError::NotARelay(dialer.origin())),
                },
                Incoming::Binary(_) => return Err(LinkError::NotARelay(dialer.origin())),
                Incoming::Alive => {}
            }
        }
    }

    /// Waits for the next frame; may be cancelled. An error ends the connection.
    pub async fn receive(&mut self) -> Result<Incoming, LinkError> {
        let silent_at = self.heard + self.timing.dead_after;
        let message = match tokio::time::timeout_at(silent_at.into(), self.inner.next()).await {
            Ok(Some(Ok(message))) => message,
            Ok(Some(Err(error))) => {
                tracing::debug!(%error, "the connection broke off");
                return Err(LinkError::BrokenOff);
            }
            Ok(None) => return Err(LinkError::BrokenOff),
            Err(_) => return Err(LinkError::Silent),
        };
        self.heard = Instant::now();
        match message {
            Message::Text(text) => Ok(Incoming::Text(text.as_str().to_owned())),
            Message::Binary(bytes) => Ok(Incoming::Binary(bytes)),
            Message::Close(frame) => Err(LinkError::Closed(frame.map_or(NO_STATUS, |frame| frame.code.into()))),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(Incoming::Alive),
        }
    }

    /// Sends a text message.
    ///
    /// # Errors
    /// Returns an error if the connection is gone.
    pub async fn send_text(&mut self, text: impl Into<Utf8Bytes>) -> Result<(), LinkError> {
        self.send(Message::Text(text.into())).await
    }

    /// Sends a binary message.
    ///
    /// # Errors
    /// Returns an error if the connection is gone.
    pub async fn send_binary(&mut self, payload: Vec<u8>) -> Result<(), LinkError> {
        self.send(Message::Binary(payload.into())).await
    }

    /// Sends the sign of life that the relay answers.
    pub async fn ping(&mut self) -> Result<(), LinkError> {
        self.send_text("ping").await
    }

    async fn send(&mut self, message: Message) -> Result<(), LinkError> {
        match timeout(self.timing.send_within, self.inner.send(message)).await {
            Ok(Ok(())) => Ok(()),
            // The reason is in a close frame that may not have been read yet.
            Ok(Err(_)) => Err(self.last_words().await),
            Err(_) => Err(LinkError::Silent),
        }
    }

    async fn last_words(&mut self) -> LinkError {
        let listen = async {
            loop {
                if let Err(trouble) = self.receive().await {
                    return trouble;
                }
            }
        };
        timeout(FAREWELL, listen).await.unwrap_or(LinkError::BrokenOff)
    }

    /// Sends a close frame, if the other side is still connected.
    pub async fn close(mut self) {
        let goodbye = CloseFrame { code: WireCode::Normal, reason: Utf8Bytes::default() };
        let _ = timeout(FAREWELL, self.inner.close(Some(goodbye))).await;
    }
}
