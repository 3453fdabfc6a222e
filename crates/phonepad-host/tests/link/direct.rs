//! Phones that reach the game directly: with a relay, without one, and when either path is lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use phonepad_host::{DirectConfig, Link, LinkCommand, LinkConfig, LinkEvent, LinkState, Reading, Recipient, RouteKind};
use phonepad_protocol::{DirectOffer, HostMessage, PhoneMessage, join_url};
use phonepad_sim::{News, PhoneConfig};
use str0m::ice::{StunMessage, TransId};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::Url;

use crate::{link_with, next, ready};
use full_tilt_test_support::phones::{TestPhone, leaning};
use full_tilt_test_support::udp::PacketWire;
use full_tilt_test_support::{Relay, Wire, quick, soon};

/// A game that phones can reach directly.
struct Game {
    link: Link,
    offer: DirectOffer,
}

impl Game {
    async fn at(relay: Url) -> Self {
        Self::reached_at(Ipv4Addr::LOCALHOST.into(), relay).await
    }

    async fn reached_at(ip: IpAddr, relay: Url) -> Self {
        let mut link = link_at(vec![ip], relay);
        match soon("event", link.events.recv()).await {
            Some(LinkEvent::DirectReady(offer)) => Self { link, offer },
            other => panic!("{other:?}"),
        }
    }

    /// Starts a game whose relay does not exist.
    async fn alone() -> Self {
        Self::at(nowhere()).await
    }

    async fn until<T>(&mut self, wanted: impl Fn(LinkEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(soon("event", self.link.events.recv()).await.expect("the link lives")) {
                return found;
            }
        }
    }

    /// Skips events until this one; no phone may lose its seat before it.
    async fn hears(&mut self, expected: LinkEvent) {
        self.until(|event| {
            assert!(!matches!(event, LinkEvent::PeerLeft { .. } | LinkEvent::SeatReleased { .. }), "{event:?}");
            (event == expected).then_some(())
        })
        .await;
    }

    async fn join_url(&mut self, relay: &Url) -> String {
        let code = self.until(|event| match event {
            LinkEvent::State(LinkState::Ready { code }) => Some(code),
            _ => None,
        });
        let code = code.await;
        join_url(relay.as_str(), code)
    }

    /// Waits for `many` new readings of the sensors, from any phones.
    async fn readings(&mut self, many: usize) {
        let mut newest = BTreeMap::new();
        while newest.len() < many {
            let received = soon("reading", self.link.readings.recv()).await.expect("the link lives");
            if let Reading::Motion(motion) = received.reading {
                newest.insert((received.slot, motion.seq), ());
            }
        }
    }

    /// Returns how many of one phone's numbers are missing up to now and within the next `more` readings of all phones.
    async fn missing(&mut self, slot: u8, more: usize) -> usize {
        let (mut seen, many) = (BTreeSet::new(), self.link.readings.len() + more);
        for _ in 0..many {
            let received = soon("reading", self.link.readings.recv()).await.expect("the link lives");
            if received.slot == slot
                && let Reading::Motion(motion) = received.reading
            {
                seen.extend(motion.oldest_first().map(|(seq, _, _)| seq));
            }
        }
        let all = seen.last().expect("readings") - seen.first().expect("readings") + 1;
        usize::from(all) - seen.len()
    }

    /// Returns the highest number among the readings up to now and the next `more`.
    async fn newest(&mut self, more: usize) -> u16 {
        let (mut newest, many) = (0, self.link.readings.len() + more);
        for _ in 0..many {
            let received = soon("reading", self.link.readings.recv()).await.expect("the link lives");
            if let Reading::Motion(motion) = received.reading {
                newest = newest.max(motion.seq);
            }
        }
        newest
    }

    /// Sets the machine's addresses from now on.
    async fn moves_to(&mut self, addresses: Vec<IpAddr>) {
        self.link.commands.send(LinkCommand::Listen { addresses }).await.expect("the link lives");
    }

    /// Drops the queued readings.
    fn forget_readings(&mut self) {
        while self.link.readings.try_recv().is_ok() {}
    }
}

fn link_at(addresses: Vec<IpAddr>, relay: Url) -> Link {
    link_with(LinkConfig { direct: Some(DirectConfig { addresses, port: 0 }), ..quick(relay) }).0
}

/// Port 9 discards everything, if it exists at all.
fn nowhere() -> Url {
    "http://127.0.0.1:9".parse().expect("a URL")
}

fn dialling(name: &str, url: &str) -> PhoneConfig {
    PhoneConfig { direct: true, ..leaning(name, url) }
}

/// Returns the link of a game without a relay.
fn link_to(offer: &DirectOffer) -> String {
    format!("{}/?room=K7TQ#{}", nowhere().as_str().trim_end_matches('/'), offer.to_fragment())
}

