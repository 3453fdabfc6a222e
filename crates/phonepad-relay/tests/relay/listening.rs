//! The addresses at which a relay listens, its number of connections, and the access to its metrics.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    process::Stdio,
    time::{Duration, Instant},
};

use axum::http::HeaderName;
use phonepad_relay::{Config, Limits, SelfSigned, lan_addresses, listen_everywhere, local_address};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::{
    binary::{relay, spawn},
    support::{DEADLINE, Relay, exchange, request},
};

async fn has_ipv6() -> bool {
    let has = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
    if !has {
        println!("not tested: there is no IPv6 here");
    }
    has
}

/// Returns the status of the response to a request with these additional header lines.
async fn status(address: SocketAddr, path: &str, headers: &str) -> u16 {
    let request = request("GET", path, "localhost", "").replacen("\r\n", &format!("\r\n{headers}"), 1);
    exchange(TcpStream::connect(address).await.unwrap(), &request).await.status
}

#[tokio::test]
async fn one_socket_takes_ipv6_and_ipv4() {
    let listener = listen_everywhere(0).unwrap();
    let address = local_address(&listener).unwrap();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST, "this is the printed address");
    let relay = Relay::own_on(listener, Config::default());
    assert_eq!(status(address, "/healthz", "").await, 200);
    if !has_ipv6().await {
        return;
    }
    let by_ipv6 = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port());
    assert_eq!(status(by_ipv6, "/healthz", "").await, 200);
    // An IPv4 client counts as itself, not as part of the network of all IPv4 clients in IPv6.
    for other in ["127.0.0.1:0", "127.0.0.2:0"] {
        let mut opened = 0;
        for _ in 0..11 {
            let socket = tokio::net::TcpSocket::new_v4().unwrap();
            socket.bind(other.parse().unwrap()).unwrap();
            let stream = socket.connect(address).await.unwrap();
            opened += u16::from(exchange(stream, &request("POST", "/api/rooms", "x", "")).await.status == 201);
        }
        assert_eq!(opened, 10, "{other}");
    }
    drop(relay);
}

#[tokio::test]
async fn plain_localhost_is_known_in_ipv4_and_ipv6() {
    let tls = SelfSigned::load_or_create(None).unwrap().tls().unwrap();
    let listener = listen_everywhere(0).unwrap();
    let address = local_address(&listener).unwrap();
    let _relay = Relay::own_on(listener, Config::embedded(tls));
    assert_eq!(status(address, "/healthz", "").await, 200);
    if has_ipv6().await {
        let by_ipv6 = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port());
        assert_eq!(status(by_ipv6, "/healthz", "").await, 200);
    }
}

/// Another program may use the port: then the error is as expected.
#[test]
fn without_arguments_it_listens_at_its_usual_port() {
    let (mut running, line) = spawn(&mut relay(&[]));
    if line.is_empty() {
        assert_eq!(running.0.wait().unwrap().code(), Some(1));
    } else {
        assert_eq!(line, "listening on http://127.0.0.1:7272");
    }
}

