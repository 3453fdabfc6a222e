//! The phases of the game. They are also Bevy's states, so that views can be spawned and despawned with them.

use bevy::prelude::*;

use crate::messages::PhaseName;

/// A phase of the game.
#[derive(States, Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Phase {
    /// The title screen: players join.
    #[default]
    Lobby,
    /// Bots show the mode of an evening's next round.
    Introduction,
    /// A round is about to begin.
    Countdown,
    /// A round is being played.
    Playing,
    /// A round is over, and its results are shown.
    Results,
    /// An evening is over, and its winners are shown.
    Podium,
}

/// Converts a phase to its name for phones and for the event stream.
impl From<Phase> for PhaseName {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Lobby => Self::Lobby,
            Phase::Introduction => Self::Introduction,
            Phase::Countdown => Self::Countdown,
            Phase::Playing => Self::Playing,
            Phase::Results => Self::Results,
            Phase::Podium => Self::Podium,
        }
    }
}
