//! A benchmark of the rules: `cargo bench -p full-tilt-rules --bench sim`.
//!
//! A machine in play has a frame to draw, and a tournament has runs to verify by playing them again: a tick must cost
//! next to nothing, and no more when the tails are long. Only [`Game::step`] is timed.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![expect(clippy::print_stdout, reason = "a report on standard output is what this program is for")]

use std::{
    f32::consts::PI,
    process::ExitCode,
    time::{Duration, Instant},
};

use full_tilt_rules::{
    Bot, CrashTuning, End, Game, GameEvent, Inputs, Mode, PartyTuning, Player, Pose, Replay, Skill, TICK_HZ, Tuning,
};
use glam::Vec2;

/// The bars: ticks of a solo run per second …
const TICKS_PER_S: f64 = 1e6;
/// … how much more a tick may cost with the longest tail than with the shortest …
const GROWTH: f64 = 3.0;
/// … the largest cost of a tick of a party in nanoseconds, and how much more it may be in its last minute than in its
/// first.
const PARTY_TICK: f64 = 30_000.0;
const PARTY_GROWTH: f64 = 2.0;

/// Number of rounds for the median of each figure: the machine has other things to do, too.
const ROUNDS: usize = 15;
/// Solo runs to play again; one round is all of them.
const RUNS: u64 = 8;
/// Tails, in points of the body.
const TAILS: [usize; 4] = [10, 100, 1_000, 10_000];
/// Ticks of one round with one tail.
const TAIL_TICKS: usize = 2_000;
/// Phones of a full house, the points each of them has behind it, and the ticks of one round.
const CROWD: (u8, usize, usize) = (15, 1_000, 200);
/// A party's phones, and the minutes for which they leave trails.
const PARTY: u8 = 15;
const MINUTES: usize = 10;
const MINUTE_TICKS: usize = 60 * TICK_HZ as usize;

