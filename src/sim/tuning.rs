//! All numbers of the rules, one [`Tuning`] a mode; `docs/feel.md` says why they are what they are.

use glam::Vec2;

use super::{TICK_S, ticks};

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
    /// Of a hundred blips, how many are gold, scissors and calm; the rest is plain.
    pub kinds: Option<[u32; 3]>,
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
    /// *Classic*: the original's rules, given per second instead of per frame. Sizes of head, blip and body are ours, as
    /// the original's facts leave them open.
    pub const CLASSIC: Self = Self {
        arena: Vec2::new(840.0, 600.0),
        start: Vec2::new(200.0, 300.0),
        edge_margin: 10.0,
        head_radius: 10.0,
        start_speed: 120.0,
        speed_growth: 1.8,
        max_speed: f32::INFINITY,
        turn: Turn::Rate(60.0),
        body: BodyTuning { start_length: 120.0, growth: 0.0, radius: 7.5, spacing: 0.0, kills: false, neck: 0.0 },
        blips: BlipTuning {
            radius: 10.0,
            magnet: 0.0,
            interval_ticks: 400, // 3⅓ s, the original's 200 frames
            at_least: 0,
            at_most: 256,
            distance: 0.0,
            points: 50,
            kinds: None,
            gold: (0, 0),
            cut: 0.0,
            calm: (1.0, 0),
        },
        combo: None,
        near_miss: None,
        waves: None,
        survival_score_per_s: 0.6,
    };

    /// *Serpent*: ours.
    pub const SERPENT: Self = Self {
        arena: Vec2::new(1152.0, 648.0),
        start: Vec2::new(220.0, 324.0),
        edge_margin: 2.0,
        head_radius: 10.0,
        start_speed: 130.0,
        speed_growth: 1.3,
        max_speed: 900.0,
        turn: Turn::Radius { start: 46.0, growth: 0.06 },
        body: BodyTuning { start_length: 110.0, growth: 26.0, radius: 7.0, spacing: 4.0, kills: true, neck: 60.0 },
        blips: BlipTuning {
            radius: 10.0,
            magnet: 6.0,
            interval_ticks: ticks(4.0),
            at_least: 3,
            at_most: 6,
            distance: 80.0,
            points: 10,
            kinds: Some([14, 9, 8]),
            gold: (40, ticks(7.0)),
            cut: 0.35,
            calm: (0.7, ticks(5.0)),
        },
        combo: Some(ComboTuning { window_ticks: ticks(3.0), max_factor: 8 }),
        near_miss: Some(NearMissTuning { gap: 10.0, points: 5, pause_ticks: ticks(1.0) }),
        waves: Some(WaveTuning {
            interval_ticks: ticks(20.0),
            points: 25,
            warning_ticks: ticks(2.0),
            thorns: (2, 14),
            thorn_radius: 13.0,
            drifters: 5,
            drifter_radius: 15.0,
            drifter_speed: (55.0, 14.0),
            inset: (28.0, 112.0),
            inset_speed: 14.0,
            distance: 170.0,
        }),
        survival_score_per_s: 1.0,
    };

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
