//! A long run in which phones join, drop and return all the time: does memory stay flat, and do all phones keep their
//! seats?

use std::{
    collections::BTreeMap,
    io,
    time::{Duration, Instant},
};

use phonepad_protocol::{Hello, Welcome};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{
    report,
    server::{Kind, Server},
    wire::{Incoming, Wire, open_room},
};

const ROOMS: usize = 15;
const PHONES: usize = 15;
const FRAME_TIME: Duration = Duration::from_micros(1_000_000 / 60);
/// Interval between drops and returns.
const CHANGE_EVERY: Duration = Duration::from_millis(50);
/// Longest absence: seats are kept for 120 s.
const LONGEST_ABSENCE: Duration = Duration::from_secs(100);
const SAMPLE_EVERY: Duration = Duration::from_secs(2);
const REPORT_EVERY: Duration = Duration::from_secs(60);

struct Phone {
    room: usize,
    slot: u8,
    seat: String,
    wire: Option<Wire>,
    /// The time at which it dropped; only meaningful while it has no wire.
    gone: Instant,
    sent: u32,
}

struct Host {
    wire: Wire,
    code: String,
    /// Last number of each slot's reliable frames.
    last: BTreeMap<u8, u32>,
}

#[derive(Debug, Default)]
struct Tally {
    frames: u64,
    heard: u64,
    drops: u64,
    resumes: u64,
    errors: Vec<String>,
}

/// Runs for this long and reports; fails if a promise was broken.
pub(crate) fn print(minutes: f64) -> io::Result<()> {
    report::heading(&format!("Soak: {ROOMS} rooms × {PHONES} phones × 60 frames/s, {minutes} min"));
    let server = Server::start(Kind::Relay)?;
    let (mut hosts, mut phones) = connect(&server)?;
    let (mut tally, mut memory) = (Tally::default(), Vec::new());
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let began = Instant::now();
    let (mut next_frame, mut next_change) = (began, began);
    let (mut next_sample, mut next_report) = (began, began + REPORT_EVERY);
    while began.elapsed().as_secs_f64() < minutes * 60.0 {
        let now = Instant::now();
        if now >= next_frame {
            next_frame += FRAME_TIME;
            send(&mut phones, &mut tally);
        }
        if now >= next_change {
            next_change += CHANGE_EVERY;
            let is_late = |phone: &Phone| phone.wire.is_none() && phone.gone.elapsed() > LONGEST_ABSENCE;
            let index = phones.iter().position(is_late).unwrap_or_else(|| rng.random_range(0..phones.len()));
            change(&server, &hosts, &mut phones[index], &mut rng, &mut tally)?;
        }
        listen(&mut hosts, &mut tally);
        if now >= next_sample {
            next_sample += SAMPLE_EVERY;
            memory.push(server.memory() as f64 / 1e6);
        }
        if now >= next_report {
            next_report += REPORT_EVERY;
            let minutes = began.elapsed().as_secs() / 60;
            println!("{minutes} min: {:.2} MB, {} errors", memory.last().unwrap_or(&0.0), tally.errors.len());
        }
        std::thread::sleep(next_frame.saturating_duration_since(Instant::now()));
    }
    conclude(&tally, &memory, server.cpu_seconds())
}

fn conclude(tally: &Tally, memory: &[f64], cpu_seconds: f64) -> io::Result<()> {
    let tenth = (memory.len() / 10).max(1);
    let mean = |samples: &[f64]| samples.iter().sum::<f64>() / samples.len() as f64;
    let (first, last) = (mean(&memory[..tenth]), mean(&memory[memory.len() - tenth..]));
    let Tally { frames, heard, drops, resumes, errors } = tally;
    println!(
        "\n- {frames} frames sent, {heard} heard by hosts; {drops} drops, {resumes} resumes; {cpu_seconds:.0} s of CPU"
    );
    println!("- memory in the first tenth {first:.2} MB, in the last {last:.2} MB");
    report::at_most("change of memory, %", ((last / first - 1.0) * 100.0).abs(), 5.0);
    println!("- errors: {}", errors.len());
    errors.iter().take(10).for_each(|error| println!("  - {error}"));
    if errors.is_empty() { Ok(()) } else { Err(io::Error::other("promises were broken")) }
}

