//! Prints the numbers that stand for fun in a party mode, from rounds of bots: the tables in `docs/feel.md`.
//!
//! `cargo run --release -p full-tilt-rules --example evening_table -- MODE [ROUNDS] [FIRST_SEED] [PLAYERS]`
//!
//! A side is a player, or a team where there are teams. Fairness, the course of a round and the waits are those of equal
//! bots (skilled); the better bot is a skilled one among casual ones, in each slot in turn.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tables are printed")]

#[path = "../tests/support/evening.rs"]
mod evening;
#[path = "../tests/support/party.rs"]
mod party;

use std::sync::atomic::{AtomicU64, Ordering};

use evening::{Bar, Course, course};
use full_tilt_rules::{Mode, Skill};

/// Numbers of players.
const PLAYERS: [usize; 4] = [2, 4, 8, 15];

/// Plays these rounds on all available cores.
fn play(rounds: std::ops::Range<u64>, course: impl Fn(u64) -> Course + Sync) -> Vec<Course> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicU64::new(rounds.start);
    let mut all: Vec<(u64, Course)> = std::thread::scope(|scope| {
        let (next, course, end) = (&next, &course, rounds.end);
        let work = move || {
            let seeds = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&seed| seed < end));
            seeds.map(|seed| (seed, course(seed))).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    all.sort_by_key(|&(seed, _)| seed);
    all.into_iter().map(|(_, course)| course).collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let modes = Mode::ALL.iter().chain(Mode::UPCOMING).copied().filter(|mode| mode.is_party());
    let Some(mode) = modes.clone().find(|mode| mode.name() == name) else {
        let names: Vec<&str> = modes.map(Mode::name).collect();
        eprintln!("usage: evening_table MODE [ROUNDS] [FIRST_SEED] [PLAYERS], with a mode of {}", names.join(", "));
        std::process::exit(2);
    };
    let mut numbers = arguments.map(|text| text.parse::<u64>().ok());
    let rounds = numbers.next().flatten().unwrap_or(500).max(1);
    let first = numbers.next().flatten().unwrap_or(0);
    println!("{rounds} rounds of {} for each number of players; figures that miss their bar are bold:\n", mode.name());
    println!(
        "| players | p slots | p teams | better bot wins | lead changes | won by the last at half time | longest wait | \
         longest round | a tick |\n|---|---|---|---|---|---|---|---|---|"
    );
    let only = numbers.next().flatten();
    for players in PLAYERS.into_iter().filter(|&players| only.is_none_or(|only| only == players as u64)) {
        let equal = play(first..first + rounds, |seed| course(mode, &vec![Skill::Skilled; players], seed, None));
        let mixed = play(first..first + rounds, |seed| {
            let better = (seed % players as u64) as u8;
            let mut skills = vec![Skill::Casual; players];
            skills[usize::from(better)] = Skill::Skilled;
            course(mode, &skills, seed, Some(better))
        });
        let bars = Bar::all(&equal, &mixed, players);
        let cells: Vec<String> = bars.iter().map(Bar::to_string).collect();
        println!("| {players} | {} |", cells.join(" | "));
    }
}
