//! What is on show: the round, or, while there is none, a game that bots play to pass the time.

use bevy::{ecs::system::SystemParam, prelude::*};

use crate::{
    game::{
        round::{
            phase::Phase,
            playground::Playground,
            state::{Round, RoundEvent},
        },
        schedule::SimSystems,
    },
    sim::{Bot, Game, GameEvent, Inputs, MAX_PLAYERS, Mode, Skill, TICK_HZ},
};

/// Bots on the title screen: enough to show what a room full of people looks like.
const PERFORMERS: [(u8, Skill); 6] = [
    (0, Skill::Expert),
    (1, Skill::Casual),
    (7, Skill::Skilled),
    (8, Skill::Expert),
    (10, Skill::Skilled),
    (14, Skill::Skilled),
];
/// What they play, by turns.
const PROGRAMME: [Mode; 3] = [Mode::Serpent, Mode::Rush, Mode::Survival];
/// They play nothing for longer than this.
const LONGEST_TICKS: u64 = 75 * TICK_HZ as u64;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Show>()
        .add_message::<StageEvent>()
        .add_systems(FixedUpdate, (pass_on, perform).chain().in_set(SimSystems::Show));
}

/// Something has happened in the game that is on show.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct StageEvent(pub GameEvent);

/// The bots' game on the title screen.
#[derive(Resource, Default)]
pub(crate) struct Show {
    game: Option<Game>,
    bots: Vec<(u8, Bot)>,
    /// Games that have been shown.
    games_shown: usize,
    /// Whether somebody else moves the game on.
    is_guest: bool,
}

impl Show {
    /// Shows this game, which somebody else moves on.
    pub(crate) fn put_on(&mut self, game: Game) {
        (self.game, self.is_guest) = (Some(game), true);
    }

    /// The game that is shown.
    pub(crate) fn game(&self) -> Option<&Game> {
        self.game.as_ref()
    }

    /// The same, to be moved on.
    pub(crate) fn game_mut(&mut self) -> Option<&mut Game> {
        self.game.as_mut()
    }

    /// The next game of the programme, from where heads begin to move.
    fn go_on(&mut self) {
        let seed = self.games_shown as u64;
        let mut game =
            Game::new(PROGRAMME[self.games_shown % PROGRAMME.len()], &PERFORMERS.map(|(slot, _)| slot), seed);
        while game.countdown() > 0 {
            game.step(&Inputs::default(), &mut Vec::new());
        }
        self.game = Some(game);
        self.bots = PERFORMERS.map(|(slot, skill)| (slot, Bot::new(skill, seed + u64::from(slot)))).into();
        self.games_shown += 1;
    }
}

/// The game that views draw.
#[derive(SystemParam)]
pub(crate) struct Stage<'w> {
    round: Res<'w, Round>,
    playground: Res<'w, Playground>,
    show: Res<'w, Show>,
    time: Res<'w, Time<Fixed>>,
}

impl Stage<'_> {
    /// The round; without one, the playground, or, while nobody is there, the bots' game.
    pub(crate) fn game(&self) -> Option<&Game> {
        self.round.game.as_ref().or(self.playground.game()).or(self.show.game.as_ref())
    }

    /// Whether it is the lobby's playground.
    pub(crate) fn is_playground(&self) -> bool {
        self.round.game.is_none() && self.playground.game().is_some()
    }

    /// Whether it is only what moves behind the title screen.
    pub(crate) fn is_show(&self) -> bool {
        self.round.game.is_none()
    }

    /// The best run, which is played again beside this one.
    pub(crate) fn ghost(&self) -> Option<&Game> {
        self.round.ghost.as_ref().map(|ghost| &ghost.game)
    }

    /// How far between the last tick and the next one the frame is, 0..=1.
    pub(crate) fn alpha(&self) -> f32 {
        // Between two ticks only while ticks are made; else everybody would twitch on the spot.
        if self.is_show() || self.round.is_moving() { self.time.overstep_fraction() } else { 1.0 }
    }
}

/// The round's events are the stage's, and so are the playground's.
fn pass_on(mut round: MessageReader<RoundEvent>, mut events: MessageWriter<StageEvent>) {
    events.write_batch(round.read().filter_map(|event| match event {
        RoundEvent::Sim { event, .. } | RoundEvent::Practice { event, .. } => Some(StageEvent(event.clone())),
        RoundEvent::Phase { .. } | RoundEvent::Over { .. } => None,
    }));
}

fn perform(
    mut show: ResMut<Show>,
    round: Res<Round>,
    playground: Res<Playground>,
    mut events: MessageWriter<StageEvent>,
    mut new: Local<Vec<GameEvent>>,
) {
    if show.is_guest {
        return;
    }
    if round.phase() != Phase::Lobby || playground.game().is_some() {
        show.game = None;
        return;
    }
    let show = &mut *show;
    if show.game.as_ref().is_none_or(|game| game.is_over() || game.tick() >= LONGEST_TICKS) {
        show.go_on();
    }
    let Some(game) = &mut show.game else { return };
    let mut inputs = Inputs::default();
    for (slot, bot) in &mut show.bots {
        debug_assert!(usize::from(*slot) < MAX_PLAYERS);
        inputs.set(*slot, bot.steer(game, *slot));
    }
    game.step(&inputs, &mut new);
    events.write_batch(new.drain(..).map(StageEvent));
}
