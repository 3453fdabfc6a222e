//! What the numbers of the rules mean; [`super::Mode`] has them for each mode.

use glam::Vec2;

use super::TICK_S;

/// The numbers of a mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Width and height of the arena.
    pub arena: Vec2,
    /// Where a single player starts, heading right. Several start below one another, evenly spread.
    pub start: Vec2,
    /// How far outside the edge a head's middle may be before that is the end. Strictly more than this kills.
    pub edge_margin: f32,
    /// Size of a head.
    pub head_radius: f32,
    /// Speed at the start, in units per second.
    pub start_speed: f32,
    /// Growth of the speed, in units per second every second.
    pub speed_growth: f32,
    /// The speed grows no further than this.
    pub max_speed: f32,
    /// How tightly one can turn.
    pub turn: Turn,
    /// The body behind the head.
    pub body: BodyTuning,
    /// What there is to collect.
    pub blips: BlipTuning,
    /// Blips in quick succession; `None` where they count alike.
    pub combo: Option<ComboTuning>,
    /// Courage; `None` where it earns nothing.
    pub near_miss: Option<NearMissTuning>,
    /// How the arena gets meaner; `None` where it stays as it is.
    pub waves: Option<WaveTuning>,
    /// Points for a second of staying alive.
    pub survival_score_per_s: f64,
    /// When the round is over.
    pub end: End,
    /// What is different with several players; `None` in the modes one plays alone.
    pub party: Option<PartyTuning>,
}

/// When a round is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum End {
    /// When everybody has crashed.
    LastCrash,
    /// After so many ticks.
    Time(u64),
    /// When at most one is left of several.
    LastStanding,
    /// Somebody else will say.
    Never,
}

/// What is different with several players.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartyTuning {
    /// Rounds of a match.
    pub rounds: u32,
    /// Arenas by the number of players: the first one that is for at least as many.
    pub arenas: [(usize, Vec2); 3],
    /// Ticks before the start in which heads stand and only turn …
    pub countdown_ticks: u64,
    /// … by so many degrees to either side at full lock.
    pub pivot: f32,
    /// Whether whoever leaves the arena comes in again on the other side, always.
    pub open: bool,
    /// What a crash costs; `None` where it is the end of one's round.
    pub crash: Option<CrashTuning>,
    /// Every so many units of the way a gap of so many units is left in the body.
    pub gap: Option<(f32, f32)>,
    /// How the edges close in.
    pub closing: Option<ClosingTuning>,
    /// What those steer who are out.
    pub spirit: Option<SpiritTuning>,
    /// Blips that lie about for each player, beyond [`BlipTuning::at_least`].
    pub blips_each: f32,
    /// Ticks for which the edges stay open once somebody has taken a portal.
    pub portal_ticks: u64,
    /// Points for whoever's body somebody else crashed into.
    pub wall: u32,
    /// Points for everybody who is alive when somebody crashes.
    pub outlived: u32,
    /// Points for being the only one left.
    pub last: u32,
    /// Ticks for which whoever comes back can touch nothing.
    pub protection_ticks: u64,
}

/// What a crash costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrashTuning {
    /// Ticks as a ghost.
    pub ghost_ticks: u64,
    /// Points; nobody has less than none.
    pub points: u32,
}

/// How the edges close in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClosingTuning {
    /// The tick they begin at.
    pub from: u64,
    /// The tick they stop at, in an arena of any size …
    pub until: u64,
    /// … this far from the middle line.
    pub leave: f32,
}

/// What those steer who are out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpiritTuning {
    /// Its size.
    pub radius: f32,
    /// In units per second: slower than those who live.
    pub speed: f32,
    /// Degrees per second at full lock.
    pub turn_rate: f32,
    /// Ticks in which it only warns.
    pub warning_ticks: u64,
    /// Points for its owner when somebody crashes into it.
    pub points: u32,
}

