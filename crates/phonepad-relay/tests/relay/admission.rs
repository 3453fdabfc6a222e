//! The first frames of a socket, and the close codes for wrong ones.

use std::time::Duration;

use phonepad_protocol::{Command, Hello, RelayText, Welcome};
use phonepad_relay::{Config, Limits};
use serde_json::json;

use crate::{
    client::Client,
    support::{Relay, another_code},
};

/// Sends one text as the first frame of a new socket; returns the close code.
async fn code_after(first: &str) -> u16 {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut client = Client::connect(&relay, room.room.code.as_str()).await;
    client.send_text(first).await;
    client.close_code().await
}

#[tokio::test]
async fn both_roles_are_welcomed() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::connect(&relay, &room.room.code.as_str().to_lowercase()).await;
    peer.send_hello(&Hello::peer("Ada", None)).await;
    let RelayText::Welcome(Welcome::Peer { slot, seat, resumed, host_connected, room, .. }) = peer.news().await else {
        panic!("the peer is not welcomed")
    };
    assert_eq!((slot, resumed, host_connected, room.peers), (0, false, true, 1));
    assert!(seat.len() >= 22);
    assert_eq!(host.news().await, RelayText::PeerJoined { slot, name: "Ada".into(), resumed });
}

#[tokio::test]
async fn a_wrong_host_token_closes_with_4003() {
    assert_eq!(code_after(&Hello::host("wrong").to_text()).await, 4003);
}

#[tokio::test]
async fn a_room_that_does_not_exist_closes_with_4004() {
    let relay = Relay::any().await;
    let unknown = another_code(relay.room("").await.room.code).to_string();
    for code in [unknown.as_str(), "nonsense"] {
        let mut client = Client::connect(&relay, code).await;
        assert_eq!(client.close_code().await, 4004, "{code}");
    }
}

#[tokio::test]
async fn a_first_text_that_is_not_json_closes_with_1003() {
    assert_eq!(code_after("hello!").await, 1003);
}

#[tokio::test]
async fn data_before_the_hello_closes_with_1003() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut client = Client::connect(&relay, room.room.code.as_str()).await;
    client.send_frame(&[1, 2, 3]).await;
    assert_eq!(client.close_code().await, 1003);
}

#[tokio::test]
async fn a_bad_hello_closes_with_4001() {
    let peer = json!({"type": "hello", "protocol": 1, "role": "peer", "name": "Ada"});
    let changes = [
        json!({"protocol": 2}),
        json!({"protocol": "1"}),
        json!({"role": "spectator"}),
        json!({"role": "host"}),
        json!({"name": 17}),
        json!({"lane": 2}),
        json!({"lane": "1"}),
        json!({"role": "host", "token": "x", "direct": "x".repeat(1100)}),
        json!({"type": "rename"}),
    ];
    for change in changes {
        let mut hello = peer.clone();
        hello.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(code_after(&hello.to_string()).await, 4001, "{change}");
    }
}

#[tokio::test]
async fn a_hello_that_is_too_long_closes_with_1009() {
    assert_eq!(code_after(&Hello::peer("x".repeat(5000), None).to_text()).await, 1009);
}

#[tokio::test]
async fn a_socket_without_a_hello_closes_with_4002() {
    let limits = Limits { hello: Duration::from_millis(100), ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let room = relay.room("").await;
    let mut client = Client::connect(&relay, room.room.code.as_str()).await;
    client.send_text("ping").await;
    assert_eq!(client.text().await, "pong");
    assert_eq!(client.close_code().await, 4002);
}

#[tokio::test]
async fn ping_is_answered_before_and_after_the_hello() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut client = Client::connect(&relay, room.room.code.as_str()).await;
    client.assert_quiet().await;
    client.become_peer("Ada", None).await.client.assert_quiet().await;
}

#[tokio::test]
async fn a_full_room_closes_with_4009() {
    let relay = Relay::any().await;
    let room = relay.room(r#"{"maxPeers":1}"#).await;
    let _first = Client::peer(&relay, &room, "", None).await;
    let mut second = Client::connect(&relay, room.room.code.as_str()).await;
    second.send_hello(&Hello::peer("", None)).await;
    assert_eq!(second.close_code().await, 4009);
}

#[tokio::test]
async fn a_locked_room_closes_with_4011_but_lets_phones_return() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let first = Client::peer(&relay, &room, "", None).await;
    host.command(&Command::Lock { locked: true }).await;
    assert!(matches!(host.news().await, RelayText::PeerJoined { .. }));
    host.assert_quiet().await;

    let mut second = Client::connect(&relay, room.room.code.as_str()).await;
    second.send_hello(&Hello::peer("", None)).await;
    assert_eq!(second.close_code().await, 4011);
    assert!(Client::peer(&relay, &room, "", Some(&first.seat)).await.resumed);
}

#[tokio::test]
async fn compression_is_not_negotiated() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let request = format!(
        "GET /api/rooms/{}/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        room.room.code
    );
    let head = crate::support::read_head(relay.connect().await, &request).await.to_lowercase();
    assert!(head.starts_with("http/1.1 101"), "{head}");
    assert!(!head.contains("sec-websocket-extensions"), "{head}");
}
