//! *Zen*: one player, and nothing that could go wrong.

use super::{BotHints, ModeSheet};
use crate::{BlipTuning, BodyTuning, DashPrice, DashTuning, ThumbTuning, Tuning, Turn, ticks};

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
    /// *Zen*: one player on a playground. Nothing is dangerous, the edges are open, and the round never ends by itself.
    pub const ZEN: Self = Self {
        // The slowest of all modes, and no faster after an hour.
        start_speed: 105.0,
        turn: Turn::Radius { start: 40.0, growth: 0.0 },
        // A long ribbon to draw with. It does not grow, so that an hour costs no more than a minute.
        body: BodyTuning { start_length: 420.0, ..Self::PLAYGROUND.body },
        blips: BlipTuning { at_least: 3, at_most: 5, points: 1, ..Self::PLAYGROUND.blips },
        thumb: Some(ThumbTuning {
            dash: DashTuning { factor: 1.6, ticks: ticks(1.0), top_speed: 180.0 },
            price: DashPrice::Charge(ticks(2.0)),
        }),
        ..Self::PLAYGROUND
    };
}
