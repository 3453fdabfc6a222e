//! The rules, for speed: `cargo bench --no-default-features --bench sim`.
//!
//! A machine that plays has a frame to draw, and a tournament has runs to check by playing them again: a tick must cost
//! next to nothing, and no more when the tails are long. Only [`Game::step`] is timed.
#![expect(clippy::print_stdout, reason = "a report on standard output is what this program is for")]

use std::{
    f32::consts::PI,
    process::ExitCode,
    time::{Duration, Instant},
};

use full_tilt::sim::{Bot, Game, GameEvent, Inputs, Mode, Replay, Skill, Tuning};
use glam::Vec2;

/// What is to be reached: ticks of a solo run per second …
const TICKS_PER_S: f64 = 1e6;
/// … and how much more a tick may cost with the longest tail than with the shortest.
const GROWTH: f64 = 3.0;

/// Each figure is the median of so many rounds: the machine has other things to do, too.
const ROUNDS: usize = 15;
/// Solo runs to play again; one round is all of them.
const RUNS: u64 = 8;
/// Tails, in points of the body.
const TAILS: [usize; 4] = [10, 100, 1_000, 10_000];
/// Ticks of one round with one tail.
const TAIL_TICKS: usize = 2_000;
/// Phones of a full house, the points each of them has behind it, and the ticks of one round.
const CROWD: (u8, usize, usize) = (15, 1_000, 200);