#[tokio::test]
async fn metrics_are_for_this_machine_only() {
    let listener = listen_everywhere(0).unwrap();
    let address = local_address(&listener).unwrap();
    let _relay = Relay::own_on(listener, Config::default());
    assert_eq!(status(address, "/metrics", "").await, 200);
    for header in ["X-Forwarded-For: 127.0.0.1\r\n", "Forwarded: for=127.0.0.1\r\n", "Via: 1.1 proxy\r\n"] {
        assert_eq!(status(address, "/metrics", header).await, 404, "a proxy has forwarded it: {header}");
    }
    for ip in lan_addresses() {
        let there = SocketAddr::new(ip, address.port());
        if let Ok(Ok(stream)) = timeout(DEADLINE, TcpStream::connect(there)).await {
            let request = request("GET", "/metrics", "x", "");
            assert_eq!(exchange(stream, &request).await.status, 404, "asked from {ip}");
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_forwards_no_metrics() {
    let trust_proxy = Some(HeaderName::from_static("x-client"));
    let relay = Relay::own(Config { trust_proxy, ..Config::default() }).await;
    assert_eq!(status(relay.address, "/metrics", "X-Client: 192.0.2.1\r\n").await, 404);
    assert_eq!(status(relay.address, "/metrics", "").await, 200);
}

/// Connections that have been answered and are not closed by the client hold their file for a second.
#[tokio::test]
async fn a_connection_that_lingers_counts() {
    const CONNECTIONS: u32 = 4;
    let relay =
        Relay::own(Config { limits: Limits { connections: CONNECTIONS, ..Limits::default() }, ..Config::default() })
            .await;
    let answered = async || {
        let mut stream = relay.tcp().await;
        let mut answer = Vec::new();
        let sent =
            tokio::io::AsyncWriteExt::write_all(&mut stream, request("GET", "/healthz", "x", "").as_bytes()).await;
        let read = timeout(DEADLINE, stream.read_to_end(&mut answer)).await.expect("an answer or an end in time");
        (sent.is_ok() && read.is_ok() && answer.starts_with(b"HTTP/1.1 200"), stream)
    };
    let deadline = Instant::now() + 3 * DEADLINE;
    loop {
        let begun = Instant::now();
        let mut lingering = Vec::new();
        while lingering.len() < CONNECTIONS as usize {
            let (is_answered, stream) = answered().await;
            if is_answered {
                lingering.push(stream);
            }
        }
        let (is_answered, _) = answered().await;
        // A busy machine may have taken longer than they linger.
        if begun.elapsed() < Duration::from_millis(800) {
            assert!(!is_answered, "one more than may be open was answered");
            break;
        }
        assert!(Instant::now() < deadline, "this machine is too slow for this test");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_limit_of_open_files_is_raised_as_far_as_it_may() {
    let program = env!("CARGO_BIN_EXE_full-tilt-relay");
    let script = format!("ulimit -S -n 300; exec '{program}' --bind 127.0.0.1:0");
    let mut shell = std::process::Command::new("sh");
    let (running, _) = spawn(shell.args(["-c", &script]).stdout(Stdio::piped()).stderr(Stdio::piped()));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.0.id())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    let (soft, hard) = (line.split_whitespace().nth(3), line.split_whitespace().nth(4));
    assert_eq!(soft, hard, "{line}");
}

/// Set where this test program runs in a separate network, to print the addresses that it finds.
#[cfg(target_os = "linux")]
const TELL: &str = "FULL_TILT_TELL_ADDRESSES";

/// A separate host, as a network namespace that is removed with it.
#[cfg(target_os = "linux")]
struct Host(String);

#[cfg(target_os = "linux")]
impl Host {
    /// Returns `None`, with a message, where namespaces cannot be made.
    fn new(purpose: &str) -> Option<Self> {
        let host = Self(format!("full-tilt-{purpose}-{}", std::process::id()));
        let made = Self::run(&["netns", "add", &host.0]) && host.ip(&["link", "set", "lo", "up"]);
        if !made {
            println!("not tested: network namespaces cannot be made here");
        }
        made.then_some(host)
    }

    fn run(arguments: &[&str]) -> bool {
        std::process::Command::new("ip").args(arguments).stderr(Stdio::null()).status().is_ok_and(|done| done.success())
    }

    fn ip(&self, arguments: &[&str]) -> bool {
        Self::run(&[&["-n", self.0.as_str()], arguments].concat())
    }

    /// Adds an interface at one end of a cable, with these addresses.
    fn plug(&self, name: &str, addresses: &[&str]) {
        let other = format!("{name}-end");
        assert!(self.ip(&["link", "add", name, "type", "veth", "peer", "name", &other]), "{name}");
        self.up(&other, &[]);
        self.up(name, addresses);
    }

    fn up(&self, name: &str, addresses: &[&str]) {
        for address in addresses {
            let v6_only = if address.contains(':') { &["nodad"][..] } else { &[] };
            assert!(self.ip(&[&["address", "add", address, "dev", name], v6_only].concat()), "{name} {address}");
        }
        assert!(self.ip(&["link", "set", name, "up"]), "{name}");
    }

    /// Returns the addresses that a relay there would use.
    fn addresses(&self) -> Vec<String> {
        let program = std::env::current_exe().unwrap();
        let mut told = std::process::Command::new("ip");
        told.args(["netns", "exec", &self.0]).arg(program).env(TELL, "1");
        let told = told.args(["--exact", "listening::addresses_are_told", "--nocapture"]).output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        told.lines().filter_map(|line| Some(line.split_once("address ")?.1.to_owned())).collect()
    }
}

#[cfg(target_os = "linux")]
impl Drop for Host {
    fn drop(&mut self) {
        Self::run(&["netns", "delete", &self.0]);
    }
}

/// Not a test by itself: the helper process of [`Host::addresses`].
#[cfg(target_os = "linux")]
#[test]
fn addresses_are_told() {
    if std::env::var_os(TELL).is_some() {
        lan_addresses().iter().for_each(|ip| println!("\naddress {ip}"));
    }
}

/// Names that are in no list: the criterion is that the network contains only this machine and no router.
#[cfg(target_os = "linux")]
#[test]
fn a_tunnel_with_the_default_route_does_not_come_first() {
    let Some(host) = Host::new("tunnel") else { return };
    host.plug("room", &["192.168.1.5/24", "fd00:aa::5/64"]);
    host.plug("zz9", &["10.5.0.2/32", "fd54::2/128"]);
    for family in ["-4", "-6"] {
        assert!(host.ip(&[family, "route", "add", "default", "dev", "zz9"]));
    }
    let expected = ["192.168.1.5", "fd00:aa::5", "10.5.0.2", "fd54::2"];
    assert_eq!(host.addresses(), expected, "with no router in the room");
    for (family, router) in [("-4", "192.168.1.1"), ("-6", "fd00:aa::1")] {
        assert!(host.ip(&[family, "route", "add", "default", "via", router, "dev", "room", "metric", "2000"]));
    }
    assert_eq!(host.addresses(), expected, "with one");
}

#[cfg(target_os = "linux")]
#[test]
fn a_tunnel_of_ipv6_alone_does_not_come_first() {
    let Some(host) = Host::new("tunnel6") else { return };
    host.plug("room", &["fd00:aa::5/64"]);
    host.plug("zz9", &["fd00:1::2/128"]);
    assert!(host.ip(&["-6", "route", "add", "default", "dev", "zz9"]));
    assert_eq!(host.addresses(), ["fd00:aa::5", "fd00:1::2"]);
}

#[cfg(target_os = "linux")]
#[test]
fn networks_of_guests_come_after_the_room() {
    let Some(host) = Host::new("guests") else { return };
    assert!(host.ip(&["link", "add", "anybody", "type", "bridge"]));
    host.up("anybody", &["10.0.0.1/24"]);
    // Its only guest is a virtual one.
    host.plug("guest", &[]);
    assert!(host.ip(&["link", "set", "guest", "master", "anybody"]));
    host.plug("only", &["172.16.5.1/24"]);
    host.plug("room", &["192.168.1.5/24"]);
    assert!(host.ip(&["route", "add", "default", "via", "192.168.1.1", "dev", "room"]));
    assert_eq!(host.addresses(), ["192.168.1.5", "172.16.5.1", "10.0.0.1"]);
}