fn joined(slot: u8, name: &str, resumed: bool) -> LinkEvent {
    LinkEvent::PeerJoined { slot, name: name.into(), resumed }
}

fn path(slot: u8, path: RouteKind) -> LinkEvent {
    LinkEvent::PathChanged { slot, path }
}

fn is_seated(news: News) -> Option<()> {
    matches!(news, News::JoinedDirectly { .. }).then_some(())
}

#[tokio::test]
async fn without_a_relay_a_phone_plays_with_the_link_alone() {
    let mut game = Game::alone().await;
    let mut phone = TestPhone::with(dialling("Ada", &link_to(&game.offer)));
    game.hears(joined(14, "Ada", false)).await;
    game.hears(path(14, RouteKind::Direct)).await;
    game.until(|event| {
        matches!(event, LinkEvent::Message { slot: 14, message: PhoneMessage::Ready { .. } }).then_some(())
    })
    .await;
    game.readings(60).await;
    let message = HostMessage::Notice { text: "hello".into(), key: None };
    game.link.commands.send(LinkCommand::Send { to: Recipient::All, message }).await.expect("the link lives");
    phone.until(|news| matches!(news, News::Notice(text) if text == "hello").then_some(())).await;
    assert!(phone.leave().await.count() > 0, "the game answers echoes");
}

#[tokio::test]
async fn the_link_of_a_page_elsewhere_needs_no_room() {
    let mut game = Game::alone().await;
    let url = format!("https://ada.example/tilt/#{}", game.offer.to_fragment());
    let phone = TestPhone::join("Ada", &url);
    game.hears(joined(14, "Ada", false)).await;
    game.readings(30).await;
    phone.leave().await;
}

#[tokio::test]
async fn a_phone_with_a_direct_seat_joins_the_relay_only_when_the_direct_path_is_gone() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let (packets, wire) = (PacketWire::to(game.offer.addresses[0]).await, Wire::to(relay.address).await);
    wire.refuse(true);
    let offer = DirectOffer { addresses: vec![packets.address], ..game.offer.clone() };
    let url = format!("{}#{}", game.join_url(&wire.url()).await, offer.to_fragment());
    let mut phone = TestPhone::with(dialling("Ada", &url));
    phone.until(is_seated).await;
    game.hears(joined(14, "Ada", false)).await;
    wire.refuse(false);
    // Longer than its longest pause before it would try the relay again.
    game.readings(360).await;
    while let Ok(event) = game.link.events.try_recv() {
        assert!(!matches!(event, LinkEvent::PeerJoined { .. }), "{event:?}");
    }
    packets.cut(true);
    game.until(|event| (event == joined(0, "Ada", false)).then_some(())).await;
    phone.leave().await;
}

#[tokio::test]
async fn a_phone_with_a_seat_at_the_relay_keeps_it_and_steers_directly() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url()).await;
    let mut phone = TestPhone::with(dialling("Ada", &url));
    game.hears(joined(0, "Ada", false)).await;
    game.hears(path(0, RouteKind::Direct)).await;
    phone.until(|news| matches!(news, News::Steers(RouteKind::Direct)).then_some(())).await;
    game.forget_readings();
    game.readings(30).await;
    phone.leave().await;
    game.until(|event| matches!(event, LinkEvent::PeerLeft { slot: 0, .. }).then_some(())).await;
}

/// Returns the number of frames that the relay has received, and their bytes, of phones and games together.
async fn heard_by(relay: &Relay) -> (u64, u64) {
    let mut stream = TcpStream::connect(relay.address).await.expect("the relay is there");
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n").await.expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let sum = |name: &str| {
        let lines = answer.lines().filter(|line| line.starts_with(name));
        lines.map(|line| line.rsplit(' ').next().and_then(|value| value.parse::<u64>().ok()).expect("a number")).sum()
    };
    (sum("full_tilt_relay_frames_received_total{"), sum("full_tilt_relay_received_bytes_total{"))
}

#[tokio::test]
async fn while_all_phones_steer_directly_the_relay_gets_only_pings() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url()).await;
    let mut phone = TestPhone::with(dialling("Ada", &url));
    phone.until(|news| matches!(news, News::Steers(RouteKind::Direct)).then_some(())).await;
    let before = heard_by(&relay).await;
    // The phone repeats its ready message when the path has settled, a second later.
    let ready = |event| matches!(event, LinkEvent::Message { message: PhoneMessage::Ready { .. }, .. }).then_some(());
    for _ in 0..3 {
        game.until(ready).await;
    }
    for (number, to) in [Recipient::Slot(0), Recipient::All].into_iter().cycle().take(20).enumerate() {
        let message = HostMessage::Notice { text: number.to_string(), key: None };
        game.link.commands.send(LinkCommand::Send { to, message }).await.expect("the link lives");
        // In order, and once.
        let heard = phone.until(|news| if let News::Notice(text) = news { Some(text) } else { None }).await;
        assert_eq!(heard, number.to_string());
    }
    game.readings(60).await;
    let after = heard_by(&relay).await;
    let (frames, bytes) = (after.0 - before.0, after.1 - before.1);
    assert_eq!(bytes, frames * "ping".len() as u64, "{frames} frames");
    phone.leave().await;
}

