//! Where everybody starts: far from each other and from the edges, on courses that do not cross.

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use crate::sim::{Pose, Tuning, blips::unit_f32};

/// Up to so many start on one ring; with more, a part starts on a second one inside.
const ONE_RING: usize = 8;
/// The rings' half axes, as shares of the arena.
const OUTER: Vec2 = Vec2::new(0.36, 0.33);
const INNER: Vec2 = Vec2::new(0.15, 0.12);
/// Parts of an ellipse that its length is added up from.
const PARTS: usize = 720;

/// A pose for each of so many players.
///
/// In party modes they stand on an ellipse, at equal distances along it, and all point the same way round: so their courses
/// lead outwards like the blades of a windmill, and nobody has a better place than another. Which of these places is whose,
/// and where the first one is, is left to chance.
pub(super) fn poses(tuning: &Tuning, count: usize, rng: &mut ChaCha8Rng) -> Vec<Pose> {
    if tuning.party.is_none() {
        let lane = tuning.arena.y / (count + 1) as f32;
        let start = |i: usize| Vec2::new(tuning.start.x, lane * (i + 1) as f32);
        return (0..count).map(|i| Pose { position: start(i), heading: 0.0 }).collect();
    }
    let inner = if count > ONE_RING { count / 3 } else { 0 };
    let clockwise = unit_f32(rng) < 0.5;
    let mut poses = ring(tuning.arena, OUTER, count - inner, clockwise, unit_f32(rng));
    poses.extend(ring(tuning.arena, INNER, inner, clockwise, unit_f32(rng)));
    shuffle(&mut poses, rng);
    poses
}

fn ring(arena: Vec2, share: Vec2, count: usize, clockwise: bool, turn: f32) -> Vec<Pose> {
    let (half_axes, middle) = (arena * share, arena / 2.0);
    let at = |part: usize| {
        let (sin, cos) = libm::sincosf(part as f32 / PARTS as f32 * core::f32::consts::TAU);
        half_axes * Vec2::new(cos, sin)
    };
    // Length of the ellipse up to each part.
    let mut lengths = vec![0.0];
    for part in 0..PARTS {
        lengths.push(lengths[part] + at(part).distance(at(part + 1)));
    }
    let whole = lengths[PARTS];
    (0..count)
        .map(|i| {
            let wanted = (i as f32 + turn) / count as f32 * whole;
            let part = lengths.partition_point(|&length| length < wanted).clamp(1, PARTS);
            let way = at(part) - at(part - 1);
            let way = if clockwise { way } else { -way };
            Pose { position: middle + at(part), heading: libm::atan2f(way.y, way.x).to_degrees() }
        })
        .collect()
}

/// Fisher and Yates.
fn shuffle(poses: &mut [Pose], rng: &mut ChaCha8Rng) {
    for last in (1..poses.len()).rev() {
        let other = (unit_f32(rng) * (last + 1) as f32) as usize;
        poses.swap(last, other.min(last));
    }
}
