//! A guest with the link sends SCTP chunks that are expensive for the library. Other phones must not be affected.

use std::{
    io::{Write, stdout},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

use crate::{
    direct_sender::{Outcome, Plan, attack},
    victims::{HEAD, Row, Victims},
};
use full_tilt_test_support::raw_phone::{RawPhone, data};

/// Time of each attack, and of each control.
const TIME: Duration = Duration::from_secs(6);
const CONTROL: Duration = Duration::from_secs(3);
/// Chunks of one byte in a packet.
const CHUNKS: u32 = 56;

/// One message on stream 1 that begins and never ends; a hello may be number 0 there.
fn unfinished(phone: &mut RawPhone, turn: u32) -> Vec<Vec<u8>> {
    (0..CHUNKS).map(|index| data(if turn + index == 0 { 2 } else { 0 }, phone.next_tsn(), 1, 1, b"x")).collect()
}

/// The beginning of a message on each possible stream.
fn streams(phone: &mut RawPhone, turn: u32) -> Vec<Vec<u8>> {
    (0..CHUNKS).map(|index| data(2, phone.next_tsn(), (2 + turn * CHUNKS + index) as u16, 0, b"x")).collect()
}

/// Messages on stream 1 that wait for one that never arrives.
fn out_of_order(phone: &mut RawPhone, turn: u32) -> Vec<Vec<u8>> {
    (0..CHUNKS).map(|index| data(3, phone.next_tsn(), 1, (2 + turn * CHUNKS + index) as u16, b"x")).collect()
}

/// Whole messages of which every second is missing.
fn gaps(phone: &mut RawPhone, _: u32) -> Vec<Vec<u8>> {
    let mut every_second = || {
        phone.next_tsn();
        data(7, phone.next_tsn(), 0, 0, b"x")
    };
    (0..CHUNKS).map(|_| every_second()).collect()
}

/// Whole messages.
fn whole(phone: &mut RawPhone, _: u32) -> Vec<Vec<u8>> {
    (0..CHUNKS).map(|_| data(7, phone.next_tsn(), 0, 0, b"x")).collect()
}

fn attacked(victims: &mut Victims, plan: Plan) -> (Row, Outcome) {
    let (stop, offer) = (AtomicBool::new(false), victims.game.offer.clone());
    thread::scope(|scope| {
        let attacking = scope.spawn(|| attack(&offer, plan, &stop));
        let row = victims.row(TIME);
        stop.store(true, Relaxed);
        (row, attacking.join().expect("no panic"))
    })
}

#[test]
fn chunks_inside_a_session_hurt_nobody_else() {
    let plans = [
        ("unfinished message, 100 packets/s", 100, true, unfinished as fn(&mut RawPhone, u32) -> _),
        ("unfinished message, 900 packets/s", 900, true, unfinished),
        ("unfinished message without a hello", 100, false, unfinished),
        ("a fragment on each stream, 900 packets/s", 900, true, streams),
        ("messages out of order, 100 packets/s", 100, true, out_of_order),
        ("every second message missing, 100 packets/s", 100, true, gaps),
        ("whole messages, 900 packets/s", 900, true, whole),
    ];
    let mut victims = Victims::play();
    let before = victims.row(CONTROL);
    let rows = plans.map(|(what, packets_per_second, says_hello, chunks)| {
        let (row, outcome) = attacked(&mut victims, Plan { packets_per_second, says_hello, chunks });
        // Its leftovers are not part of the next attack.
        victims.row(CONTROL / 3);
        (what, row, outcome)
    });
    let after = victims.row(CONTROL);
    let mut table = format!("{:44} | {HEAD} | attacker: packets, sessions, lost\n", "");
    table += &format!("{:44} | {before}\n", "control before");
    for (what, row, Outcome { packets, opened, lost }) in &rows {
        table += &format!("{what:44} | {row} | {packets}, {opened}, {lost}\n");
    }
    table += &format!("{:44} | {after}\n", "control after");
    let _ = stdout().write_all(table.as_bytes());
    for (what, row, outcome) in &rows {
        row.assert_no_worse_than([before, after], what);
        assert!(outcome.packets > 0, "{what}: the attack took place");
        assert!(outcome.lost > 0, "{what}: the attacker keeps its session");
    }
    victims.end();
}