fn main() -> ExitCode {
    let results = [solo(), tails(), crowd()];
    match results.into_iter().collect::<Result<Vec<bool>, String>>() {
        Ok(held) if held.iter().all(|&held| held) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            println!("**Failed**: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Plays runs of an expert again, tick by tick.
fn solo() -> Result<bool, String> {
    let runs: Vec<(Replay, Vec<Inputs>)> = (1..=RUNS).map(record).collect();
    let ticks: usize = runs.iter().map(|(_, inputs)| inputs.len()).sum();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut time = Duration::ZERO;
        for (run, inputs) in &runs {
            let mut game = run.game();
            time += play(&mut game, inputs);
            if !game.is_over() || game.player(run.slot()).map(|player| player.score()) != Some(run.score()) {
                return Err("a recorded run went differently".into());
            }
        }
        rounds.push(ticks as f64 / time.as_secs_f64());
    }
    println!("\n## Solo\n");
    println!("{RUNS} runs of serpent, {ticks} ticks in all.\n");
    let value = median(rounds);
    Ok(report("ticks per second", value, "at least", TICKS_PER_S, value >= TICKS_PER_S))
}

/// A run of an expert bot, to its end.
fn record(seed: u64) -> (Replay, Vec<Inputs>) {
    let (mut replay, mut bot) = (Replay::new(Mode::Serpent, 0, seed), Bot::new(Skill::Expert, seed));
    let (mut game, mut events, mut log) = (replay.game(), Vec::new(), Vec::new());
    while !game.is_over() {
        let mut inputs = Inputs::default();
        inputs.set(0, bot.steer(&game, 0));
        replay.push(&inputs);
        game.step(&inputs, &mut events);
        log.push(inputs);
        events.clear();
    }
    replay.finish(&game);
    (replay, log)
}

/// The same spiral with tails of different lengths, in turns.
fn tails() -> Result<bool, String> {
    let mut runs = Vec::new();
    for points in TAILS {
        let growing = ticks_to_grow(points);
        let steering = spiral(1, growing + ROUNDS * TAIL_TICKS);
        let mut game = Game::with_tuning(Mode::Serpent, tuning(points, 2_400.0), &[0], 1);
        play(&mut game, &steering[..growing]);
        runs.push((game, steering[growing..].to_vec()));
    }
    let mut costs = TAILS.map(|_| Vec::new());
    for round in 0..ROUNDS {
        for ((game, steering), costs) in runs.iter_mut().zip(&mut costs) {
            costs.push(nanoseconds(play(game, &steering[round * TAIL_TICKS..][..TAIL_TICKS]), TAIL_TICKS));
        }
    }
    println!("\n## Tails\n");
    println!("| points | ns per tick | beside the first |\n|---|---|---|");
    let costs = costs.map(median);
    for ((points, (game, _)), cost) in TAILS.into_iter().zip(&runs).zip(costs) {
        check(game, points)?;
        println!("| {points} | {cost:.0} | {:.2} |", cost / costs[0]);
    }
    println!();
    let growth = costs[costs.len() - 1] / costs[0];
    Ok(report("the last beside the first", growth, "at most", GROWTH, growth <= GROWTH))
}

/// A full house, everybody with a long tail.
fn crowd() -> Result<bool, String> {
    let (players, points, ticks) = CROWD;
    let growing = ticks_to_grow(points);
    let steering = spiral(players, growing + ROUNDS * ticks);
    // Everybody starts in a lane of their own, wide enough to go round and round in.
    let arena = f32::from(players + 1) * 600.0;
    let slots: Vec<u8> = (0..players).collect();
    let mut game = Game::with_tuning(Mode::Serpent, tuning(points, arena), &slots, 1);
    play(&mut game, &steering[..growing]);
    let rounds = steering[growing..].chunks(ticks).map(|ticks| nanoseconds(play(&mut game, ticks), ticks.len()));
    let cost = median(rounds.collect());
    check(&game, points)?;
    println!("\n## A full house\n");
    println!("- {players} players with {points} points each: **{cost:.0}** ns per tick (no bar)");
    Ok(true)
}

/// Distance of one arm of the spiral from the next: no crash, and not even near, but within what a head looks at.
const PITCH: f32 = 28.0;
/// The spiral's radius at its start.
const INNER: f32 = 60.0;
/// So many points are the head's own arm: more than are next to it, and fewer than it takes to come round again.
const AROUND: usize = 100;
/// A tick's way and the distance of two points: numbers without rounding, so that points can be counted on.
const TICK_WAY: f32 = 1.125;
const POINT_WAY: f32 = 4.0 * TICK_WAY;

/// Serpent with a tail of so many points from early on, in an arena where nothing else happens.
fn tuning(points: usize, arena: f32) -> Tuning {
    let mut tuning = Tuning::SERPENT;
    tuning.arena = Vec2::splat(arena);
    tuning.start = tuning.arena / 2.0;
    tuning.start_speed = TICK_WAY * 120.0;
    tuning.speed_growth = 0.0;
    tuning.body.start_length = (points - 1) as f32 * POINT_WAY + TICK_WAY / 2.0;
    tuning.blips.at_least = 0;
    tuning.blips.at_most = 0;
    tuning.waves = None;
    tuning
}

fn ticks_to_grow(points: usize) -> usize {
    (points as f32 * POINT_WAY / TICK_WAY) as usize
}

/// Steering for so many ticks outwards in a spiral, so that the arm before is always beside the head.
fn spiral(players: u8, ticks: usize) -> Vec<Inputs> {
    let tightest = 46.0;
    // Steering has steps; what one tick rounds off the next one makes up for.
    let mut owed = 0.0;
    let steering = (0..ticks).map(|tick| {
        // The involute of a circle: its arms are equally far from each other everywhere.
        let radius = (INNER * INNER + tick as f32 * TICK_WAY * PITCH / PI).sqrt();
        let steer = tightest / radius + owed;
        let mut inputs = Inputs::default();
        (0..players).for_each(|slot| inputs.set(slot, steer));
        owed = steer - inputs.get(0);
        inputs
    });
    steering.collect()
}

/// Whether what was timed is what is said to have been timed.
fn check(game: &Game, points: usize) -> Result<(), String> {
    for player in game.players() {
        let (slot, actual, misses) = (player.slot, player.body().len(), player.near_misses);
        if !player.alive {
            return Err(format!("{points} points: slot {slot} crashed: {:?}", player.cause));
        }
        if actual != points || misses > 0 {
            return Err(format!("slot {slot} has {actual} points, not {points}, and {misses} near misses"));
        }
        // A short tail does not reach round to the head again.
        let arm_before = player.body().skip(AROUND).map(|point| point.distance(player.pose.position));
        if points > AROUND && !arm_before.into_iter().any(|distance| distance < PITCH + POINT_WAY) {
            return Err(format!("{points} points: slot {slot} has no arm beside it"));
        }
    }
    Ok(())
}

/// Plays on as told, and says how long that took.
fn play(game: &mut Game, steering: &[Inputs]) -> Duration {
    let mut events: Vec<GameEvent> = Vec::new();
    let start = Instant::now();
    for inputs in steering {
        game.step(inputs, &mut events);
        events.clear();
    }
    start.elapsed()
}

fn nanoseconds(time: Duration, ticks: usize) -> f64 {
    time.as_secs_f64() * 1e9 / ticks as f64
}

fn report(what: &str, value: f64, side: &str, bar: f64, held: bool) -> bool {
    let digits = if bar > 1e3 { 0 } else { 2 };
    println!("- {what}: **{value:.digits$}** (bar: {side} {bar}; {})", if held { "met" } else { "missed" });
    held
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
