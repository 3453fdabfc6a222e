//! The life cycle of rounds: from the lobby through countdown and play to the results, and to the next round.

use bevy::{ecs::system::SystemParam, prelude::*};
use rand::{TryRng as _, rngs::SysRng};

use crate::{
    game::{
        input::latched::Latched,
        persistence::{evening::Evening, scores::Scores},
        players::roster::{Roster, StartRequested},
        round::{
            machine::{Board, Event, Input, RoundMachine},
            phase::Phase,
            standings,
            state::{BackToLobby, ModeRequested, Playback, Round, RoundConfig, RoundEvent},
        },
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    sim::{Game, GameEvent, Match, Mode, Replay, TICK_HZ},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_state::<Phase>()
        .add_message::<RoundEvent>()
        .add_message::<BackToLobby>()
        .add_message::<ModeRequested>()
        .add_systems(Startup, prepare)
        .add_systems(PostUpdate, keep_match)
        .add_systems(FixedUpdate, advance.in_set(SimSystems::Step))
        .add_systems(
            RunFixedMainLoop,
            (show_phase, switch_screens).chain().in_set(RunFixedMainLoopSystems::AfterFixedMainLoop),
        );
}

fn prepare(
    mut commands: Commands,
    config: Res<RoundConfig>,
    (playback, evening): (Res<Playback>, Res<Evening>),
    mut events: MessageWriter<RoundEvent>,
) {
    let machine = RoundMachine::new(config.auto_start, config.max_rounds);
    let mut round = Round::new(machine, config.mode, config.seed.unwrap_or_else(fresh_seed));
    if let Some((mode, contest)) = evening.last() {
        (round.mode, round.contest) = (mode, contest);
        // The points of a finished match belong to its results, which are gone.
        if round.is_last() {
            round.contest = Match::default();
        }
    }
    events.write(RoundEvent::Phase { phase: Phase::Lobby, tick: 0 });
    if let Some(run) = &playback.0 {
        round.mode = run.mode();
        round.game = Some(begun(run, config.replay_from_s));
        _ = round.show_replay();
        events.write(RoundEvent::Phase { phase: round.phase(), tick: round.tick() });
    }
    commands.insert_resource(round);
}

fn keep_match(round: Res<Round>, mut evening: ResMut<Evening>) {
    evening.keep(round.mode, &round.contest);
}

/// Returns a recorded run's game, `seconds` after its start.
fn begun(run: &Replay, seconds: f32) -> Game {
    let mut game = run.game();
    for tick in 0..(f64::from(seconds) * f64::from(TICK_HZ)) as u64 {
        game.step(&run.inputs(tick), &mut Vec::new());
    }
    game
}

/// Returns a seed from the operating system. Without entropy all games are the same, but they can still be played.
fn fresh_seed() -> u64 {
    SysRng.try_next_u64().unwrap_or(0)
}

/// The players' requests for the round.
#[derive(SystemParam)]
struct Requests<'w, 's> {
    starts: MessageReader<'w, 's, StartRequested>,
    leaves: MessageReader<'w, 's, BackToLobby>,
    modes: MessageReader<'w, 's, ModeRequested>,
}

/// The inputs and the results of a round.
#[derive(SystemParam)]
struct RoundContext<'w> {
    config: Res<'w, RoundConfig>,
    settings: Res<'w, CurrentSettings>,
    roster: Res<'w, Roster>,
    playback: ResMut<'w, Playback>,
    scores: ResMut<'w, Scores>,
}

/// Runs one tick of the current phase.
fn advance(
    mut round: ResMut<Round>,
    mut requests: Requests,
    mut around: RoundContext,
    latched: Res<Latched>,
    mut messages: MessageWriter<RoundEvent>,
    mut sim_events: Local<Vec<GameEvent>>,
    mut exit: MessageWriter<AppExit>,
) {
    let round = &mut *round;
    let mode = requests.modes.read().last().map(|ModeRequested(mode)| *mode);
    let input = Input {
        start: requests.starts.read().count() > 0,
        leave: requests.leaves.read().count() > 0,
        change_mode: mode.is_some(),
        has_players: around.has_players(),
        is_party: round.mode.is_party(),
        is_playback: around.playback.0.is_some(),
    };
    let plays = round.phase() == Phase::Playing && !round.pause.holds() && !input.leave;
    let recorded = around.playback.0.as_ref().filter(|_| plays).map(|run| run.inputs(round.tick()));
    let board = round.step_board(&input, recorded.as_ref().unwrap_or(&latched.0), &mut sim_events);
    if plays && board == Board::Over {
        round.standings = standings::of(round, &around.roster, input.is_playback, &mut around.scores);
    }
    if plays {
        let tick = round.tick();
        messages.write_batch(sim_events.drain(..).map(|event| RoundEvent::Sim { event, tick }));
    }
    for event in round.advance(&input, board) {
        match event {
            Event::ModeChanged => {
                round.mode = mode.unwrap_or(round.mode);
                messages.write(RoundEvent::Phase { phase: round.phase(), tick: 0 });
            }
            Event::RoundStarted => {
                let best = around.ghost_for(round.mode);
                round.start(&around.roster, best);
            }
            Event::ReplayStarted => round.game = around.playback.0.as_ref().map(Replay::game),
            Event::Entered(phase) => {
                round.entered(phase);
                let tick = round.tick();
                messages.write(RoundEvent::Phase { phase, tick });
                match phase {
                    Phase::Lobby => around.playback.0 = None,
                    Phase::Results => _ = messages.write(RoundEvent::Over { standings: round.standings.clone(), tick }),
                    Phase::Countdown | Phase::Playing => {}
                }
            }
            Event::Finished => _ = exit.write(AppExit::Success),
        }
    }
}

impl RoundContext<'_> {
    /// Returns whether a round that started now would have players.
    fn has_players(&self) -> bool {
        self.roster.has_people() || self.config.auto_start && !self.roster.ready_slots().is_empty()
    }

    /// Returns the ghost for a single player: the best run of the device that they steer with, or `None`.
    fn ghost_for(&self, mode: Mode) -> Option<Replay> {
        let slots = self.roster.ready_slots();
        let [alone] = slots.as_slice() else { return None };
        if !self.settings.ghost || mode.is_party() {
            return None;
        }
        self.scores.best_run(mode, self.roster.device(*alone))
    }
}

/// Updates Bevy's state to the machine's phase.
fn show_phase(round: Res<Round>, state: Res<State<Phase>>, mut next: ResMut<NextState<Phase>>) {
    if round.phase() != *state.get() {
        next.set(round.phase());
    }
}

/// Switches screens in the same frame: otherwise the previous phase's screen would cover the first picture of this one.
fn switch_screens(world: &mut World) {
    world.run_schedule(StateTransition);
}
