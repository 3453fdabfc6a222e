//! Prints the numbers that stand for fun in a party mode, from rounds of bots: the tables in `docs/feel.md`.
//!
//! `cargo run --release -p full-tilt-rules --example evening_table -- MODE [ROUNDS] [FIRST_SEED] [PLAYERS] [TEAMS]`
//!
//! A side is a player, or a team where there are teams. Equal bots (skilled) measure fairness, leads, comebacks and
//! waiting; for the better bot's share, one skilled bot plays casual ones, in each slot in turn.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, reason = "tables are printed")]

#[path = "../tests/support/evening.rs"]
mod evening;
#[path = "../tests/support/party.rs"]
mod party;

use std::{
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use evening::{Bar, Course, Table};
use full_tilt_rules::{Mode, Skill};

/// Numbers of players.
const PLAYERS: [usize; 4] = [2, 4, 8, 15];
/// Rounds of which the fastest gives the cost of a tick: other programs only ever slow a round down.
const TIMED_ROUNDS: u64 = 8;

/// Plays these rounds on all available cores.
fn play(rounds: std::ops::Range<u64>, table: impl Fn(u64) -> Table + Sync) -> Vec<Course> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicU64::new(rounds.start);
    std::thread::scope(|scope| {
        let (next, table, end) = (&next, &table, rounds.end);
        let work = move || {
            let seeds = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&seed| seed < end));
            seeds.map(|seed| table(seed).course()).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

/// Returns the nanoseconds of a tick of the rules alone.
fn cost(mode: Mode, players: usize, teams: u8) -> f64 {
    let rounds = (0..TIMED_ROUNDS).map(|seed| {
        let table = Table { mode, skills: vec![Skill::Skilled; players], seed, teams };
        let (mut log, mut game) = (Vec::new(), table.game());
        table.play(|_, inputs| log.push(inputs.clone()));
        let (mut events, begun) = (Vec::new(), Instant::now());
        for inputs in &log {
            events.clear();
            game.step(inputs, &mut events);
        }
        begun.elapsed().as_secs_f64() * 1e9 / log.len().max(1) as f64
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn row(mode: Mode, players: usize, teams: u8, seeds: std::ops::Range<u64>) {
    let equal = play(seeds.clone(), |seed| Table { mode, skills: vec![Skill::Skilled; players], seed, teams });
    let mixed = play(seeds, |seed| {
        let mut skills = vec![Skill::Casual; players];
        skills[seed as usize % players] = Skill::Skilled;
        Table { mode, skills, seed, teams }
    });
    let bars = Bar::all(&equal, &mixed).into_iter().chain([Bar::cost(cost(mode, players, teams))]);
    let cells: Vec<String> = bars.map(|bar| bar.to_string()).collect();
    println!("| {players} | {} |", cells.join(" | "));
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let modes = || Mode::ALL.into_iter().filter(|mode| mode.is_party());
    let Some(mode) = modes().find(|mode| mode.name() == name) else {
        let names: Vec<&str> = modes().map(Mode::name).collect();
        println!(
            "usage: evening_table MODE [ROUNDS] [FIRST_SEED] [PLAYERS] [TEAMS]; the modes are {}",
            names.join(", ")
        );
        return ExitCode::from(2);
    };
    let mut numbers = arguments.map(|text| text.parse::<u64>().ok());
    let rounds = numbers.next().flatten().unwrap_or(500).max(1);
    let first = numbers.next().flatten().unwrap_or(0);
    // 0 players are all numbers of players.
    let only = numbers.next().flatten().filter(|&players| players > 0);
    let teams = numbers.next().flatten().and_then(|teams| u8::try_from(teams).ok()).unwrap_or(0);
    println!("{}, {rounds} rounds of each kind; a figure that misses its bar is bold:\n", mode.title());
    println!(
        "| players | p of slots | p of teams | better bot's side wins (its share) | lead changes | won by the last at \
         half time: of all / of those in (bar) | longest wait | usual length, longest | a tick |\n|---|---|---|---|---|---|---|---|---|"
    );
    for players in PLAYERS.into_iter().filter(|&players| only.is_none_or(|only| only == players as u64)) {
        row(mode, players, teams, first..first + rounds);
    }
    ExitCode::SUCCESS
}
