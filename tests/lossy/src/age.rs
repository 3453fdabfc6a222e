//! The age table: one WebSocket, two lanes and the direct path beside each other, over links from clean to bad.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use full_tilt_lossy::{Conditions, Game, Network, Phones, Reach, Summary, phone, two_lanes, why_not};
use phonepad_sim::JoinLink;

use crate::{at_most, load::Load};

/// Time for all phones to join, and for clocks to be compared.
const WARM_UP: Duration = Duration::from_secs(12);
const WAYS: [(&str, &str); 3] =
    [("socket", "relay, one WebSocket"), ("lanes", "relay, two lanes"), ("direct", "direct")];

/// The links: a name, milliseconds in each direction, percent lost.
const LINKS: [(&str, u64, f64); 7] = [
    ("clean", 0, 0.0),
    ("5 ms", 5, 0.0),
    ("5 ms, 2 % lost", 5, 2.0),
    ("5 ms, 5 % lost", 5, 5.0),
    ("20 ms", 20, 0.0),
    ("20 ms, 2 % lost", 20, 2.0),
    ("20 ms, 5 % lost", 20, 5.0),
];

pub(crate) fn print(time: Duration) -> io::Result<()> {
    println!("\n## Age of the newest reading at the game, ms, {} s each\n", time.as_secs());
    let network = match Network::new() {
        Ok(network) => network,
        Err(error) => {
            println!("{}", why_not(&error));
            return Ok(());
        }
    };
    let mut game = Game::start(network.home.runtime()?, IpAddr::V4(Ipv4Addr::new(10, 77, 0, 1)))?;
    let direct = phone("direct", &game.join_url(Reach::Direct), true)?;
    let socket = phone("socket", &game.join_url(Reach::Relay), false)?;
    let lanes = JoinLink::parse(&game.join_url(Reach::Relay)).map_err(io::Error::other)?;
    let phones = Phones::play(network.room.runtime()?, vec![socket, direct]);
    let in_lanes = phones.beside(two_lanes(lanes, "lanes".into()));
    println!(
        "| link | way | p50 | p99 | max | p99, one WebSocket = 1 | readings that never came | cores: ours, others' |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut bars = Vec::new();
    for (name, delay_ms, percent) in LINKS {
        network.wire.set(Conditions::of(delay_ms, percent));
        game.listen(WARM_UP);
        let (load, from) = (Load::now(), Instant::now());
        game.listen(time);
        let measured = measure(&game, from, Instant::now())?;
        let (ours, others) = load.since();
        for ((_, way), (Summary { p50, p99, max }, missing)) in WAYS.iter().zip(&measured) {
            let ratio = p99 / measured[0].0.p99;
            println!(
                "| {name} | {way} | {p50:.1} | {p99:.1} | {max:.1} | {ratio:.2} | {missing} | {ours:.2}, {others:.2} |"
            );
        }
        let [socket, _, direct] = [0, 1, 2].map(|way| measured[way].0);
        if percent == 0.0 {
            bars.push((format!("{name}: direct p50 less one WebSocket's, ms"), direct.p50 - socket.p50, 1.0));
            bars.push((format!("{name}: direct p99 less one WebSocket's, ms"), direct.p99 - socket.p99, 1.0));
        } else if percent == 5.0 {
            bars.push((format!("{name}: direct p99, one WebSocket's = 1"), direct.p99 / socket.p99, 0.33));
        }
    }
    println!();
    for (what, value, bar) in bars {
        at_most(&what, value, bar);
    }
    in_lanes.abort();
    phones.leave();
    Ok(())
}

/// Returns, for each transport, the ages and how many readings never arrived.
fn measure(game: &Game, from: Instant, to: Instant) -> io::Result<Vec<(Summary, usize)>> {
    let of = |(name, _): &(&str, &str)| {
        let ages = game.ages(name)?;
        Some((ages.summary(from, to)?, ages.missing(from, to)))
    };
    let missing = || io::Error::other("a phone was not heard");
    WAYS.iter().map(|way| of(way).ok_or_else(missing)).collect()
}
