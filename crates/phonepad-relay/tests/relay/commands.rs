//! Commands and updates that the other files do not cover: leaving, the direct path, permissions, and ignored commands.

use std::{collections::BTreeSet, time::Duration};

use futures_util::StreamExt;
use phonepad_protocol::{Command, Hello, PeerLeftReason, RelayText, RoomInfo, Welcome};
use phonepad_relay::{Config, Limits};
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    client::{Client, is_refused},
    support::{DEADLINE, Relay, generous},
};

#[tokio::test]
async fn a_phone_that_leaves_gives_its_seat_up_at_once() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    host.news().await;
    peer.client.command(&Command::Leave).await;
    assert_eq!(peer.client.close_code().await, 1000);
    assert_eq!(host.news().await, RelayText::PeerLeft { slot: 0, reason: PeerLeftReason::Closed });
    assert_eq!(host.news().await, RelayText::SeatReleased { slot: 0 });
    assert!(is_refused(&relay, &room, &peer.seat).await);
}

#[tokio::test]
async fn the_direct_path_is_passed_to_phones_unchanged() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let early = json!({"h": ["192.168.1.5:7171"], "f": "abc", "nested": {"k": [1, 2.5, null]}});
    let mut host = Client::connect(&relay, room.room.code.as_str()).await;
    let hello = json!({"type": "hello", "protocol": 1, "role": "host", "token": room.host_token, "direct": early});
    host.send_text(&hello.to_string()).await;
    host.news().await;
    let mut peer = Client::connect(&relay, room.room.code.as_str()).await;
    peer.send_hello(&Hello::peer("", None)).await;
    match peer.news().await {
        RelayText::Welcome(Welcome::Peer { direct, .. }) => assert_eq!(direct, Some(early)),
        other => panic!("instead of a welcome came {other:?}"),
    }
    let late = json!("anything");
    host.command(&Command::Direct { direct: late.clone() }).await;
    assert_eq!(peer.news().await, RelayText::Direct { direct: late });
}

#[tokio::test]
async fn a_direct_path_of_more_than_1_kib_is_refused() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    host.news().await;
    host.command(&Command::Direct { direct: json!("x".repeat(1100)) }).await;
    assert_eq!(host.news().await, RelayText::Error { error: "bad_message".into() });
    peer.client.assert_quiet().await;
}

#[tokio::test]
async fn phones_cannot_command_the_room_nor_the_host_a_phone() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    host.news().await;
    let unknown = RelayText::Error { error: "unknown_type".into() };
    for command in [
        Command::Kick { slot: 0 },
        Command::Lock { locked: true },
        Command::Invite { slot: 0 },
        Command::Direct { direct: json!(1) },
    ] {
        peer.client.command(&command).await;
        assert_eq!(peer.client.news().await, unknown, "{command:?}");
    }
    for command in [Command::Rename { name: "Eve".into() }, Command::Leave] {
        host.command(&command).await;
        assert_eq!(host.news().await, unknown, "{command:?}");
    }
    Client::peer(&relay, &room, "", None).await;
}

#[tokio::test]
async fn unknown_members_are_ignored() {
    let relay = Relay::any().await;
    let room = relay.room(r#"{"maxPeers":3,"later":true}"#).await;
    assert_eq!(room.room.max_peers, 3);
    let mut peer = Client::connect(&relay, room.room.code.as_str()).await;
    peer.send_text(r#"{"later":[1],"type":"hello","protocol":1,"role":"peer","name":"Ada","colour":"red"}"#).await;
    assert!(matches!(peer.news().await, RelayText::Welcome(Welcome::Peer { slot: 0, .. })));
    peer.send_text(r#"{"type":"rename","name":"Eve","later":{}}"#).await;
    peer.assert_quiet().await;
}

#[tokio::test]
async fn a_second_hello_is_answered_and_changes_nothing() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    peer.client.send_hello(&Hello::host(room.host_token.as_str())).await;
    assert_eq!(peer.client.news().await, RelayText::Error { error: "bad_message".into() });
    peer.client.assert_quiet().await;
}

#[tokio::test]
async fn codes_on_the_socket_may_be_in_lower_case() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let client = Client::connect(&relay, &room.room.code.as_str().to_lowercase()).await;
    assert_eq!(client.become_peer("", None).await.slot, 0);
}

#[tokio::test]
async fn the_public_state_of_a_room_follows_its_events() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let path = format!("/api/rooms/{}", room.room.code);
    let seen = async || RoomInfo::parse(relay.get(&path).await.body.as_bytes()).unwrap();
    let before = seen().await;
    assert_eq!((before.host_connected, before.peers, before.max_peers), (false, 0, 15));
    assert_eq!(before.expires_at - before.created_at, 10 * 60 * 1000, "if no host comes");
    let _host = Client::host(&relay, &room).await;
    let _peer = Client::peer(&relay, &room, "", None).await;
    let after = seen().await;
    assert_eq!((after.host_connected, after.peers, after.code), (true, 1, room.room.code));
    assert_eq!(after.expires_at - after.created_at, 24 * 60 * 60 * 1000);
}

#[tokio::test]
async fn rooms_have_codes_of_their_own_and_tokens_nobody_can_guess() {
    let relay = Relay::any().await;
    let (mut codes, mut tokens) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..50 {
        let room = relay.room("").await;
        assert!(room.host_token.len() >= 22, "128 bits in base64url");
        codes.insert(room.room.code.to_string());
        tokens.insert(room.host_token);
    }
    assert_eq!((codes.len(), tokens.len()), (50, 50));
    assert!(codes.iter().flat_map(|code| code.chars()).all(|c| "2345679ADEFGHJKLMNPQRSTUVWXYZ".contains(c)));
}

#[tokio::test]
async fn the_relay_pings() {
    let limits = Limits { ping: Duration::from_millis(50), ..generous() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let pings = async {
        for _ in 0..3 {
            while !matches!(host.socket.next().await, Some(Ok(Message::Ping(_)))) {}
        }
    };
    timeout(DEADLINE, pings).await.expect("pings come again and again");
}
