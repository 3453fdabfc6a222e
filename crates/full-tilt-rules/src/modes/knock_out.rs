//! *Knock-out*: a party in which somebody is out in each heat, until two play the final.

use super::{
    BotHints, ModeSheet,
    party::{ARENAS, PARTY},
};
use crate::{
    BlipTuning, BodyTuning, DashPrice, DashTuning, End, KnockOutTuning, PartsTuning, PartyTuning, SpiritTuning,
    ThumbTuning, Tuning, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 9,
    name: "knock_out",
    title: "Knock-out",
    summary: "Crash and you are out; if nobody does, the lowest is: two play the final",
    tuning: Tuning::KNOCK_OUT,
    bots: BotHints { blips: true },
    players: (3, 15),
    teams: false,
};

impl Tuning {
    /// *Knock-out*: one player is out in each heat, and plays on as a spirit.
    pub const KNOCK_OUT: Self = Self {
        arena: ARENAS[0].1,
        // Slower than rush at first, because a crash is the end.
        start_speed: 130.0,
        speed_growth: 1.2,
        max_speed: 220.0,
        body: BodyTuning { start_length: 90.0, growth: 12.0, ..Self::RUSH.body },
        // Plenty, so that points say who is lowest before the first heat of five seconds is over.
        blips: BlipTuning { interval_ticks: ticks(0.5), at_least: 3, points: 10, ..Self::RUSH.blips },
        end: End::LastStanding,
        party: Some(PartyTuning {
            crash: None,
            blips_each: 0.75,
            spirit: Some(SpiritTuning {
                radius: 10.0,
                speed: 80.0,
                turn_rate: 120.0,
                warning_ticks: ticks(2.0),
                points: 10,
            }),
            wall: 10,
            last: 20,
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(0.5), top_speed: 320.0 },
            price: DashPrice::Charge(ticks(6.0)),
        }),
        parts: PartsTuning {
            knock_out: Some(KnockOutTuning { round_ticks: ticks(75.0), final_ticks: ticks(20.0) }),
            ..PartsTuning::NONE
        },
        ..Self::RUSH
    };
}
