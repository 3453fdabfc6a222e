//! *Crown*: a party for the place inside a wandering circle.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY, POWERS},
};
use crate::{
    BlipTuning, BodyTuning, CrashTuning, CrownTuning, End, MAX_PLAYERS, PartsTuning, PartyTuning, Tuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 4,
    name: "crown",
    title: "Crown",
    summary: "A circle of light wanders: every moment inside it counts; the most points win",
    tuning: Tuning::CROWN,
    bots: BotHints { blips: true },
    players: (2, MAX_PLAYERS),
    teams: true,
};

impl Tuning {
    /// *Crown*: points for players inside a wandering circle. Crashes are those of rush.
    #[allow(clippy::needless_update, reason = "each further part is off here, too")]
    pub const CROWN: Self = Self {
        arena: ARENAS[0].1,
        // Slower than rush: all players are in one place.
        start_speed: 140.0,
        max_speed: 200.0,
        body: BodyTuning { start_length: 90.0, growth: 10.0, ..Self::RUSH.body },
        // A few blips for those on the way: half a second inside is worth as much.
        blips: BlipTuning { interval_ticks: ticks(1.5), at_least: 2, at_most: 12, points: 5, ..Self::RUSH.blips },
        end: End::Time(ticks(70.0)),
        party: Some(PartyTuning {
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 10 }),
            blips_each: 0.25,
            wall: 10,
            ..PARTY
        }),
        powers: Some(POWERS),
        parts: PartsTuning {
            crown: Some(CrownTuning {
                radius: 105.0,
                speed: 45.0,
                margin: 40.0,
                every_ticks: 12,
                points: 1,
                finale_ticks: ticks(20.0),
                finale_factor: 3,
                drop: 0.3,
            }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
