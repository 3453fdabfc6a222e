//! The effects of held powers on the board.

use super::Board;
use crate::Power;

impl Board {
    /// Uses the power of the player with this index.
    pub(super) fn apply(&mut self, power: Power, index: usize) {
        let Some(powers) = self.tuning.powers else { return };
        let protection = powers.protection_ticks;
        match power {
            Power::Dash => self.players[index].begin_dash(&powers.dash),
            Power::Shield => self.players[index].effects.shield_ticks = powers.shield_ticks,
            Power::Magnet => self.players[index].effects.magnet_ticks = powers.magnet.1,
            Power::Ghost => self.players[index].shelter(powers.ghost_ticks),
            Power::Reverse => self.players[index].turn_round(protection),
            Power::Slow | Power::Fat => {
                for opponent in self.opponents(index) {
                    let player = &mut self.players[opponent];
                    if power == Power::Slow {
                        player.calm_ticks = player.calm_ticks.max(powers.slow_ticks);
                    } else {
                        player.effects.fat_ticks = powers.fat.1;
                    }
                }
            }
            Power::Swap => {
                // Of equals, the lowest slot that comes after the player's own: so no slot is everybody's target.
                let from = self.players[index].slot;
                let rank = |&other: &usize| {
                    let player = &self.players[other];
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
        let slot = self.players[index].slot;
        let is_opponent = |&other: &usize| {
            let player = &self.players[other];
            other != index && player.is_solid() && !self.are_friends(slot, player.slot)
        };
        let bits = (0..self.players.len()).filter(is_opponent).fold(0_u32, |bits, other| bits | 1 << other);
        (0..u32::BITS as usize).filter(move |other| bits & 1 << other != 0)
    }
}
