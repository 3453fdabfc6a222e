//! Decides when a new blip is due, its kind, and where it appears.

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use super::Board;
use crate::{Blip, BlipKind, BlipTuning, PowersTuning, TICK_HZ, random::unit_f32};

/// Places tried for a new blip; the best one is used.
const TRIES: usize = 12;
/// Ticks between two checks for too few blips.
const REFILL_TICKS: u64 = TICK_HZ as u64 / 4;

/// Whether a blip is due at this tick, with `count` of them on the board.
pub(super) fn is_due(tuning: &BlipTuning, tick: u64, count: usize) -> bool {
    let timed = tick.is_multiple_of(tuning.interval_ticks) && count < tuning.at_most;
    timed || tick.is_multiple_of(REFILL_TICKS) && count < tuning.at_least
}

/// Returns the next blip, which is not yet in the board.
pub(super) fn next(board: &Board, rng: &mut ChaCha8Rng, id: u32) -> Blip {
    let tuning = &board.tuning().blips;
    let kind = draw_power(board.tuning().powers.as_ref(), draw_kind(tuning, rng), rng);
    let lifetime = (kind == BlipKind::Gold).then_some(tuning.gold.1);
    Blip {
        id,
        kind,
        position: place(board, rng),
        appeared_at: board.tick(),
        expires_at: lifetime.map(|ticks| board.tick() + ticks),
    }
}

fn draw_kind(tuning: &BlipTuning, rng: &mut ChaCha8Rng) -> BlipKind {
    const DRAWN: [BlipKind; 5] =
        [BlipKind::Gold, BlipKind::Scissors, BlipKind::Calm, BlipKind::Sweep, BlipKind::Portal];
    let Some(shares) = tuning.kinds else { return BlipKind::Plain };
    let mut drawn = (unit_f32(rng) * 100.0) as u32;
    for (kind, share) in DRAWN.into_iter().zip(shares) {
        match drawn.checked_sub(share) {
            None => return kind,
            Some(rest) => drawn = rest,
        }
    }
    BlipKind::Plain
}

/// Puts a power in place of some plain blips. It draws nothing where there are no powers.
fn draw_power(powers: Option<&PowersTuning>, kind: BlipKind, rng: &mut ChaCha8Rng) -> BlipKind {
    let (Some(powers), BlipKind::Plain) = (powers, kind) else { return kind };
    let (drawn, which) = (unit_f32(rng) * 100.0, unit_f32(rng));
    let power = powers.kinds.get((which * powers.kinds.len() as f32) as usize).copied();
    power.filter(|_| drawn < powers.share as f32).map_or(kind, BlipKind::Power)
}

/// Returns a place entirely inside the arena: of several random ones, the one that is least in the way of players.
fn place(board: &Board, rng: &mut ChaCha8Rng) -> Vec2 {
    let tuning = &board.tuning().blips;
    let tries = if tuning.distance > 0.0 { TRIES } else { 1 };
    let mut best = (f32::NEG_INFINITY, Vec2::ZERO);
    for _ in 0..tries {
        let place = inside(board, tuning.radius, rng);
        let room = if tries > 1 { room_around(board, place) } else { 0.0 };
        if room > best.0 {
            best = (room, place);
        }
        if room >= 1.0 {
            break;
        }
    }
    best.1
}

/// Returns a place whose circle of this radius is inside the current edges.
pub(super) fn inside(board: &Board, radius: f32, rng: &mut ChaCha8Rng) -> Vec2 {
    let margin = Vec2::splat(board.inset() + radius);
    let share = Vec2::new(unit_f32(rng), unit_f32(rng));
    margin + share * (board.tuning().arena - 2.0 * margin)
}

/// Returns how free a place is: 1 and more if nothing is nearer than the tuning's distance.
fn room_around(board: &Board, place: Vec2) -> f32 {
    let tuning = &board.tuning().blips;
    let heads = board.players().iter().filter(|player| player.alive).map(|player| player.pose.position);
    let heads = heads.map(|head| head.distance(place) / tuning.distance).fold(1.0, f32::min);
    let hazards = board.hazards().iter().map(|hazard| (hazard.position.distance(place) - hazard.radius) / 40.0);
    let edge = board.edge_distance(place) / 36.0;
    let body = board.body_distance(place, 30.0) / 30.0;
    hazards.fold(heads.min(edge), f32::min).min(body)
}
