//! Fifteen phones at once, through the relay and directly, on the loopback interface of this machine.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use full_tilt_lossy::{Game, Phones, Reach, phone};
use tokio::runtime::{Builder, Runtime};

use crate::{at_most, load::Load};

const PHONES: usize = 15;
const WARM_UP: Duration = Duration::from_secs(5);
const TIME: Duration = Duration::from_secs(30);
const BAR_MS: f64 = 20.0;

pub(crate) fn print() -> io::Result<()> {
    println!("\n## {PHONES} phones at once on loopback, {} s\n", TIME.as_secs());
    println!(
        "| way | phones | p50, median phone | p99, worst phone | max | readings | never came | dropped | cores: ours, others' |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let relay = row("relay", Reach::Relay)?;
    let direct = row("direct", Reach::Direct)?;
    println!();
    at_most("direct p99 of the worst phone, ms", direct, BAR_MS);
    println!("- relay = 1: {:.2}", direct / relay);
    Ok(())
}

/// Returns the p99 of the worst phone, in ms.
fn row(way: &str, reach: Reach) -> io::Result<f64> {
    let mut game = Game::start(runtime()?, IpAddr::V4(Ipv4Addr::LOCALHOST))?;
    let url = game.join_url(reach);
    let names: Vec<String> = (1..=PHONES).map(|number| format!("Phone {number}")).collect();
    let configs: io::Result<Vec<_>> = names.iter().map(|name| phone(name, &url, reach == Reach::Direct)).collect();
    let phones = Phones::play(runtime()?, configs?);
    game.listen(WARM_UP);
    let (load, from) = (Load::now(), Instant::now());
    game.listen(TIME);
    let to = Instant::now();
    let (ours, others) = load.since();
    let heard: Vec<_> = names.iter().filter_map(|name| game.ages(name)).collect();
    let mut summaries: Vec<_> = heard.iter().filter_map(|ages| ages.summary(from, to)).collect();
    let worst = |of: fn(&full_tilt_lossy::Summary) -> f64| summaries.iter().map(of).fold(0.0, f64::max);
    let (p99, max) = (worst(|summary| summary.p99), worst(|summary| summary.max));
    summaries.sort_by(|a, b| a.p50.total_cmp(&b.p50));
    let p50 = summaries.get(summaries.len() / 2).map_or(f64::NAN, |summary| summary.p50);
    let count: usize = heard.iter().map(|ages| ages.count(from, to)).sum();
    let missing: usize = heard.iter().map(|ages| ages.missing(from, to)).sum();
    let (there, dropped) = (summaries.len(), game.link.counters.dropped_readings());
    println!(
        "| {way} | {there} | {p50:.1} | {p99:.1} | {max:.1} | {count} | {missing} | {dropped} | {ours:.2}, {others:.2} |"
    );
    phones.leave();
    Ok(p99)
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
