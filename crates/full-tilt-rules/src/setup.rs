//! The setup of a round: mode, players, seed and teams.

use super::{Mode, Teams, existing};

/// Everything that decides a round, apart from what the players do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoundSetup {
    /// The mode.
    pub mode: Mode,
    /// The slots of the players at the start. Slots that do not exist and repetitions are left out.
    pub slots: Vec<u8>,
    /// The seed of all chance.
    pub seed: u64,
    /// The teams; `None` if all players play for themselves.
    pub teams: Option<Teams>,
    /// A bit for each slot whose player has no motion sensor, which some modes need to know.
    pub without_sensor: u32,
}

impl RoundSetup {
    /// Returns a setup without teams.
    pub fn new(mode: Mode, slots: &[u8], seed: u64) -> Self {
        Self { mode, slots: existing(slots), seed, teams: None, without_sensor: 0 }
    }
}
