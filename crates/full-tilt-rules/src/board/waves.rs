//! Waves, which make the arena more dangerous: thorns, drifters, and edges that close in.

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use super::{Board, blip_supply};
use crate::{Hazard, HazardKind, WaveTuning, random::unit_f32};

/// Places tried for a new hazard; if none is good, the hazard does not appear this time.
const TRIES: usize = 24;

/// The kind of hazards of a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrivals {
    Thorns,
    Narrower,
    Drifter,
}

/// Returns the wave that a tick belongs to, counting from 1.
pub(super) fn wave_at(tuning: &WaveTuning, tick: u64) -> u32 {
    u32::try_from(tick / tuning.interval_ticks.max(1)).unwrap_or(u32::MAX).saturating_add(1)
}

/// Returns how far inwards the edges should be in a wave: every third one moves them, from the third on.
pub(super) fn inset_wanted(tuning: &WaveTuning, wave: u32) -> f32 {
    let (step, most) = tuning.inset;
    (step * (wave / 3) as f32).min(most)
}

/// Returns the hazards of a wave, 2 and later; the first has none.
pub(super) fn arrivals(board: &Board, tuning: &WaveTuning, rng: &mut ChaCha8Rng, mut id: u32) -> Vec<Hazard> {
    let wave = board.wave();
    let count = |kind| board.hazards().iter().filter(|hazard| hazard.kind == kind).count();
    let news = match wave % 3 {
        2 => Arrivals::Thorns,
        0 => Arrivals::Narrower,
        _ => Arrivals::Drifter,
    };
    let (kind, number, speed) = match news {
        Arrivals::Thorns => {
            let (step, most) = tuning.thorns;
            (HazardKind::Thorn, step.min(most.saturating_sub(count(HazardKind::Thorn))), 0.0)
        }
        Arrivals::Drifter if wave > 1 => {
            let (drifters, (first, growth)) = (count(HazardKind::Drifter), tuning.drifter_speed);
            (HazardKind::Drifter, usize::from(drifters < tuning.drifters), first + growth * drifters as f32)
        }
        Arrivals::Drifter | Arrivals::Narrower => return Vec::new(),
    };
    let mut new: Vec<Hazard> = Vec::new();
    for _ in 0..number {
        let radius = if kind == HazardKind::Thorn { tuning.thorn_radius } else { tuning.drifter_radius };
        let Some(position) = place(board, tuning, radius, &new, rng) else { continue };
        let (sin, cos) = libm::sincosf(unit_f32(rng) * core::f32::consts::TAU);
        let velocity = Vec2::new(cos, sin) * speed;
        let armed_at = board.tick() + tuning.warning_ticks;
        new.push(Hazard { id, kind, position, previous: position, velocity, radius, armed_at });
        id += 1;
    }
    new
}

/// Returns a place far from every head, from where the heads will be in a second, from existing hazards and from the
/// edges.
fn place(board: &Board, tuning: &WaveTuning, radius: f32, new: &[Hazard], rng: &mut ChaCha8Rng) -> Option<Vec2> {
    (0..TRIES).map(|_| blip_supply::inside(board, 3.0 * radius, rng)).find(|&place| {
        let heads = board.players().iter().filter(|player| player.alive);
        let mut heads = heads.flat_map(|player| {
            let ahead = player.pose.direction() * player.speed;
            [player.pose.position, player.pose.position + ahead]
        });
        let mut others = board.hazards().iter().chain(new);
        let mut blips = board.blips().iter();
        heads.all(|head| head.distance(place) > tuning.distance)
            && others.all(|other| other.position.distance(place) > 5.0 * radius)
            && blips.all(|blip| blip.position.distance(place) > 3.0 * radius)
    })
}
