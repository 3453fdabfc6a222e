//! Late joiners, absent players, and players who leave, with the parts' share in it.

use super::Game;
use crate::GameEvent;

impl Game {
    /// Lets a player enter who joined later, or has been away. Returns whether the mode has a role for this player.
    ///
    /// A player who has been away returns as a ghost at the same place. A new player starts as a ghost where there is
    /// room, or, in a mode that ends with a crash, steers a spirit until the next round.
    pub fn enter(&mut self, slot: u8, events: &mut Vec<GameEvent>) -> bool {
        !self.is_over() && self.board.enter(slot, self.team_of_newcomer(slot), events)
    }

    /// Takes a player off the board whose steering has stopped arriving: nothing happens to the player until the next
    /// [`Game::enter`].
    pub fn park(&mut self, slot: u8) {
        if self.tuning().party.is_none() {
            return;
        }
        self.before_departure(slot);
        self.board.park(slot);
        self.after_departure(slot);
        self.conclude();
    }

    /// Removes a player, including the body.
    pub fn leave(&mut self, slot: u8) {
        self.before_departure(slot);
        self.board.leave(slot);
        self.after_departure(slot);
        self.conclude();
    }
}
