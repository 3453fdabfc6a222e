//! Prints how long bots of each skill survive in serpent, and their scores: the table in `docs/feel.md`.
//!
//! `cargo run --release -p full-tilt-rules --example bot_table [RUNS]`

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, reason = "a table is printed")]

use full_tilt_rules::{Bot, Cause, Game, GameEvent, Inputs, Mode, Skill, TICK_HZ};

/// Longest run, in ticks.
const MAX_TICKS: u64 = 1800 * TICK_HZ as u64;

/// The result of a run.
struct Run {
    seconds: f64,
    score: f64,
    wave: u32,
    length: f32,
    best_combo: u32,
    near_misses: u32,
    cause: Option<Cause>,
}

fn run(skill: Skill, seed: u64) -> Run {
    let mut game = Game::new(Mode::Serpent, &[0], seed);
    let (mut bot, mut inputs, mut events) = (Bot::new(skill, seed), Inputs::default(), Vec::new());
    let mut cause = None;
    while !game.is_over() && game.tick() < MAX_TICKS {
        inputs.set(0, bot.steer(&game, 0));
        game.step(&inputs, &mut events);
        for event in events.drain(..) {
            if let GameEvent::Crashed { cause: why, .. } = event {
                cause = Some(why);
            }
        }
    }
    let player = &game.players()[0];
    Run {
        seconds: game.tick() as f64 / f64::from(TICK_HZ),
        score: player.score(),
        wave: game.wave(),
        length: player.length(),
        best_combo: player.best_combo,
        near_misses: player.near_misses,
        cause,
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() {
    let runs: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(200).max(1);
    println!(
        "| bot | median survival | 10th to 90th percentile | median score | wave | tail | longest combo | near misses | ended by edge / tail / thorn / drifter |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for skill in Skill::ALL {
        let all: Vec<Run> = (0..runs).map(|seed| run(skill, seed)).collect();
        let of = |pick: fn(&Run) -> f64| median(all.iter().map(pick).collect());
        let mut seconds: Vec<f64> = all.iter().map(|run| run.seconds).collect();
        seconds.sort_by(f64::total_cmp);
        let share = |name: &str| {
            let count = all.iter().filter(|run| run.cause.is_some_and(|cause| cause.name() == name)).count();
            100 * count / all.len()
        };
        println!(
            "| {} | {:.0} s | {:.0} to {:.0} s | {:.0} | {:.0} | {:.0} | {:.0} | {:.0} | {} / {} / {} / {} % |",
            skill.name(),
            of(|run| run.seconds),
            seconds[seconds.len() / 10],
            seconds[seconds.len() * 9 / 10],
            of(|run| run.score),
            of(|run| f64::from(run.wave)),
            of(|run| f64::from(run.length)),
            of(|run| f64::from(run.best_combo)),
            of(|run| f64::from(run.near_misses)),
            share("edge"),
            share("tail"),
            share("thorn"),
            share("drifter"),
        );
    }
}
