//! *Turf*: a party for land. Loops take it, and opponents cut open trails.

use glam::Vec2;

use super::{BotHints, ModeSheet, party::PARTY};
use crate::{
    BlipTuning, BodyTuning, CrashTuning, DashPrice, DashTuning, End, MAX_PLAYERS, PartsTuning, PartyTuning,
    ThumbTuning, Tuning, TurfTuning, Turn, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 6,
    name: "turf",
    title: "Turf",
    summary: "Ride out, ride home, and all you have circled is yours, unless somebody cuts your trail",
    tuning: Tuning::TURF,
    bots: BotHints { blips: false },
    players: (2, MAX_PLAYERS),
    teams: true,
};

/// Smaller than in other modes: so most of the land has an owner at half time, and what is won later is lost by others.
const FIELDS: [(usize, Vec2); 3] =
    [(4, Vec2::new(896.0, 504.0)), (8, Vec2::new(1152.0, 648.0)), (usize::MAX, Vec2::new(1344.0, 756.0))];

impl Tuning {
    /// *Turf*: land that players enclose. Bodies and heads do not kill, cut trails and edges do.
    pub const TURF: Self = Self {
        arena: FIELDS[0].1,
        // Slower than rush: planning a loop takes thought.
        start_speed: 140.0,
        speed_growth: 1.5,
        max_speed: 240.0,
        // Loops are as tight at the end as at the start.
        turn: Turn::Radius { start: 40.0, growth: 0.0 },
        // Only a picture of the head's direction: the open trail is what can be hurt.
        body: BodyTuning { start_length: 60.0, growth: 0.0, kills: false, ..Self::RUSH.body },
        blips: BlipTuning { at_least: 0, at_most: 0, kinds: None, ..Self::RUSH.blips },
        near_miss: None,
        end: End::Time(ticks(72.0)),
        party: Some(PartyTuning {
            // A crash costs the trail and two seconds, which is enough.
            crash: Some(CrashTuning { ghost_ticks: ticks(2.0), points: 0 }),
            blips_each: 0.0,
            // Land is worth a thousand in all: a cut is a reason to hunt, but no way to win alone.
            wall: 5,
            arenas: FIELDS,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            // Nothing grows here that could pay for it.
            price: DashPrice::Charge(ticks(6.0)),
            dash: DashTuning { factor: 1.6, ticks: ticks(0.6), top_speed: 320.0 },
        }),
        parts: PartsTuning {
            turf: Some(TurfTuning { cell: 16.0, patch: 2, bounty: 0.8, flight: 900.0, all: 1000 }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
