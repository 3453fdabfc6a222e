//! Limits of one client address, over HTTP.

use std::time::{Duration, Instant};

use axum::http::HeaderName;
use phonepad_protocol::{ErrorBody, ErrorCode};
use phonepad_relay::{AddressLimits, Config, Limits, SelfSigned};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::{
    client::Client,
    support::{Answer, DEADLINE, Relay, exchange, read_head, request},
};

async fn limited() -> Relay {
    Relay::own(Config::default()).await
}

fn assert_limited(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(ErrorBody::parse(answer.body.as_bytes()).unwrap().error, ErrorCode::RateLimited);
    answer.header("retry-after").expect("when to come back").parse().unwrap()
}

/// Returns the status line of an attempt to upgrade.
async fn upgrade(relay: &Relay, code: &str) -> String {
    let address = relay.address;
    let request = format!(
        "GET /api/rooms/{code}/ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    read_head(relay.connect().await, &request).await
}

#[tokio::test]
async fn the_eleventh_room_in_a_minute_is_refused_until_the_given_time() {
    let per_address = AddressLimits { rooms_per_minute: 60, ..AddressLimits::default() };
    let relay = Relay::own(Config { limits: Limits { per_address, ..Limits::default() }, ..Config::default() }).await;
    let mut opened = 0;
    let refused = loop {
        match relay.request("POST", "/api/rooms", "").await {
            answer if answer.status == 201 => opened += 1,
            answer => break answer,
        }
    };
    assert!(opened >= 60, "{opened}");
    let wait = Duration::from_secs(assert_limited(&refused));
    assert!(wait <= Duration::from_secs(1), "{wait:?}");
    tokio::time::sleep(wait).await;
    assert_eq!(relay.request("POST", "/api/rooms", "").await.status, 201);
}

#[tokio::test]
async fn ten_rooms_a_minute_are_the_default() {
    let relay = limited().await;
    for _ in 0..10 {
        assert_eq!(relay.request("POST", "/api/rooms", "").await.status, 201);
    }
    assert_limited(&relay.request("POST", "/api/rooms", "").await);
}

#[tokio::test]
async fn a_guessing_client_finds_nothing_any_more() {
    let relay = limited().await;
    let room = relay.room("").await;
    let path = format!("/api/rooms/{}", room.room.code);
    for _ in 0..15 {
        assert_eq!(relay.get(&path).await.status, 200, "existing codes cost nothing");
        assert_eq!(relay.get("/api/rooms/abc").await.status, 400, "nor do invalid ones");
        assert_eq!(relay.get("/api/rooms/AAAA").await.status, 404);
        assert_eq!(Client::connect(&relay, "AAAA").await.close_code().await, 4004);
    }
    assert_limited(&relay.get("/api/rooms/AAAA").await);
    assert_limited(&relay.get(&path).await);
    let head = upgrade(&relay, room.room.code.as_str()).await;
    assert!(head.starts_with("HTTP/1.1 429"), "{head}");
}

#[tokio::test]
async fn the_sixty_fifth_socket_is_refused_while_the_others_are_open() {
    let per_address = AddressLimits { joins_per_minute: 100_000, ..AddressLimits::default() };
    let relay = Relay::own(Config { limits: Limits { per_address, ..Limits::default() }, ..Config::default() }).await;
    let room = relay.room("").await;
    let code = room.room.code.as_str();
    let mut clients = Vec::new();
    for _ in 0..64 {
        clients.push(Client::connect(&relay, code).await);
    }
    let head = upgrade(&relay, code).await;
    assert!(head.starts_with("HTTP/1.1 429") && head.to_lowercase().contains("retry-after: "), "{head}");
    // No browser shows why an upgrade was refused; a page finds out with a plain request.
    let asked = format!("/api/rooms/{code}/ws");
    assert_eq!(relay.get(&asked).await.status, 429);
    drop(clients);
    let deadline = Instant::now() + DEADLINE;
    while !upgrade(&relay, code).await.starts_with("HTTP/1.1 101") {
        assert!(Instant::now() < deadline, "closed sockets are never forgotten");
    }
}

#[tokio::test]
async fn forty_sockets_at_once_and_five_a_second_are_the_default() {
    let relay = limited().await;
    let room = relay.room("").await;
    let code = room.room.code.as_str();
    let begun = Instant::now();
    let mut opened = 0;
    let refused = loop {
        // Closed again at once: this test does not limit their number.
        let head = upgrade(&relay, code).await;
        if !head.starts_with("HTTP/1.1 101") {
            break head;
        }
        opened += 1;
    };
    let at_most = 41.0 + 5.0 * begun.elapsed().as_secs_f64();
    assert!(opened >= 40 && f64::from(opened) <= at_most, "{opened}");
    assert!(refused.starts_with("HTTP/1.1 429") && refused.to_lowercase().contains("retry-after: 1"), "{refused}");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(upgrade(&relay, code).await.starts_with("HTTP/1.1 101"), "after the given time");
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_header_identifies_the_client() {
    let trust_proxy = Some(HeaderName::from_static("x-forwarded-for"));
    let relay = Relay::own(Config { trust_proxy, ..Config::default() }).await;
    for client in 0..30 {
        let request = request("POST", "/api/rooms", "x", "").replacen(
            "\r\n",
            &format!("\r\nX-Forwarded-For: 192.0.2.99, 192.0.2.{client}\r\n"),
            1,
        );
        assert_eq!(exchange(relay.connect().await, &request).await.status, 201);
    }
}

#[tokio::test]
async fn without_a_trusted_proxy_the_header_is_ignored() {
    let relay = limited().await;
    let mut last = 0;
    for client in 0..11 {
        let request = request("POST", "/api/rooms", "x", "").replacen(
            "\r\n",
            &format!("\r\nX-Forwarded-For: 192.0.2.{client}\r\n"),
            1,
        );
        last = exchange(relay.connect().await, &request).await.status;
    }
    assert_eq!(last, 429);
}

async fn connect_from(address: &str, relay: &Relay) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(address.parse().unwrap())?;
    socket.connect(relay.address).await
}

/// Opens many connections that send `words` and nothing more; returns those that the relay did not close.
async fn half_open(relay: &Relay, words: &[u8], allowed: usize) -> Vec<TcpStream> {
    let mut kept = Vec::new();
    for _ in 0..1000 {
        let mut stream = connect_from("127.0.0.2:0", relay).await.unwrap();
        let _ = stream.write_all(words).await;
        // Refused connections are closed at once; the first ones are known not to be.
        let moment = if kept.len() < allowed { Duration::ZERO } else { Duration::from_secs(20) };
        let closed = timeout(moment, stream.read(&mut [0; 16])).await;
        if closed.is_err() {
            kept.push(stream);
        }
    }
    kept
}

#[tokio::test]
async fn a_thousand_half_open_handshakes_from_one_address_keep_nobody_else_out() {
    let tls = Some(SelfSigned::load_or_create(None).unwrap().tls().unwrap());
    // On a busy machine a thousand connections take longer than a handshake may: none must end before all were tried.
    let patient = Duration::from_secs(600);
    let limits = Limits { handshake: patient, request: patient, keep_alive: patient, ..Limits::default() };
    let relay = Relay::own(Config { tls, limits, ..Config::default() }).await;
    let allowed = AddressLimits::default().openings as usize;
    for words in [&b""[..], b"GET / HTTP/1.1\r\n", &[0x16, 3, 1, 2, 0]] {
        let kept = half_open(&relay, words, allowed).await;
        assert!(kept.len() <= allowed, "{} were kept", kept.len());
        let answer = timeout(Duration::from_secs(10), relay.get("/healthz")).await.expect("an answer meanwhile");
        assert_eq!(answer.status, 308);
    }
}

#[tokio::test]
async fn a_websocket_is_no_longer_counted_as_a_handshake() {
    let per_address = AddressLimits { openings: 2, ..AddressLimits::default() };
    let relay = Relay::own(Config { limits: Limits { per_address, ..Limits::default() }, ..Config::default() }).await;
    let room = relay.room("").await;
    let mut peers = Vec::new();
    for _ in 0..5 {
        peers.push(Client::peer(&relay, &room, "", None).await);
    }
    assert_eq!(peers.len(), 5);
}

#[tokio::test]
async fn fifteen_phones_behind_one_address_load_the_page_at_the_same_time() {
    let relay = limited().await;
    let request = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", relay.address);
    let mut kept = Vec::new();
    for _ in 0..15 * 6 {
        let mut stream = relay.tcp().await;
        assert!(read_head(&mut stream, &request).await.starts_with("HTTP/1.1 200"));
        kept.push(stream);
    }
}

#[tokio::test]
async fn foreign_pages_cannot_use_up_their_readers_allowances() {
    let relay = limited().await;
    let request = request("GET", "/api/rooms/AAAA", "x", "").replacen("\r\n", "\r\nSec-Fetch-Site: cross-site\r\n", 1);
    for _ in 0..40 {
        assert_eq!(exchange(relay.connect().await, &request).await.status, 403);
    }
    assert_eq!(relay.get("/api/rooms/AAAA").await.status, 404);
}
