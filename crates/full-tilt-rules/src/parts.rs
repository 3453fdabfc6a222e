//! Parts with a state of their own that a mode can switch on: each is a file in `parts/` with its state, a file in `tuning/`
//! with its numbers, a field of [`crate::PartsTuning`], and a line in the list below.
//!
//! [`Part`] has the hooks, in the order in which [`crate::Game::step`] runs them. If several parts are on, each hook runs for
//! all of them, in the order of the list, before the next hook runs.

mod ball;
mod bomb;
mod crown;
mod hush;
mod hydra;
mod knock_out;
mod turf;

use glam::Vec2;

use super::{Board, Cause, GameEvent, Inputs};
pub use ball::Ball;
pub use bomb::Bomb;
pub use crown::Crown;
pub use hush::{Dot, Hush, Stillness};
pub use hydra::{Hydra, Rider};
pub use knock_out::KnockOut;
pub use turf::{Land, Turf};

/// A suggestion to a bot.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Hint {
    /// A place that is worth more than blips.
    pub target: Option<Vec2>,
    /// The middle and the radius of an area to stay out of.
    pub avoid: Option<(Vec2, f32)>,
    /// The steering itself, for players who steer something other than their heads.
    pub steer: Option<f32>,
    /// Whether other players are no danger to this one on its way.
    pub fearless: bool,
}

/// A part of the rules with a state of its own.
///
/// Hooks must be deterministic: no clock, no hash maps, and random numbers only from [`Board::random`]. They must not
/// allocate in a usual tick.
pub(crate) trait Part {
    /// Changes the inputs of this tick, before anything moves: the steering, and the thumbs' actions. A part that uses
    /// an action itself clears it.
    fn before_movement(&mut self, _board: &Board, _inputs: &mut Inputs) {}

    /// Runs once all heads, edges and hazards have moved, before crashes are judged.
    fn after_movement(&mut self, _board: &mut Board, _events: &mut Vec<GameEvent>) {}

    /// Judges a solid player who has touched something deadly, or nothing, in this tick. Returns the cause of the crash,
    /// or `None` if there is none. All players are judged before any of them crashes.
    fn judge(&self, _board: &Board, _slot: u8, touched: Option<Cause>) -> Option<Cause> {
        touched
    }

    /// Runs for each player who crashed by touch, after the crashes of this tick have been paid for.
    fn on_crash(&mut self, _board: &mut Board, _slot: u8, _cause: Cause, _events: &mut Vec<GameEvent>) {}

    /// Runs at the end of each tick, after blips have been taken and [`Board::tick`] has advanced: the place for points.
    fn on_tick(&mut self, _board: &mut Board, _events: &mut Vec<GameEvent>) {}

    /// Runs between two ticks, before a player leaves or is taken off the board.
    fn before_gone(&mut self, _board: &mut Board, _slot: u8) {}

    /// Runs between two ticks, after a player has left or been taken off the board.
    fn on_gone(&mut self, _board: &mut Board, _slot: u8) {}

    /// Returns the team of a player who joins later; `None` for the one of the setup.
    fn team_of_newcomer(&self, _board: &Board, _slot: u8) -> Option<u8> {
        None
    }

    /// Returns the slot of the player whose head this slot steers; `None` for its own.
    fn head_of(&self, _board: &Board, _slot: u8) -> Option<u8> {
        None
    }

    /// Whether the round is decided; `None` leaves that to [`crate::Tuning::end`].
    fn is_decided(&self, _board: &Board) -> Option<bool> {
        None
    }

    /// Returns the figure by which a player is placed, the highest first; `None` for the score.
    fn standing(&self, _board: &Board, _slot: u8) -> Option<f64> {
        None
    }

    /// Returns the figure of a team; `None` for the sum of its players'.
    fn team_standing(&self, _board: &Board, _team: u8) -> Option<f64> {
        None
    }

    /// Returns a suggestion to the bot in this slot.
    fn hint(&self, _board: &Board, _slot: u8) -> Hint {
        Hint::default()
    }

    /// Adds the part's state to the round's fingerprint.
    fn fingerprint(&self, add: &mut dyn FnMut(u64));
}

/// Declares the parts, from a line for each: the name, which is that of its numbers in [`crate::PartsTuning`], and the type
/// of the state.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident: $state:ident),+ $(,)?) => {
        /// The state of the parts that are on.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Parts {
            $(pub(crate) $name: Option<$state>,)+
        }

        impl Parts {
            /// Starts the parts that are on; `None` if none is.
            pub(crate) fn begin(board: &mut Board) -> Option<Self> {
                let tuning = board.tuning().parts;
                let parts = Self { $($name: tuning.$name.map(|tuning| $state::begin(tuning, board)),)+ };
                let is_on = [$(parts.$name.is_some()),+].contains(&true);
                is_on.then_some(parts)
            }

            $($(#[$doc])* pub fn $name(&self) -> Option<&$state> {
                self.$name.as_ref()
            })+

            /// Returns the parts that are on, in order.
            pub(crate) fn on(&self) -> impl Iterator<Item = &dyn Part> {
                [$(self.$name.as_ref().map(|part| part as &dyn Part)),+].into_iter().flatten()
            }

            /// Returns the parts that are on, in order, to change them.
            pub(crate) fn on_mut(&mut self) -> impl Iterator<Item = &mut dyn Part> {
                [$(self.$name.as_mut().map(|part| part as &mut dyn Part)),+].into_iter().flatten()
            }
        }
    };
}

parts! {
    /// A wandering circle that gives points to players inside it.
    crown: Crown,
    /// A bomb that one player holds.
    bomb: Bomb,
    /// Land that players enclose.
    turf: Turf,
    /// A ball and two goals.
    ball: Ball,
    /// Snakes that several players steer together.
    hydra: Hydra,
    /// Heats, each of which somebody leaves.
    knock_out: KnockOut,
    /// Limits to the motion of the phones.
    hush: Hush,
}
