//! The attract mode: a game of bots behind the title screen, and the bots that introduce an evening's next round.

use bevy::prelude::*;

use crate::{
    game::{
        round::{displayed::event::DisplayedEvent, phase::Phase, playground::Playground, state::Round},
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
    app.init_resource::<AttractMode>().add_systems(FixedUpdate, (introduce, play).chain().in_set(SimSystems::Show));
}

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

/// Advances the bots that show the next round's rules.
fn introduce(mut round: ResMut<Round>, mut events: MessageWriter<DisplayedEvent>, mut new: Local<Vec<GameEvent>>) {
    if let Some(introduction) = &mut round.bypass_change_detection().introduction {
        introduction.step(&mut new);
        events.write_batch(new.drain(..).map(DisplayedEvent));
    }
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
