//! Receivers that stall, clients that vanish, a relay that stops.

use std::time::{Duration, Instant};

use phonepad_protocol::{ALL_PEERS, MAX_HOST_PAYLOAD, PeerLeftReason};
use phonepad_relay::{Config, Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};

use crate::{
    client::Client,
    support::{DEADLINE, Relay, generous, request},
};

const LOSSY: u8 = 0x01;
const RELIABLE: u8 = 0x80;

/// Returns a big frame for all peers with a number in it.
fn big_frame(kind: u8, number: u32) -> Vec<u8> {
    let mut frame = vec![0; 1 + MAX_HOST_PAYLOAD];
    frame[..2].copy_from_slice(&[ALL_PEERS, kind]);
    frame[2..6].copy_from_slice(&number.to_le_bytes());
    frame
}

fn number_in(payload: &[u8]) -> u32 {
    u32::from_le_bytes(payload[1..5].try_into().unwrap())
}

/// Reads until the frame with this number; returns how many came before it.
async fn read_up_to(client: &mut Client, last: u32) -> usize {
    let mut count = 0;
    while number_in(&client.frame().await) != last {
        count += 1;
    }
    count
}

#[tokio::test]
async fn a_stalled_phone_delays_nobody_and_then_gets_the_newest_frame() {
    const FRAMES: u32 = 400;
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let narrow = Client::connect_narrow(&relay, room.room.code.as_str()).await;
    let mut stalled = narrow.become_peer("", None).await;
    let mut quick = Client::peer(&relay, &room, "", None).await;
    let sending = async {
        for number in 1..=FRAMES {
            host.send_frame(&big_frame(LOSSY, number)).await;
        }
    };
    tokio::join!(sending, read_up_to(&mut quick.client, FRAMES));
    let before = read_up_to(&mut stalled.client, FRAMES).await;
    assert!(before < 100, "{before} of {FRAMES} stale frames were kept for the stalled phone");
}

#[tokio::test]
async fn a_phone_too_slow_for_reliable_frames_is_cut() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let narrow = Client::connect_narrow(&relay, room.room.code.as_str()).await;
    let mut stalled = narrow.become_peer("", None).await;
    for number in 0..400 {
        host.send_frame(&big_frame(RELIABLE, number)).await;
    }
    assert_eq!(host.peer_left().await, (stalled.slot, PeerLeftReason::Slow));
    assert_eq!(stalled.client.close_code().await, 4008);
}

#[tokio::test]
async fn a_flood_of_reliable_frames_costs_the_phone_its_socket_and_not_the_host() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::connect_narrow(&relay, room.room.code.as_str()).await;
    host.send_hello(&phonepad_protocol::Hello::host(room.host_token.as_str())).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    for _ in 0..2300 {
        let _ = peer.client.try_send_frame(&[RELIABLE; 512]).await;
    }
    assert_eq!(peer.client.close_code().await, 4029);
    assert_eq!(host.peer_left().await, (peer.slot, PeerLeftReason::RateLimited));
}

#[tokio::test]
async fn a_client_that_does_not_answer_pings_is_dropped() {
    let limits = Limits { ping: Duration::from_millis(100), silence: Duration::from_millis(400), ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    // It answers only while it is being read.
    let silent = Client::peer(&relay, &room, "", None).await;
    assert_eq!(host.peer_left().await, (silent.slot, PeerLeftReason::Timeout));
}

#[tokio::test]
async fn a_client_that_answers_pings_may_be_silent() {
    let limits = Limits { ping: Duration::from_millis(20), silence: Duration::from_millis(150), ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let room = relay.room("").await;
    Client::peer(&relay, &room, "", None).await.client.assert_stays_open().await;
}

#[tokio::test]
async fn a_stopping_relay_asks_all_clients_to_reconnect() {
    let relay = Relay::own(Config::default()).await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    let mut newcomer = Client::connect(&relay, room.room.code.as_str()).await;
    newcomer.assert_quiet().await;
    let read_on = async { (host.close_code().await, peer.client.close_code().await, newcomer.close_code().await) };
    let (codes, ()) = tokio::join!(read_on, relay.stop());
    assert_eq!(codes, (4013, 4013, 4013));
}

#[tokio::test]
async fn a_relay_stops_although_a_client_does_not_read() {
    let relay = Relay::own(Config::default()).await;
    let room = relay.room("").await;
    let _deaf = Client::peer(&relay, &room, "", None).await;
    let _idle = relay.connect().await;
    // The idle connection has been accepted when a later one is answered.
    assert_eq!(relay.get("/healthz").await.status, 200);
    relay.stop().await;
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_at_once_until_others_leave() {
    let limits = Limits { connections: 2, ..generous() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let held = [relay.connect().await, relay.connect().await];
    let mut refused = relay.connect().await;
    let end = timeout(DEADLINE, refused.read(&mut [0])).await.expect("it is closed at once");
    assert!(matches!(end, Ok(0) | Err(_)));
    drop(held);
    let deadline = Instant::now() + DEADLINE;
    let is_served = async || {
        let mut stream = relay.connect().await;
        let _ = stream.write_all(request("GET", "/healthz", "x", "").as_bytes()).await;
        matches!(stream.read(&mut [0; 12]).await, Ok(12))
    };
    while !is_served().await {
        assert!(Instant::now() < deadline, "nobody is admitted any more");
    }
}

#[tokio::test]
async fn the_wait_for_a_request_is_limited() {
    let short = Duration::from_millis(100);
    let limits = Limits { handshake: short, request: short, ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    for beginning in ["", "GET / HTTP/1.1\r\nHost: "] {
        let mut stream = relay.connect().await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        timeout(DEADLINE, stream.read_to_end(&mut rest)).await.expect("closed in time").unwrap();
    }
}

#[tokio::test]
async fn connections_that_ask_for_nothing_more_are_closed() {
    let limits = Limits { request: Duration::from_millis(100), ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let mut stream = relay.connect().await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    timeout(DEADLINE, stream.read_to_end(&mut answer)).await.expect("closed in time").unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");
}

#[tokio::test]
async fn connections_that_send_requests_forever_are_closed() {
    let limits = Limits { keep_alive: Duration::from_millis(300), ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let mut stream = relay.connect().await;
    let mut answer = [0; 1024];
    let asking = async {
        while stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.is_ok() {
            if !matches!(stream.read(&mut answer).await, Ok(1..)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(DEADLINE, asking).await.expect("closed in time");
}
