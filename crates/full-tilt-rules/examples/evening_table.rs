//! Prints the numbers that stand for fun in a mode, from matches of bots: the tables in `docs/feel.md`.
//!
//! `cargo run --release -p full-tilt-rules --example evening_table -- MODE [MATCHES] [FIRST_SEED]`
//!
//! Equal bots measure fairness (p over all slots), leads, comebacks, waiting, time and cost. For the better bot's share,
//! one skilled bot plays casual ones, in each slot in turn.

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

use std::{process::ExitCode, time::Instant};

use evening::{Course, play_round};
use full_tilt_rules::{Mode, Skill};

const PLAYERS: [usize; 4] = [2, 4, 8, 15];

/// Plays these rounds, on all available cores.
fn play(seeds: std::ops::Range<u64>, course: impl Fn(u64) -> Course + Sync) -> Vec<Course> {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    std::thread::scope(|scope| {
        let (course, end) = (&course, seeds.end);
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let seeds = (seeds.start + thread..end).step_by(threads as usize);
                scope.spawn(move || seeds.map(course).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

fn line(mode: Mode, players: usize, matches: u64, first: u64) {
    let seeds = first..first + matches;
    let equals = play(seeds.clone(), |seed| play_round(mode, &vec![Skill::Skilled; players], seed));
    let mixed = play(seeds, |seed| {
        let mut skills = vec![Skill::Casual; players];
        skills[seed as usize % players] = Skill::Skilled;
        play_round(mode, &skills, seed)
    });
    let mut wins = vec![0_u64; players];
    equals.iter().filter_map(Course::winner).for_each(|slot| wins[usize::from(slot)] += 1);
    let shared = matches - wins.iter().sum::<u64>();
    let (_, p) = party::chi_square(&wins);
    let better = mixed.iter().map(|course| course.share_of_best).sum::<f64>() / matches as f64;
    let mut leads: Vec<u32> = equals.iter().map(|course| course.lead_changes).collect();
    leads.sort_unstable();
    let from_last = equals.iter().map(|course| course.from_last).sum::<f64>() / matches as f64;
    let from_last_in = equals.iter().map(|course| course.from_last_in).sum::<f64>() / matches as f64;
    let most = |figure: fn(&Course) -> f64| equals.iter().chain(&mixed).map(figure).fold(0.0, f64::max);
    let (waits, longest) = (most(|course| course.longest_wait_s), most(|course| course.length_s));
    let mut lengths: Vec<f64> = equals.iter().map(|course| course.length_s).collect();
    lengths.sort_by(f64::total_cmp);
    println!(
        "| {players} | {p:.2} ({shared}) | {:.0} % ({:.0} %) | {} | {:.1} % / {:.1} % ({:.1} %) | {waits:.1} s | {:.0} s, {longest:.0} s |",
        100.0 * better,
        100.0 / players as f64,
        leads[leads.len() / 2],
        100.0 * from_last,
        100.0 * from_last_in,
        50.0 / players as f64,
        lengths[lengths.len() / 2],
    );
}

/// Returns the nanoseconds of a tick of the rules with 15 players: the fastest of several rounds, because other programs
/// only ever slow one down.
fn cost(mode: Mode) -> f64 {
    let slots: Vec<u8> = (0..15).collect();
    let rounds = (0..10).map(|seed| {
        let (inputs, mut game) = evening::recorded(mode, &slots, seed);
        let (mut events, begun) = (Vec::new(), Instant::now());
        for inputs in &inputs {
            events.clear();
            game.step(inputs, &mut events);
        }
        begun.elapsed().as_secs_f64() * 1e9 / inputs.len() as f64
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let all = || Mode::ALL.iter().chain(Mode::UPCOMING).copied().filter(|mode| mode.is_party());
    let Some(mode) = all().find(|mode| mode.name() == name) else {
        let names: Vec<&str> = all().map(Mode::name).collect();
        println!("usage: evening_table MODE [MATCHES] [FIRST_SEED]; the modes are {}", names.join(", "));
        return ExitCode::from(2);
    };
    let mut numbers = arguments.map(|text| text.parse::<u64>().ok());
    let matches = numbers.next().flatten().unwrap_or(500).max(1);
    let first = numbers.next().flatten().unwrap_or(0);
    println!("{}: {matches} rounds for each number of players and kind\n", mode.title());
    println!(
        "| players | p (shared) | better bot wins (its share) | lead changes | from last at half time: of all / of those in (bar) | \
         longest wait | length: median, longest |\n|---|---|---|---|---|---|---|"
    );
    PLAYERS.into_iter().for_each(|players| line(mode, players, matches, first));
    println!("\nA tick with 15 players takes {:.0} ns.", cost(mode));
    ExitCode::SUCCESS
}
