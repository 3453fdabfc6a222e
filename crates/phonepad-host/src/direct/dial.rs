//! The phone's end of a direct path, for simulated phones. It must not depend on the content of messages.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::{Duration, Instant},
};

use str0m::IceCreds;
use tokio::{
    net::UdpSocket,
    time::{sleep_until, timeout},
};

use super::{
    peer_connection::{ConnectionOutput, Credentials, PeerConnection},
    sockets::Sockets,
};
use crate::{
    message_budget::ChannelMessage,
    random::{SECRET_CHARS, random_text},
};
use phonepad_protocol::{DirectOffer, is_reliable};

/// Longest time between checks of the clock.
const LOOK_AFTER: Duration = Duration::from_millis(200);
/// The reason why a path ended or never began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DialError {
    /// No handshake was completed in time.
    #[error("the game does not answer on the direct path")]
    NoAnswer,
    /// No socket could be opened.
    #[error("the direct path is not usable on this machine")]
    Unusable,
    /// The connection was closed or became silent.
    #[error("the direct path has ended")]
    Ended,
}

/// An open path.
pub struct DirectConnection {
    sockets: Sockets,
    pipe: PeerConnection,
}

impl DirectConnection {
    /// Dials the game and waits until both channels are open. May be cancelled.
    pub async fn dial(offer: &DirectOffer, within: Duration) -> Result<Self, DialError> {
        let sockets = sockets_towards(offer).await.map_err(|_| DialError::Unusable)?;
        let name = |prefix| random_text(8).map(|text| format!("{prefix}{text}"));
        let (ours, theirs) = (name("ph").ok_or(DialError::Unusable)?, name("ft").ok_or(DialError::Unusable)?);
        let ours = IceCreds { ufrag: ours, pass: random_text(SECRET_CHARS).ok_or(DialError::Unusable)? };
        let theirs = IceCreds { ufrag: theirs, pass: offer.secret.clone() };
        let names = Credentials { ours, theirs };
        let pipe =
            PeerConnection::phone(Instant::now(), offer, names, &sockets.addresses()).ok_or(DialError::Unusable)?;
        let mut direct = Self { sockets, pipe };
        let open = timeout(within, async {
            while !direct.pipe.is_open() {
                direct.next().await?;
            }
            Ok(())
        });
        open.await.unwrap_or(Err(DialError::NoAnswer))?;
        Ok(direct)
    }

    /// Waits for the next message from the game; an error ends the path. May be cancelled.
    pub async fn receive(&mut self) -> Result<ChannelMessage, DialError> {
        loop {
            if let Some(said) = self.next().await? {
                return Ok(said);
            }
        }
    }

    /// Sends a frame; a lossy one may already be lost here.
    pub fn send_frame(&mut self, payload: Vec<u8>) -> Result<(), DialError> {
        let reliable = payload.first().is_some_and(|kind| is_reliable(*kind));
        self.say(&ChannelMessage { reliable, text: false, bytes: payload })
    }

    /// Sends a text.
    pub fn send_text(&mut self, text: String) -> Result<(), DialError> {
        self.say(&ChannelMessage { reliable: true, text: true, bytes: text.into_bytes() })
    }

    fn say(&mut self, said: &ChannelMessage) -> Result<(), DialError> {
        let taken = self.pipe.say(said);
        self.pipe.tick(Instant::now());
        if taken || !said.reliable { Ok(()) } else { Err(DialError::Ended) }
    }

    /// Performs one step. Returns the message received, if any.
    async fn next(&mut self) -> Result<Option<ChannelMessage>, DialError> {
        while let Some(leaving) = self.pipe.poll() {
            match leaving {
                ConnectionOutput::Packet { from, to, bytes } => self.sockets.send(from, to, &bytes),
                ConnectionOutput::Opened => return Ok(None),
                ConnectionOutput::ChannelMessage(said) => return Ok(Some(said)),
            }
        }
        if !self.pipe.is_alive() {
            return Err(DialError::Ended);
        }
        let due = self.pipe.due().min(Instant::now() + LOOK_AFTER);
        tokio::select! {
            (local, from, packet) = self.sockets.receive() => self.pipe.receive(Instant::now(), local, from, packet),
            () = sleep_until(due.into()) => self.pipe.tick(Instant::now()),
        }
        Ok(None)
    }

    /// Closes the path with a notification.
    pub fn close(mut self) {
        self.pipe.close();
        while let Some(leaving) = self.pipe.poll() {
            if let ConnectionOutput::Packet { from, to, bytes } = leaving {
                self.sockets.send(from, to, &bytes);
            }
        }
    }
}

/// Opens a socket on each of this machine's addresses from which the game's addresses are reached.
async fn sockets_towards(offer: &DirectOffer) -> io::Result<Sockets> {
    let mut bound: Vec<(SocketAddr, UdpSocket)> = Vec::new();
    let mut trouble = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in &offer.addresses {
        let found = async {
            let ip = address_towards(*address)?;
            if bound.iter().any(|(known, _)| known.ip() == ip) {
                return Ok(None);
            }
            let socket = UdpSocket::bind((ip, 0)).await?;
            Ok(Some((socket.local_addr()?, socket)))
        };
        match found.await {
            Ok(found) => bound.extend(found),
            Err(error) => trouble = error,
        }
    }
    if bound.is_empty() { Err(trouble) } else { Ok(Sockets::of(bound)) }
}

/// Connecting a UDP socket requests the route and sends nothing.
fn address_towards(address: SocketAddr) -> io::Result<IpAddr> {
    let any: IpAddr = if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = std::net::UdpSocket::bind((any, 0))?;
    socket.connect(address)?;
    Ok(socket.local_addr()?.ip())
}
