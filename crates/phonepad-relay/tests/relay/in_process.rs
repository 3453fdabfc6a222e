//! Clients in the relay's own process: the rules of a socket, without one.

use std::future::pending;

use phonepad_protocol::{CloseCode, Command, Hello, PeerLeftReason, RelayText, RoomCreated, Welcome};
use phonepad_relay::{
    AddressLimits, Config, InProcessError, InProcessMessage, InProcessSocket, Limits, RelayHandle,
    send_queue::MAX_RELIABLE_MESSAGES, start,
};
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

use crate::{
    client::{Client, Peer},
    support::{DEADLINE, Relay, another_code, generous},
};

const RELIABLE: [u8; 2] = [0x80, 7];

/// A relay with its handle; it stops when `stop` is dropped.
struct Own {
    relay: Relay,
    handle: RelayHandle,
    stop: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<()>,
}

impl Own {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Relay::at(&format!("http://{}", listener.local_addr().unwrap())).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let (handle, serving) = start(listener, Config { limits, ..Config::default() }, shutdown).unwrap();
        Self { relay, handle, stop, serving: tokio::spawn(serving) }
    }

    /// Opens a room and enters it as its host.
    async fn host(&self) -> (RoomCreated, InProcessSocket) {
        let created = self.handle.open_room(15).await.unwrap();
        let host = self.enter(&created).await;
        (created, host)
    }

    async fn enter(&self, created: &RoomCreated) -> InProcessSocket {
        let mut host = self.handle.enter(created.room.code, Hello::host(&created.host_token)).await.unwrap();
        let RelayText::Welcome(Welcome::Host { room, .. }) = news(&mut host).await else { panic!("no welcome") };
        assert_eq!(room.code, created.room.code);
        host
    }
}

async fn received(host: &mut InProcessSocket) -> Result<InProcessMessage, CloseCode> {
    timeout(DEADLINE, host.receive()).await.expect("a message in time")
}

async fn news(host: &mut InProcessSocket) -> RelayText {
    match received(host).await {
        Ok(InProcessMessage::Text(text)) => RelayText::parse(&text).expect("of the protocol"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_host_in_the_process_and_a_peer_on_a_socket_exchange_frames() {
    let own = Own::start(generous()).await;
    let (created, mut host) = own.host().await;
    let Peer { mut client, slot, .. } = Client::peer(&own.relay, &created, "Ada", None).await;
    assert_eq!(news(&mut host).await, RelayText::PeerJoined { slot, name: "Ada".into(), resumed: false });
    client.send_frame(&RELIABLE).await;
    assert_eq!(received(&mut host).await, Ok(InProcessMessage::Frame([&[slot], &RELIABLE[..]].concat().into())));
    host.send_frame(&[slot, 0x80, 9]);
    assert_eq!(client.frame().await, [0x80, 9]);
    host.send_text("ping");
    assert_eq!(received(&mut host).await, Ok(InProcessMessage::Text("pong".into())));
    host.send_text(&Command::Kick { slot }.to_text());
    assert_eq!(news(&mut host).await, RelayText::PeerLeft { slot, reason: PeerLeftReason::Kicked });
    assert_eq!(client.close_code().await, CloseCode::Kicked.as_u16());
}

#[tokio::test]
async fn a_dropped_host_has_left() {
    let own = Own::start(generous()).await;
    let (created, host) = own.host().await;
    let mut peer = Client::peer(&own.relay, &created, "Ada", None).await;
    drop(host);
    assert_eq!(peer.client.news().await, RelayText::HostLeft);
    let _back = own.enter(&created).await;
    assert_eq!(peer.client.news().await, RelayText::HostJoined);
}

#[tokio::test]
async fn the_rules_of_a_socket_apply() {
    let own = Own::start(generous()).await;
    let (created, mut first) = own.host().await;
    let mut wrong = own.handle.enter(created.room.code, Hello::host("not the token")).await.unwrap();
    assert_eq!(received(&mut wrong).await, Err(CloseCode::WrongToken));
    let missing = own.handle.enter(another_code(created.room.code), Hello::host("x")).await;
    assert_eq!(missing.err(), Some(InProcessError::NoSuchRoom));
    let _second = own.enter(&created).await;
    assert_eq!(received(&mut first).await, Err(CloseCode::Replaced));
}

#[tokio::test]
async fn a_host_that_does_not_read_is_too_slow() {
    let own = Own::start(generous()).await;
    let (created, mut host) = own.host().await;
    // Within the rate of each, but more than the queue holds.
    let mut peers = Vec::new();
    for name in ["Ada", "Eve"] {
        let mut peer = Client::peer(&own.relay, &created, name, None).await;
        for _ in 0..MAX_RELIABLE_MESSAGES * 3 / 4 {
            peer.client.send_frame(&RELIABLE).await;
        }
        peers.push(peer);
    }
    for mut peer in peers {
        assert_eq!(peer.client.news().await, RelayText::HostLeft);
    }
    assert_eq!(received(&mut host).await, Err(CloseCode::TooSlow));
}

#[tokio::test]
async fn the_limits_of_the_address_and_of_all_connections_apply() {
    let per_address = AddressLimits { rooms_per_minute: 1, ..AddressLimits::default() };
    let own = Own::start(Limits { per_address, connections: 1, ..Limits::default() }).await;
    let (created, _host) = own.host().await;
    assert!(matches!(own.handle.open_room(15).await, Err(InProcessError::Limited(_))));
    let second = own.handle.enter(created.room.code, Hello::host(&created.host_token)).await;
    assert_eq!(second.err(), Some(InProcessError::Full));
}

#[tokio::test]
async fn a_relay_that_stops_closes_the_connection_and_waits_for_it() {
    let Own { handle, stop, mut serving, .. } = Own::start(generous()).await;
    let created = handle.open_room(15).await.unwrap();
    let mut host = handle.enter(created.room.code, Hello::host(&created.host_token)).await.unwrap();
    drop(stop);
    received(&mut host).await.expect("the welcome comes first");
    assert_eq!(received(&mut host).await, Err(CloseCode::Restarting));
    tokio::select! {
        biased;
        _ = &mut serving => panic!("it does not wait"),
        () = std::future::ready(()) => {}
    }
    drop(host);
    timeout(DEADLINE, serving).await.expect("an end in time").unwrap();
    assert_eq!(handle.open_room(15).await.err(), Some(InProcessError::Stopped));
    assert_eq!(
        handle.enter(created.room.code, Hello::host(&created.host_token)).await.err(),
        Some(InProcessError::Stopped)
    );
}

#[tokio::test]
async fn a_dropped_relay_admits_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (handle, serving) = start(listener, Config::default(), pending()).unwrap();
    drop(serving);
    assert_eq!(handle.open_room(15).await.err(), Some(InProcessError::Stopped));
}
