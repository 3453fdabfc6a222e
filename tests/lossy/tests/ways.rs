//! Phones and game with a network between them: loss, a cut, IPv6, and an address that is added later.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{Write, stderr},
    net::IpAddr,
    time::{Duration, Instant},
};

use full_tilt_lossy::{Conditions, Game, Network, Phones, Reach, phone, why_not};
use phonepad_host::{LinkCommand, LinkEvent, RouteKind};
use phonepad_protocol::DirectOffer;
use phonepad_relay::lan_addresses;

/// Nothing takes this long unless it never happens.
const DEADLINE: Duration = Duration::from_secs(20);
const PHONE: &str = "Ada";

/// Returns the network, or `None` if it is not possible here.
fn network() -> Option<Network> {
    let say = |error| {
        // The output of `eprintln` is not shown when a test succeeds.
        let _ = writeln!(stderr(), "{}", why_not(&error));
    };
    Network::new().map_err(say).ok()
}

fn game(network: &Network, ip: &str) -> Game {
    Game::start(network.home.runtime().unwrap(), ip.parse().unwrap()).unwrap()
}

fn play(network: &Network, url: &str) -> Phones {
    Phones::play(network.room.runtime().unwrap(), vec![phone(PHONE, url, true).unwrap()])
}

fn goes(path: RouteKind) -> impl Fn(&LinkEvent) -> bool {
    move |event| matches!(event, LinkEvent::PathChanged { path: changed, .. } if *changed == path)
}

/// Waits for `many` more readings, with a deadline.
fn hear(game: &mut Game, many: usize) {
    let (from, deadline) = (Instant::now(), Instant::now() + DEADLINE);
    while game.ages(PHONE).is_none_or(|ages| ages.count(from, Instant::now()) < many) {
        assert!(Instant::now() < deadline, "steering does not go on");
        game.listen(Duration::from_millis(50));
    }
}

#[test]
fn of_a_hundred_packets_five_are_lost_and_hardly_a_reading() {
    let Some(network) = network() else { return };
    network.wire.set(Conditions { jitter: Duration::from_millis(5), ..Conditions::of(20, 5.0) });
    let mut game = game(&network, "10.77.0.1");
    let phones = play(&network, &game.join_url(Reach::Direct));
    assert!(game.listen_until(DEADLINE, goes(RouteKind::Direct)));
    let from = Instant::now();
    hear(&mut game, 300);
    let missing = game.ages(PHONE).unwrap().missing(from, Instant::now());
    // Each reading is in four packets: one in 160,000 should be lost.
    assert!(missing <= 3, "{missing} of 300 never came");
    phones.leave();
}

#[test]
fn without_udp_steering_continues_through_the_relay_and_nobody_loses_a_seat() {
    let Some(network) = network() else { return };
    let mut game = game(&network, "10.77.0.1");
    let phones = play(&network, &game.join_url(Reach::Both));
    assert!(game.listen_until(DEADLINE, goes(RouteKind::Direct)));
    let slot = game.slot(PHONE);
    network.wire.set(Conditions { no_udp: true, ..Conditions::CLEAN });
    assert!(game.listen_until(DEADLINE, goes(RouteKind::Relay)));
    hear(&mut game, 60);
    network.wire.set(Conditions::CLEAN);
    assert!(game.listen_until(DEADLINE, goes(RouteKind::Direct)));
    hear(&mut game, 60);
    let is_change = |event: &&LinkEvent| matches!(event, LinkEvent::PeerLeft { .. } | LinkEvent::SeatReleased { .. });
    assert_eq!((game.slot(PHONE), game.events.iter().find(is_change)), (slot, None));
    let seats = game.events.iter().filter(|event| matches!(event, LinkEvent::PeerJoined { .. })).count();
    assert_eq!(seats, 1, "a phone on both paths at once has one seat");
    phones.leave();
}

#[test]
fn a_network_with_ipv6_alone_suffices() {
    let Some(network) = network() else { return };
    let mut game = game(&network, "fd77::1");
    for reach in [Reach::Direct, Reach::Both] {
        let phones = play(&network, &game.join_url(reach));
        assert!(game.listen_until(DEADLINE, goes(RouteKind::Direct)), "{reach:?}");
        phones.leave();
    }
}

#[test]
fn an_address_added_later_is_offered_and_leads_to_the_game() {
    let Some(network) = network() else { return };
    let mut game = game(&network, "10.77.0.1");
    network.home.ip(&["addr", "add", "10.77.1.1/24", "dev", "wire"]).unwrap();
    network.room.ip(&["addr", "add", "10.77.1.2/24", "dev", "wire"]).unwrap();
    let (later, addresses) = (IpAddr::from([10, 77, 1, 1]), network.home.run(|| Ok(lan_addresses())).unwrap());
    assert!(addresses.contains(&later), "{addresses:?}");
    game.link.commands.blocking_send(LinkCommand::Listen { addresses }).unwrap();
    assert!(game.listen_until(DEADLINE, |event| matches!(event, LinkEvent::DirectReady(_))));
    let Some(LinkEvent::DirectReady(offer)) = game.events.last().cloned() else { panic!("{:?}", game.events) };
    let there = offer.addresses.iter().copied().filter(|address| address.ip() == later).collect();
    game.offer = DirectOffer { addresses: there, ..offer };
    assert_eq!(game.offer.addresses.len(), 1);
    let phones = play(&network, &game.join_url(Reach::Direct));
    assert!(game.listen_until(DEADLINE, goes(RouteKind::Direct)));
    phones.leave();
}

#[test]
fn created_namespaces_are_removed() {
    let Some(network) = network() else { return };
    let names = [network.home.name().to_owned(), network.room.name().to_owned()];
    let there = |name: &String| fs::exists(format!("/run/netns/{name}")).unwrap();
    assert!(names.iter().all(there));
    drop(network);
    assert!(!names.iter().any(there));
}
