//! *Hydra*: all players of a team steer one snake together.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, CrashTuning, End, HydraTuning, MAX_PLAYERS, PartsTuning, PartyTuning, Tuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 8,
    name: "hydra",
    title: "Hydra",
    summary: "All of you steer one snake: it goes where most of you lean, so talk to each other",
    tuning: Tuning::HYDRA,
    bots: BotHints { blips: true },
    players: (2, MAX_PLAYERS),
    teams: true,
};

impl Tuning {
    /// *Hydra*: one snake for up to three players, against the clock, or two that race each other.
    pub const HYDRA: Self = Self {
        arena: ARENAS[0].1,
        // Slower than rush: a crew must talk.
        start_speed: 130.0,
        speed_growth: 0.8,
        max_speed: 185.0,
        body: BodyTuning { start_length: 90.0, growth: 16.0, ..Self::RUSH.body },
        blips: BlipTuning {
            interval_ticks: ticks(0.8),
            at_least: 4,
            at_most: 10,
            kinds: Some([15, 5, 0, 0, 0]),
            ..Self::RUSH.blips
        },
        end: End::Time(ticks(70.0)),
        party: Some(PartyTuning {
            // There are never more than two snakes.
            arenas: [ARENAS[0], ARENAS[0], (usize::MAX, ARENAS[0].1)],
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 15 }),
            blips_each: 0.0,
            wall: 20,
            ..PARTY
        }),
        parts: PartsTuning {
            hydra: Some(HydraTuning {
                alone: 3,
                share: 3,
                tap_ticks: ticks(0.5),
                distance: 100.0,
                // The median of skilled bots, about, which are two or three; a single rider's is lower, to be reached.
                targets: [200, 270, 300],
            }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
