//! *Rush*: a party against the clock. A crash costs points and time.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, CrashTuning, DashPrice, DashTuning, End, MAX_PLAYERS, NearMissTuning, PartyTuning,
    ThumbTuning, Tuning, Turn, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 2,
    name: "rush",
    title: "Rush",
    summary: "A party against the clock: a crash costs points and two seconds; the most points win",
    tuning: Tuning::RUSH,
    bots: BotHints { blips: true },
    players: (2, MAX_PLAYERS),
    teams: true,
};

impl Tuning {
    /// *Rush*: all players against the clock. A crash costs points and time; most points win.
    pub const RUSH: Self = Self {
        arena: ARENAS[0].1,
        start_speed: 150.0,
        speed_growth: 1.0,
        max_speed: 220.0,
        turn: Turn::Radius { start: 46.0, growth: 0.06 },
        body: BodyTuning { start_length: 90.0, growth: 10.0, spacing: 8.0, ..Self::SERPENT.body },
        blips: BlipTuning {
            interval_ticks: ticks(0.5),
            at_least: 3,
            at_most: 24,
            distance: 60.0,
            points: 10,
            kinds: Some([12, 0, 0, 3, 2]),
            gold: (30, ticks(6.0)),
            ..Self::SERPENT.blips
        },
        combo: None,
        near_miss: Some(NearMissTuning { gap: 10.0, points: 2, pause_ticks: ticks(1.0) }),
        waves: None,
        survival_score_per_s: 0.0,
        end: End::Time(ticks(75.0)),
        party: Some(PartyTuning {
            rounds: 1,
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 15 }),
            blips_each: 1.0,
            wall: 10,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(0.6), top_speed: 340.0 },
            price: DashPrice::Length(20.0),
        }),
        ..Self::SERPENT
    };
}
