//! *Hush*: a party without a ride. Hold the phone still; the music says how still.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, DotTuning, End, HushTuning, PartsTuning, PartyTuning, SpiritTuning, Tuning, Turn, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 10,
    name: "hush",
    title: "Hush",
    summary: "Hold your phone still: the slower the music, the stiller; the last one still wins",
    tuning: Tuning::HUSH,
    bots: BotHints { blips: false },
    players: (2, 15),
    teams: false,
};

/// The numbers of stillness.
///
/// The limits come from recordings of hands (BROAD, see `docs/feel.md`). Of careful slow motion a quarter is below 0.044,
/// half below 0.072 and nineteen of twenty below 0.17: slow music asks for more than care, and fast music permits it.
const STILLNESS: HushTuning = HushTuning {
    round_ticks: ticks(60.0),
    limits: (0.05, 0.2),
    end_share: 0.3,
    patience_ticks: ticks(0.6),
    most_excess: 3.0,
    draught_reach: 90.0,
    draught_share: 0.8,
    dot: DotTuning { steering: 1.2, drift: 0.35, memory_s: 0.8, motion: 0.48, exponent: 1.2 },
};

impl Tuning {
    /// *Hush*: heads stand, and the player who holds the phone still for longest wins.
    pub const HUSH: Self = Self {
        arena: ARENAS[0].1,
        start_speed: 0.0,
        speed_growth: 0.0,
        max_speed: 0.0,
        turn: Turn::Rate(0.0),
        // A head is a flame, and has no body.
        body: BodyTuning { start_length: 0.0, growth: 0.0, kills: false, ..Self::RUSH.body },
        blips: BlipTuning { at_least: 0, at_most: 0, kinds: None, ..Self::RUSH.blips },
        near_miss: None,
        end: End::LastStanding,
        party: Some(PartyTuning {
            crash: None,
            spirit: Some(SpiritTuning {
                radius: 14.0,
                speed: 110.0,
                turn_rate: 130.0,
                warning_ticks: ticks(1.5),
                points: 0,
            }),
            outlived: 1,
            last: 2,
            ..PARTY
        }),
        thumb: None,
        parts: PartsTuning { hush: Some(STILLNESS), ..PartsTuning::NONE },
        ..Self::RUSH
    };

    /// *Hush* as a tie-break of 20 s, for those who share a place: it begins with the limits that a round of
    /// a minute has after 34 s.
    pub const HUSH_TIE_BREAK: Self = Self {
        parts: PartsTuning {
            hush: Some(HushTuning { round_ticks: ticks(20.0), limits: (0.03, 0.12), ..STILLNESS }),
            ..PartsTuning::NONE
        },
        ..Self::HUSH
    };
}
