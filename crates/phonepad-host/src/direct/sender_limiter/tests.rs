//! Verification of senders during floods, and the definition of one sender.

use std::{collections::BTreeSet, net::Ipv4Addr, time::Duration};

use super::*;

fn v4(last: u32) -> IpAddr {
    Ipv4Addr::from_bits(0x0a00_0000 + last).into()
}

fn limiter() -> (SenderLimiter, Instant) {
    (SenderLimiter::new([7; 16], vec!["2001:db8:1:2::5".parse().expect("an address")]), Instant::now())
}

#[test]
fn an_address_without_failures_is_always_verified() {
    let (mut limiter, mut now) = limiter();
    let mut verified = 0;
    // Ten thousand forged senders, a hundred thousand checks a second.
    for turn in 0..500_000_u32 {
        now += Duration::from_micros(10);
        if limiter.may_verify(now, v4(1 + turn % 10_000)) {
            limiter.failed(now, v4(1 + turn % 10_000));
            verified += 1;
        }
        // By then each address has used up its failures.
        if turn > 300_000 && turn % 1000 == 0 {
            let mut probe = limiter.verifications;
            assert!(probe.take(now, VERIFICATIONS), "after {turn}");
        }
    }
    assert!(verified <= VERIFICATIONS.at_once + 5 * VERIFICATIONS.tokens, "{verified}");
}

#[test]
fn a_flood_from_a_phones_own_address_leaves_it_a_chance() {
    let (mut limiter, start) = limiter();
    let (mut let_in, mut of) = (0, 0);
    for turn in 0..60_000_u32 {
        // 20,000 a second; the phone's checks arrive at arbitrary moments between those of the flood.
        let now = start + Duration::from_micros(u64::from(turn) * 50);
        if turn % 400 == 0 {
            of += 1;
            let_in += u32::from(limiter.may_verify(now + Duration::from_micros(u64::from(turn / 400 * 7 % 50)), v4(1)));
        }
        if limiter.may_verify(now, v4(1)) {
            limiter.failed(now, v4(1));
        }
    }
    assert!(let_in * 10 >= of, "{let_in} of {of}");
}

#[test]
fn successes_are_not_counted() {
    let (mut limiter, now) = limiter();
    assert_eq!((0..2000).filter(|_| limiter.may_verify(now, v4(1))).count(), VERIFICATIONS.at_once as usize);
    assert!(limiter.counter(v4(1)).failures.has_token(now, FAILURES));
}

#[test]
fn the_key_decides_which_senders_share_a_counter() {
    let collides = |key: u8| -> BTreeSet<u32> {
        let mut limiter = SenderLimiter::new([key; 16], Vec::new());
        let now = Instant::now();
        while limiter.may_open(now, v4(0)) {}
        (1..20_000).filter(|last| !limiter.clone().may_open(now, v4(*last))).collect()
    };
    let (one, other) = (collides(1), collides(2));
    assert!(!one.is_empty() && !other.is_empty());
    assert!(one.intersection(&other).count() < one.len() / 4);
}

#[test]
fn neighbours_on_the_same_link_count_each_and_remote_networks_as_one() {
    let (limiter, _) = limiter();
    let is_same = |one: &str, other: &str| {
        limiter.sender(one.parse().expect("an address")) == limiter.sender(other.parse().expect("an address"))
    };
    assert!(!is_same("192.168.1.2", "192.168.1.3"));
    assert!(!is_same("fe80::1", "fe80::2"));
    assert!(!is_same("2001:db8:1:2::1", "2001:db8:1:2::2"));
    assert!(is_same("2001:db8:1:3::1", "2001:db8:1:3::2"));
    assert!(!is_same("2001:db8:1:3::1", "2001:db8:1:4::1"));
}

#[test]
fn sessions_of_one_address_are_limited_and_others_are_not() {
    let (mut limiter, now) = limiter();
    let mut opened = |now, ip| (0..1000).filter(|_| limiter.may_open(now, ip)).count();
    assert_eq!(opened(now, v4(1)), SESSIONS.at_once as usize);
    assert_eq!(opened(now + Duration::from_secs(3), v4(1)), 3 * SESSIONS.tokens as usize);
    assert_eq!(opened(now, v4(2)), SESSIONS.at_once as usize);
}
