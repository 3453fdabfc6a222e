//! A relay as the host reaches it: over the network, or in the host's own process. It must not depend on messages between
//! host and phone.

use std::time::Duration;

#[cfg(feature = "host")]
use phonepad_relay::{InProcessError, InProcessMessage, InProcessSocket, RelayHandle};
#[cfg(feature = "host")]
use tokio::time::timeout;

use super::{super::incoming::Incoming, api, connect::Dialer, socket::Socket};
use crate::{RelayAddress, Timing, Trust, error::LinkError};
#[cfg(feature = "host")]
use phonepad_protocol::{CloseCode, RelayText};
use phonepad_protocol::{Hello, PeerInfo, RoomCode, RoomCreated, Welcome};

/// The name of a relay in the same process, in sentences for users.
#[cfg(feature = "host")]
const OWN_RELAY: &str = "the built-in relay";

/// One relay.
pub(crate) enum RelayClient {
    Remote(Dialer),
    #[cfg(feature = "host")]
    InProcess(RelayHandle),
}

/// A connection to a room, as its host.
pub(crate) enum RoomConnection {
    Remote(Box<Socket>),
    #[cfg(feature = "host")]
    InProcess(InProcessSocket),
}

impl RelayClient {
    pub(crate) fn new(address: &RelayAddress, trust: Trust) -> Result<Self, LinkError> {
        match address {
            RelayAddress::Url(url) => Dialer::new(url, trust).map(Self::Remote),
            #[cfg(feature = "host")]
            RelayAddress::InProcess(relay) => Ok(Self::InProcess(relay.clone())),
        }
    }

    pub(crate) async fn open_room(&self, max_peers: u8, within: Duration) -> Result<RoomCreated, LinkError> {
        match self {
            Self::Remote(dialer) => api::create_room(dialer, max_peers, within).await,
            #[cfg(feature = "host")]
            Self::InProcess(relay) => relay.open_room(max_peers).await.map_err(refusal),
        }
    }

    /// Enters a room. Returns the connection and all taken seats.
    pub(crate) async fn enter(
        &self,
        code: RoomCode,
        hello: &Hello,
        timing: &Timing,
    ) -> Result<(RoomConnection, Vec<PeerInfo>), LinkError> {
        let (connection, welcome, name) = match self {
            Self::Remote(dialer) => {
                let (socket, welcome) = Socket::enter(dialer, code, hello, timing).await?;
                (RoomConnection::Remote(Box::new(socket)), welcome, dialer.origin())
            }
            #[cfg(feature = "host")]
            Self::InProcess(relay) => {
                let entering = timeout(timing.answer_within, enter_in_process(relay, code, hello.clone()));
                let entered = entering.await.unwrap_or_else(|_| Err(LinkError::Timeout(OWN_RELAY.to_owned())));
                let (socket, welcome) = entered?;
                (RoomConnection::InProcess(socket), welcome, OWN_RELAY.to_owned())
            }
        };
        match welcome {
            Welcome::Host { peers, .. } => Ok((connection, peers)),
            Welcome::Peer { .. } => Err(LinkError::NotARelay(name)),
        }
    }
}

impl RoomConnection {
    /// Waits for the next message; may be cancelled. An error ends the connection.
    pub(crate) async fn receive(&mut self) -> Result<Incoming, LinkError> {
        match self {
            Self::Remote(socket) => socket.receive().await,
            #[cfg(feature = "host")]
            Self::InProcess(socket) => match socket.receive().await {
                Ok(InProcessMessage::Text(text)) => Ok(Incoming::Text(text)),
                Ok(InProcessMessage::Frame(bytes)) => Ok(Incoming::Binary(bytes)),
                Err(code) => Err(LinkError::Closed(code.as_u16())),
            },
        }
    }

    pub(crate) async fn send_text(&mut self, text: String) -> Result<(), LinkError> {
        match self {
            Self::Remote(socket) => socket.send_text(text).await,
            #[cfg(feature = "host")]
            Self::InProcess(socket) => {
                socket.send_text(&text);
                Ok(())
            }
        }
    }

    pub(crate) async fn send_frame(&mut self, frame: Vec<u8>) -> Result<(), LinkError> {
        match self {
            Self::Remote(socket) => socket.send_binary(frame).await,
            #[cfg(feature = "host")]
            Self::InProcess(socket) => {
                socket.send_frame(&frame);
                Ok(())
            }
        }
    }

    /// Sends the sign of life that a remote relay answers.
    pub(crate) async fn ping(&mut self) -> Result<(), LinkError> {
        match self {
            Self::Remote(socket) => socket.ping().await,
            // No network can fail silently in between.
            #[cfg(feature = "host")]
            Self::InProcess(_) => Ok(()),
        }
    }
}

#[cfg(feature = "host")]
async fn enter_in_process(
    relay: &RelayHandle,
    code: RoomCode,
    hello: Hello,
) -> Result<(InProcessSocket, Welcome), LinkError> {
    let mut socket = relay.enter(code, hello).await.map_err(refusal)?;
    let first = socket.receive().await.map_err(|code| LinkError::Closed(code.as_u16()))?;
    match first {
        InProcessMessage::Text(text) => match RelayText::parse(&text) {
            Some(RelayText::Welcome(welcome)) => Ok((socket, welcome)),
            _ => Err(LinkError::NotARelay(OWN_RELAY.to_owned())),
        },
        InProcessMessage::Frame(_) => Err(LinkError::NotARelay(OWN_RELAY.to_owned())),
    }
}

#[cfg(feature = "host")]
fn refusal(error: InProcessError) -> LinkError {
    match error {
        InProcessError::NoSuchRoom => LinkError::Closed(CloseCode::NoSuchRoom.as_u16()),
        InProcessError::Limited(limited) => LinkError::Refused {
            message: error.to_string(),
            retry_after: Some(Duration::from_millis(limited.retry_ms)),
        },
        InProcessError::Stopped | InProcessError::Refused(_) | InProcessError::Full => {
            LinkError::Refused { message: error.to_string(), retry_after: None }
        }
    }
}