fn connect(server: &Server) -> io::Result<(Vec<Host>, Vec<Phone>)> {
    let (mut hosts, mut phones) = (Vec::new(), Vec::new());
    for room in 0..ROOMS {
        let created = open_room(server.address)?;
        let code = created.room.code.to_string();
        let (wire, _) = Wire::welcomed(server.address, &code, &Hello::host(created.host_token))?;
        for _ in 0..PHONES {
            let (wire, slot, seat, _) = join(server, &code, None)?;
            phones.push(Phone { room, slot, seat, wire: Some(wire), gone: Instant::now(), sent: 0 });
        }
        hosts.push(Host { wire, code, last: BTreeMap::new() });
    }
    Ok((hosts, phones))
}

fn join(server: &Server, code: &str, seat: Option<String>) -> io::Result<(Wire, u8, String, bool)> {
    match Wire::welcomed(server.address, code, &Hello::peer("", seat))? {
        (wire, Welcome::Peer { slot, seat, resumed, .. }) => Ok((wire, slot, seat, resumed)),
        _ => Err(io::Error::other("not a peer's welcome")),
    }
}

/// Every connected phone sends a lossy frame; once a second also a reliable one with its number.
fn send(phones: &mut [Phone], tally: &mut Tally) {
    for phone in phones {
        let Some(wire) = &mut phone.wire else { continue };
        let mut payload = [0; 24];
        payload[0] = if phone.sent % 60 == 59 { 0x80 } else { 0x01 };
        payload[1..5].copy_from_slice(&phone.sent.to_le_bytes());
        match wire.send(&payload) {
            Ok(_) => tally.frames += 1,
            Err(error) => tally.errors.push(format!("a phone cannot send: {error}")),
        }
        phone.sent += 1;
        // Pings must be answered.
        if phone.sent % 60 == 0 {
            let _ = wire.receive(|incoming| {
                if let Incoming::Close(code) = incoming {
                    tally.errors.push(format!("a phone was closed with {code}"));
                }
            });
        }
    }
}

/// A connected phone drops, with or without a close frame; one that is gone returns; now and then one replaces itself.
fn change(
    server: &Server,
    hosts: &[Host],
    phone: &mut Phone,
    rng: &mut ChaCha8Rng,
    tally: &mut Tally,
) -> io::Result<()> {
    let replaces_itself = rng.random_range(0..4) == 0;
    match phone.wire.take() {
        Some(wire) if !replaces_itself => {
            tally.drops += 1;
            phone.gone = Instant::now();
            if rng.random() {
                wire.close();
            }
        }
        _ => {
            let (wire, slot, seat, resumed) = join(server, &hosts[phone.room].code, Some(phone.seat.clone()))?;
            tally.resumes += 1;
            if (slot, &seat, resumed) != (phone.slot, &phone.seat, true) {
                tally.errors.push(format!("slot {} came back as {slot}, resumed: {resumed}", phone.slot));
            }
            phone.wire = Some(wire);
        }
    }
    Ok(())
}

/// Numbers of a slot's frames never go back: reliable ones are in order.
fn listen(hosts: &mut [Host], tally: &mut Tally) {
    for Host { wire, last, code } in hosts {
        let result = wire.receive(|incoming| match incoming {
            Incoming::Binary([slot, 0x80, a, b, c, d, ..]) => {
                tally.heard += 1;
                let number = u32::from_le_bytes([*a, *b, *c, *d]);
                let previous = last.insert(*slot, number);
                if previous.is_some_and(|previous| previous >= number) {
                    tally.errors.push(format!("slot {slot} of {code}: {number} after {previous:?}"));
                }
            }
            Incoming::Binary(_) => tally.heard += 1,
            Incoming::Text(_) => {}
            Incoming::Close(code) => tally.errors.push(format!("a host was closed with {code}")),
        });
        if let Err(error) = result {
            tally.errors.push(format!("a host is lost: {error}"));
        }
    }
}
