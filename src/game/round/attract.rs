//! The attract mode: a game of bots behind the title screen. Also the game that views draw: the round, or a substitute.

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

/// Bots on the title screen: enough to show what a full room looks like.
const PLAYERS: [(u8, Skill); 6] = [
    (0, Skill::Expert),
    (1, Skill::Casual),
    (7, Skill::Skilled),
    (8, Skill::Expert),
    (10, Skill::Skilled),
    (14, Skill::Skilled),
];
/// Modes of the bots' games, in turn.
const MODES: [Mode; 3] = [Mode::Serpent, Mode::Rush, Mode::Survival];
/// Maximum length of a bots' game, in ticks.
const LONGEST_TICKS: u64 = 75 * TICK_HZ as u64;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<AttractMode>()
        .add_message::<DisplayedEvent>()
        .add_systems(FixedUpdate, (pass_on, play).chain().in_set(SimSystems::Show));
}

/// An event of the displayed game.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) struct DisplayedEvent(pub GameEvent);

/// The bots' game on the title screen.
#[derive(Resource, Default)]
pub(crate) struct AttractMode {
    game: Option<Game>,
    bots: Vec<(u8, Bot)>,
    /// Number of games shown so far.
    games_shown: usize,
    /// Whether the game comes from elsewhere and is advanced there.
    is_guest: bool,
}

impl AttractMode {
    /// Shows this game instead of the bots' games; the caller advances it.
    pub(crate) fn show_guest(&mut self, game: Game) {
        (self.game, self.is_guest) = (Some(game), true);
    }

    /// Returns the shown game.
    pub(crate) fn game(&self) -> Option<&Game> {
        self.game.as_ref()
    }

    /// Returns the shown game, for advancing it.
    pub(crate) fn game_mut(&mut self) -> Option<&mut Game> {
        self.game.as_mut()
    }

    /// Shows the next game, starting when heads begin to move.
    fn go_on(&mut self) {
        let seed = self.games_shown as u64;
        let mut game = Game::new(MODES[self.games_shown % MODES.len()], &PLAYERS.map(|(slot, _)| slot), seed);
        while game.countdown() > 0 {
            game.step(&Inputs::default(), &mut Vec::new());
        }
        self.game = Some(game);
        self.bots = PLAYERS.map(|(slot, skill)| (slot, Bot::new(skill, seed + u64::from(slot)))).into();
        self.games_shown += 1;
    }
}

/// The game that views draw.
#[derive(SystemParam)]
pub(crate) struct DisplayedGame<'w> {
    round: Res<'w, Round>,
    playground: Res<'w, Playground>,
    attract: Res<'w, AttractMode>,
    time: Res<'w, Time<Fixed>>,
}

impl DisplayedGame<'_> {
    /// Returns the round; without one, the playground; without players there, the bots' game.
    pub(crate) fn game(&self) -> Option<&Game> {
        self.round.game.as_ref().or(self.playground.game()).or(self.attract.game.as_ref())
    }

    /// Returns whether the displayed game is the lobby's playground.
    pub(crate) fn is_playground(&self) -> bool {
        self.round.game.is_none() && self.playground.game().is_some()
    }

    /// Returns whether the displayed game is only the backdrop of the title screen.
    pub(crate) fn is_backdrop(&self) -> bool {
        self.round.game.is_none()
    }

    /// Returns the ghost: the best run, replayed beside this one.
    pub(crate) fn ghost(&self) -> Option<&Game> {
        self.round.ghost.as_ref().map(|ghost| &ghost.game)
    }

    /// Returns the frame's position between the last tick and the next one, 0..=1.
    pub(crate) fn alpha(&self) -> f32 {
        // Frames are between two ticks only while the game advances; otherwise all heads would twitch on the spot.
        if self.is_backdrop() || self.round.is_moving() { self.time.overstep_fraction() } else { 1.0 }
    }
}

/// Forwards events of the round and of the playground to the displayed game.
fn pass_on(mut round: MessageReader<RoundEvent>, mut events: MessageWriter<DisplayedEvent>) {
    events.write_batch(round.read().filter_map(|event| match event {
        RoundEvent::Sim { event, .. } | RoundEvent::Practice { event, .. } => Some(DisplayedEvent(event.clone())),
        RoundEvent::Phase { .. } | RoundEvent::Over { .. } => None,
    }));
}

fn play(
    mut attract: ResMut<AttractMode>,
    round: Res<Round>,
    playground: Res<Playground>,
    mut events: MessageWriter<DisplayedEvent>,
    mut new: Local<Vec<GameEvent>>,
) {
    if attract.is_guest {
        return;
    }
    if round.phase() != Phase::Lobby || playground.game().is_some() {
        attract.game = None;
        return;
    }
    let attract = &mut *attract;
    if attract.game.as_ref().is_none_or(|game| game.is_over() || game.tick() >= LONGEST_TICKS) {
        attract.go_on();
    }
    let Some(game) = &mut attract.game else { return };
    let mut inputs = Inputs::default();
    for (slot, bot) in &mut attract.bots {
        debug_assert!(usize::from(*slot) < MAX_PLAYERS);
        inputs.set(*slot, bot.steer(game, *slot));
    }
    game.step(&inputs, &mut new);
    events.write_batch(new.drain(..).map(DisplayedEvent));
}
