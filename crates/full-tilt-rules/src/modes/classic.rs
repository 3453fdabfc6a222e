//! *Classic*: the original's rules.

use glam::Vec2;

use super::{BotHints, ModeSheet};
use crate::{BlipTuning, BodyTuning, End, PartsTuning, Tuning, Turn};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 1,
    name: "classic",
    title: "Classic",
    summary: "The original's rules",
    tuning: Tuning::CLASSIC,
    bots: BotHints { blips: true },
    players: (1, 5),
    teams: false,
};

impl Tuning {
    /// *Classic*: the original's rules, given per second instead of per frame. Sizes of head, blip and body are ours,
    /// because the known facts about the original leave them open.
    pub const CLASSIC: Self = Self {
        arena: Vec2::new(840.0, 600.0),
        start: Vec2::new(200.0, 300.0),
        edge_margin: 10.0,
        head_radius: 10.0,
        start_speed: 120.0,
        speed_growth: 1.8,
        max_speed: f32::INFINITY,
        turn: Turn::Rate(60.0),
        body: BodyTuning {
            start_length: 120.0,
            growth: 0.0,
            radius: 7.5,
            spacing: 0.0,
            kills: false,
            stays: false,
            neck: 0.0,
        },
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
        end: End::LastCrash,
        party: None,
        thumb: None,
        powers: None,
        parts: PartsTuning::NONE,
    };
}
