//! The lobby's playground, which is no mode: nothing ends it, and nobody wins.

use super::party::PARTY;
use crate::{BlipTuning, BodyTuning, DashPrice, DashTuning, End, PartyTuning, ThumbTuning, Tuning, Turn, ticks};

impl Tuning {
    /// The lobby's playground: all players steer, and no crash ends anything.
    pub const PLAYGROUND: Self = Self {
        start_speed: 110.0,
        speed_growth: 0.0,
        turn: Turn::Radius { start: 46.0, growth: 0.0 },
        body: BodyTuning { start_length: 90.0, growth: 0.0, kills: false, ..Self::SERPENT.body },
        blips: BlipTuning { kinds: None, ..Self::SERPENT.blips },
        combo: None,
        near_miss: None,
        waves: None,
        survival_score_per_s: 0.0,
        end: End::Never,
        party: Some(PartyTuning {
            countdown_ticks: 0,
            open: true,
            arenas: [(usize::MAX, Self::SERPENT.arena); 3],
            ..PARTY
        }),
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(0.6), top_speed: 250.0 },
            price: DashPrice::Charge(ticks(2.0)),
        }),
        ..Self::SERPENT
    };
}
