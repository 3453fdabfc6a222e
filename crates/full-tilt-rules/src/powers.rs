//! Powers: picked up as blips, held until a tap uses them. A player holds one at most; a new one replaces it.
//!
//! No power changes where a player's steering leads to: steering is never inverted. Powers that put a head somewhere else
//! protect it: it is a ghost until nothing touches it.

use super::{DashTuning, Game};

/// A power that a player can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// A dash that costs nothing.
    Dash,
    /// The next crash does not happen, if it comes in time.
    Shield,
    /// Blips come from further away, for a while.
    Magnet,
    /// A ghost for a while: it touches nothing.
    Ghost,
    /// Turns round on the spot.
    Reverse,
    /// Slows all opponents for a while.
    Slow,
    /// Makes the trails of all opponents wider for a while.
    Fat,
    /// Swaps places with the opponent who is placed best.
    Swap,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 8] =
        [Self::Dash, Self::Shield, Self::Magnet, Self::Ghost, Self::Reverse, Self::Slow, Self::Fat, Self::Swap];

    /// Returns its name in events and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dash => "dash",
            Self::Shield => "shield",
            Self::Magnet => "magnet",
            Self::Ghost => "ghost",
            Self::Reverse => "reverse",
            Self::Slow => "slow",
            Self::Fat => "fat",
            Self::Swap => "swap",
        }
    }
}

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

impl Game {
    /// Uses the power of the player with this index.
    pub(super) fn apply(&mut self, power: Power, index: usize) {
        let Some(powers) = self.tuning().powers else { return };
        let protection = powers.protection_ticks;
        match power {
            Power::Dash => self.players_mut()[index].begin_dash(&powers.dash),
            Power::Shield => self.players_mut()[index].effects.shield_ticks = powers.shield_ticks,
            Power::Magnet => self.players_mut()[index].effects.magnet_ticks = powers.magnet.1,
            Power::Ghost => self.players_mut()[index].shelter(powers.ghost_ticks),
            Power::Reverse => self.players_mut()[index].turn_round(protection),
            Power::Slow | Power::Fat => {
                for opponent in self.opponents(index) {
                    let player = &mut self.players_mut()[opponent];
                    if power == Power::Slow {
                        player.calm_ticks = player.calm_ticks.max(powers.slow_ticks);
                    } else {
                        player.effects.fat_ticks = powers.fat.1;
                    }
                }
            }
            Power::Swap => {
                // Of equals, the lowest slot that comes after the player's own: so no slot is everybody's target.
                let from = self.players()[index].slot;
                let rank = |&other: &usize| {
                    let player = &self.players()[other];
                    (player.score(), std::cmp::Reverse((player.slot <= from, player.slot)))
                };
                let best = self.opponents(index).max_by(|a, b| {
                    let (a, b) = (rank(a), rank(b));
                    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
                });
                if let Some(other) = best {
                    self.swap_places(index, other, protection);
                }
            }
        }
    }

    /// Returns the indices of the opponents on the board who are no ghosts.
    fn opponents(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        let slot = self.players()[index].slot;
        let is_opponent = |&other: &usize| {
            let player = &self.players()[other];
            other != index && player.is_solid() && !self.are_friends(slot, player.slot)
        };
        let bits = (0..self.players().len()).filter(is_opponent).fold(0_u32, |bits, other| bits | 1 << other);
        (0..u32::BITS as usize).filter(move |other| bits & 1 << other != 0)
    }
}
