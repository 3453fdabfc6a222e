//! A relay under attack, and its clients at different addresses of this machine.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use phonepad_protocol::{Hello, RelayText, RoomCreated, Welcome};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::Mutex,
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

/// Longest wait for anything that works.
const DEADLINE: Duration = Duration::from_secs(10);
/// One attack at a time: they measure.
pub(crate) static TURN: Mutex<()> = Mutex::const_new(());
/// The attacker's address; the others come from 127.0.0.1.
pub(crate) const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A running relay with its rooms on disk; it is killed when this is dropped.
pub(crate) struct Target {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Target {
    pub(crate) fn start(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("attack_{test}"));
        let _ = fs::remove_dir_all(&folder);
        let program = env::var_os("ATTACKED_RELAY")
            .map_or_else(|| full_tilt_test_support::programs::program("full-tilt-relay"), PathBuf::from);
        let mut command = Command::new(program);
        command.args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(&folder).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://").unwrap().parse().unwrap();
        Self { process, address }
    }

    /// Returns the number of bytes that the relay has caused to be written to the disk.
    pub(crate) fn disk_bytes(&self) -> u64 {
        let io = fs::read_to_string(format!("/proc/{}/io", self.process.id())).unwrap();
        io.lines().find_map(|line| line.strip_prefix("write_bytes: ")).unwrap().parse().unwrap()
    }

    /// Returns the number of rooms written; `None` from a build without this counter.
    pub(crate) async fn writes(&self) -> Option<u64> {
        let text = self.request("GET", "/metrics").await;
        let line = text.lines().find_map(|line| line.strip_prefix("full_tilt_relay_store_writes_total "))?;
        Some(line.parse().unwrap())
    }

    pub(crate) async fn room(&self) -> RoomCreated {
        let answer = self.request("POST", "/api/rooms").await;
        RoomCreated::parse(answer.split_once("\r\n\r\n").unwrap().1.as_bytes()).unwrap()
    }

    async fn request(&self, method: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(DEADLINE, stream.read_to_string(&mut answer)).await.expect("an answer").unwrap();
        answer
    }
}

/// One end of a WebSocket.
pub(crate) struct Client(pub(crate) WebSocketStream<TcpStream>);

/// The reason why there is no welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// HTTP 429, or no connection at all.
    Upgrade,
    /// The close code.
    Closed(u16),
}

impl Client {
    /// Connects to a relay, or to a proxy in front of it, and sends a hello.
    pub(crate) async fn join(
        from: Ipv4Addr,
        address: SocketAddr,
        room: &RoomCreated,
        hello: &Hello,
    ) -> Result<(Self, Welcome), Refusal> {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((from, 0).into()).unwrap();
        let stream = socket.connect(address).await.map_err(|_| Refusal::Upgrade)?;
        let url = format!("ws://{address}/api/rooms/{}/ws", room.room.code);
        let (mut socket, _) = client_async(url, stream).await.map_err(|_| Refusal::Upgrade)?;
        socket.send(Message::text(hello.to_text())).await.map_err(|_| Refusal::Upgrade)?;
        loop {
            match timeout(DEADLINE, socket.next()).await.expect("an answer to the hello") {
                Some(Ok(Message::Text(text))) => match RelayText::parse(&text) {
                    Some(RelayText::Welcome(welcome)) => return Ok((Self(socket), welcome)),
                    other => panic!("instead of a welcome came {other:?}"),
                },
                Some(Ok(Message::Close(Some(frame)))) => return Err(Refusal::Closed(frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(Refusal::Upgrade),
            }
        }
    }

    /// Waits until the relay has processed everything so far.
    pub(crate) async fn ping(&mut self) {
        assert!(self.say("ping".into()).await);
        let pong = Message::text("pong");
        while timeout(DEADLINE, self.0.next()).await.expect("a pong").unwrap().unwrap() != pong {}
    }

    /// Sends a text to a relay that may have closed already.
    pub(crate) async fn say(&mut self, text: String) -> bool {
        self.0.send(Message::text(text)).await.is_ok()
    }
}
