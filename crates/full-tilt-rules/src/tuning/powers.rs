//! The numbers of the powers.

use super::DashTuning;
use crate::Power;

/// The numbers of the powers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowersTuning {
    /// The powers that appear as blips, all equally often.
    pub kinds: &'static [Power],
    /// Of a hundred blips that would be plain, the number that hold a power.
    pub share: u32,
    /// The dash.
    pub dash: DashTuning,
    /// Ticks for which a shield waits for a crash.
    pub shield_ticks: u64,
    /// Additional distance from which blips are taken, in arena units, and its duration in ticks.
    pub magnet: (f32, u64),
    /// Ticks as a ghost.
    pub ghost_ticks: u64,
    /// Ticks for which opponents are slow; [`crate::BlipTuning::calm`] has their share of the speed.
    pub slow_ticks: u64,
    /// Factor on the width of opponents' trails, and its duration in ticks. They widen within half a second.
    pub fat: (f32, u64),
    /// Ticks as a ghost, at least, after a shield has broken, a turn on the spot, and a swap.
    pub protection_ticks: u64,
}
