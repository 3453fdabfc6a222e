//! The lobby's playground: each phone gets a head as soon as it joins, and players practise while others join.

use bevy::prelude::*;

use crate::{
    game::{
        input::latched::Latched,
        players::{member::InputSource, roster::Roster},
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
    },
    sim::{Game, GameEvent},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Playground>().add_systems(FixedUpdate, play.in_set(SimSystems::Practise));
}

/// The lobby's board, while there are players.
#[derive(Resource, Debug, Default)]
pub(crate) struct Playground {
    game: Option<Game>,
    /// Number of boards so far: each one is different.
    opened: u64,
}

impl Playground {
    /// Returns the board, or `None` if there is none.
    pub(crate) fn game(&self) -> Option<&Game> {
        self.game.as_ref()
    }
}

fn play(
    mut playground: ResMut<Playground>,
    round: Res<Round>,
    roster: Res<Roster>,
    latched: Res<Latched>,
    mut events: MessageWriter<RoundEvent>,
    mut sim_events: Local<Vec<GameEvent>>,
) {
    let playground = &mut *playground;
    let has_people = roster.members().any(|(_, member)| member.source != InputSource::Bot && member.connected);
    if round.phase() != Phase::Lobby || !has_people {
        playground.game = None;
        return;
    }
    let opened = &mut playground.opened;
    let game = playground.game.get_or_insert_with(|| {
        *opened += 1;
        Game::playground(*opened)
    });
    let is_here = |slot: u8| roster.get(slot).is_some_and(|member| member.connected);
    let gone: Vec<u8> = game.players().iter().map(|player| player.slot).filter(|&slot| !is_here(slot)).collect();
    gone.into_iter().for_each(|slot| game.leave(slot));
    for (slot, _) in roster.members().filter(|(slot, _)| is_here(*slot)) {
        if game.player(slot).is_none() {
            game.enter(slot, &mut sim_events);
        }
    }
    game.step(&latched.0, &mut sim_events);
    let tick = game.tick();
    for event in sim_events.drain(..) {
        events.write(RoundEvent::Practice { event, tick });
    }
}
