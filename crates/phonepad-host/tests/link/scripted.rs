//! A relay scripted by the test, to confront the link with behaviour that no good relay shows.

use std::{io, net::SocketAddr};

use futures_util::{SinkExt, StreamExt};
use phonepad_protocol::{
    ClientText, Hello, PeerInfo, RelayText, RoomCode, RoomCreated, RoomInfo, Welcome, parse_client_text,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_tungstenite::{
    WebSocketStream, accept_async,
    tungstenite::{
        Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};
use url::Url;

use full_tilt_test_support::soon;

/// Accepts connections and passes them to the test.
pub(crate) struct ScriptedRelay {
    address: SocketAddr,
    callers: mpsc::Receiver<Caller>,
    task: tokio::task::JoinHandle<()>,
}

/// A connection and its first request, not yet taken from the stream.
pub(crate) struct Caller {
    pub(crate) request: String,
    pub(crate) stream: TcpStream,
}

/// The link's socket, after its hello.
pub(crate) struct HostSocket {
    pub(crate) path: String,
    pub(crate) hello: Hello,
    socket: WebSocketStream<TcpStream>,
}

impl ScriptedRelay {
    pub(crate) async fn start() -> Self {
        Self::start_at("127.0.0.1:0").await.expect("a free port")
    }

    pub(crate) async fn start_at(address: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (into_test, callers) = mpsc::channel(16);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let request = peek_request(&stream).await;
                if into_test.send(Caller { request, stream }).await.is_err() {
                    return;
                }
            }
        });
        Ok(Self { address, callers, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn url(&self) -> Url {
        format!("http://localhost:{}", self.address.port()).parse().expect("a URL")
    }

    /// Stops listening; the port is free again afterwards.
    pub(crate) async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    pub(crate) async fn caller(&mut self) -> Caller {
        soon("caller", self.callers.recv()).await.expect("the listener lives")
    }

    /// Answers a request for a room with this one.
    pub(crate) async fn give_room(&mut self, code: &str) {
        let caller = self.caller().await;
        assert!(caller.request.starts_with("POST /api/rooms HTTP/1.1\r\n"), "{}", caller.request);
        caller.answer("201 Created", &room(code).to_body()).await;
    }

    /// Takes the next connection as the link's socket and reads its hello.
    pub(crate) async fn socket(&mut self) -> HostSocket {
        HostSocket::accept(self.caller().await).await
    }

    /// Acts as a good relay up to the welcome of an empty room.
    pub(crate) async fn welcome(&mut self, code: &str) -> HostSocket {
        self.give_room(code).await;
        let mut socket = self.socket().await;
        socket.welcome(code, &[]).await;
        socket
    }
}

impl Caller {
    /// Answers the request and disconnects.
    pub(crate) async fn answer(self, status: &str, body: &str) {
        self.answer_raw(&format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
    }

    /// Writes these bytes and disconnects.
    pub(crate) async fn answer_raw(mut self, text: &str) {
        // Unread data would turn the close into a reset.
        let mut request = [0; 4096];
        let _ = self.stream.read(&mut request).await;
        self.stream.write_all(text.as_bytes()).await.expect("the link listens");
    }
}

impl HostSocket {
    async fn accept(caller: Caller) -> Self {
        let path = caller.request.split(' ').nth(1).unwrap_or_default().to_owned();
        let socket = accept_async(caller.stream).await.expect("an upgrade");
        let mut this = Self { path, hello: Hello::host(""), socket };
        let ClientText::Hello(hello) = this.text().await else { panic!("the first frame is not a hello") };
        this.hello = hello;
        this
    }

    pub(crate) async fn welcome(&mut self, code: &str, peers: &[PeerInfo]) {
        let welcome = Welcome::Host { room: room(code).room, peers: peers.to_vec(), lane: 0 };
        self.say(&RelayText::Welcome(welcome)).await;
    }

    pub(crate) async fn say(&mut self, text: &RelayText) {
        self.say_raw(&text.to_text()).await;
    }

    pub(crate) async fn say_raw(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.expect("the link listens");
    }

    pub(crate) async fn send(&mut self, slot: u8, payload: &[u8]) {
        let bytes = [&[slot], payload].concat();
        self.socket.send(Message::binary(bytes)).await.expect("the link listens");
    }

    /// Returns the next text that is not a ping.
    pub(crate) async fn text(&mut self) -> ClientText {
        loop {
            match self.frame().await {
                Message::Text(text) if text == "ping" => {}
                Message::Text(text) => return parse_client_text(&text).expect("of the protocol"),
                other => panic!("not a text: {other}"),
            }
        }
    }

    /// Returns slot and payload of the next binary frame.
    pub(crate) async fn binary(&mut self) -> (u8, Vec<u8>) {
        loop {
            match self.frame().await {
                Message::Text(text) if text == "ping" => {}
                Message::Binary(bytes) => return (bytes[0], bytes[1..].to_vec()),
                other => panic!("not binary: {other}"),
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> Message {
        soon("frame of the link", self.socket.next()).await.expect("the link is there").expect("a frame")
    }

    pub(crate) async fn close(mut self, code: u16) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        let _ = self.socket.close(Some(frame)).await;
        // Reading until the link disconnects prevents the loss of the close frame in a reset.
        let _ = soon("end of the link's socket", async { while let Some(Ok(_)) = self.socket.next().await {} }).await;
    }
}

pub(crate) fn room(code: &str) -> RoomCreated {
    let room = RoomInfo {
        code: code.parse::<RoomCode>().expect("a code"),
        created_at: 0,
        expires_at: 0,
        host_connected: false,
        peers: 0,
        max_peers: 15,
    };
    RoomCreated { room, host_token: format!("token of {code}") }
}

/// Returns the whole request, which stays in the stream.
async fn peek_request(stream: &TcpStream) -> String {
    let mut bytes = [0; 4096];
    loop {
        let length = stream.peek(&mut bytes).await.unwrap_or(0);
        let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
        if length == 0 || is_whole(&text) {
            return text;
        }
        tokio::task::yield_now().await;
    }
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length =
        head.to_lowercase().split_once("content-length: ").and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    body.len() >= length.unwrap_or(0)
}
