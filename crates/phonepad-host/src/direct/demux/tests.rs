//! Rules of the demultiplexer.

use str0m::ice::TransId;

use super::*;

const SECRET: &str = "abcdefghijklmnopqrstuvwx";

fn door() -> Demux {
    Demux::new(str0m::crypto::from_feature_flags(), SECRET.into(), [7; 16], &[])
}

/// A check as sent by a browser.
fn check(name: &str, secret: &str) -> Vec<u8> {
    let provider = str0m::crypto::from_feature_flags();
    let username = format!("ours{name}:theirs{name}");
    let message = StunMessage::binding_request(&username, TransId::new(), true, 1, 2, true);
    let mut bytes = vec![0; 600];
    let hmac = |key: &[u8], payloads: &[&[u8]]| provider.sha1_hmac_provider.sha1_hmac(key, payloads);
    let length = message.to_bytes(Some(secret.as_bytes()), &mut bytes, hmac).expect("a message");
    bytes.truncate(length);
    bytes
}

fn from(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 168, 1, 9], port))
}

fn opens(verdict: &Destination) -> SessionId {
    let Destination::Open { id, .. } = verdict else { panic!("{verdict:?}") };
    *id
}

#[test]
fn a_sender_with_the_secret_opens_a_session_for_its_later_packets() {
    let (mut door, now) = (door(), Instant::now());
    let check = check("a", SECRET);
    let id = opens(&door.classify(now, from(1), &check));
    assert_eq!(door.classify(now, from(1), &check), Destination::Known(id));
    assert_eq!(door.classify(now, from(1), &[22, 254, 253]), Destination::Known(id));
    assert_eq!(door.classify(now, from(2), &check), Destination::Known(id), "the same phone from another address");
    assert_eq!(door.classify(now, from(3), &[22, 254, 253]), Destination::Refuse(Refusal::Nonsense));
}

#[test]
fn senders_without_the_secret_open_nothing() {
    let (mut door, now) = (door(), Instant::now());
    let wrong = check("a", "abcdefghijklmnopqrstuvwy");
    assert_eq!(door.classify(now, from(1), &wrong), Destination::Refuse(Refusal::WrongSecret));
    let mut changed = check("a", SECRET);
    changed[25] ^= 1;
    assert_eq!(door.classify(now, from(1), &changed), Destination::Refuse(Refusal::WrongSecret));
    assert!(door.entries.is_empty());
}

#[test]
fn an_ended_session_is_not_reopened_by_its_own_packets() {
    let (mut door, now) = (door(), Instant::now());
    let check = check("a", SECRET);
    let id = opens(&door.classify(now, from(1), &check));
    door.ended(id);
    assert_eq!(door.classify(now, from(1), &check), Destination::Refuse(Refusal::Replayed));
}

#[test]
fn a_phone_that_dials_again_from_the_same_port_gets_a_new_session() {
    let (mut door, now) = (door(), Instant::now());
    let first = opens(&door.classify(now, from(1), &check("a", SECRET)));
    let second = opens(&door.classify(now, from(1), &check("b", SECRET)));
    assert_ne!(first, second);
}

/// Returns a different address.
fn other(network: u8, last: u8) -> SocketAddr {
    SocketAddr::from(([192, 168, network, last], 4000))
}

/// Returns a sender's own check, unlike all others.
fn next_check(number: &mut u32) -> Vec<u8> {
    *number += 1;
    check(&format!("{number:04}"), SECRET)
}

const RECORD: &[u8] = &[22, 254, 253];

#[test]
fn sessions_that_do_not_open_neither_pile_up_nor_stay() {
    let (mut door, now, mut number) = (door(), Instant::now(), 0);
    for last in 0..50 {
        let from = other(1, last);
        door.classify(now, from, &next_check(&mut number));
        door.classify(now, from, RECORD);
    }
    assert_eq!(door.entries.len(), MAX_IN_SETUP);
    assert!(door.overdue(now + OPEN_WITHIN).is_empty());
    assert_eq!(door.overdue(now + OPEN_WITHIN * 2).len(), MAX_IN_SETUP);
}

#[test]
fn a_session_that_sends_nothing_but_checks_has_two_seconds() {
    let (mut door, now) = (door(), Instant::now());
    let silent = opens(&door.classify(now, from(1), &check("a", SECRET)));
    opens(&door.classify(now, from(2), &check("b", SECRET)));
    door.classify(now, from(2), RECORD);
    assert!(door.overdue(now + Duration::from_secs(2)).is_empty());
    assert_eq!(door.overdue(now + Duration::from_millis(2001)), [silent]);
}

#[test]
fn one_address_has_three_unopened_places_and_loses_only_ungreeted_ones() {
    let (mut door, now, mut number) = (door(), Instant::now(), 0);
    let mut tries = |door: &mut Demux, now| door.classify(now, from(1), &next_check(&mut number));
    let ids: Vec<_> = (0..3).map(|_| opens(&tries(&mut door, now))).collect();
    assert_eq!(tries(&mut door, now), Destination::Refuse(Refusal::Full), "they have had no time yet");
    assert_eq!(door.entries.len(), 3);
    door.entries[0].has_greeted = true;
    let later = now + GRACE;
    let Destination::Open { replaced, .. } = tries(&mut door, later) else { panic!("no place") };
    assert_eq!(replaced, Some(ids[1]));
    opens(&door.classify(later, other(9, 9), &check("z", SECRET)));
}

