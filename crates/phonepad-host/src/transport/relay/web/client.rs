//! A relay as a page reaches it. It must not depend on messages between host and phone.

use std::time::Duration;

use super::{super::incoming::Incoming, fetch, socket::Socket};
use crate::{RelayAddress, Timing, Trust, error::LinkError};
use phonepad_protocol::{CreateRoom, Hello, PeerInfo, RoomCode, RoomCreated, Welcome};

/// One relay.
pub(crate) struct RelayClient {
    /// Such as `https://relay.example`.
    origin: String,
}

/// A connection to a room, as its host.
pub(crate) struct RoomConnection(Socket);

impl RelayClient {
    /// Parses the relay's address. The browser alone decides about certificates.
    pub(crate) fn new(address: &RelayAddress, _trust: Trust) -> Result<Self, LinkError> {
        let RelayAddress::Url(url) = address;
        let origin = url.origin().ascii_serialization();
        if matches!(url.scheme(), "http" | "https") { Ok(Self { origin }) } else { Err(LinkError::Address(origin)) }
    }

    pub(crate) async fn open_room(&self, max_peers: u8, within: Duration) -> Result<RoomCreated, LinkError> {
        let body = CreateRoom { max_peers }.to_body();
        let answer = fetch::request(&self.origin, "POST", "/api/rooms", &body, within).await?;
        let created = if answer.status == 201 { RoomCreated::parse(answer.body.as_bytes()) } else { None };
        created.ok_or_else(|| LinkError::refusal(self.origin.clone(), answer.body.as_bytes(), answer.retry_after))
    }

    /// Enters a room. Returns the connection and all taken seats.
    pub(crate) async fn enter(
        &self,
        code: RoomCode,
        hello: &Hello,
        timing: &Timing,
    ) -> Result<(RoomConnection, Vec<PeerInfo>), LinkError> {
        let (socket, welcome) = Socket::enter(&self.origin, code, hello, timing).await?;
        match welcome {
            Welcome::Host { peers, .. } => Ok((RoomConnection(socket), peers)),
            Welcome::Peer { .. } => Err(LinkError::NotARelay(self.origin.clone())),
        }
    }
}

impl RoomConnection {
    /// Waits for the next message; may be cancelled. An error ends the connection.
    pub(crate) async fn receive(&mut self) -> Result<Incoming, LinkError> {
        self.0.receive().await
    }

    pub(crate) async fn send_text(&mut self, text: String) -> Result<(), LinkError> {
        self.0.send_text(&text)
    }

    pub(crate) async fn send_frame(&mut self, frame: Vec<u8>) -> Result<(), LinkError> {
        self.0.send_frame(&frame)
    }

    /// Sends the sign of life that a relay answers.
    pub(crate) async fn ping(&mut self) -> Result<(), LinkError> {
        self.0.ping()
    }
}
