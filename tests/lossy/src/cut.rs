//! The effect on the game when the direct path is cut in play, and when it is restored.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

use full_tilt_lossy::{Conditions, Game, Network, Phones, Reach, phone, why_not};
use phonepad_host::{LinkEvent, RouteKind};

use crate::{at_most, load::Load};

const CUTS: usize = 10;
const DELAY_MS: u64 = 5;
const CUT_FOR: Duration = Duration::from_secs(3);
const BACK_WITHIN: Duration = Duration::from_secs(15);
const CALM: Duration = Duration::from_secs(2);
const PHONE: &str = "Ada";

pub(crate) fn print() -> io::Result<()> {
    println!("\n## The direct path is cut for {} s, {CUTS} times, {DELAY_MS} ms each way\n", CUT_FOR.as_secs());
    let network = match Network::new() {
        Ok(network) => network,
        Err(error) => {
            println!("{}", why_not(&error));
            return Ok(());
        }
    };
    let clean = Conditions::of(DELAY_MS, 0.0);
    network.wire.set(clean);
    let mut game = Game::start(network.home.runtime()?, IpAddr::V4(Ipv4Addr::new(10, 77, 0, 1)))?;
    let phones = Phones::play(network.room.runtime()?, vec![phone(PHONE, &game.join_url(Reach::Both), true)?]);
    let load = Load::now();
    let is_direct = |event: &LinkEvent| matches!(event, LinkEvent::PathChanged { path: RouteKind::Direct, .. });
    let (mut cuts, mut returns, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    if !game.listen_until(BACK_WITHIN, is_direct) {
        return Err(io::Error::other("there was no direct path"));
    }
    for _ in 0..CUTS {
        game.listen(CALM);
        let cut = Instant::now();
        network.wire.set(Conditions { no_udp: true, ..clean });
        game.listen(CUT_FOR);
        let whole = Instant::now();
        network.wire.set(clean);
        let is_back = game.listen_until(BACK_WITHIN, is_direct);
        let back = Instant::now();
        game.listen(CALM);
        let ages =
            game.ages(PHONE).filter(|_| is_back).ok_or_else(|| io::Error::other("the path did not come back"))?;
        cuts.push(ages.longest_gap(cut, whole).as_secs_f64() * 1000.0);
        returns.push((back - whole).as_secs_f64() * 1000.0);
        missing.push((ages.missing(cut, whole), ages.missing(whole, Instant::now())));
        cuts.sort_by(f64::total_cmp);
        returns.sort_by(f64::total_cmp);
    }
    let (ours, others) = load.since();
    let lost =
        game.events.iter().any(|event| matches!(event, LinkEvent::PeerLeft { .. } | LinkEvent::SeatReleased { .. }));
    let joined = game.events.iter().filter(|event| matches!(event, LinkEvent::PeerJoined { .. })).count();
    println!("| | median | worst |\n|---|---|---|");
    println!("| longest time without a new reading, ms | {:.0} | {:.0} |", cuts[CUTS / 2], cuts[CUTS - 1]);
    println!("| from the repaired link to the direct path, ms | {:.0} | {:.0} |", returns[CUTS / 2], returns[CUTS - 1]);
    println!(
        "\nReadings that never came, at the cut and at the return: {missing:?}. Announced {joined} time(s); left or"
    );
    println!("released: {}. Cores: ours {ours:.2}, others' {others:.2}.\n", if lost { "**yes**" } else { "never" });
    at_most("the longest time without steering, ms", cuts[CUTS - 1], 500.0);
    phones.leave();
    Ok(())
}
