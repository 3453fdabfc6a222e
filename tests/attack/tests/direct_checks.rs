//! Floods of connectivity checks, with and without the secret. Phones get in, and those that play are not affected.

use std::{
    io::{Write, stdout},
    net::{Ipv4Addr, UdpSocket},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use phonepad_protocol::DirectOffer;
use str0m::ice::{StunMessage, TransId};

use crate::victims::{HEAD, Row, Victims};

/// Number of phones that try to join, and the time they have.
const NEWCOMERS: usize = 3;
const WITHIN: Duration = Duration::from_secs(8);
const TIME: Duration = Duration::from_secs(3);

/// A flood of checks.
#[derive(Clone, Copy)]
struct Flood {
    per_second: u32,
    /// Addresses 127.0.0.x from this one on; phones are at 127.0.0.1.
    first: u8,
    addresses: u8,
    has_secret: bool,
    /// Whether a packet that looks like DTLS follows each check.
    greets: bool,
}

/// Results of the phones: those that play, those that joined, and the checks of the flood.
#[derive(Clone, Copy)]
struct Fare {
    row: Row,
    newcomers: usize,
    checks: u32,
}

fn flood(offer: &DirectOffer, flood: Flood, stop: &AtomicBool) -> u32 {
    let game = offer.addresses[0];
    let sockets: Vec<_> = (0..flood.addresses)
        .map(|index| UdpSocket::bind((Ipv4Addr::new(127, 0, 0, flood.first + index), 0)).expect("Linux' loopback"))
        .collect();
    let wrong = check(0, "wrong-secret-wrong-secret");
    let (start, mut sent) = (Instant::now(), 0);
    while !stop.load(Relaxed) {
        let due = (start.elapsed().as_secs_f64() * f64::from(flood.per_second)) as u32;
        while sent < due {
            let socket = &sockets[sent as usize % sockets.len()];
            let _ = match flood.has_secret {
                true => socket.send_to(&check(sent, &offer.secret), game),
                false => socket.send_to(&wrong, game),
            };
            if flood.greets {
                let _ = socket.send_to(&[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], game);
            }
            sent += 1;
        }
        thread::sleep(Duration::from_millis(1));
    }
    sent
}

fn check(number: u32, secret: &str) -> Vec<u8> {
    let username = format!("flood{number}:flood{number}");
    let message = StunMessage::binding_request(&username, TransId::new(), true, 1, 1, true);
    let hmac = str0m::crypto::from_feature_flags().sha1_hmac_provider;
    let mut bytes = vec![0; 300];
    let length = message
        .to_bytes(Some(secret.as_bytes()), &mut bytes, |key, parts| hmac.sha1_hmac(key, parts))
        .expect("a check");
    bytes.truncate(length);
    bytes
}

#[test]
#[cfg(target_os = "linux")]
fn floods_of_checks_keep_nobody_out() {
    let stranger =
        |per_second, first, addresses| Flood { per_second, first, addresses, has_secret: false, greets: false };
    let guest = |per_second, addresses, greets| Flood { per_second, first: 2, addresses, has_secret: true, greets };
    let floods = [
        ("wrong secret, 5,000/s, the phones' own address", stranger(5000, 1, 1)),
        ("wrong secret, 20,000/s, the phones' own address", stranger(20_000, 1, 1)),
        ("wrong secret, 20,000/s, 200 addresses", stranger(20_000, 2, 200)),
        ("new names, 113/s, 3 addresses", guest(113, 3, false)),
        ("new names, 448/s, 12 addresses", guest(448, 12, false)),
        ("new names and a record, 448/s, 12 addresses", guest(448, 12, true)),
    ];
    let before = fare(None);
    let rows = floods.map(|(what, flood)| (what, fare(Some(flood))));
    let after = fare(None);
    let mut table = format!("{:48} | {HEAD} | newcomers in | checks\n", "");
    let controls = [("control before", before), ("control after", after)];
    for (what, Fare { row, newcomers, checks }) in controls.iter().chain(&rows) {
        table += &format!("{what:48} | {row} | {newcomers} of {NEWCOMERS} | {checks}\n");
    }
    let _ = stdout().write_all(table.as_bytes());
    for (what, Fare { row, newcomers, .. }) in &rows {
        row.assert_no_worse_than([before.row, after.row], what);
        assert_eq!(*newcomers, NEWCOMERS, "{what}: phones that get in");
    }
}

/// Measures the phones of a separate game, while newcomers take seats.
fn fare(plan: Option<Flood>) -> Fare {
    let mut victims = Victims::play();
    let (stop, offer) = (AtomicBool::new(false), victims.game.offer.clone());
    let fare = thread::scope(|scope| {
        let (offer, stop) = (&offer, &stop);
        let flooding = plan.map(|plan| scope.spawn(move || flood(offer, plan, stop)));
        let row = victims.row(TIME);
        let newcomers = victims.newcomers(NEWCOMERS, WITHIN);
        stop.store(true, Relaxed);
        Fare { row, newcomers, checks: flooding.map_or(0, |flooding| flooding.join().expect("no panic")) }
    });
    victims.end();
    fare
}
