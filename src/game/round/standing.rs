//! How a round ended for one player.

use crate::{game::input::device::InputDevice, sim::Cause};

/// A player's result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub slot: u8,
    pub name: String,
    pub score: f64,
    /// The place in the round, counting from 1; equals share theirs.
    pub place: usize,
    /// Points of the match so far, with this round's.
    pub total: f64,
    /// Why the run ended.
    pub cause: Option<Cause>,
    /// What it was steered with, if it goes on a board.
    pub device: Option<InputDevice>,
    /// The best there was before on that board.
    pub best_before: f64,
    /// Its place on the board, counting from 1, if it has one.
    pub board_place: Option<usize>,
}

impl Standing {
    /// Whether this is the best score there ever was.
    pub(crate) fn is_best(&self) -> bool {
        self.board_place == Some(1)
    }
}
