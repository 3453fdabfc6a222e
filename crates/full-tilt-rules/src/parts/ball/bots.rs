//! Bots in ball: the nearest of a team get behind the ball and drive it at the goal, the others guard.

use glam::Vec2;

use super::Ball;
use crate::{Board, Player, parts::Hint};

/// Of the players of a team, one in this number, rounded up, goes for the ball.
const CHASERS: usize = 2;
/// Time by which bots look ahead at the ball, in seconds.
const AHEAD_S: f32 = 0.25;
/// Distance behind the ball at which a bot turns towards it, and to the side on the way there, in arena units.
const BEHIND: f32 = 90.0;
const BESIDE: f32 = 80.0;
/// Part of the way from the own goal to the ball at which the others wait.
const GUARD: f32 = 0.45;
/// Distance between the waiting places of two players, in arena units.
const SPREAD: f32 = 70.0;
/// Distance from the arena's edges that targets keep, in arena units.
const MARGIN: f32 = 36.0;

/// Returns a bot's suggestion.
pub(super) fn hint(ball: &Ball, board: &Board, slot: u8) -> Hint {
    let Some(player) = board.player(slot) else { return Hint::default() };
    let (arena, here) = (board.tuning().arena, player.pose.position);
    let at = ball.position + ball.velocity * AHEAD_S;
    let attacks_right = player.team() == Some(0);
    let goal = Vec2::new(if attacks_right { arena.x } else { 0.0 }, arena.y / 2.0);
    let own = Vec2::new(arena.x - goal.x, goal.y);
    let mates = || board.players().iter().filter(|mate| mate.team() == player.team() && mate.is_solid());
    let far = |mate: &Player| mate.pose.position.distance_squared(at);
    let nearer = mates().filter(|mate| (far(mate), mate.slot) < (far(player), slot)).count();
    let target = if nearer < mates().count().div_ceil(CHASERS) && ball.kick_off == 0 {
        let back = (at - goal).normalize_or(Vec2::X);
        let off = here - at;
        if off.dot(back) > 0.82 * off.length() {
            // Behind the ball: through it, at the goal.
            at - back * ball.tuning().radius
        } else {
            let side = if off.perp_dot(back) > 0.0 { -1.0 } else { 1.0 };
            let is_before = off.dot(back) < 0.0;
            at + back * BEHIND + back.perp() * (side * if is_before { BESIDE } else { 0.0 })
        }
    } else {
        let place = f32::from(u8::try_from(nearer).unwrap_or(0));
        let aside = if nearer.is_multiple_of(2) { place / 2.0 } else { -(place + 1.0) / 2.0 };
        own + (at - own) * GUARD + Vec2::new(0.0, aside * SPREAD)
    };
    Hint { target: Some(target.clamp(Vec2::splat(MARGIN), arena - MARGIN)), ..Hint::default() }
}
