//! Second lanes, on the wire.

use phonepad_protocol::{Hello, RelayText, RoomCreated, Welcome};

use crate::{
    client::{Client, Peer},
    support::Relay,
};

const LOSSY: u8 = 0x01;
const RELIABLE: u8 = 0x80;

async fn second_lane(relay: &Relay, room: &RoomCreated, mut hello: Hello) -> Client {
    hello.lane = 1;
    let mut client = Client::connect(relay, room.room.code.as_str()).await;
    client.send_hello(&hello).await;
    client
}

/// A host and a peer, each with a welcomed second lane.
async fn two_lanes_each(relay: &Relay) -> ([Client; 2], Peer, Client) {
    let room = relay.room("").await;
    let mut host = Client::host(relay, &room).await;
    let peer = Client::peer(relay, &room, "Ada", None).await;
    host.news().await;
    let mut host_second = second_lane(relay, &room, Hello::host(room.host_token.as_str())).await;
    let RelayText::Welcome(Welcome::Host { lane: 1, .. }) = host_second.news().await else { panic!("no welcome") };
    let mut peer_second = second_lane(relay, &room, Hello::peer("", Some(peer.seat.clone()))).await;
    match peer_second.news().await {
        RelayText::Welcome(Welcome::Peer { lane: 1, slot, .. }) => assert_eq!(slot, peer.slot),
        other => panic!("instead of a welcome came {other:?}"),
    }
    ([host, host_second], peer, peer_second)
}

#[tokio::test]
async fn a_lossy_frame_arrives_on_both_lanes_from_either() {
    let relay = Relay::any().await;
    let (mut host, mut peer, mut peer_second) = two_lanes_each(&relay).await;
    peer.client.send_frame(&[LOSSY, 1]).await;
    for lane in &mut host {
        assert_eq!(lane.frame().await, [peer.slot, LOSSY, 1]);
    }
    peer_second.send_frame(&[LOSSY, 2]).await;
    for lane in &mut host {
        assert_eq!(lane.frame().await, [peer.slot, LOSSY, 2]);
    }
    host[1].send_frame(&[peer.slot, LOSSY, 3]).await;
    assert_eq!(peer.client.frame().await, [LOSSY, 3]);
    assert_eq!(peer_second.frame().await, [LOSSY, 3]);
}

#[tokio::test]
async fn a_reliable_frame_arrives_on_the_first_lane_only() {
    let relay = Relay::any().await;
    let ([mut host, mut host_second], mut peer, _peer_second) = two_lanes_each(&relay).await;
    peer.client.send_frame(&[RELIABLE, 1]).await;
    assert_eq!(host.frame().await, [peer.slot, RELIABLE, 1]);
    host_second.assert_quiet().await;
}

#[tokio::test]
async fn a_reliable_frame_on_the_second_lane_closes_it_with_1003_and_leaves_the_first() {
    let relay = Relay::any().await;
    let ([mut host, _host_second], mut peer, mut peer_second) = two_lanes_each(&relay).await;
    peer_second.send_frame(&[RELIABLE]).await;
    assert_eq!(peer_second.close_code().await, 1003);
    peer.client.assert_quiet().await;
    host.assert_quiet().await;
}

#[tokio::test]
async fn a_command_on_the_second_lane_closes_it_with_1003() {
    let relay = Relay::any().await;
    let (_host, _peer, mut peer_second) = two_lanes_each(&relay).await;
    peer_second.send_text(r#"{"type":"leave"}"#).await;
    assert_eq!(peer_second.close_code().await, 1003);
}

#[tokio::test]
async fn the_second_lane_ends_with_the_first() {
    let relay = Relay::any().await;
    let (_host, peer, mut peer_second) = two_lanes_each(&relay).await;
    drop(peer);
    peer_second.close_code().await;
}

#[tokio::test]
async fn a_second_lane_with_a_wrong_token_closes_with_4003() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    for hello in [Hello::host("AAAAAAAAAAAAAAAAAAAAAA"), Hello::peer("", Some("AAAAAAAAAAAAAAAAAAAAAA".into()))] {
        assert_eq!(second_lane(&relay, &room, hello).await.close_code().await, 4003);
    }
}

#[tokio::test]
async fn a_second_lane_without_a_first_closes_with_4001() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let hello = Hello::host(room.host_token.as_str());
    assert_eq!(second_lane(&relay, &room, hello).await.close_code().await, 4001);
}
