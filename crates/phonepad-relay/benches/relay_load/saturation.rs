//! Number of full rooms that one core carries, and the delay of a frame at half of that.

use std::{io, time::Duration};

use crate::{
    load::{Load, measure},
    outcome::Outcome,
    report,
    server::Kind,
};

const DURATION: Duration = Duration::from_secs(3);
const FIRST: usize = 24;
const GROWTH: f64 = 1.25;
/// Searches for each server, in turns; the median counts.
const SEARCHES: usize = 3;
/// Steps of the bisection between a load that is carried and one that is not, which are a quarter apart.
const HALVINGS: usize = 4;
const COMPARISONS: usize = 5;
/// Tries before a number of rooms counts as too many: a hiccup of the machine is no saturation.
const TRIES: usize = 2;

fn carries(kind: Kind, rooms: usize) -> io::Result<bool> {
    for _ in 0..TRIES {
        if measure(kind, Load::full_rooms(rooms, DURATION))?.is_sound() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the most full rooms, to two percent.
fn search(kind: Kind) -> io::Result<usize> {
    let (mut carried, mut too_many) = (0, FIRST);
    while carries(kind, too_many)? {
        carried = too_many;
        too_many = (too_many as f64 * GROWTH) as usize;
    }
    for _ in 0..HALVINGS {
        let between = carried.midpoint(too_many);
        if carries(kind, between)? {
            carried = between;
        } else {
            too_many = between;
        }
    }
    Ok(carried)
}

pub(crate) fn print() -> io::Result<()> {
    report::heading("Saturation: full rooms (15 phones × 60 frames/s) on one core");
    let kinds = Kind::available();
    let mut found = vec![Vec::new(); kinds.len()];
    for _ in 0..SEARCHES {
        for (kind, found) in kinds.iter().zip(&mut found) {
            found.push(search(*kind)?);
        }
    }
    println!("| server | rooms (median) | all searches |");
    println!("|---|---|---|");
    let medians: Vec<usize> = found.iter().map(|found| report::median(found.clone())).collect();
    for ((kind, median), found) in kinds.iter().zip(&medians).zip(&found) {
        println!("| {} | {median} | {found:?} |", kind.name());
    }
    println!();
    let rooms_of = |kind| kinds.iter().position(|known| *known == kind).map(|index| medians[index]);
    let ours = rooms_of(Kind::Relay).unwrap_or(0);
    if let Some(ws) = rooms_of(Kind::Ws) {
        report::at_least("rooms, as a multiple of the minimal `ws` relay's", ours as f64 / ws.max(1) as f64, 2.0);
    }
    at_half(ours / 2)
}

fn at_half(rooms: usize) -> io::Result<()> {
    report::heading("Forwarding at half of our saturation");
    let mut outcomes: [Vec<Outcome>; 2] = Default::default();
    for _ in 0..COMPARISONS {
        for (kind, outcomes) in [Kind::Relay, Kind::Forwarder].into_iter().zip(&mut outcomes) {
            outcomes.push(measure(kind, Load::full_rooms(rooms, DURATION))?);
        }
    }
    report::outcome_head();
    for (kind, outcomes) in [Kind::Relay, Kind::Forwarder].iter().zip(&outcomes) {
        for outcome in outcomes {
            report::outcome(kind.name(), rooms, outcome);
        }
    }
    println!();
    let p99 = |outcomes: &[Outcome]| report::median(outcomes.iter().map(|outcome| outcome.p99).collect()).as_secs_f64();
    report::at_most("p99 (median), as a multiple of the bare forwarder's", p99(&outcomes[0]) / p99(&outcomes[1]), 1.5);
    Ok(())
}