fn main() -> ExitCode {
    let results = [solo(), tails(), crowd(), apart(), over_each_other()];
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

/// Plays a run of an expert bot, to its end.
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

/// A full house, with a long tail for each player.
fn crowd() -> Result<bool, String> {
    let (players, points, ticks) = CROWD;
    let growing = ticks_to_grow(points);
    let steering = spiral(players, growing + ROUNDS * ticks);
    // Each player starts in a separate lane, wide enough to circle in.
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

/// Ten minutes of trails, each player in a separate spiral: as much beside a head as possible without a crash.
fn apart() -> Result<bool, String> {
    // As far from each other as a spiral is wide at the end, in four rows.
    let width = 2.0 * (INNER * INNER + (MINUTES * MINUTE_TICKS) as f32 * TICK_WAY * PITCH / PI).sqrt() + 2.0 * PITCH;
    let starts: Vec<(u8, Pose)> = (0..PARTY)
        .map(|slot| {
            let place = Vec2::new(f32::from(slot % 4), f32::from(slot / 4)) + Vec2::splat(0.5);
            (slot, Pose { position: place * width, heading: 0.0 })
        })
        .collect();
    let tuning = Tuning {
        arena: Vec2::splat(4.0 * width),
        start_speed: TICK_WAY * 120.0,
        speed_growth: 0.0,
        turn: Tuning::SERPENT.turn,
        ..everlasting()
    };
    let game = Game::with_starts(Mode::Survival, tuning, &starts, 1);
    let (old, held) = trails("each in a spiral of their own", game, &spiral(PARTY, MINUTES * MINUTE_TICKS))?;
    for player in old.players() {
        if player.crashes > 0 || player.near_misses > 0 || !has_arm_beside(player) {
            return Err(format!("slot {} is not in a spiral of its own", player.slot));
        }
    }
    Ok(held)
}

/// Ten minutes of trails in the arena of a full house, all over each other: a head always touches something.
fn over_each_other() -> Result<bool, String> {
    let slots: Vec<u8> = (0..PARTY).collect();
    let game = Game::with_tuning(Mode::Survival, everlasting(), &slots, 1);
    let (old, held) = trails("all over each other", game, &weaving(MINUTES * MINUTE_TICKS))?;
    let crashes: u64 = old.players().iter().map(|player| u64::from(player.crashes)).sum();
    if crashes < old.tick() * u64::from(PARTY) / 2 {
        return Err(format!("only {crashes} crashes: the trails are not there"));
    }
    Ok(held)
}

/// Plays ten minutes, and measures the first and the last of them in turns.
fn trails(what: &str, mut first: Game, steering: &[Inputs]) -> Result<(Game, bool), String> {
    let (mut last, before) = (first.clone(), (MINUTES - 1) * MINUTE_TICKS);
    play(&mut last, &steering[..before]);
    let slice = MINUTE_TICKS / ROUNDS;
    let (mut young, mut old) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        young.push(nanoseconds(play(&mut first, &steering[round * slice..][..slice]), slice));
        old.push(nanoseconds(play(&mut last, &steering[before + round * slice..][..slice]), slice));
    }
    for (game, minutes) in [(&first, 1), (&last, MINUTES)] {
        for player in game.players() {
            let way: f32 = (0..game.tick()).map(|tick| game.tuning().speed(tick) / TICK_HZ as f32).sum();
            if !player.alive || (player.length() - way).abs() > 0.01 * way {
                return Err(format!("slot {} has no trail of {minutes} minutes: {}", player.slot, player.length()));
            }
        }
    }
    let points: usize = last.players().iter().map(|player| player.body().len()).sum();
    let (young, old) = (median(young), median(old));
    println!("\n## A party's trails, {what}\n");
    println!("{PARTY} players, {MINUTES} minutes, {points} points in the end.\n");
    println!("- nanoseconds per tick in the first minute: **{young:.0}** (no bar)");
    let fast = report("nanoseconds per tick in the last minute", old, "at most", PARTY_TICK, old <= PARTY_TICK);
    let growth = old / young;
    let flat = report("the last beside the first", growth, "at most", PARTY_GROWTH, growth <= PARTY_GROWTH);
    Ok((last, fast && flat))
}

/// Survival without an end: no gaps, open edges, and a crash costs nothing and changes nothing.
fn everlasting() -> Tuning {
    let mut tuning = Tuning::SURVIVAL;
    tuning.blips.at_most = 0;
    tuning.end = End::Never;
    tuning.party = tuning.party.map(|party| PartyTuning {
        countdown_ticks: 0,
        open: true,
        crash: Some(CrashTuning { ghost_ticks: 0, points: 0 }),
        gap: None,
        closing: None,
        spirit: None,
        ..party
    });
    tuning
}

/// Random steering: each player weaves differently.
fn weaving(ticks: usize) -> Vec<Inputs> {
    let (mut noise, mut steers) = (1_u64, [0.0; PARTY as usize]);
    let inputs = (0..ticks).map(|_| {
        let mut inputs = Inputs::default();
        for (slot, steer) in (0..).zip(&mut steers) {
            // A 64-bit xorshift.
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            if noise.is_multiple_of(60) {
                *steer = ((noise >> 40) as f32 / (1_u64 << 23) as f32 - 1.0) * 0.7;
            }
            inputs.set(slot, *steer);
        }
        inputs
    });
    inputs.collect()
}

/// Distance of one arm of the spiral from the next: no crash, and not even near, but within the range that a head
/// checks.
const PITCH: f32 = 28.0;
/// The spiral's radius at its start.
const INNER: f32 = 60.0;
/// Number of points of the head's own arm: more than are next to it, and fewer than until the spiral comes round again.
const AROUND: usize = 100;
/// Distance travelled in a tick, and distance of two points: numbers without rounding, so that points can be counted
/// on.
const TICK_WAY: f32 = 1.125;
const POINT_WAY: f32 = 4.0 * TICK_WAY;

/// Returns serpent with a tail of `points` points from early on, in an arena where nothing else happens.
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

/// Returns steering for `ticks` ticks outwards in a spiral, so that the previous arm is always beside the head.
fn spiral(players: u8, ticks: usize) -> Vec<Inputs> {
    let tightest = 46.0;
    // Steering has steps; the rounding error of one tick is made up for in the next.
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

/// Checks that the timed game is the described one.
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
        if points > AROUND && !has_arm_beside(player) {
            return Err(format!("{points} points: slot {slot} has no arm beside it"));
        }
    }
    Ok(())
}

/// Whether the previous arm of the spiral is as near as it should be.
fn has_arm_beside(player: &Player) -> bool {
    let mut arm_before = player.body().skip(AROUND).map(|point| point.distance(player.pose.position));
    arm_before.any(|distance| distance < PITCH + 2.0 * POINT_WAY)
}

/// Plays on with this steering. Returns how long that took.
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
