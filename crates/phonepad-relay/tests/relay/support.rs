//! Relays to test, and a plain HTTP client that shows everything.

use std::{env, fs, io, net::SocketAddr, path::PathBuf, time::Duration};

use phonepad_protocol::{RoomCode, RoomCreated};
use phonepad_relay::{AddressLimits, Config, Limits, SelfSigned, run};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream, lookup_host},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::Url;

use crate::{
    binary::{Running, start},
    trust::trust_anybody,
};

/// Longest wait for anything that works.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);
/// Time to wait for events that must not happen.
pub(crate) const MOMENT: Duration = Duration::from_millis(250);

/// The arguments for [`generous`] limits.
pub(crate) const GENEROUS: [&str; 10] = [
    "--rooms-per-minute",
    "100000",
    "--misses-per-minute",
    "100000",
    "--joins-per-minute",
    "100000",
    "--sockets-per-address",
    "100000",
    "--openings-per-address",
    "100000",
];

/// Limits for tests that are not about limits: all tests come from one address.
pub(crate) fn generous() -> Limits {
    let many = 100_000;
    let per_address = AddressLimits {
        rooms_per_minute: many,
        misses_per_minute: many,
        joins_per_minute: many,
        sockets: many,
        openings: many,
    };
    Limits { per_address, ..Limits::default() }
}

/// A connection, with or without TLS.
pub(crate) type Wire = Box<dyn Io>;
pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// A relay under test; one of our own stops when this is dropped.
pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    /// Whether it is accessed with https and wss.
    is_tls: bool,
    own: Option<(oneshot::Sender<()>, JoinHandle<io::Result<()>>)>,
    _program: Option<Running>,
}

impl Relay {
    /// Returns the relay at `RELAY_URL`, or one of our own of the requested `RELAY_KIND`.
    pub(crate) async fn any() -> Self {
        if let Ok(url) = env::var("RELAY_URL") {
            return Self::at(&url).await;
        }
        let kind = env::var("RELAY_KIND").unwrap_or_else(|_| "library".into());
        match kind.as_str() {
            "library" => Self::own(Config { limits: generous(), ..Config::default() }).await,
            "library-tls" => {
                let tls = Some(SelfSigned::load_or_create(None).unwrap().tls().unwrap());
                let relay = Self::own(Config { tls, limits: generous(), ..Config::default() }).await;
                Self { is_tls: true, ..relay }
            }
            "program" => Self::program(&[]).await,
            "program-tls" => Self::program(&["--tls", "self-signed"]).await,
            other => panic!("RELAY_KIND is {other:?}"),
        }
    }

    /// The same, unless `RELAY_LACKS` contains this ability: then `None`, and the test is skipped.
    pub(crate) async fn able_to(ability: &str) -> Option<Self> {
        let lacks = env::var("RELAY_LACKS").unwrap_or_default();
        if lacks.split(',').any(|lacking| lacking.trim() == ability) {
            println!("not tested: this relay is said to lack {ability}");
            return None;
        }
        Some(Self::any().await)
    }

    async fn program(arguments: &[&str]) -> Self {
        let (running, line) = start(&[&["--bind", "127.0.0.1:0"], arguments, &GENEROUS].concat());
        let relay = Self::at(line.strip_prefix("listening on ").unwrap()).await;
        Self { _program: Some(running), ..relay }
    }

    /// Returns the relay at this URL.
    pub(crate) async fn at(url: &str) -> Self {
        let url: Url = url.parse().expect("a URL");
        let (host, port) = (url.host_str().expect("a host"), url.port_or_known_default().expect("a port"));
        let host = host.trim_matches(['[', ']']);
        let address = lookup_host((host, port)).await.unwrap().next().expect("an address");
        Self { address, is_tls: url.scheme() == "https", own: None, _program: None }
    }

    /// Returns a relay in another process, at the address in the line that it has printed.
    pub(crate) fn announced(line: &str) -> Self {
        let address = line.strip_prefix("listening on http://").unwrap_or_else(|| panic!("the relay printed {line:?}"));
        Self { address: address.parse().unwrap(), is_tls: false, own: None, _program: None }
    }

    /// Starts a new relay of this kind, accessed without TLS.
    pub(crate) async fn own(config: Config) -> Self {
        Self::own_on(TcpListener::bind("127.0.0.1:0").await.unwrap(), config)
    }

    /// Starts the same on `listener`.
    pub(crate) fn own_on(listener: TcpListener, config: Config) -> Self {
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let own = Some((stop, tokio::spawn(run(listener, config, shutdown))));
        Self { address, is_tls: false, own, _program: None }
    }

    /// Stops our own relay, and waits until it has stopped.
    pub(crate) async fn stop(self) {
        let (stop, task) = self.own.unwrap();
        stop.send(()).unwrap();
        timeout(Duration::from_secs(5), task).await.expect("the relay stops in time").unwrap().unwrap();
    }

    /// Returns the origin of the relay's page.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", if self.is_tls { "https" } else { "http" }, self.address)
    }

    pub(crate) async fn connect(&self) -> Wire {
        self.secure(self.tcp().await).await
    }

    pub(crate) async fn tcp(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Starts TLS on a connection, if this relay uses it; any certificate is accepted.
    pub(crate) async fn secure(&self, stream: TcpStream) -> Wire {
        if !self.is_tls {
            return Box::new(stream);
        }
        let name = ServerName::from(self.address.ip());
        Box::new(TlsConnector::from(trust_anybody()).connect(name, stream).await.unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "").await
    }

    pub(crate) async fn request(&self, method: &str, path: &str, body: &str) -> Answer {
        let host = self.address.to_string();
        exchange(self.connect().await, &request(method, path, &host, body)).await
    }

    /// Opens a new room, with this JSON as the request's body.
    pub(crate) async fn room(&self, body: &str) -> RoomCreated {
        let answer = self.request("POST", "/api/rooms", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        RoomCreated::parse(answer.body.as_bytes()).unwrap()
    }
}

/// A complete response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub(crate) fn request(method: &str, path: &str, host: &str, body: &str) -> String {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// Sends a request and reads until the other side closes.
pub(crate) async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> Answer {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    timeout(DEADLINE, stream.read_to_end(&mut bytes)).await.expect("an answer in time").unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").expect("a complete head");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// Returns a well-formed code that is not `code`.
pub(crate) fn another_code(code: RoomCode) -> RoomCode {
    let mut text = code.to_string();
    let last = if text.ends_with('A') { "Z" } else { "A" };
    text.replace_range(3.., last);
    text.parse().unwrap()
}

/// Returns an empty folder that belongs to one test.
pub(crate) fn empty_folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Sends a request and reads only the head of the response.
pub(crate) async fn read_head(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    let complete = async {
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
    };
    timeout(DEADLINE, complete).await.expect("an answer in time");
    String::from_utf8(head).unwrap()
}