#[tokio::test]
async fn when_the_direct_path_is_cut_steering_continues_through_the_relay_and_back() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let wire = PacketWire::to(game.offer.addresses[0]).await;
    let offer = DirectOffer { addresses: vec![wire.address], ..game.offer.clone() };
    let url = format!("{}#{}", game.join_url(&relay.url()).await, offer.to_fragment());
    // The relay sends the game's own address, which is not cut; but it is the same game, and is being dialled already.
    let mut phone = TestPhone::with(PhoneConfig { direct: true, ..leaning("Ada", &url) });
    game.hears(path(0, RouteKind::Direct)).await;
    phone.until(|news| matches!(news, News::Steers(RouteKind::Direct)).then_some(())).await;
    let before = game.newest(1).await;
    wire.cut(true);
    game.hears(path(0, RouteKind::Relay)).await;
    let meanwhile = game.newest(30).await;
    wire.cut(false);
    game.hears(path(0, RouteKind::Direct)).await;
    let after = game.newest(30).await;
    assert!(before < meanwhile && meanwhile < after, "the numbers go on: {before}, {meanwhile}, {after}");
    phone.leave().await;
}

#[tokio::test]
async fn a_phone_reaches_the_game_over_ipv6() {
    let mut game = Game::reached_at(Ipv6Addr::LOCALHOST.into(), nowhere()).await;
    assert!(game.offer.to_fragment().starts_with("h=%5B::1%5D:"), "{:?}", game.offer);
    let phone = TestPhone::with(dialling("Ada", &link_to(&game.offer)));
    game.hears(path(14, RouteKind::Direct)).await;
    game.readings(30).await;
    phone.leave().await;
}

#[tokio::test]
async fn a_network_joined_later_brings_the_direct_path_to_connected_phones() {
    let relay = Relay::start().await;
    let mut link = link_at(Vec::new(), relay.url());
    let code = ready(&mut link).await;
    let phone = TestPhone::with(dialling("Ada", &join_url(relay.url().as_str(), code)));
    while next(&mut link).await != joined(0, "Ada", false) {}
    let listen = LinkCommand::Listen { addresses: vec![Ipv4Addr::LOCALHOST.into()] };
    link.commands.send(listen).await.expect("the link lives");
    while next(&mut link).await != path(0, RouteKind::Direct) {}
    phone.leave().await;
}

#[tokio::test]
async fn when_the_games_address_changes_phones_follow() {
    let (relay, second) = (Relay::start().await, IpAddr::from(Ipv6Addr::LOCALHOST));
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url()).await;
    let mut phone = TestPhone::with(dialling("Ada", &url));
    game.hears(path(0, RouteKind::Direct)).await;
    phone.until(is_seated).await;
    game.moves_to(vec![second]).await;
    let moved = game.until(|event| if let LinkEvent::DirectReady(offer) = event { Some(offer) } else { None }).await;
    let port = game.offer.addresses[0].port();
    assert_eq!(moved, DirectOffer { addresses: vec![(second, port).into()], ..game.offer.clone() });
    phone.until(|news| matches!(news, News::NoDirectPath(_)).then_some(())).await;
    phone.until(is_seated).await;
    game.readings(30).await;
    phone.leave().await;
}

#[tokio::test]
async fn an_address_that_is_still_there_keeps_its_phones() {
    let mut game = Game::alone().await;
    let mut phone = TestPhone::with(dialling("Ada", &link_to(&game.offer)));
    game.hears(path(14, RouteKind::Direct)).await;
    phone.until(is_seated).await;
    let both: Vec<IpAddr> = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    game.moves_to(both.clone()).await;
    let moved = game.until(|event| if let LinkEvent::DirectReady(offer) = event { Some(offer) } else { None }).await;
    assert_eq!(moved.addresses.iter().map(|address| address.ip()).collect::<Vec<_>>(), both);
    let other = DirectOffer { addresses: moved.addresses[1..].to_vec(), ..moved };
    let newcomer = TestPhone::with(dialling("Eve", &link_to(&other)));
    game.hears(path(13, RouteKind::Direct)).await;
    game.forget_readings();
    assert_eq!(game.missing(14, 60).await, 0);
    phone.leave().await;
    newcomer.leave().await;
}

