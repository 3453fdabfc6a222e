//! What is on show: the round, or, while there is none, a game that bots play to pass the time.

use bevy::{ecs::system::SystemParam, prelude::*};

use super::{SimSystems, options::Options, round::Round};
use crate::{
    protocol::PhaseName,
    sim::{Bot, Game, Inputs, MAX_PLAYERS, Mode, Skill},
};

/// Bots on the title screen: enough to show what a room full of people looks like.
const PERFORMERS: [(u8, Skill); 4] =
    [(0, Skill::Expert), (1, Skill::Skilled), (6, Skill::Expert), (12, Skill::Skilled)];

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Show>().add_systems(
        FixedUpdate,
        perform
            .run_if(|options: Res<Options>| options.stress.is_none())
            .in_set(SimSystems::Step)
            .after(super::round::advance),
    );
}

/// The bots' game on the title screen.
#[derive(Resource, Default)]
pub(super) struct Show {
    game: Option<Game>,
    bots: Vec<(u8, Bot)>,
    performances: u64,
}

impl Show {
    /// Shows this game, which somebody else moves on.
    pub(super) fn put_on(&mut self, game: Game) {
        self.game = Some(game);
    }

    /// The game that is shown.
    pub(super) fn game(&self) -> Option<&Game> {
        self.game.as_ref()
    }

    /// The same, to be moved on.
    pub(super) fn game_mut(&mut self) -> Option<&mut Game> {
        self.game.as_mut()
    }
}

/// The game that views draw.
#[derive(SystemParam)]
pub(super) struct Stage<'w> {
    round: Res<'w, Round>,
    show: Res<'w, Show>,
    time: Res<'w, Time<Fixed>>,
}

impl Stage<'_> {
    /// The round; without one, the bots' game.
    pub(super) fn game(&self) -> Option<&Game> {
        self.round.game.as_ref().or(self.show.game.as_ref())
    }

    /// Whether it is the bots' game, behind the title screen.
    pub(super) fn is_show(&self) -> bool {
        self.round.game.is_none()
    }

    /// The best run, which is played again beside this one.
    pub(super) fn ghost(&self) -> Option<&Game> {
        self.round.ghost.as_ref().map(|ghost| &ghost.game)
    }

    /// How far between the last tick and the next one the frame is, 0..=1.
    pub(super) fn alpha(&self) -> f32 {
        // Between two ticks only while ticks are made; else everybody would twitch on the spot.
        if self.is_show() || self.round.is_moving() { self.time.overstep_fraction() } else { 1.0 }
    }
}

fn perform(mut show: ResMut<Show>, round: Res<Round>, mut events: Local<Vec<crate::sim::GameEvent>>) {
    if round.phase != PhaseName::Lobby {
        show.game = None;
        return;
    }
    let show = &mut *show;
    if show.game.as_ref().is_none_or(Game::is_over) {
        show.performances += 1;
        let slots = PERFORMERS.map(|(slot, _)| slot);
        show.game = Some(Game::new(Mode::Serpent, &slots, show.performances));
        show.bots = PERFORMERS.map(|(slot, skill)| (slot, Bot::new(skill, show.performances + u64::from(slot)))).into();
    }
    let Some(game) = &mut show.game else { return };
    let mut inputs = Inputs::default();
    for (slot, bot) in &mut show.bots {
        debug_assert!(usize::from(*slot) < MAX_PLAYERS);
        inputs.set(*slot, bot.steer(game, *slot));
    }
    events.clear();
    game.step(&inputs, &mut events);
}
