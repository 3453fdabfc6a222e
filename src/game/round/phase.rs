//! The phases that the game goes through; they are also Bevy's states, so that views can live and die with them.

use bevy::prelude::*;

use crate::protocol::PhaseName;

/// What the game is doing.
#[derive(States, Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Phase {
    /// The title screen: players join.
    #[default]
    Lobby,
    /// A round is about to begin.
    Countdown,
    /// A round is being played.
    Playing,
    /// A round is over, and its results are shown.
    Results,
}

/// The phase as phones and the event stream are told.
impl From<Phase> for PhaseName {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Lobby => Self::Lobby,
            Phase::Countdown => Self::Countdown,
            Phase::Playing => Self::Playing,
            Phase::Results => Self::Results,
        }
    }
}