#[tokio::test]
async fn when_the_relay_is_lost_phones_with_a_direct_path_play_on() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url()).await;
    let mut phone = TestPhone::with(dialling("Ada", &url));
    phone.until(is_seated).await;
    relay.kill().await;
    game.until(|event| {
        assert!(!matches!(event, LinkEvent::PeerLeft { .. } | LinkEvent::SeatReleased { .. }), "{event:?}");
        matches!(event, LinkEvent::State(LinkState::Retrying { .. })).then_some(())
    })
    .await;
    game.forget_readings();
    game.readings(60).await;
    let message = HostMessage::Notice { text: "still here".into(), key: None };
    game.link.commands.send(LinkCommand::Send { to: Recipient::Slot(0), message }).await.expect("the link lives");
    phone.until(|news| matches!(news, News::Notice(text) if text == "still here").then_some(())).await;
}

#[tokio::test]
async fn fifteen_phones_at_once_lose_no_sample() {
    let mut game = Game::alone().await;
    let url = link_to(&game.offer);
    let mut phones: Vec<_> = (0..15).map(|index| TestPhone::with(dialling(&format!("P{index}"), &url))).collect();
    // They share an address and are admitted three at a time; readings of the first are taken meanwhile.
    {
        let seated = async {
            for phone in &mut phones {
                phone.until(is_seated).await;
            }
        };
        tokio::pin!(seated);
        loop {
            tokio::select! {
                () = &mut seated => break,
                _ = game.link.readings.recv() => {}
            }
        }
    }
    let mut next: BTreeMap<u8, u16> = BTreeMap::new();
    for _ in 0..15 * 120 {
        let received = soon("reading", game.link.readings.recv()).await.expect("the link lives");
        let Reading::Motion(motion) = received.reading else { continue };
        for (seq, _, _) in motion.oldest_first() {
            let expected = next.entry(received.slot).or_insert(seq);
            assert!(seq.wrapping_sub(*expected) as i16 <= 0, "slot {} lost a sample", received.slot);
            *expected = (*expected).max(seq + 1);
        }
    }
    assert_eq!((next.len(), game.link.counters.dropped_readings()), (15, 0));
    for phone in phones {
        phone.leave().await;
    }
}

#[tokio::test]
async fn a_phone_with_a_wrong_link_stays_outside_and_disturbs_nobody() {
    let mut game = Game::alone().await;
    let mut phone = TestPhone::with(dialling("Ada", &link_to(&game.offer)));
    phone.until(is_seated).await;
    let strangers = [
        DirectOffer { secret: "x".repeat(24), ..game.offer.clone() },
        DirectOffer { fingerprint: [1; 32], ..game.offer.clone() },
    ];
    for (index, offer) in strangers.iter().enumerate() {
        let mut stranger = TestPhone::with(dialling(&format!("Eve {index}"), &link_to(offer)));
        stranger.until(|news| matches!(news, News::NoDirectPath(_)).then_some(())).await;
    }
    game.forget_readings();
    game.readings(30).await;
    while let Ok(event) = game.link.events.try_recv() {
        assert!(!matches!(&event, LinkEvent::PeerJoined { name, .. } if name.starts_with("Eve")), "{event:?}");
    }
    phone.leave().await;
}

#[tokio::test]
async fn the_port_has_a_thread_of_its_own_that_ends_with_the_link() {
    let game = Game::alone().await;
    let address = game.offer.addresses[0];
    assert!(tokio::net::UdpSocket::bind(address).await.is_err(), "the port is taken");
    // A blocked link thread, which this test shares, does not block the port: it answers checks.
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").expect("a free port");
    socket.set_read_timeout(Some(std::time::Duration::from_secs(20))).expect("a timeout");
    socket.send_to(&check(&game.offer.secret), address).expect("a packet");
    let mut answer = [0; 1500];
    let length = socket.recv(&mut answer).expect("an answer while nothing else runs");
    assert_eq!((length > 20, &answer[..2]), (true, &[1, 1][..]), "a success response");
    drop(game);
    soon("end of the port", async {
        while tokio::net::UdpSocket::bind(address).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Returns a check with the secret.
fn check(secret: &str) -> Vec<u8> {
    let message = StunMessage::binding_request("game:phone", TransId::new(), true, 1, 1, true);
    let hmac = str0m::crypto::from_feature_flags().sha1_hmac_provider;
    let mut bytes = vec![0; 300];
    let length = message
        .to_bytes(Some(secret.as_bytes()), &mut bytes, |key, parts| hmac.sha1_hmac(key, parts))
        .expect("a check");
    bytes.truncate(length);
    bytes
}
