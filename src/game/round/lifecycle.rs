//! The life cycle of rounds: from the lobby through countdown and play to the results, and to the next round.

use bevy::{ecs::system::SystemParam, prelude::*};
use rand::{TryRng as _, rngs::SysRng};

use crate::{
    game::{
        input::latched::Latched,
        persistence::{
            progress::{KeptProgress, Progress},
            scores::Scores,
        },
        players::{
            roster::{Roster, StartRequested},
            votes::Vetoed,
        },
        round::{
            evening,
            machine::{Board, EveningInput, Event, Input, RoundMachine},
            moment::Moment,
            phase::Phase,
            plan::{self, Plan},
            standings,
            state::{BackToLobby, PlanRequested, Playback, Round, RoundConfig, RoundEvent},
        },
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    sim::{EveningEvent, EveningPhase, Game, GameEvent, Match, Mode, Replay, TICK_HZ},
};

pub(crate) fn plugin(app: &mut App) {
    app.init_state::<Phase>()
        .add_message::<RoundEvent>()
        .add_message::<BackToLobby>()
        .add_message::<PlanRequested>()
        .add_systems(Startup, prepare)
        .add_systems(PostUpdate, keep_progress)
        .add_systems(FixedUpdate, advance.in_set(SimSystems::Step))
        .add_systems(
            RunFixedMainLoop,
            (show_phase, switch_screens).chain().in_set(RunFixedMainLoopSystems::AfterFixedMainLoop),
        );
}

fn prepare(
    mut commands: Commands,
    config: Res<RoundConfig>,
    (playback, kept): (Res<Playback>, Res<KeptProgress>),
    mut events: MessageWriter<RoundEvent>,
) {
    let machine = RoundMachine::new(config.auto_start, config.max_rounds);
    let mut round = Round::new(machine, config.plan, config.seed.unwrap_or_else(fresh_seed));
    match kept.last() {
        Some(Progress::Match(mode, contest)) => {
            (round.plan, round.mode, round.contest) = (Plan::Mode(mode), mode, contest);
            // The points of a finished match belong to its results, which are gone.
            if round.is_last() {
                round.contest = Match::default();
            }
        }
        Some(Progress::Evening(mut evening)) if evening.phase() != EveningPhase::Podium => {
            // Its board is gone.
            evening.abandon_round(&mut Vec::new());
            (round.plan, round.mode, round.evening) = (Plan::Evening, Plan::Evening.mode(), Some(*evening));
        }
        Some(Progress::Evening(_)) | None => {}
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

/// Keeps the points when they may have changed: a round is over, or the players have returned to the lobby.
fn keep_progress(round: Res<Round>, mut kept: ResMut<KeptProgress>, mut told: Local<Option<(Phase, u32)>>) {
    let now = (round.phase(), round.number());
    if told.replace(now) == Some(now) {
        return;
    }
    kept.keep(match &round.evening {
        Some(evening) => Progress::Evening(Box::new(evening.clone())),
        None => Progress::Match(round.mode, round.contest.clone()),
    });
}

/// Returns a recorded run's game, `seconds` after its start.
fn begun(run: &Replay, seconds: f32) -> Game {
    let ticks = (f64::from(seconds) * f64::from(TICK_HZ)) as u64;
    let countdown = run.game().countdown();
    // Without a skip a party's replay shows its countdown, too.
    run.clip(if ticks > 0 { countdown + ticks } else { 0 }).game().clone()
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
    plans: MessageReader<'w, 's, PlanRequested>,
    vetoes: MessageReader<'w, 's, Vetoed>,
}

/// The inputs and the results of a round.
#[derive(SystemParam)]
struct RoundContext<'w> {
    config: Res<'w, RoundConfig>,
    settings: Res<'w, CurrentSettings>,
    roster: Res<'w, Roster>,
    playback: ResMut<'w, Playback>,
    scores: ResMut<'w, Scores>,
    moment: ResMut<'w, Moment>,
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
    let wanted = requests.plans.read().last().map(|PlanRequested(plan)| *plan);
    // While the decisive moment is shown, a key ends it, like a tap.
    let start = requests.starts.read().count() > 0 && !around.moment.bypass_change_detection().skip();
    let input = Input {
        start,
        leave: requests.leaves.read().count() > 0,
        change_plan: wanted.is_some(),
        has_players: around.has_players(),
        is_party: round.mode.is_party(),
        is_playback: around.playback.0.is_some(),
        plans_evening: round.plan == Plan::Evening,
        evening: step_evening(round, start, requests.vetoes.read().count() > 0),
    };
    let plays = round.phase() == Phase::Playing && !round.pause.holds() && !input.leave;
    let board = round.step_board(&input, &latched.0, around.playback.0.as_ref(), &mut sim_events);
    if plays && board == Board::Over {
        round.standings = standings::of(round, &around.roster, input.is_playback, &mut around.scores);
        if let Some(recording) = round.recording.as_ref().filter(|_| round.is_recorded && round.mode.is_party()) {
            around.scores.keep_party(recording);
        }
    }
    if plays {
        let tick = round.tick();
        messages.write_batch(sim_events.drain(..).map(|event| RoundEvent::Sim { event, tick }));
    }
    for event in round.advance(&input, board) {
        match event {
            Event::PlanChanged => {
                round.plan = wanted.unwrap_or(round.plan);
                (round.mode, round.evening) = (round.plan.mode(), None);
                messages.write(RoundEvent::Phase { phase: round.phase(), tick: 0 });
            }
            Event::RoundStarted => {
                let best = around.ghost_for(round.mode);
                round.start(&around.roster, best, &around.settings.evening);
            }
            Event::EveningBegan => begin_evening(round, &around),
            Event::EveningCut => {
                if let Some(evening) = &mut round.evening {
                    evening.finish(&mut Vec::new());
                    // Nobody is asked to play on.
                    evening.settle(&[], &mut Vec::new());
                }
            }
            Event::ReplayStarted => round.game = around.playback.0.as_ref().map(Replay::game),
            Event::Entered(phase) => {
                round.entered(phase);
                let tick = round.tick();
                messages.write(RoundEvent::Phase { phase, tick });
                match phase {
                    Phase::Lobby => around.playback.0 = None,
                    Phase::Results => _ = messages.write(RoundEvent::Over { standings: round.standings.clone(), tick }),
                    Phase::Introduction | Phase::Countdown | Phase::Playing | Phase::Podium => {}
                }
            }
            Event::Finished => _ = exit.write(AppExit::Success),
        }
    }
}

/// Advances the evening in progress by a tick, except in the lobby, where it waits for its players.
fn step_evening(round: &mut Round, start: bool, has_veto: bool) -> Option<EveningInput> {
    let takes_votes = round.takes_votes();
    if round.phase() == Phase::Lobby {
        return None;
    }
    let evening = round.evening.as_mut()?;
    if start && takes_votes {
        evening::skip(evening);
    }
    if has_veto {
        evening::veto(evening);
    }
    let mut events = Vec::new();
    evening.step(&mut events);
    Some(EveningInput {
        phase: evening.phase(),
        is_new: events.iter().any(|event| matches!(event, EveningEvent::Entered(_))),
        has_results: !evening.rounds().is_empty(),
    })
}

/// Opens an evening for the players who are here, or goes on with the one that was interrupted.
fn begin_evening(round: &mut Round, around: &RoundContext) {
    if round.evening.is_none() {
        let mut settings = around.settings.evening.clone();
        settings.length = around.config.evening.unwrap_or(settings.length);
        let seed = round.first_seed();
        // Settings that came from another version may leave out everything that this one has.
        round.evening = plan::open_evening(&settings, seed).or_else(|_| plan::open_evening(&default(), seed)).ok();
    }
    if let Some(evening) = &mut round.evening {
        evening::follow(evening, &around.roster);
        evening.step(&mut Vec::new());
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
