//! The rules: each mode's, bots, replays, and the promise that seed and inputs decide everything.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests may use clocks, files and sockets"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod balance;
mod ball;
mod bomb;
mod bots;
mod classic;
mod comings;
mod course;
mod crown;
mod daily;
mod delay;
mod determinism;
mod evening;
mod hazards;
mod held_powers;
mod hush;
mod hydra;
mod knock_out;
mod matches;
mod mode_hashes;
mod names;
mod old_runs;
mod party_determinism;
mod party_properties;
mod party_replay;
mod powers;
mod properties;
mod replay;
mod rush;
mod scene;
mod serpent;
mod spirits;
mod starts;
mod survival;
mod team_bots;
mod teams;
mod thumb;
mod turf;
mod zen;

#[path = "../support/party.rs"]
mod party;

use full_tilt_rules::{Game, GameEvent, Inputs, MAX_PLAYERS, Mode, TICK_HZ, Tuning};
use glam::Vec2;

const SECOND: u64 = TICK_HZ as u64;

/// Serpent with a constant arena and plain blips only.
fn calm_arena() -> Tuning {
    let mut tuning = Tuning::SERPENT;
    tuning.waves = None;
    tuning.blips.kinds = None;
    tuning
}

fn with(tuning: &Tuning, seed: u64) -> Game {
    Game::with_tuning(Mode::Serpent, tuning.clone(), &[0], seed)
}

/// Returns the same steering for all players.
fn all(steer: f32) -> Inputs {
    let mut inputs = Inputs::default();
    (0..MAX_PLAYERS as u8).for_each(|slot| inputs.set(slot, steer));
    inputs
}

/// Runs until the tick, or the end of the round, with slot 0 steered by `steer`.
fn drive(game: &mut Game, until: u64, mut steer: impl FnMut(&Game) -> f32) -> Vec<(u64, GameEvent)> {
    let (mut log, mut events) = (Vec::new(), Vec::new());
    while game.tick() < until && !game.is_over() {
        let inputs = all(steer(game));
        game.step(&inputs, &mut events);
        log.extend(events.drain(..).map(|event| (game.tick(), event)));
    }
    log
}

/// Returns the steering straight at a place.
fn towards(game: &Game, place: Vec2) -> f32 {
    let head = game.players()[0].pose;
    let wish = place - head.position;
    let off = (wish.y.atan2(wish.x).to_degrees() - head.heading + 540.0).rem_euclid(360.0) - 180.0;
    (off / 5.0).clamp(-1.0, 1.0)
}

/// Steers at the nearest blip: a player that collects, and ignores everything else.
fn greedy(game: &Game) -> f32 {
    let head = game.players()[0].pose.position;
    let nearest = game.blips().iter().min_by(|a, b| a.position.distance(head).total_cmp(&b.position.distance(head)));
    nearest.map_or(0.6, |blip| towards(game, blip.position))
}

#[track_caller]
fn assert_near(actual: f32, expected: f32, tolerance: f32) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not within {tolerance} of {expected}");
}
