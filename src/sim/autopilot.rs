//! Steers for a player who is away, well enough to be there when they come back.

use glam::Vec2;

use super::{Game, classic};

/// How far ahead it looks, in seconds, and in what steps.
const HORIZON_S: f32 = 3.5;
const STEP_S: f32 = 1.0 / 20.0;
/// It keeps this far from the edge if it can.
const COMFORT: f32 = 40.0;
/// What it considers, the gentlest first: of equally safe ones the gentlest is taken.
const CHOICES: [f32; 5] = [0.0, 0.5, -0.5, 1.0, -1.0];

/// Steering for this slot, −1..=1: of a few constant turns the one that stays inside the arena longest.
pub fn autopilot(game: &Game, slot: u8) -> f32 {
    let Some(player) = game.players().iter().find(|player| player.slot == slot && player.alive) else { return 0.0 };
    let inside =
        |position: Vec2| position.cmpge(Vec2::splat(COMFORT)).all() && position.cmple(classic::ARENA - COMFORT).all();
    let survival = |steer: f32| {
        let (mut position, mut heading, mut time) = (player.pose.position, player.pose.heading, 0.0);
        let began_inside = inside(position);
        while time < HORIZON_S {
            heading += steer * classic::MAX_TURN_RATE * STEP_S;
            let (sin, cos) = libm::sincosf(heading.to_radians());
            position += Vec2::new(cos, sin) * (player.speed * STEP_S);
            time += STEP_S;
            if began_inside && !inside(position) {
                break;
            }
            // Too near already: what counts is to be inside again soon.
            if !began_inside && inside(position) {
                return 2.0 * HORIZON_S - time;
            }
        }
        if began_inside { time } else { 0.0 }
    };
    let mut best = (CHOICES[0], survival(CHOICES[0]));
    for steer in &CHOICES[1..] {
        let survives = survival(*steer);
        if survives > best.1 + STEP_S / 2.0 {
            best = (*steer, survives);
        }
    }
    best.0
}
