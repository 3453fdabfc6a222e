//! A host that stops reading for twelve seconds, in one of four busy rooms.

use std::{io, time::Duration};

use crate::{
    load::{Arrival, Load, Rooms, quantile},
    report,
    server::{Kind, Server},
};

const LOAD: Load = Load { rooms: 4, hz: 120.0, frame_bytes: 512, duration: STALL };
/// Equally long before and during the stall, so that both have as many hiccups of the machine.
const STALL: Duration = Duration::from_secs(12);
/// The room whose host stalls.
const STALLED: usize = 0;
/// A frame sent this long after the stall began cannot have been in flight already.
const BEGINNING: Duration = Duration::from_millis(100);
/// Time for which the host is observed when it reads again.
const AFTERWARDS: Duration = Duration::from_secs(3);

pub(crate) fn print() -> io::Result<()> {
    report::heading("A host that stops reading for 12 s (4 full rooms × 120 frames/s × 512 bytes)");
    for kind in Kind::available() {
        println!("\n**{}**\n", kind.name());
        stall(kind)?;
    }
    Ok(())
}

fn stall(kind: Kind) -> io::Result<()> {
    let server = Server::start(kind)?;
    let mut rooms = Rooms::connect(&server, LOAD)?;
    rooms.begin();
    let mut before = Vec::new();
    rooms.run_until(LOAD.duration, |arrival| others(&arrival, &mut before))?;
    let memory_before = server.memory();

    rooms.stall(STALLED, true);
    let stalled_at = rooms.elapsed();
    let mut during = Vec::new();
    rooms.run_until(stalled_at + STALL, |arrival| others(&arrival, &mut during))?;
    let grown = server.memory().saturating_sub(memory_before) as f64 / 1e6;

    rooms.stall(STALLED, false);
    let woken_at = rooms.elapsed();
    let mut got: Vec<Arrival> = Vec::new();
    rooms.run_until(woken_at + AFTERWARDS, |arrival| {
        if arrival.room == STALLED {
            got.push(arrival);
        }
    })?;
    let (on_the_way, handed_over): (Vec<Arrival>, Vec<Arrival>) =
        got.iter().partition(|arrival| arrival.scheduled < stalled_at + BEGINNING);
    let ages = |arrivals: &[Arrival]| {
        let mut ages: Vec<u32> = arrivals.iter().map(|arrival| arrival.delay().as_micros() as u32).collect();
        ages.sort_unstable();
        ages
    };
    let (all, later) = (ages(&got), ages(&handed_over));
    println!("- frames that were on their way already when the host stalled: {}", on_the_way.len());
    report::at_most("median age of all frames afterwards, ms", quantile(&all, 0.5).as_secs_f64() * 1e3, 50.0);
    report::at_most("oldest of those sent since the stall, ms", quantile(&later, 1.0).as_secs_f64() * 1e3, 500.0);
    println!("- oldest of all, s: {:.1}", quantile(&all, 1.0).as_secs_f64());
    report::at_most("memory grown over the stall, MB", grown, 1.0);
    before.sort_unstable();
    during.sort_unstable();
    let (before, during) = (quantile(&before, 0.99), quantile(&during, 0.99));
    println!("- p99 in the other rooms: {} µs before, {} µs during", before.as_micros(), during.as_micros());
    report::at_most("as a ratio", during.as_secs_f64() / before.as_secs_f64(), 1.2);
    Ok(())
}

fn others(arrival: &Arrival, delays: &mut Vec<u32>) {
    if arrival.room != STALLED {
        delays.push(arrival.delay().as_micros() as u32);
    }
}
