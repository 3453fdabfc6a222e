//! Forwarding of game data, and texts that are not for the relay.

use phonepad_protocol::{ALL_PEERS, Hello, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, PeerLeftReason, RelayText};

use crate::{
    client::{Client, Peer},
    support::Relay,
};

const RELIABLE: u8 = 0x80;

/// Returns a host that has read that its peers have joined, and `n` peers.
async fn full_house(relay: &Relay, n: u8) -> (Client, Vec<Peer>) {
    let room = relay.room("").await;
    let mut host = Client::host(relay, &room).await;
    let mut peers = Vec::new();
    for _ in 0..n {
        peers.push(Client::peer(relay, &room, "", None).await);
        assert!(matches!(host.news().await, RelayText::PeerJoined { .. }));
    }
    (host, peers)
}

#[tokio::test]
async fn frames_reach_the_host_with_the_senders_slot() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 3).await;
    for slot in [2, 0, 1] {
        peers[usize::from(slot)].client.send_frame(&[RELIABLE, 10 + slot]).await;
        assert_eq!(host.frame().await, [slot, RELIABLE, 10 + slot]);
    }
}

#[tokio::test]
async fn frames_reach_one_peer_or_all() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 3).await;
    host.send_frame(&[1, RELIABLE, 7]).await;
    host.send_frame(&[ALL_PEERS, RELIABLE, 8]).await;
    assert_eq!(peers[1].client.frame().await, [RELIABLE, 7]);
    for peer in &mut peers {
        assert_eq!(peer.client.frame().await, [RELIABLE, 8]);
        peer.client.assert_quiet().await;
    }
}

#[tokio::test]
async fn nothing_comes_before_the_welcome() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let flood = tokio::spawn(async move {
        // Lossy frames to all, all the time, like a game's echoes.
        loop {
            host.send_frame(&[ALL_PEERS, 3, 0, 0, 0, 0]).await;
            tokio::task::yield_now().await;
        }
    });
    let mut peers = Vec::new();
    for _ in 0..10 {
        let mut client = Client::connect(&relay, room.room.code.as_str()).await;
        client.send_hello(&Hello::peer("", None)).await;
        let first = client.next().await.unwrap();
        assert!(first.is_text() && first.to_text().unwrap().contains("welcome"), "{first:?}");
        peers.push(client);
    }
    flood.abort();
}

#[tokio::test]
async fn reliable_frames_arrive_complete_and_in_order() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    for value in 0..200 {
        peers[0].client.send_frame(&[RELIABLE, value]).await;
    }
    for value in 0..200 {
        assert_eq!(host.frame().await, [0, RELIABLE, value]);
    }
}

#[tokio::test]
async fn the_largest_payloads_pass_whole() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    peers[0].client.send_frame(&[RELIABLE; MAX_PEER_PAYLOAD]).await;
    assert_eq!(host.frame().await.len(), 1 + MAX_PEER_PAYLOAD);
    host.send_frame(&[&[0][..], &[RELIABLE; MAX_HOST_PAYLOAD]].concat()).await;
    assert_eq!(peers[0].client.frame().await, [RELIABLE; MAX_HOST_PAYLOAD]);
}

#[tokio::test]
async fn a_phone_that_sends_too_much_at_once_closes_with_1009() {
    let relay = Relay::any().await;
    for size in [MAX_PEER_PAYLOAD + 1, 20_000, 1_000_000] {
        let (mut host, mut peers) = full_house(&relay, 1).await;
        peers[0].client.send_frame(&vec![RELIABLE; size]).await;
        assert_eq!(peers[0].client.close_code().await, 1009, "{size} bytes");
        assert_eq!(host.peer_left().await, (0, PeerLeftReason::Closed));
    }
}

#[tokio::test]
async fn a_host_that_sends_too_much_at_once_closes_with_1009() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    host.send_frame(&vec![0; 2 + MAX_HOST_PAYLOAD]).await;
    assert_eq!(host.close_code().await, 1009);
    assert_eq!(peers[0].client.news().await, RelayText::HostLeft);
}

#[tokio::test]
async fn a_text_that_is_too_long_closes_with_1009() {
    let relay = Relay::any().await;
    let (_host, mut peers) = full_house(&relay, 1).await;
    peers[0].client.send_text(&"x".repeat(5000)).await;
    assert_eq!(peers[0].client.close_code().await, 1009);
}

#[tokio::test]
async fn frames_without_payload_or_receiver_are_dropped_and_the_connection_works() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    peers[0].client.send_frame(&[]).await;
    peers[0].client.send_frame(&[RELIABLE, 1]).await;
    assert_eq!(host.frame().await, [0, RELIABLE, 1]);
    for frame in [&[][..], &[0], &[9, RELIABLE], &[77, RELIABLE]] {
        host.send_frame(frame).await;
    }
    host.send_frame(&[0, RELIABLE, 2]).await;
    assert_eq!(peers[0].client.frame().await, [RELIABLE, 2]);
}

#[tokio::test]
async fn unknown_types_are_answered() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    for client in [&mut host, &mut peers[0].client] {
        client.send_text(r#"{"type":"dance"}"#).await;
        assert_eq!(client.text().await, r#"{"type":"error","error":"unknown_type"}"#);
        client.assert_quiet().await;
    }
}

#[tokio::test]
async fn text_that_is_not_json_closes_with_1003() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    peers[0].client.send_text("{").await;
    assert_eq!(peers[0].client.close_code().await, 1003);
    assert_eq!(host.peer_left().await, (0, PeerLeftReason::Closed));
}

#[tokio::test]
async fn a_phone_that_floods_closes_with_4029() {
    let relay = Relay::any().await;
    let (mut host, mut peers) = full_house(&relay, 1).await;
    for _ in 0..5000 {
        // The relay may have closed already.
        let _ = peers[0].client.try_send_frame(&[0x01, 0]).await;
    }
    assert_eq!(peers[0].client.close_code().await, 4029);
    assert_eq!(host.peer_left().await, (0, PeerLeftReason::RateLimited));
}
