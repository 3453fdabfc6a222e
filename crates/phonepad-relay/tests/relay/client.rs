//! A WebSocket client that sends only what a test requests, and always waits with a deadline.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use phonepad_protocol::{CloseCode, Command, Hello, PeerLeftReason, RelayText, RoomCreated, Welcome};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpSocket,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message},
};

use crate::support::{DEADLINE, MOMENT, Relay, Wire};

/// One end of a WebSocket.
pub(crate) struct Client<S = Wire> {
    pub(crate) socket: WebSocketStream<S>,
}

/// A peer that has been welcomed.
pub(crate) struct Peer {
    pub(crate) client: Client,
    pub(crate) slot: u8,
    pub(crate) seat: String,
    pub(crate) resumed: bool,
}

/// Whether a phone with this token is closed with 4003.
pub(crate) async fn is_refused(relay: &Relay, room: &RoomCreated, token: &str) -> bool {
    let mut client = Client::connect(relay, room.room.code.as_str()).await;
    client.send_hello(&Hello::peer("", Some(token.to_owned()))).await;
    client.close_code().await == CloseCode::WrongToken.as_u16()
}

impl Client {
    /// Opens a socket to a room, before the hello; `code` need not be valid.
    pub(crate) async fn connect(relay: &Relay, code: &str) -> Self {
        Self::upgrade(relay.connect().await, relay.address, code).await
    }

    /// The same, but with very small receive buffers in its system.
    pub(crate) async fn connect_narrow(relay: &Relay, code: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(relay.address).await.unwrap();
        Self::upgrade(relay.secure(stream).await, relay.address, code).await
    }

    /// Returns a welcomed host. The first messages it reads are updates about the room.
    pub(crate) async fn host(relay: &Relay, room: &RoomCreated) -> Self {
        let mut host = Self::connect(relay, room.room.code.as_str()).await;
        host.send_hello(&Hello::host(room.host_token.as_str())).await;
        let RelayText::Welcome(Welcome::Host { .. }) = host.news().await else { panic!("the host is not welcomed") };
        host
    }

    /// Returns a welcomed peer.
    pub(crate) async fn peer(relay: &Relay, room: &RoomCreated, name: &str, seat: Option<&str>) -> Peer {
        Self::connect(relay, room.room.code.as_str()).await.become_peer(name, seat).await
    }

    pub(crate) async fn become_peer(self, name: &str, seat: Option<&str>) -> Peer {
        self.try_to_become_peer(name, seat).await.unwrap_or_else(|code| panic!("instead of a welcome came {code}"))
    }

    /// Returns a welcomed peer, or the relay's close code.
    pub(crate) async fn try_to_become_peer(mut self, name: &str, seat: Option<&str>) -> Result<Peer, u16> {
        self.send_hello(&Hello::peer(name, seat.map(str::to_owned))).await;
        match self.next().await {
            Ok(Message::Text(text)) => match RelayText::parse(&text) {
                Some(RelayText::Welcome(Welcome::Peer { slot, seat, resumed, .. })) => {
                    Ok(Peer { client: self, slot, seat, resumed })
                }
                other => panic!("instead of a welcome came {other:?}"),
            },
            Ok(Message::Close(Some(frame))) => Err(frame.code.into()),
            other => panic!("instead of a welcome came {other:?}"),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) async fn upgrade(stream: S, address: SocketAddr, code: &str) -> Self {
        let url = format!("ws://{address}/api/rooms/{code}/ws");
        let (socket, _) = timeout(DEADLINE, client_async(url, stream)).await.expect("an upgrade in time").unwrap();
        Self { socket }
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send_hello(&mut self, hello: &Hello) {
        self.send_text(&hello.to_text()).await;
    }

    pub(crate) async fn command(&mut self, command: &Command) {
        self.send_text(&command.to_text()).await;
    }

    pub(crate) async fn send_frame(&mut self, frame: &[u8]) {
        self.socket.send(Message::binary(frame.to_vec())).await.unwrap();
    }

    /// Sends a frame to a relay that may have closed already.
    pub(crate) async fn try_send_frame(&mut self, frame: &[u8]) -> Result<(), Error> {
        self.socket.send(Message::binary(frame.to_vec())).await
    }

    /// Sends a text to a relay that may have closed already.
    pub(crate) async fn try_send_text(&mut self, text: &str) -> Result<(), Error> {
        self.socket.send(Message::text(text)).await
    }

    /// Returns the next text, frame or close; pings are answered automatically.
    pub(crate) async fn next(&mut self) -> Result<Message, Error> {
        let deadline = timeout(DEADLINE, async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(other) => return other,
                    None => return Err(Error::ConnectionClosed),
                }
            }
        });
        deadline.await.expect("something comes in time")
    }

    pub(crate) async fn text(&mut self) -> String {
        match self.next().await {
            Ok(Message::Text(text)) => text.to_string(),
            other => panic!("instead of a text came {other:?}"),
        }
    }

    pub(crate) async fn news(&mut self) -> RelayText {
        let text = self.text().await;
        RelayText::parse(&text).unwrap_or_else(|| panic!("unknown text {text}"))
    }

    pub(crate) async fn frame(&mut self) -> Vec<u8> {
        match self.next().await {
            Ok(Message::Binary(bytes)) => bytes.to_vec(),
            other => panic!("instead of a frame came {other:?}"),
        }
    }

    /// Returns the close code, after any other messages.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            match self.next().await {
                Ok(Message::Close(frame)) => return frame.expect("a close code").code.into(),
                Ok(_) => {}
                Err(error) => panic!("closed without a code: {error}"),
            }
        }
    }

    /// Returns a host's invitation to a seat; no other message may be queued.
    pub(crate) async fn invitation(&mut self, slot: u8) -> String {
        self.command(&Command::Invite { slot }).await;
        match self.news().await {
            RelayText::Invitation { slot: told, seat } if told == slot => seat,
            other => panic!("instead of an invitation came {other:?}"),
        }
    }

    /// Waits for the message that a peer's socket is gone.
    pub(crate) async fn peer_left(&mut self) -> (u8, PeerLeftReason) {
        loop {
            match self.next().await.unwrap() {
                Message::Text(text) => {
                    if let Some(RelayText::PeerLeft { slot, reason }) = RelayText::parse(&text) {
                        return (slot, reason);
                    }
                }
                Message::Close(frame) => panic!("closed: {frame:?}"),
                _ => {}
            }
        }
    }

    /// Checks that the connection works and no other message was queued: the next answer is the one to our ping.
    pub(crate) async fn assert_quiet(&mut self) {
        self.send_text("ping").await;
        assert_eq!(self.text().await, "pong");
    }

    /// The same, after any frames that were queued.
    pub(crate) async fn assert_quiet_after_frames(&mut self) {
        self.send_text("ping").await;
        while !matches!(self.next().await.unwrap(), Message::Text(text) if text == "pong") {}
    }

    /// Waits until the relay has processed everything so far, after any other updates.
    pub(crate) async fn assert_quiet_after_news(&mut self) {
        self.send_text("ping").await;
        while self.text().await != "pong" {}
    }

    /// Checks that the connection stays open for a moment, without any message.
    pub(crate) async fn assert_stays_open(&mut self) {
        timeout(MOMENT, self.next()).await.expect_err("nothing comes, not even the end");
    }
}
