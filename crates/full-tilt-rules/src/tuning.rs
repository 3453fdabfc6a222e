//! Definitions of the rules' numbers; [`super::Mode`] has their values for each mode.

mod ball;
mod bomb;
mod crown;
mod hush;
mod hydra;
mod knock_out;
mod parts;
mod party;
mod powers;
mod thumb;
mod turf;

use glam::Vec2;

use super::TICK_S;
pub use ball::BallTuning;
pub use bomb::BombTuning;
pub use crown::CrownTuning;
pub use hush::{DotTuning, HushTuning};
pub use hydra::HydraTuning;
pub use knock_out::KnockOutTuning;
pub use parts::PartsTuning;
pub use party::{ClosingTuning, CrashTuning, PartyTuning, SpiritTuning};
pub use powers::PowersTuning;
pub use thumb::{DashPrice, DashTuning, ThumbTuning};
pub use turf::TurfTuning;

/// The numbers of a mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Width and height of the arena.
    pub arena: Vec2,
    /// Start of a single player, heading right. Several players start below one another, evenly spread.
    pub start: Vec2,
    /// How far outside the edge a head's middle may be, in arena units. Strictly more than this kills.
    pub edge_margin: f32,
    /// Radius of a head.
    pub head_radius: f32,
    /// Speed at the start, in units per second.
    pub start_speed: f32,
    /// Growth of the speed, in units per second every second.
    pub speed_growth: f32,
    /// Largest speed, in units per second.
    pub max_speed: f32,
    /// Turning limit at full lock.
    pub turn: Turn,
    /// The body behind the head.
    pub body: BodyTuning,
    /// The blips.
    pub blips: BlipTuning,
    /// Combos of blips in quick succession; `None` if there are none.
    pub combo: Option<ComboTuning>,
    /// Near misses; `None` if they earn nothing.
    pub near_miss: Option<NearMissTuning>,
    /// Waves that make the arena more dangerous; `None` if it stays as it is.
    pub waves: Option<WaveTuning>,
    /// Points for a second of staying alive.
    pub survival_score_per_s: f64,
    /// The end of the round.
    pub end: End,
    /// Differences with several players; `None` in single-player modes.
    pub party: Option<PartyTuning>,
    /// The players' thumbs; `None` if taps do nothing during a round.
    pub thumb: Option<ThumbTuning>,
    /// The powers that players can pick up; `None` if there are none.
    pub powers: Option<PowersTuning>,
    /// The parts with a state of their own; see [`crate::Parts`].
    pub parts: PartsTuning,
}

/// The condition for the end of a round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// All players have crashed.
    LastCrash,
    /// This number of ticks has passed.
    Time(u64),
    /// At most one of several players is left.
    LastStanding,
    /// The round never ends by itself.
    Never,
}

/// The turning limit at full lock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// Constant rate in degrees per second, whatever the speed: circles widen as it grows.
    Rate(f32),
    /// The tightest circle has this radius at the start, and grows by `growth` for every unit per second of speed
    /// gained.
    Radius {
        /// Radius at the starting speed.
        start: f32,
        /// Units of radius per unit per second.
        growth: f32,
    },
}

/// The body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyTuning {
    /// Length at the start.
    pub start_length: f32,
    /// Growth by a plain blip.
    pub growth: f32,
    /// Half its width near the head.
    pub radius: f32,
    /// Distance between its points; 0 for one point per tick.
    pub spacing: f32,
    /// Whether touching it kills.
    pub kills: bool,
    /// Whether it stays when its owner is out.
    pub stays: bool,
    /// Length of a player's own body next to the head that is harmless: it cannot be reached, only overlapped.
    pub neck: f32,
}

/// Blips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlipTuning {
    /// Radius of a blip; it is taken when head and blip touch, and appears entirely inside the arena.
    pub radius: f32,
    /// Additional distance from which it is taken.
    pub magnet: f32,
    /// Ticks from one blip to the next, regardless of how many are taken.
    pub interval_ticks: u64,
    /// If fewer are on the board, another one appears within a quarter of a second.
    pub at_least: usize,
    /// If this many are on the board, no more appear: a player who takes none has lost interest, and memory must be
    /// bounded.
    pub at_most: usize,
    /// Distance from a head, and from the edge, that new ones keep if possible.
    pub distance: f32,
    /// Points for a plain one.
    pub points: u32,
    /// Of a hundred blips, the numbers of gold, scissors, calm, sweep and portal; the rest is plain.
    pub kinds: Option<[u32; 5]>,
    /// Points for a golden one, and its lifetime in ticks.
    pub gold: (u32, u64),
    /// Share of the body that scissors cut off, never below the starting length.
    pub cut: f32,
    /// Share of the speed under calm, and its duration in ticks.
    pub calm: (f32, u64),
}

/// Combos.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComboTuning {
    /// Ticks within which the next blip, or a near miss, continues the combo.
    pub window_ticks: u64,
    /// The highest factor on points.
    pub max_factor: u32,
}

/// Near misses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearMissTuning {
    /// Largest distance from skin to skin that counts as near.
    pub gap: f32,
    /// Points, before the combo's factor, awarded once the player has escaped.
    pub points: u32,
    /// Ticks before the next one counts.
    pub pause_ticks: u64,
}

/// Waves. Each brings one change, in turn: thorns, a narrower arena, a drifter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaveTuning {
    /// Ticks from one wave to the next.
    pub interval_ticks: u64,
    /// Points for surviving the first wave; twice that for the second, and so on.
    pub points: u32,
    /// Ticks for which a new hazard only warns.
    pub warning_ticks: u64,
    /// Number of thorns that a wave of thorns adds, and the largest number in all.
    pub thorns: (usize, usize),
    /// Radius of a thorn.
    pub thorn_radius: f32,
    /// Largest number of drifters.
    pub drifters: usize,
    /// Radius of a drifter.
    pub drifter_radius: f32,
    /// Speed of the first drifter in units per second, and the increase for each next one.
    pub drifter_speed: (f32, f32),
    /// Distance by which a narrowing wave moves each edge inwards, and the largest distance in all.
    pub inset: (f32, f32),
    /// Speed of the edges, in units per second.
    pub inset_speed: f32,
    /// Distance from a head at which a hazard appears.
    pub distance: f32,
}

impl Tuning {
    /// Returns the speed after `tick` ticks if nothing slows it, in units per second.
    pub fn speed(&self, tick: u64) -> f32 {
        (self.start_speed + self.speed_growth * (tick as f32 * TICK_S)).min(self.max_speed)
    }

    /// Returns the highest speed of any player, dashes included, in units per second.
    pub fn top_speed(&self) -> f32 {
        let hasty = self.max_speed * self.parts.bomb.map_or(1.0, |bomb| bomb.haste.max(1.0));
        let dashes = self.thumb.map(|thumb| thumb.dash).into_iter().chain(self.powers.map(|powers| powers.dash));
        dashes.map(|dash| dash.top_speed).fold(hasty, f32::max)
    }

    /// Returns the turn rate at full lock for a speed in units per second; in degrees per second.
    pub fn max_turn_rate(&self, speed: f32) -> f32 {
        match self.turn {
            Turn::Rate(rate) => rate,
            Turn::Radius { start, growth } => {
                let radius = start + growth * (speed - self.start_speed).max(0.0);
                (speed / radius).to_degrees()
            }
        }
    }

    /// Returns half the body's width at a share of its length: 0 at the head, 1 at the tail's end, where it is thin.
    pub fn body_radius(&self, share: f32) -> f32 {
        self.body.radius * (1.0 - 0.75 * share * share)
    }
}
