//! Joining, leaving and returning.

use phonepad_protocol::{Command, Hello, PeerLeftReason, RelayText};
use serde_json::json;

use crate::{
    client::{Client, is_refused},
    support::Relay,
};

#[tokio::test]
async fn peers_get_the_lowest_free_slots() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peers = Vec::new();
    for slot in 0..3 {
        let peer = Client::peer(&relay, &room, "", None).await;
        assert_eq!(peer.slot, slot);
        let name = format!("Player {}", slot + 1);
        assert_eq!(host.news().await, RelayText::PeerJoined { slot, name, resumed: false });
        peers.push(peer);
    }
    peers[1].client.command(&Command::Leave).await;
    assert_eq!(peers[1].client.close_code().await, 1000);
    assert_eq!(host.news().await, RelayText::PeerLeft { slot: 1, reason: PeerLeftReason::Closed });
    assert_eq!(host.news().await, RelayText::SeatReleased { slot: 1 });
    assert_eq!(Client::peer(&relay, &room, "", None).await.slot, 1);
}

#[tokio::test]
async fn a_cut_phone_comes_back_to_its_slot() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let _other = Client::peer(&relay, &room, "Ada", None).await;
    let cut = Client::peer(&relay, &room, "Bob", None).await;
    let (slot, seat) = (cut.slot, cut.seat.clone());
    drop(cut);
    assert_eq!(host.peer_left().await, (slot, PeerLeftReason::Closed));
    let back = Client::peer(&relay, &room, "Bob", Some(&seat)).await;
    assert_eq!((back.slot, back.seat, back.resumed), (slot, seat, true));
    assert_eq!(host.news().await, RelayText::PeerJoined { slot, name: "Bob".into(), resumed: true });
}

#[tokio::test]
async fn a_second_socket_with_the_same_seat_replaces_the_first() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut first = Client::peer(&relay, &room, "", None).await;
    let second = Client::peer(&relay, &room, "", Some(&first.seat)).await;
    assert_eq!((second.slot, second.resumed), (first.slot, true));
    assert_eq!(first.client.close_code().await, 4000);
}

#[tokio::test]
async fn a_second_host_replaces_the_first() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut first = Client::host(&relay, &room).await;
    let mut second = Client::host(&relay, &room).await;
    assert_eq!(first.close_code().await, 4000);
    second.assert_quiet().await;
}

#[tokio::test]
async fn a_kicked_phone_closes_with_4010_and_its_seat_is_gone() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    host.command(&Command::Kick { slot: peer.slot }).await;
    assert_eq!(peer.client.close_code().await, 4010);
    assert_eq!(host.peer_left().await, (peer.slot, PeerLeftReason::Kicked));
    assert_eq!(host.news().await, RelayText::SeatReleased { slot: peer.slot });
    assert!(is_refused(&relay, &room, &peer.seat).await);
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_refused_and_the_phone_may_ask_for_a_seat() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    assert!(is_refused(&relay, &room, "AAAAAAAAAAAAAAAAAAAAAA").await);
    host.assert_quiet().await;
    assert_eq!(Client::peer(&relay, &room, "", None).await.slot, 0);
}

#[tokio::test]
async fn a_new_name_is_cleaned() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    for (wished, name) in [("\u{202E}Eve \n", "Eve"), (" ", "Player 1"), (&"ä".repeat(30), &"ä".repeat(24))] {
        peer.client.command(&Command::Rename { name: wished.to_owned() }).await;
        assert_eq!(host.news().await, RelayText::PeerRenamed { slot: 0, name: name.to_owned() });
    }
}

#[tokio::test]
async fn phones_are_notified_of_their_host() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    let mut host = Client::connect(&relay, room.room.code.as_str()).await;
    let direct = json!({"h": "192.168.1.5:7171"});
    let mut hello = json!({"type": "hello", "protocol": 1, "role": "host", "token": room.host_token});
    hello["direct"] = direct.clone();
    host.send_text(&hello.to_string()).await;
    assert_eq!(peer.client.news().await, RelayText::HostJoined);
    assert_eq!(peer.client.news().await, RelayText::Direct { direct });
    drop(host);
    assert_eq!(peer.client.news().await, RelayText::HostLeft);
}

#[tokio::test]
async fn a_socket_that_was_refused_leaves_no_trace() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut stranger = Client::connect(&relay, room.room.code.as_str()).await;
    stranger.send_hello(&Hello::host("wrong")).await;
    assert_eq!(stranger.close_code().await, 4003);
    host.assert_quiet().await;
}
