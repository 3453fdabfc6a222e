//! The effects of powers on a player, and their ends.

use super::{Player, ride::wrap_degrees};
use crate::{PowersTuning, TICK_HZ, Tuning, grid::Grid};

/// Rate at which a trail widens and narrows, as a share of the additional width per tick: half a second.
const FAT_STEP: f32 = 1.0 / 60.0;

/// Longest time for which a sheltered ghost waits until nothing touches it, in ticks, after it has waited for a free
/// place. Without a limit, a full board could keep a round from ending.
pub(crate) const SHELTER_TICKS: u64 = 5 * TICK_HZ as u64;

/// Remaining ticks of effects.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Effects {
    pub shield_ticks: u64,
    pub magnet_ticks: u64,
    pub fat_ticks: u64,
    /// Share of the additional width of the trail, 0..=1.
    fatness: f32,
    /// Whether the present time as a ghost ends only where nothing touches the head.
    pub is_sheltered: bool,
}

impl Effects {
    /// Advances by a tick.
    pub(super) fn advance(&mut self) {
        self.shield_ticks = self.shield_ticks.saturating_sub(1);
        self.magnet_ticks = self.magnet_ticks.saturating_sub(1);
        let wanted = if self.fat_ticks > 0 { 1.0 } else { 0.0 };
        self.fat_ticks = self.fat_ticks.saturating_sub(1);
        self.fatness += (wanted - self.fatness).clamp(-FAT_STEP, FAT_STEP);
    }
}

impl Player {
    /// Whether a shield waits for a crash.
    pub fn is_shielded(&self) -> bool {
        self.effects.shield_ticks > 0
    }

    /// Whether blips come to it from further away.
    pub fn is_magnetic(&self) -> bool {
        self.effects.magnet_ticks > 0
    }

    /// Returns the factor on the width of its trail: 1 without an effect.
    pub fn trail_width(&self, tuning: &Tuning) -> f32 {
        tuning.powers.as_ref().map_or(1.0, |powers| 1.0 + (powers.fat.0 - 1.0) * self.effects.fatness)
    }

    /// Returns the additional distance from which it takes blips, in arena units.
    pub(crate) fn pull(&self, tuning: &Tuning) -> f32 {
        if self.is_magnetic() { tuning.powers.as_ref().map_or(0.0, |powers| powers.magnet.0) } else { 0.0 }
    }

    /// Touches nothing for `ticks` ticks, and then until nothing is about to touch it.
    pub(crate) fn shelter(&mut self, ticks: u64) {
        self.fade(ticks.max(1));
        self.effects.is_sheltered = true;
        self.patience += SHELTER_TICKS;
    }

    /// Breaks its shield instead of a crash. Returns whether there was one.
    pub(crate) fn break_shield(&mut self, powers: Option<PowersTuning>) -> bool {
        let breaks = self.is_shielded();
        if let (true, Some(powers)) = (breaks, powers) {
            self.effects.shield_ticks = 0;
            self.shelter(powers.protection_ticks);
        }
        breaks
    }

    /// Turns round on the spot.
    pub(crate) fn turn_round(&mut self, protection_ticks: u64) {
        self.pose.heading = wrap_degrees(self.pose.heading + 180.0);
        self.shelter(protection_ticks);
    }

    /// Moves to another player's pose; the body stays where it is.
    pub(crate) fn move_to(&mut self, pose: super::Pose, protection_ticks: u64, tuning: &Tuning, grid: &mut Grid) {
        self.end_body(tuning, grid);
        (self.pose, self.previous) = (pose, pose);
        self.shelter(protection_ticks);
    }

    /// Ends all effects, as a crash does. A trail narrows by itself.
    pub(super) fn lose_effects(&mut self) {
        let Effects { fatness, .. } = self.effects;
        self.effects = Effects { fatness, ..Effects::default() };
    }

    /// Adds the effects to the round's fingerprint.
    pub(crate) fn add_effects(&self, add: &mut dyn FnMut(u64)) {
        let Effects { shield_ticks, magnet_ticks, fat_ticks, fatness, is_sheltered } = self.effects;
        add(self.held.map_or(0, |power| 1 + power as u64) << 1 | u64::from(is_sheltered));
        add(shield_ticks << 32 | magnet_ticks);
        add(fat_ticks << 32 | u64::from(fatness.to_bits()));
    }
}
