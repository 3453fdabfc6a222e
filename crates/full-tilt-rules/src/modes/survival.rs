//! *Survival*: a party in which trails stay and the edges close in. The last player alive wins.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, ClosingTuning, DashPrice, DashTuning, End, MAX_PLAYERS, NearMissTuning, PartyTuning,
    SpiritTuning, ThumbTuning, Tuning, Turn, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 3,
    name: "survival",
    title: "Survival",
    summary: "A party in which trails stay and the edges close in: the last player alive wins",
    tuning: Tuning::SURVIVAL,
    bots: BotHints { blips: true },
    players: (2, MAX_PLAYERS),
    teams: true,
};

impl Tuning {
    /// *Survival*: bodies stay and kill, the edges close in, the last player alive wins.
    pub const SURVIVAL: Self = Self {
        arena: ARENAS[0].1,
        start_speed: 100.0,
        speed_growth: 1.0,
        max_speed: 180.0,
        turn: Turn::Radius { start: 34.0, growth: 0.06 },
        head_radius: 9.0,
        body: BodyTuning {
            start_length: f32::INFINITY,
            growth: 0.0,
            radius: 5.0,
            spacing: 8.0,
            kills: true,
            stays: true,
            neck: 60.0,
        },
        blips: BlipTuning {
            interval_ticks: ticks(4.0),
            at_least: 0,
            at_most: 3,
            points: 0,
            kinds: Some([0, 0, 0, 50, 50]),
            ..Self::SERPENT.blips
        },
        combo: None,
        near_miss: Some(NearMissTuning { gap: 8.0, points: 0, pause_ticks: ticks(1.0) }),
        waves: None,
        survival_score_per_s: 0.0,
        end: End::LastStanding,
        party: Some(PartyTuning {
            rounds: 5,
            gap: Some((300.0, 50.0)),
            closing: Some(ClosingTuning { from: ticks(30.0), until: ticks(75.0), leave: 2.0 }),
            spirit: Some(SpiritTuning {
                radius: 10.0,
                speed: 75.0,
                turn_rate: 120.0,
                warning_ticks: ticks(2.5),
                points: 1,
            }),
            outlived: 1,
            last: 2,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(0.5), top_speed: 270.0 },
            price: DashPrice::Charge(ticks(6.0)),
        }),
        ..Self::SERPENT
    };
}
