//! The result of a round for one player.

use crate::{game::input::device::InputDevice, sim::Cause};

/// A player's result.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Standing {
    pub slot: u8,
    pub name: String,
    pub score: f64,
    /// The place in the round, counting from 1; players with equal results share a place.
    pub place: usize,
    /// Points of the match or the evening so far, including this round's.
    pub total: f64,
    /// Points of this round for the evening, with its factor.
    pub points: Option<u32>,
    /// The cause of the run's end; `None` if it has none.
    pub cause: Option<Cause>,
    /// The input device; `None` if the result does not belong on a board.
    pub device: Option<InputDevice>,
    /// The best score on that board before this round.
    pub best_before: f64,
    /// The place on the board, counting from 1; `None` without one.
    pub board_place: Option<usize>,
}

impl Standing {
    /// Returns whether this is the best score so far.
    pub(crate) fn is_best(&self) -> bool {
        self.board_place == Some(1)
    }
}