/// The law of turning at full lock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// So many degrees per second, whatever the speed: circles widen as it grows.
    Rate(f32),
    /// The tightest circle has this radius at the start, and grows by so much for every unit per second gained.
    Radius {
        /// At the starting speed.
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
    /// What a plain blip adds to it.
    pub growth: f32,
    /// Half its width near the head.
    pub radius: f32,
    /// Distance of the points it is made of; 0 for one a tick.
    pub spacing: f32,
    /// Whether touching it is the end.
    pub kills: bool,
    /// Whether it stays when its owner is out.
    pub stays: bool,
    /// So much of one's own body, next to the head, harms nobody: it cannot be reached, only overlapped.
    pub neck: f32,
}

/// Blips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlipTuning {
    /// Size of a blip; one is taken when head and blip touch, and appears wholly inside the arena.
    pub radius: f32,
    /// Taken from so much further away.
    pub magnet: f32,
    /// Ticks from one blip to the next, whatever is taken.
    pub interval_ticks: u64,
    /// If fewer lie about, another one appears within a quarter of a second.
    pub at_least: usize,
    /// If so many lie about, no more appear: a player who takes none has lost interest, and memory has a bound.
    pub at_most: usize,
    /// How far from a head, and from the edge, new ones stay if they can.
    pub distance: f32,
    /// Points for a plain one.
    pub points: u32,
    /// Of a hundred blips, how many are gold, scissors, calm, sweep and portal; the rest is plain.
    pub kinds: Option<[u32; 5]>,
    /// Points for a golden one, and for how many ticks it is there.
    pub gold: (u32, u64),
    /// Share of the body that scissors cut off, never below the starting length.
    pub cut: f32,
    /// What calm does to the speed, and for how many ticks.
    pub calm: (f32, u64),
}

/// Combos.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ComboTuning {
    /// Ticks within which the next blip, or a near miss, keeps it going.
    pub window_ticks: u64,
    /// The highest factor on points.
    pub max_factor: u32,
}

/// Near misses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearMissTuning {
    /// Counts as near: less than this between skin and skin.
    pub gap: f32,
    /// Points, before the combo's factor, once one is out of it again.
    pub points: u32,
    /// Ticks before the next one counts.
    pub pause_ticks: u64,
}

/// Waves. Each has one kind of news, in turn: thorns, a narrower arena, a drifter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaveTuning {
    /// Ticks from one wave to the next.
    pub interval_ticks: u64,
    /// Points for having lived through the first one; twice that for the second, and so on.
    pub points: u32,
    /// Ticks in which a new hazard only warns.
    pub warning_ticks: u64,
    /// Thorns that a wave of thorns adds, and how many there are at most.
    pub thorns: (usize, usize),
    /// Size of a thorn.
    pub thorn_radius: f32,
    /// Drifters there are at most.
    pub drifters: usize,
    /// Size of a drifter.
    pub drifter_radius: f32,
    /// Speed of the first drifter in units per second, and how much faster each next one is.
    pub drifter_speed: (f32, f32),
    /// How far a narrowing wave moves each edge inwards, and how far they move in all.
    pub inset: (f32, f32),
    /// How fast the edges move, in units per second.
    pub inset_speed: f32,
    /// How far from a head a hazard appears.
    pub distance: f32,
}

impl Tuning {
    /// Speed after so many ticks if nothing slows it, in units per second.
    pub fn speed(&self, tick: u64) -> f32 {
        (self.start_speed + self.speed_growth * (tick as f32 * TICK_S)).min(self.max_speed)
    }

    /// Turning at full lock at a speed in units per second; degrees per second.
    pub fn max_turn_rate(&self, speed: f32) -> f32 {
        match self.turn {
            Turn::Rate(rate) => rate,
            Turn::Radius { start, growth } => {
                let radius = start + growth * (speed - self.start_speed).max(0.0);
                (speed / radius).to_degrees()
            }
        }
    }

    /// Half the body's width at a share of its length: 0 at the head, 1 at the tail's end, where it is thin.
    pub fn body_radius(&self, share: f32) -> f32 {
        self.body.radius * (1.0 - 0.75 * share * share)
    }
}
