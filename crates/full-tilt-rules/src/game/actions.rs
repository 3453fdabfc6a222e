//! The thumbs of the players: dashes and held powers.

use super::Game;
use crate::{Action, GameEvent, Inputs};

impl Game {
    /// Lets the thumbs of this tick act, by slot. A tap of a player who cannot act is lost.
    pub(super) fn act(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) {
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

    fn apply(&mut self, power: crate::Power, index: usize) {
        let _ = (power, index);
    }
}
