//! *Bomb*: a party in which one head burns, and passes the bomb on by touch.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, BombTuning, CrashTuning, DashPrice, DashTuning, End, PartsTuning, PartyTuning, ThumbTuning,
    Tuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 5,
    name: "bomb",
    title: "Bomb",
    summary: "Do not be holding the bomb when it blows: brush past somebody to pass it on",
    tuning: Tuning::BOMB,
    bots: BotHints { blips: true },
    players: (2, 15),
    teams: false,
};

impl Tuning {
    /// *Bomb*: one head burns and hands the bomb on by a touch or a near miss. Crashes are those of rush.
    pub const BOMB: Self = Self {
        arena: ARENAS[0].1,
        // Slower than rush, because everybody looks at one head and not at the edge.
        start_speed: 140.0,
        speed_growth: 0.6,
        max_speed: 185.0,
        // Short: a body is a thing to be touched here, and no maze.
        body: BodyTuning { start_length: 80.0, growth: 5.0, ..Self::RUSH.body },
        // Something to do for players who are not chased, and what decides among those who were lucky.
        blips: BlipTuning { interval_ticks: ticks(3.0), at_least: 0, at_most: 16, points: 5, ..Self::RUSH.blips },
        // A near miss passes the bomb on instead.
        near_miss: None,
        // Six fuses: the last bomb blows as the round ends.
        end: End::Time(ticks(72.0)),
        party: Some(PartyTuning {
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 10 }),
            blips_each: 0.4,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(0.5), top_speed: 310.0 },
            // No length to pay with: everybody may flee or strike once in six seconds.
            price: DashPrice::Charge(ticks(6.0)),
        }),
        parts: PartsTuning {
            bomb: Some(BombTuning {
                fuse_ticks: ticks(12.0),
                least_ticks: ticks(5.0),
                reach: 14.0,
                hold_ticks: ticks(0.4),
                truce_ticks: ticks(1.5),
                haste: 1.2,
                blast: CrashTuning { ghost_ticks: ticks(2.0), points: 2 },
                survived: 1,
                planted: 3,
                leader: 3.0,
            }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