#[test]
fn a_phone_gets_in_while_others_hold_every_place() {
    // The attack: new names all the time, with and without a DTLS record after the check, from few and from many
    // addresses.
    for (addresses, greets) in [(3, true), (12, false), (12, true), (19, true), (40, false)] {
        let (mut door, start, mut number) = (door(), Instant::now(), 0);
        for turn in 0..2000_u32 {
            let now = start + Duration::from_millis(u64::from(turn) * 2);
            for id in door.overdue(now) {
                door.ended(id);
            }
            let from = other(1, (turn % addresses) as u8);
            door.classify(now, from, &next_check(&mut number));
            if greets {
                door.classify(now, from, RECORD);
            }
        }
        let now = start + Duration::from_secs(4);
        let phone = other(2, 1);
        let id = opens(&door.classify(now, phone, &check("phone", SECRET)));
        // 20 ms until its DTLS record.
        for turn in 0..9 {
            door.classify(now, other(1, (turn % addresses) as u8), &next_check(&mut number));
        }
        assert_eq!(door.classify(now, phone, RECORD), Destination::Known(id), "{addresses} addresses, {greets}");
    }
}

#[test]
fn open_sessions_are_never_replaced() {
    let (mut door, now) = (door(), Instant::now());
    for last in 0..MAX_SESSIONS as u8 {
        let id = opens(&door.classify(now, other(1, last), &check(&last.to_string(), SECRET)));
        door.opened(id);
    }
    assert_eq!(door.classify(now, other(2, 1), &check("late", SECRET)), Destination::Refuse(Refusal::Full));
}

#[test]
fn a_wrong_secret_from_the_same_address_keeps_nobody_out() {
    let (mut door, mut now) = (door(), Instant::now());
    let wrong = check("b", "abcdefghijklmnopqrstuvwy");
    // 5,000 a second.
    for _ in 0..10_000 {
        now += Duration::from_micros(200);
        door.classify(now, from(9), &wrong);
    }
    let right = check("a", SECRET);
    let tries = (0..20_u64).map(|index| {
        now += Duration::from_micros(200);
        door.classify(now, from(9), &wrong);
        door.classify(now + Duration::from_micros(index * 9), from(1), &right)
    });
    let got_in = tries.filter(|verdict| matches!(verdict, Destination::Open { .. } | Destination::Known(_))).count();
    assert!(got_in >= 5, "{got_in} of 20");
}

#[test]
fn a_flood_is_cut_short_and_touches_nobody_else() {
    let (mut door, now) = (door(), Instant::now());
    let id = opens(&door.classify(now, from(1), &check("a", SECRET)));
    let wrong = check("b", "abcdefghijklmnopqrstuvwy");
    let flooder = SocketAddr::from(([192, 168, 1, 77], 9));
    let looked_at =
        (0..10_000).filter(|_| door.classify(now, flooder, &wrong) != Destination::Refuse(Refusal::TooMany));
    assert!(looked_at.count() <= 500);
    assert_eq!(door.classify(now, from(1), b"anything"), Destination::Known(id));
    opens(&door.classify(now, from(2), &check("c", SECRET)));
}

#[test]
fn checks_with_a_handshake_in_them_are_read() {
    let (mut door, now) = (door(), Instant::now());
    let provider = str0m::crypto::from_feature_flags();
    for (index, bytes) in [676, 1012, MAX_PACKET_BYTES].into_iter().enumerate() {
        let plain = check(&index.to_string(), SECRET);
        // META-DTLS-IN-STUN comes before the proof, which covers it.
        let (before, _) = plain.split_at(plain.len() - 24 - 8);
        let fill = bytes - plain.len() - 4;
        let mut long = [before, &[0xc0, 0x70], &(fill as u16).to_be_bytes(), &vec![0; fill]].concat();
        long[2..4].copy_from_slice(&((bytes - 8 - 20) as u16).to_be_bytes());
        let proof = provider.sha1_hmac_provider.sha1_hmac(SECRET.as_bytes(), &[&long]);
        long.extend([0, 8, 0, 20]);
        long.extend(proof);
        long[2..4].copy_from_slice(&((bytes - 20) as u16).to_be_bytes());
        long.extend(&plain[plain.len() - 8..]);
        assert_eq!(long.len(), bytes);
        opens(&door.classify(now, from(index as u16), &long));
    }
}

#[test]
fn bytes_of_one_session_are_limited_before_they_are_decrypted() {
    let (mut door, now) = (door(), Instant::now());
    door.classify(now, from(1), &check("a", SECRET));
    let long = [0; 1000];
    let known = (0..1000).filter(|_| matches!(door.classify(now, from(1), &long), Destination::Known(_))).count();
    assert_eq!(known, SESSION_BYTES.at_once as usize / long.len());
}

#[test]
fn one_phone_cannot_send_without_end() {
    let (mut door, now) = (door(), Instant::now());
    door.classify(now, from(1), &check("a", SECRET));
    let known = (0..10_000).filter(|_| matches!(door.classify(now, from(1), b"x"), Destination::Known(_))).count();
    assert_eq!(known, SESSION_RATE.at_once as usize);
}
