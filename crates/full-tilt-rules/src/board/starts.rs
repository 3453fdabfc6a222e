//! Start positions: far from each other and from the edges, on courses that do not cross.

use glam::{BVec2, Vec2};
use rand_chacha::ChaCha8Rng;

use crate::{Pose, Tuning, random::unit_f32};

/// The spread of 2, 3, 4 … players: the number of columns, by how many the column moves from one lane to the next, and
/// how far the outermost are from the edges, as a share of the arena's height.
///
/// Of all such triples, these give the longest time in which nobody can touch anything, whatever the players steer.
const SPREADS: [(usize, usize, f32); 16] = [
    (2, 1, 0.438),
    (3, 1, 0.298),
    (3, 1, 0.242),
    (4, 1, 0.22),
    (4, 1, 0.214),
    (11, 3, 0.194),
    (5, 2, 0.186),
    (5, 2, 0.182),
    (5, 1, 0.172),
    (14, 3, 0.16),
    (14, 3, 0.156),
    (14, 3, 0.146),
    (6, 1, 0.142),
    (6, 1, 0.14),
    (6, 1, 0.136),
    (7, 2, 0.132),
];

/// Returns a pose for each of `count` players.
///
/// In party modes each player has a separate lane and heads for the side that is further away: so no straight course
/// meets another, and it is at least half as long as the arena is wide. The assignment of lanes and the mirror image of
/// the layout are random.
pub(super) fn poses(tuning: &Tuning, count: usize, rng: &mut ChaCha8Rng) -> Vec<Pose> {
    if tuning.party.is_none() {
        let lane = tuning.arena.y / (count + 1) as f32;
        let start = |i: usize| Vec2::new(tuning.start.x, lane * (i + 1) as f32);
        return (0..count).map(|i| Pose { position: start(i), heading: 0.0 }).collect();
    }
    let mirrored = BVec2::new(unit_f32(rng) < 0.5, unit_f32(rng) < 0.5);
    let mut places = places(tuning.arena, count);
    shuffle(&mut places, rng);
    let pose = |place: Vec2| {
        let position = Vec2::select(mirrored, tuning.arena - place, place);
        Pose { position, heading: if position.x <= tuning.arena.x / 2.0 { 0.0 } else { 180.0 } }
    };
    places.into_iter().map(pose).collect()
}

/// Returns a place in a lane for each of `count` players.
fn places(arena: Vec2, count: usize) -> Vec<Vec2> {
    let Some(&(columns, step, margin)) = count.checked_sub(2).and_then(|more| SPREADS.get(more)) else {
        // A single player; more players than slots cannot occur.
        return vec![arena * Vec2::new(0.25, 0.5); count];
    };
    let margin = Vec2::splat(margin * arena.y);
    let share = |lane: usize| {
        let column = (lane * step % columns) as f32 / (columns - 1) as f32;
        Vec2::new(column, lane as f32 / (count - 1) as f32)
    };
    (0..count).map(|lane| margin + share(lane) * (arena - 2.0 * margin)).collect()
}

/// The Fisher–Yates shuffle.
fn shuffle(places: &mut [Vec2], rng: &mut ChaCha8Rng) {
    for last in (1..places.len()).rev() {
        let other = (unit_f32(rng) * (last + 1) as f32) as usize;
        places.swap(last, other.min(last));
    }
}
