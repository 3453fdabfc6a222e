//! What makes the arena meaner, wave by wave: thorns that stand, drifters that move, and edges that close in.

use glam::Vec2;
use rand_chacha::ChaCha8Rng;

use super::{Game, Inputs, TICK_S, Tuning, WaveTuning, blips};

/// Places tried for a new hazard; without a good one it does not come this time.
const TRIES: usize = 24;

/// Something not to touch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hazard {
    /// Counts from 0 in the order of appearance.
    pub id: u32,
    /// Whether it stands or moves.
    pub kind: HazardKind,
    /// In arena units.
    pub position: Vec2,
    /// A tick ago; views draw in between.
    pub previous: Vec2,
    /// In units per second.
    pub velocity: Vec2,
    /// Its size.
    pub radius: f32,
    /// The tick from which it kills; before, it warns.
    pub armed_at: u64,
}

/// The kinds of hazards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HazardKind {
    /// Stands.
    Thorn,
    /// Moves straight on, and bounces off the edges.
    Drifter,
    /// Is steered by somebody who is out, and bounces off the edges.
    Spirit {
        /// Whose.
        of: u8,
    },
}

/// What a wave brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Thorns,
    Narrower,
    Drifter,
}

/// The wave that a tick belongs to, counting from 1.
pub(super) fn wave_at(tuning: &WaveTuning, tick: u64) -> u32 {
    u32::try_from(tick / tuning.interval_ticks.max(1)).unwrap_or(u32::MAX).saturating_add(1)
}

/// How far in the edges are to be in a wave: every third one moves them, from the third on.
pub(super) fn inset_wanted(tuning: &WaveTuning, wave: u32) -> f32 {
    let (step, most) = tuning.inset;
    (step * (wave / 3) as f32).min(most)
}

/// What comes with a wave, 2 and later; the first brings nothing.
pub(super) fn arrivals(game: &Game, tuning: &WaveTuning, rng: &mut ChaCha8Rng, mut id: u32) -> Vec<Hazard> {
    let wave = game.wave();
    let count = |kind| game.hazards().iter().filter(|hazard| hazard.kind == kind).count();
    let news = match wave % 3 {
        2 => News::Thorns,
        0 => News::Narrower,
        _ => News::Drifter,
    };
    let (kind, number, speed) = match news {
        News::Thorns => {
            let (step, most) = tuning.thorns;
            (HazardKind::Thorn, step.min(most.saturating_sub(count(HazardKind::Thorn))), 0.0)
        }
        News::Drifter if wave > 1 => {
            let (drifters, (first, growth)) = (count(HazardKind::Drifter), tuning.drifter_speed);
            (HazardKind::Drifter, usize::from(drifters < tuning.drifters), first + growth * drifters as f32)
        }
        News::Drifter | News::Narrower => return Vec::new(),
    };
    let mut new: Vec<Hazard> = Vec::new();
    for _ in 0..number {
        let radius = if kind == HazardKind::Thorn { tuning.thorn_radius } else { tuning.drifter_radius };
        let Some(position) = place(game, tuning, radius, &new, rng) else { continue };
        let (sin, cos) = libm::sincosf(blips::unit_f32(rng) * core::f32::consts::TAU);
        let velocity = Vec2::new(cos, sin) * speed;
        let armed_at = game.tick() + tuning.warning_ticks;
        new.push(Hazard { id, kind, position, previous: position, velocity, radius, armed_at });
        id += 1;
    }
    new
}

/// Far from every head, and from where it will be in a second, from what is there already and from the edges.
fn place(game: &Game, tuning: &WaveTuning, radius: f32, new: &[Hazard], rng: &mut ChaCha8Rng) -> Option<Vec2> {
    (0..TRIES).map(|_| blips::inside(game, 3.0 * radius, rng)).find(|&place| {
        let heads = game.players().iter().filter(|player| player.alive);
        let mut heads = heads.flat_map(|player| {
            let ahead = player.pose.direction() * player.speed;
            [player.pose.position, player.pose.position + ahead]
        });
        let mut others = game.hazards().iter().chain(new);
        let mut blips = game.blips().iter();
        heads.all(|head| head.distance(place) > tuning.distance)
            && others.all(|other| other.position.distance(place) > 5.0 * radius)
            && blips.all(|blip| blip.position.distance(place) > 3.0 * radius)
    })
}

impl Hazard {
    /// Whether it kills at this tick; a new one only warns for a while.
    pub fn is_armed(&self, tick: u64) -> bool {
        tick >= self.armed_at
    }

    /// Moves for a tick, between edges that are so far in. A spirit moves while it warns, too, so that whoever steers it
    /// finds it at once.
    pub(super) fn advance(&mut self, tick: u64, inputs: &Inputs, tuning: &Tuning, inset: f32) {
        self.previous = self.position;
        match self.kind {
            HazardKind::Thorn => return,
            HazardKind::Drifter if !self.is_armed(tick) => return,
            HazardKind::Drifter => {}
            HazardKind::Spirit { of } => {
                let turn_rate = tuning.party.and_then(|party| party.spirit).map_or(0.0, |spirit| spirit.turn_rate);
                let (sin, cos) = libm::sincosf((inputs.get(of) * turn_rate * TICK_S).to_radians());
                self.velocity = Vec2::new(cos, sin).rotate(self.velocity);
            }
        }
        self.position += self.velocity * TICK_S;
        let low = Vec2::splat(inset + self.radius);
        let high = (tuning.arena - low).max(low);
        for axis in 0..2 {
            if self.position[axis] < low[axis] {
                self.velocity[axis] = self.velocity[axis].abs();
            } else if self.position[axis] > high[axis] {
                self.velocity[axis] = -self.velocity[axis].abs();
            }
        }
        self.position = self.position.clamp(low, high);
    }
}
