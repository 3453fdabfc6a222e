//! Metrics for operators.

use std::sync::Arc;

use phonepad_relay::Config;
use tokio::net::TcpListener;

use crate::{
    client::Client,
    support::{Relay, exchange, request},
};

const LOSSY: u8 = 0x01;

/// Returns the value of one line of the exposition.
fn value(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    Some(line.parse().unwrap())
}

#[tokio::test]
async fn rooms_sockets_frames_and_closes_are_counted() {
    let relay = Relay::own(Config::default()).await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    let gone = Client::peer(&relay, &room, "", None).await;
    drop(gone);
    host.peer_left().await;
    peer.client.send_frame(&[LOSSY; 100]).await;
    assert_eq!(host.frame().await.len(), 101);
    peer.client.send_frame(&[]).await;
    let mut unknown = Client::connect(&relay, "AAAA").await;
    assert_eq!(unknown.close_code().await, 4004);
    peer.client.assert_quiet().await;

    let answer = relay.get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").unwrap().contains("text"), "{answer:?}");
    let measured = |name: &str| value(&answer.body, &format!("full_tilt_relay_{name}"));
    let expected = [
        ("rooms", 1.0),
        ("hosts", 1.0),
        ("peers", 1.0),
        ("seats", 2.0),
        // Two frames and a ping.
        (r#"frames_received_total{role="peer"}"#, 3.0),
        (r#"received_bytes_total{role="peer"}"#, 104.0),
        (r#"dropped_frames_total{reason="undeliverable"}"#, 1.0),
        (r#"dropped_frames_total{reason="replaced"}"#, 0.0),
        (r#"closes_total{code="4004"}"#, 1.0),
        ("lost_sockets_total", 1.0),
    ];
    for (name, expected) in expected {
        assert_eq!(measured(name), Some(expected), "{name} in\n{}", answer.body);
    }
    assert!(measured(r#"sent_bytes_total{role="host"}"#).unwrap() > 101.0);
    assert!(measured("forwarding_delay_seconds_count").unwrap() >= 1.0);
    assert!(answer.body.ends_with("# EOF\n"));
}

#[tokio::test]
async fn metrics_can_have_a_separate_address() {
    let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = listener.local_addr().unwrap();
    let relay = Relay::own(Config { metrics: Some(listener), ..Config::default() }).await;
    assert_eq!(relay.get("/metrics").await.status, 404);
    let there = Relay::announced(&format!("listening on http://{address}"));
    assert_eq!(value(&there.get("/metrics").await.body, "full_tilt_relay_rooms"), Some(0.0));
    let elsewhere = exchange(there.connect().await, &request("GET", "/api/rooms/AAAA", "x", "")).await;
    assert_eq!(elsewhere.status, 404);
    assert_eq!(there.get("/").await.status, 404, "it is for the operator only");
}

#[tokio::test]
async fn nobody_is_named() {
    let relay = Relay::own(Config::default()).await;
    let room = relay.room("").await;
    let peer = Client::peer(&relay, &room, "Ada Lovelace", None).await;
    let text = relay.get("/metrics").await.body;
    for secret in ["Ada", room.room.code.as_str(), &room.host_token, &peer.seat] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_relay_with_metrics_serves_them_as_text() {
    let Some(relay) = Relay::able_to("metrics").await else { return };
    let answer = relay.get("/metrics").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.lines().any(|line| line.starts_with("# TYPE ")), "{}", answer.body);
}
