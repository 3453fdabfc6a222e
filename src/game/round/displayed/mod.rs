//! The game that views draw: the round, or what is shown instead of it.

pub(crate) mod event;

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    game::round::{attract::AttractMode, moment::Moment, playground::Playground, state::Round},
    sim::{Game, Introduction, Parts},
};
pub(crate) use event::DisplayedEvent;

pub(crate) fn plugin(app: &mut App) {
    event::plugin(app);
}

/// The game that views draw.
#[derive(SystemParam)]
pub(crate) struct DisplayedGame<'w> {
    round: Res<'w, Round>,
    playground: Res<'w, Playground>,
    attract: Res<'w, AttractMode>,
    moment: Res<'w, Moment>,
    time: Res<'w, Time<Fixed>>,
}

impl DisplayedGame<'_> {
    /// Returns the round, or its introduction; without one, the playground; without players there, the bots' game.
    pub(crate) fn game(&self) -> Option<&Game> {
        if let Some((game, _)) = self.moment.shown() {
            return Some(game);
        }
        let introduction = self.round.introduction.as_ref().map(Introduction::game);
        self.round.game.as_ref().or(introduction).or(self.playground.game()).or(self.attract.game())
    }

    /// Returns the displayed game and a part of its rules, if that part is on.
    pub(crate) fn with<T>(&self, part: fn(&Parts) -> Option<&T>) -> Option<(&Game, &T)> {
        let game = self.game()?;
        Some((game, part(game.parts()?)?))
    }

    /// Returns whether the displayed game is the lobby's playground.
    pub(crate) fn is_playground(&self) -> bool {
        self.is_backdrop() && self.playground.game().is_some()
    }

    /// Returns whether the displayed game is only the backdrop of the title screen.
    pub(crate) fn is_backdrop(&self) -> bool {
        self.round.game.is_none() && self.round.introduction.is_none()
    }

    /// Returns the ghost: the best run, replayed beside this one.
    pub(crate) fn ghost(&self) -> Option<&Game> {
        self.round.ghost.as_ref().map(|ghost| &ghost.game)
    }

    /// Returns the frame's position between the last tick and the next one, 0..=1.
    pub(crate) fn alpha(&self) -> f32 {
        if let Some((_, part)) = self.moment.shown() {
            return part;
        }
        // Frames are between two ticks only while the game advances; otherwise all heads would twitch on the spot.
        if self.is_backdrop() || self.round.is_moving() { self.time.overstep_fraction() } else { 1.0 }
    }
}
