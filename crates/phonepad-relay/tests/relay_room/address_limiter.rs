//! Limits of one client address.

use std::net::IpAddr;

use phonepad_relay::address_limiter::{AddressLimiter, AddressLimits, Holding, Limited};

const MINUTE_MS: u64 = 60_000;

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn guard() -> AddressLimiter {
    AddressLimiter::new(AddressLimits::default())
}

/// Returns how many of `n` attempts at once succeed.
fn count(n: usize, mut attempt: impl FnMut() -> Result<(), Limited>) -> usize {
    (0..n).filter(|_| attempt().is_ok()).count()
}

#[test]
fn ten_rooms_a_minute() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    assert_eq!(count(20, || guard.open_room(ada, 0)), 10);
    assert_eq!(count(20, || guard.open_room(ada, MINUTE_MS / 2)), 5);
    assert_eq!(count(20, || guard.open_room(ada, 10 * MINUTE_MS)), 10);
}

#[test]
fn the_given_waiting_time_is_correct() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    count(10, || guard.open_room(ada, 0));
    let Limited { retry_ms } = guard.open_room(ada, 1000).unwrap_err();
    assert_eq!(retry_ms, 5000, "ten a minute are one in six seconds");
    assert!(guard.open_room(ada, 1000 + retry_ms - 1).is_err());
    assert!(guard.open_room(ada, 1000 + retry_ms).is_ok());
}

#[test]
fn thirty_misses_a_minute_and_then_nothing_is_found() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    for _ in 0..30 {
        guard.may_look_up(ada, 0).unwrap();
        guard.missed(ada, 0);
    }
    assert_eq!(guard.may_look_up(ada, 0), Err(Limited { retry_ms: 2000 }));
    assert!(guard.may_look_up(ada, 2000).is_ok());
}

#[test]
fn looking_up_existing_codes_costs_nothing() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    assert_eq!(count(1000, || guard.may_look_up(ada, 0)), 1000);
}

#[test]
fn sixty_four_sockets_at_once() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    let networks: Vec<_> = (0..64).map(|_| guard.hold(ada, Holding::Socket).unwrap()).collect();
    assert!(guard.hold(ada, Holding::Socket).is_err());
    guard.hold(ada, Holding::Opening).expect("connections of another kind are counted apart");
    guard.release(networks[0], Holding::Socket);
    guard.hold(ada, Holding::Socket).unwrap();
}

#[test]
fn addresses_do_not_share_their_limits() {
    let mut guard = guard();
    for last in 0..=255 {
        assert_eq!(count(20, || guard.open_room(address(&format!("192.0.2.{last}")), 0)), 10);
    }
}

#[test]
fn an_ipv6_network_of_64_bits_counts_as_one() {
    let mut guard = guard();
    let sent = (0..20).filter(|i| guard.open_room(address(&format!("2001:db8:0:1::{i:x}")), 0).is_ok()).count();
    assert_eq!(sent, 10);
    guard.open_room(address("2001:db8:0:2::1"), 0).expect("the next network has its own");
}

#[test]
fn an_ipv4_address_within_ipv6_is_the_ipv4_address() {
    let mut guard = guard();
    assert_eq!(count(20, || guard.open_room(address("::ffff:192.0.2.1"), 0)), 10);
    assert!(guard.open_room(address("192.0.2.1"), 0).is_err());
}

#[test]
fn only_idle_addresses_are_forgotten() {
    let mut guard = guard();
    let network = guard.hold(address("192.0.2.1"), Holding::Socket).unwrap();
    guard.missed(address("192.0.2.2"), 0);
    guard.sweep(1000);
    assert_eq!(guard.networks(), 2);
    guard.sweep(MINUTE_MS);
    assert_eq!(guard.networks(), 1);
    guard.release(network, Holding::Socket);
    guard.sweep(MINUTE_MS);
    assert_eq!(guard.networks(), 0);
}

#[test]
fn a_full_table_stays_as_it_is_and_all_others_share() {
    let mut guard = AddressLimiter::with_room_for(2, AddressLimits::default());
    guard.missed(address("192.0.2.1"), 0);
    guard.missed(address("192.0.2.2"), 0);
    let sent = (3..200).filter(|last| guard.open_room(address(&format!("192.0.2.{last}")), 0).is_ok()).count();
    assert_eq!(sent, 10);
    assert_eq!(guard.networks(), 3);
    assert_eq!(count(20, || guard.open_room(address("192.0.2.1"), 0)), 10, "a known address keeps its own allowance");
    let network = guard.hold(address("192.0.2.9"), Holding::Socket).unwrap();
    guard.release(network, Holding::Socket);
}

#[test]
fn two_fifteenths_of_the_sockets_of_a_minute_may_open_at_once() {
    for (joins_per_minute, at_once, after_a_minute) in [(300, 40, 40), (30, 4, 4), (5, 1, 1)] {
        let limits = AddressLimits { joins_per_minute, ..AddressLimits::default() };
        let (mut guard, ada) = (AddressLimiter::new(limits), address("192.0.2.1"));
        assert_eq!(count(100, || guard.join(ada, 0)), at_once);
        assert_eq!(count(100, || guard.join(ada, MINUTE_MS)), after_a_minute);
    }
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    count(40, || guard.join(ada, 0));
    assert_eq!(count(100, || guard.join(ada, 1000)), 5, "in the long run, 300 a minute are five a second");
    assert_eq!(guard.join(ada, 1000), Err(Limited { retry_ms: 200 }));
}

#[test]
fn an_address_with_an_open_connection_of_either_kind_is_remembered() {
    for (holding, other) in [(Holding::Socket, Holding::Opening), (Holding::Opening, Holding::Socket)] {
        let mut guard = guard();
        let network = guard.hold(address("192.0.2.1"), holding).unwrap();
        guard.release(network, other);
        guard.sweep(10 * MINUTE_MS);
        assert_eq!(guard.networks(), 1);
        guard.release(network, holding);
        guard.sweep(10 * MINUTE_MS);
        assert_eq!(guard.networks(), 0);
    }
}

#[test]
fn as_many_connections_as_the_limit_may_be_open() {
    let (mut guard, ada) = (guard(), address("192.0.2.1"));
    assert_eq!(count(300, || guard.hold(ada, Holding::Opening).map(drop)), 256);
    assert_eq!(guard.hold(ada, Holding::Opening), Err(Limited { retry_ms: 5000 }));
}
