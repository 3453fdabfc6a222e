//! Where a relay listens, how many connections it has, and to whom it shows its measurements.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    process::Stdio,
    time::{Duration, Instant},
};

use axum::http::HeaderName;
use full_tilt::relay::{Config, Limits, SelfSigned, lan_addresses, listen_everywhere, local_address};
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

/// The status of an answer to a request with these further header lines.
async fn status(address: SocketAddr, path: &str, headers: &str) -> u16 {
    let request = request("GET", path, "localhost", "").replacen("\r\n", &format!("\r\n{headers}"), 1);
    exchange(TcpStream::connect(address).await.unwrap(), &request).await.status
}

#[tokio::test]
async fn one_socket_takes_ipv6_and_ipv4() {
    let listener = listen_everywhere(0).unwrap();
    let address = local_address(&listener).unwrap();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST, "this is what is printed");
    let relay = Relay::own_on(listener, Config::default());
    assert_eq!(status(address, "/healthz", "").await, 200);
    if !has_ipv6().await {
        return;
    }
    let by_ipv6 = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port());
    assert_eq!(status(by_ipv6, "/healthz", "").await, 200);
    // An IPv4 client is one, not part of the network of all IPv4 clients in IPv6.
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

/// The port may be another program's: then that is what it says.
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
async fn measurements_are_for_this_machine_only() {
    let listener = listen_everywhere(0).unwrap();
    let address = local_address(&listener).unwrap();
    let _relay = Relay::own_on(listener, Config::default());
    assert_eq!(status(address, "/metrics", "").await, 200);
    for header in ["X-Forwarded-For: 127.0.0.1\r\n", "Forwarded: for=127.0.0.1\r\n", "Via: 1.1 proxy\r\n"] {
        assert_eq!(status(address, "/metrics", header).await, 404, "a proxy has handed it on: {header}");
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
async fn a_trusted_proxy_hands_on_no_measurements() {
    let trust_proxy = Some(HeaderName::from_static("x-client"));
    let relay = Relay::own(Config { trust_proxy, ..Config::default() }).await;
    assert_eq!(status(relay.address, "/metrics", "X-Client: 192.0.2.1\r\n").await, 404);
    assert_eq!(status(relay.address, "/metrics", "").await, 200);
}

/// Connections that have their answer and are not closed by the client hold their file for a second.
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
