//! *Serpent*: our own rules for one player. The tail grows and kills, and the arena gets more dangerous.

use glam::Vec2;

use super::{BotHints, ModeSheet};
use crate::{
    BlipTuning, BodyTuning, ComboTuning, DashPrice, DashTuning, End, NearMissTuning, PartsTuning, ThumbTuning, Tuning,
    Turn, WaveTuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 0,
    name: "serpent",
    title: "Serpent",
    summary: "The tail grows and kills, there are several kinds of blips, and the arena gets more dangerous",
    tuning: Tuning::SERPENT,
    bots: BotHints { blips: true },
    players: (1, 5),
    teams: false,
};

impl Tuning {
    /// *Serpent*: our own rules.
    pub const SERPENT: Self = Self {
        arena: Vec2::new(1152.0, 648.0),
        start: Vec2::new(220.0, 324.0),
        edge_margin: 2.0,
        head_radius: 10.0,
        start_speed: 130.0,
        speed_growth: 1.3,
        max_speed: 900.0,
        turn: Turn::Radius { start: 46.0, growth: 0.06 },
        body: BodyTuning {
            start_length: 110.0,
            growth: 26.0,
            radius: 7.0,
            spacing: 4.0,
            kills: true,
            stays: false,
            neck: 60.0,
        },
        blips: BlipTuning {
            radius: 10.0,
            magnet: 6.0,
            interval_ticks: ticks(4.0),
            at_least: 3,
            at_most: 6,
            distance: 80.0,
            points: 10,
            kinds: Some([14, 9, 8, 0, 0]),
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
        end: End::LastCrash,
        party: None,
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.7, ticks: ticks(0.6), top_speed: 900.0 },
            price: DashPrice::Length(26.0),
        }),
        powers: None,
        parts: PartsTuning::NONE,
    };
}
