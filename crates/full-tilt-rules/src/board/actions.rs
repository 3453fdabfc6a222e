//! The thumbs of the players: dashes and held powers.

use super::Board;
use crate::{Action, GameEvent, Inputs, Power};

impl Board {
    /// Lets the thumbs of this tick act, by slot. A tap of a player who cannot act is lost.
    pub(crate) fn act(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
        if !inputs.has_actions() {
            return;
        }
        for index in 0..self.players.len() {
            let player = &mut self.players[index];
            if !inputs.action(player.slot) || !player.is_solid() {
                continue;
            }
            let slot = player.slot;
            let action = match (player.held.take(), self.tuning.thumb) {
                (Some(power), _) => {
                    player.acts += 1;
                    // The event comes before those of its effects.
                    events.push(GameEvent::Acted { slot, action: Action::Power(power) });
                    self.apply(power, index);
                    continue;
                }
                (None, Some(thumb)) if player.pay_for_dash(&thumb, &self.tuning) => Action::Dash,
                (None, _) => continue,
            };
            player.acts += 1;
            events.push(GameEvent::Acted { slot, action });
        }
    }

    /// Gives a player a power to hold, or none, to test a particular situation.
    pub(crate) fn hold(&mut self, slot: u8, power: Option<Power>) {
        for player in self.players.iter_mut().filter(|player| player.slot == slot) {
            player.held = power;
        }
    }

    /// Puts two heads in each other's place, protected. Their bodies stay where they are.
    pub(super) fn swap_places(&mut self, index: usize, other: usize, protection_ticks: u64) {
        let poses = [self.players[other].pose, self.players[index].pose];
        for (index, pose) in [index, other].into_iter().zip(poses) {
            self.players[index].move_to(pose, protection_ticks, &self.tuning, &mut self.grid);
        }
    }
}
