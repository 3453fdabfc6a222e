//! *Zen*: one player, and nothing that could go wrong.

use super::{BotHints, ModeSheet, party::PARTY};
use crate::{
    BlipTuning, BodyTuning, DashPrice, DashTuning, End, PartsTuning, PartyTuning, ThumbTuning, Tuning, Turn, ticks,
};

/// The mode.
pub(super) const SHEET: ModeSheet = ModeSheet {
    id: 11,
    name: "zen",
    title: "Zen",
    summary: "No danger, no end, no hurry: draw your lines and take what glows",
    tuning: Tuning::ZEN,
    bots: BotHints { blips: true },
    players: (1, 1),
    teams: false,
};

impl Tuning {
    /// *Zen*: one player. Nothing is dangerous, the edges are open, and the round never ends by itself.
    #[allow(clippy::needless_update, reason = "each further part is off here, too")]
    pub const ZEN: Self = Self {
        // The slowest of all modes, and no faster after an hour.
        start_speed: 105.0,
        speed_growth: 0.0,
        turn: Turn::Radius { start: 40.0, growth: 0.0 },
        // A long ribbon to draw with. It does not grow, so that an hour costs no more than a minute.
        body: BodyTuning { start_length: 420.0, growth: 0.0, kills: false, ..Self::SERPENT.body },
        blips: BlipTuning { kinds: None, at_least: 3, at_most: 5, points: 1, ..Self::SERPENT.blips },
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
            dash: DashTuning { factor: 1.6, ticks: ticks(1.0), top_speed: 180.0 },
            price: DashPrice::Charge(ticks(2.0)),
        }),
        parts: PartsTuning { ..PartsTuning::NONE },
        ..Self::SERPENT
    };
}
