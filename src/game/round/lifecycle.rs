//! From the lobby through countdown and play to the results, and round again.

use bevy::prelude::*;
use rand::{TryRng as _, rngs::SysRng};

use crate::{
    game::{
        input::latched::Latched,
        options::Options,
        persistence::scores::Scores,
        players::roster::{Roster, StartRequested},
        round::{
            standings,
            state::{
                BackToLobby, COUNTDOWN_TICKS, ModeRequested, PARTY_RESULTS_TICKS, Playback, RESULTS_MIN_TICKS, Round,
                RoundEvent,
            },
        },
        schedule::SimSystems,
        settings::model::CurrentSettings,
    },
    protocol::PhaseName,
    sim::{Game, GameEvent, Replay, TICK_HZ},
};

/// With `--auto-start`: how long the results stand.
const AUTO_RESULTS_TICKS: u64 = 3 * TICK_HZ as u64;

pub(crate) fn plugin(app: &mut App) {
    app.insert_state(PhaseName::Lobby)
        .init_resource::<Latched>()
        .add_message::<RoundEvent>()
        .add_message::<BackToLobby>()
        .add_message::<ModeRequested>()
        .add_systems(Startup, prepare)
        .add_systems(FixedUpdate, advance.in_set(SimSystems::Step))
        .add_systems(
            RunFixedMainLoop,
            (show_phase, switch_screens).chain().in_set(RunFixedMainLoopSystems::AfterFixedMainLoop),
        );
}

fn prepare(
    mut commands: Commands,
    options: Res<Options>,
    playback: Res<Playback>,
    mut events: MessageWriter<RoundEvent>,
) {
    let mut round = Round::new(options.mode.into(), options.seed.unwrap_or_else(fresh_seed));
    round.enter(PhaseName::Lobby, &mut events);
    if let Some(run) = &playback.0 {
        round.mode = run.mode();
        round.game = Some(begun(run, options.from));
        round.enter(PhaseName::Countdown, &mut events);
    }
    commands.insert_resource(round);
}

/// A recorded run, so many seconds after its start.
fn begun(run: &Replay, seconds: f32) -> Game {
    let mut game = run.game();
    for tick in 0..(f64::from(seconds) * f64::from(TICK_HZ)) as u64 {
        game.step(&run.inputs(tick), &mut Vec::new());
    }
    game
}

/// A seed from the operating system; without entropy every game is the same one, which is no reason not to play.
fn fresh_seed() -> u64 {
    SysRng.try_next_u64().unwrap_or(0)
}

/// One tick of whatever is going on.
fn advance(
    mut round: ResMut<Round>,
    options: Res<Options>,
    settings: Res<CurrentSettings>,
    roster: Res<Roster>,
    latched: Res<Latched>,
    mut playback: ResMut<Playback>,
    mut scores: ResMut<Scores>,
    mut starts: MessageReader<StartRequested>,
    mut leaves: MessageReader<BackToLobby>,
    mut modes: MessageReader<ModeRequested>,
    mut events: MessageWriter<RoundEvent>,
    mut sim_events: Local<Vec<GameEvent>>,
    mut exit: MessageWriter<AppExit>,
) {
    let wanted = starts.read().count() > 0;
    let leave = leaves.read().count() > 0;
    let mode = modes.read().last().map(|ModeRequested(mode)| *mode);
    round.ticks_in_phase += 1;
    let since = round.ticks_in_phase;
    let has_players = roster.has_people() || options.auto_start && !roster.ready_slots().is_empty();
    if leave && round.phase != PhaseName::Lobby {
        playback.0 = None;
        round.enter(PhaseName::Lobby, &mut events);
        return;
    }
    let round = &mut *round;
    match round.phase {
        PhaseName::Lobby => {
            if let Some(mode) = mode {
                round.mode = mode;
                events.write(RoundEvent::Phase { phase: PhaseName::Lobby, tick: 0 });
            }
            if (wanted || options.auto_start) && has_players {
                let best = ghost_for(round, &settings, &roster, &scores);
                round.start(&roster, best, &mut events);
            }
        }
        PhaseName::Countdown => {
            let Some(game) = &mut round.game else { return };
            // In a party the countdown is part of the game: heads turn, and nothing can happen to them.
            if game.countdown() > 0 {
                game.step(&latched.0, &mut sim_events);
            }
            if game.countdown() == 0 && (round.mode.is_party() || since >= COUNTDOWN_TICKS) {
                round.enter(PhaseName::Playing, &mut events);
            }
        }
        PhaseName::Playing if round.pause.holds() => {}
        PhaseName::Playing => {
            let tick = round.tick();
            let inputs = playback.0.as_ref().map_or_else(|| latched.0.clone(), |run| run.inputs(tick));
            if round.play(&inputs, &mut sim_events) {
                round.rounds_played += 1;
                round.standings = standings::of(round, &roster, playback.0.is_some(), &mut scores);
            }
            let tick = round.tick();
            for event in sim_events.drain(..) {
                events.write(RoundEvent::Sim { event, tick });
            }
            if round.game.as_ref().is_some_and(Game::is_over) {
                round.enter(PhaseName::Results, &mut events);
                events.write(RoundEvent::Over { standings: round.standings.clone(), tick });
            }
        }
        PhaseName::Results => {
            let stands = if round.mode.is_party() { PARTY_RESULTS_TICKS } else { AUTO_RESULTS_TICKS };
            let goes_on_by_itself = (round.mode.is_party() || options.auto_start)
                && since >= if options.auto_start { AUTO_RESULTS_TICKS } else { stands };
            if options.rounds.is_some_and(|rounds| rounds <= round.rounds_played) {
                // A tick after the results, so that they have been told.
                exit.write(AppExit::Success);
            } else if let Some(run) = playback.0.as_ref().filter(|_| wanted && since >= RESULTS_MIN_TICKS) {
                round.game = Some(run.game());
                round.enter(PhaseName::Countdown, &mut events);
            } else if playback.0.is_some() {
            } else if !has_players && since >= AUTO_RESULTS_TICKS {
                round.enter(PhaseName::Lobby, &mut events);
            } else if has_players && (wanted && since >= RESULTS_MIN_TICKS || goes_on_by_itself) {
                let best = ghost_for(round, &settings, &roster, &scores);
                round.start(&roster, best, &mut events);
            }
        }
    }
}

/// The run that a player alone is shown beside their own: their hand's best.
fn ghost_for(round: &Round, settings: &CurrentSettings, roster: &Roster, scores: &Scores) -> Option<Replay> {
    let slots = roster.ready_slots();
    let [alone] = slots.as_slice() else { return None };
    if !settings.ghost || round.mode.is_party() {
        return None;
    }
    scores.best_run(round.mode, roster.hand(*alone))
}

fn show_phase(round: Res<Round>, state: Res<State<PhaseName>>, mut next: ResMut<NextState<PhaseName>>) {
    if round.phase != *state.get() {
        next.set(round.phase);
    }
}

/// In the same frame: otherwise the screen of the phase before would lie over the first picture of this one.
fn switch_screens(world: &mut World) {
    world.run_schedule(StateTransition);
}
