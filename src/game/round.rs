//! From the lobby through countdown and play to the results, and round again.

use bevy::{prelude::*, state::state::FreelyMutableState};
use rand::{TryRng as _, rngs::SysRng};

use super::{
    SimSystems,
    options::Options,
    roster::{Latched, PauseRequested, Roster, StartRequested},
    scores::Scores,
};
use crate::{
    protocol::PhaseName,
    sim::{Game, GameEvent, Mode, TICK_HZ},
};

/// Time to look up from the phone; short, because "again" must not make anybody wait.
const COUNTDOWN_TICKS: u64 = 9 * TICK_HZ as u64 / 10;
/// A tap that comes sooner after a crash was meant for the round that is over.
const RESULTS_MIN_TICKS: u64 = TICK_HZ as u64 / 2;
/// With `--auto-start`: how long the results stand.
const AUTO_RESULTS_TICKS: u64 = 3 * TICK_HZ as u64;

pub(super) fn plugin(app: &mut App) {
    app.insert_state(PhaseName::Lobby)
        .add_message::<RoundEvent>()
        .add_message::<BackToLobby>()
        .add_systems(Startup, prepare)
        .add_systems(FixedUpdate, advance.in_set(SimSystems::Step))
        .add_systems(Update, show_phase);
}

// The phase is also Bevy's state, so that views can live and die with it.
impl States for PhaseName {}
impl FreelyMutableState for PhaseName {}

/// Where the game stands.
#[derive(Resource, Debug)]
pub(super) struct Round {
    pub phase: PhaseName,
    pub mode: Mode,
    /// The round that runs, or the last one.
    pub game: Option<Game>,
    /// Whether the round stands still.
    pub paused: bool,
    /// How the last round ended.
    pub standings: Vec<Standing>,
    ticks_in_phase: u64,
    rounds_played: u32,
    first_seed: u64,
}

/// A player's result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub slot: u8,
    pub name: String,
    pub score: f64,
    /// Whether this is the best score there ever was.
    pub best: bool,
}

/// Something happened in the round, at a tick of it.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) enum RoundEvent {
    Phase { phase: PhaseName, tick: u64 },
    Sim { event: GameEvent, tick: u64 },
    Over { standings: Vec<Standing>, tick: u64 },
}

/// Somebody wants to see the title screen.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct BackToLobby;

impl Round {
    /// Ticks of the round that runs, or of the last one.
    pub(super) fn tick(&self) -> u64 {
        self.game.as_ref().map_or(0, Game::tick)
    }

    /// Whether time passes in the arena.
    pub(super) fn is_moving(&self) -> bool {
        self.phase == PhaseName::Playing && !self.paused
    }

    /// Whether players see the arena.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.phase, PhaseName::Countdown | PhaseName::Playing)
    }

    fn enter(&mut self, phase: PhaseName, events: &mut MessageWriter<RoundEvent>) {
        self.phase = phase;
        self.paused = false;
        self.ticks_in_phase = 0;
        if phase == PhaseName::Lobby {
            self.game = None;
        }
        events.write(RoundEvent::Phase { phase, tick: self.tick() });
    }

    fn start(&mut self, slots: &[u8], events: &mut MessageWriter<RoundEvent>) {
        let seed = self.first_seed.wrapping_add(u64::from(self.rounds_played));
        self.game = Some(Game::new(self.mode, slots, seed));
        self.enter(PhaseName::Countdown, events);
    }
}

fn prepare(mut commands: Commands, options: Res<Options>, mut events: MessageWriter<RoundEvent>) {
    let mut round = Round {
        phase: PhaseName::Lobby,
        mode: options.mode.into(),
        game: None,
        paused: false,
        standings: Vec::new(),
        ticks_in_phase: 0,
        rounds_played: 0,
        first_seed: options.seed.unwrap_or_else(fresh_seed),
    };
    round.enter(PhaseName::Lobby, &mut events);
    commands.insert_resource(round);
}

/// A seed from the operating system; without entropy every game is the same one, which is no reason not to play.
fn fresh_seed() -> u64 {
    SysRng.try_next_u64().unwrap_or(0)
}

/// One tick of whatever is going on.
fn advance(
    mut round: ResMut<Round>,
    options: Res<Options>,
    roster: Res<Roster>,
    latched: Res<Latched>,
    mut scores: ResMut<Scores>,
    mut starts: MessageReader<StartRequested>,
    mut pauses: MessageReader<PauseRequested>,
    mut leaves: MessageReader<BackToLobby>,
    mut events: MessageWriter<RoundEvent>,
    mut sim_events: Local<Vec<GameEvent>>,
    mut exit: MessageWriter<AppExit>,
) {
    let wanted = starts.read().count() > 0;
    let pause = pauses.read().count() > 0;
    let leave = leaves.read().count() > 0;
    round.ticks_in_phase += 1;
    let since = round.ticks_in_phase;
    let ready = roster.ready_slots();
    match round.phase {
        _ if leave && round.phase != PhaseName::Lobby => {
            round.enter(PhaseName::Lobby, &mut events);
        }
        PhaseName::Lobby => {
            if (wanted || options.auto_start) && !ready.is_empty() {
                round.start(&ready, &mut events);
            }
        }
        PhaseName::Countdown => {
            if since >= COUNTDOWN_TICKS {
                round.enter(PhaseName::Playing, &mut events);
            }
        }
        PhaseName::Playing if round.paused => round.paused = !(pause || wanted),
        PhaseName::Playing if pause => round.paused = true,
        PhaseName::Playing => {
            let Some(game) = &mut round.game else { return };
            game.step(&latched.0, &mut sim_events);
            let (tick, over) = (game.tick(), game.is_over());
            for event in sim_events.drain(..) {
                events.write(RoundEvent::Sim { event, tick });
            }
            if over {
                round.rounds_played += 1;
                round.standings = standings(&round, &roster, &mut scores);
                round.enter(PhaseName::Results, &mut events);
                events.write(RoundEvent::Over { standings: round.standings.clone(), tick });
            }
        }
        PhaseName::Results => {
            if options.rounds.is_some_and(|rounds| rounds <= round.rounds_played) {
                // A tick after the results, so that they have been told.
                exit.write(AppExit::Success);
            } else if ready.is_empty() && since >= AUTO_RESULTS_TICKS {
                round.enter(PhaseName::Lobby, &mut events);
            } else if !ready.is_empty()
                && (wanted && since >= RESULTS_MIN_TICKS || options.auto_start && since >= AUTO_RESULTS_TICKS)
            {
                round.start(&ready, &mut events);
            }
        }
    }
}

/// Everybody's result, best first, with the mode's record brought up to date.
fn standings(round: &Round, roster: &Roster, scores: &mut Scores) -> Vec<Standing> {
    let players = round.game.as_ref().map_or(&[][..], Game::players);
    let mut standings: Vec<Standing> = players
        .iter()
        .map(|player| Standing {
            slot: player.slot,
            // Who left during the round still gets a line.
            name: roster.get(player.slot).map_or_else(|| "Somebody".to_owned(), |member| member.name.clone()),
            score: player.score(),
            best: false,
        })
        .collect();
    standings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.slot.cmp(&b.slot)));
    if let Some(winner) = standings.first_mut() {
        winner.best = scores.offer(round.mode, winner.score);
    }
    standings
}

fn show_phase(round: Res<Round>, state: Res<State<PhaseName>>, mut next: ResMut<NextState<PhaseName>>) {
    if round.phase != *state.get() {
        next.set(round.phase);
    }
}
