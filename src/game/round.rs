//! From the lobby through countdown and play to the results, and round again.

use std::collections::BTreeMap;

use bevy::prelude::*;
use rand::{TryRng as _, rngs::SysRng};

pub(super) use super::standings::Standing;
use super::{
    SimSystems,
    options::Options,
    pause::Pause,
    roster::{InputPath, Latched, Roster, StartRequested},
    scores::Scores,
    settings::CurrentSettings,
    standings,
};
use crate::{
    link::Transport,
    protocol::PhaseName,
    sim::{Game, GameEvent, Inputs, Match, Mode, Replay, TICK_HZ},
};

/// Time to look up from the phone; short, because "again" must not make anybody wait.
const COUNTDOWN_TICKS: u64 = 9 * TICK_HZ as u64 / 10;
/// A tap that comes sooner after a crash was meant for the round that is over.
const RESULTS_MIN_TICKS: u64 = TICK_HZ as u64 / 2;
/// With `--auto-start`: how long the results stand.
const AUTO_RESULTS_TICKS: u64 = 3 * TICK_HZ as u64;
/// How long the results of a party's round stand unless more than half vote for the next one.
const PARTY_RESULTS_TICKS: u64 = 10 * TICK_HZ as u64;

pub(super) fn plugin(app: &mut App) {
    app.insert_state(Screen(PhaseName::Lobby))
        .add_message::<RoundEvent>()
        .add_message::<BackToLobby>()
        .add_message::<ModeRequested>()
        .add_systems(Startup, prepare)
        .add_systems(FixedUpdate, (super::pause::judge, advance).chain().in_set(SimSystems::Step))
        .add_systems(
            RunFixedMainLoop,
            (show_phase, switch_screens).chain().in_set(RunFixedMainLoopSystems::AfterFixedMainLoop),
        );
}

// The phase is also Bevy's state, so that views can live and die with it.
/// What the screen shows, derived from the round's phase: the word on the wire belongs to another crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, States)]
pub(in crate::game) struct Screen(pub PhaseName);

/// Where the game stands.
#[derive(Resource, Debug)]
pub(super) struct Round {
    pub phase: PhaseName,
    pub mode: Mode,
    /// The round that runs, or the last one.
    pub game: Option<Game>,
    /// The best run, played again beside a run alone.
    pub ghost: Option<Ghost>,
    /// Why the round stands still, if it does.
    pub pause: Pause,
    /// How the last round ended.
    pub standings: Vec<Standing>,
    /// The rounds of this match that are over.
    pub contest: Match,
    /// Names of everybody in the round, those who have left included.
    pub names: BTreeMap<u8, String>,
    /// A run alone, as it is written down; a recorded one that is shown is not.
    pub(super) recording: Option<Replay>,
    ticks_in_phase: u64,
    rounds_played: u32,
    first_seed: u64,
}

/// A run that is played again.
#[derive(Debug)]
pub(super) struct Ghost {
    pub game: Game,
    run: Replay,
}

/// A recorded run that is shown instead of a round of one's own, for `--replay`.
#[derive(Resource, Debug, Default)]
pub(super) struct Playback(pub Option<Replay>);

/// Something happened in the round, at a tick of it.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) enum RoundEvent {
    Phase {
        phase: PhaseName,
        tick: u64,
    },
    Sim {
        event: GameEvent,
        tick: u64,
    },
    /// The same on the lobby's playground, where nothing counts.
    Practice {
        event: GameEvent,
        tick: u64,
    },
    Over {
        standings: Vec<Standing>,
        tick: u64,
    },
}

/// Somebody wants to see the title screen.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct BackToLobby;

/// Somebody wants to play by other rules.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct ModeRequested(pub Mode);

impl Round {
    /// Ticks of the round that runs, or of the last one.
    pub(super) fn tick(&self) -> u64 {
        self.game.as_ref().map_or(0, Game::tick)
    }

    /// Whether time passes in the arena.
    pub(super) fn is_moving(&self) -> bool {
        self.phase == PhaseName::Playing && !self.pause.holds()
    }

    /// Whether players see the arena.
    pub(super) fn is_running(&self) -> bool {
        matches!(self.phase, PhaseName::Countdown | PhaseName::Playing)
    }

    /// Whether a tap is meant for the next round, and not for the one that has just ended.
    pub(super) fn takes_votes(&self) -> bool {
        match self.phase {
            PhaseName::Lobby => true,
            PhaseName::Results => self.ticks_in_phase >= RESULTS_MIN_TICKS,
            PhaseName::Countdown | PhaseName::Playing => false,
        }
    }

    /// Rounds of a match in this mode, if it has matches.
    pub(super) fn rounds(&self) -> Option<u32> {
        self.mode.tuning().party.map(|party| party.rounds)
    }

    /// Which round of the match this is, counting from 1.
    pub(super) fn number(&self) -> u32 {
        self.contest.rounds() + u32::from(self.phase != PhaseName::Results)
    }

    /// Whether the round that is over was the last one of its match.
    pub(super) fn is_last(&self) -> bool {
        self.rounds().is_none_or(|rounds| self.contest.rounds() >= rounds)
    }

    /// Ticks until this phase ends by itself, if it does.
    pub(super) fn ticks_left(&self) -> Option<u64> {
        match self.phase {
            PhaseName::Lobby => None,
            PhaseName::Countdown => {
                let party = self.game.as_ref().map_or(0, Game::countdown);
                Some(if party > 0 { party } else { COUNTDOWN_TICKS.saturating_sub(self.ticks_in_phase) })
            }
            PhaseName::Playing => self.game.as_ref().and_then(Game::ticks_left),
            PhaseName::Results => self.mode.is_party().then(|| PARTY_RESULTS_TICKS.saturating_sub(self.ticks_in_phase)),
        }
    }

    /// The slot of whoever plays alone.
    pub(super) fn soloist(&self) -> Option<u8> {
        match self.game.as_ref().map(Game::players) {
            Some([alone]) => Some(alone.slot),
            _ => None,
        }
    }

    /// Whether there are phones in the round, and all of them come by the relay.
    pub(super) fn hangs_on_the_relay(&self, roster: &Roster) -> bool {
        let players = self.game.as_ref().map(Game::players).unwrap_or_default();
        let paths = players.iter().filter_map(|player| roster.get(player.slot).map(|member| member.path));
        let mut ways =
            paths.filter_map(|path| if let InputPath::Phone(way) = path { Some(way) } else { None }).peekable();
        ways.peek().is_some() && ways.all(|way| way == Transport::Relay)
    }

    /// A tick of play; whether it was the last one.
    fn play(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) -> bool {
        let Some(game) = &mut self.game else { return false };
        if let Some(recording) = &mut self.recording {
            recording.push(inputs);
        }
        if let Some(ghost) = &mut self.ghost {
            ghost.game.step(&ghost.run.inputs(game.tick()), &mut Vec::new());
        }
        game.step(inputs, events);
        let is_over = game.is_over();
        if is_over {
            self.contest.add(game);
        }
        is_over
    }

    fn enter(&mut self, phase: PhaseName, events: &mut MessageWriter<RoundEvent>) {
        self.phase = phase;
        self.pause = Pause::default();
        self.ticks_in_phase = 0;
        if phase == PhaseName::Lobby {
            (self.game, self.ghost) = (None, None);
            self.contest = Match::default();
        }
        events.write(RoundEvent::Phase { phase, tick: self.tick() });
    }

    fn start(&mut self, roster: &Roster, best: Option<Replay>, events: &mut MessageWriter<RoundEvent>) {
        let seed = self.first_seed.wrapping_add(u64::from(self.rounds_played));
        self.game = Some(Game::new(self.mode, &roster.ready_slots(), seed));
        self.recording =
            self.soloist().filter(|_| !self.mode.is_party()).map(|slot| Replay::new(self.mode, slot, seed));
        self.names = roster.members().map(|(slot, member)| (slot, member.name.clone())).collect();
        if self.is_last() {
            self.contest = Match::default();
        }
        self.ghost = best.map(|run| Ghost { game: run.game(), run });
        self.enter(PhaseName::Countdown, events);
    }
}

fn prepare(
    mut commands: Commands,
    options: Res<Options>,
    playback: Res<Playback>,
    mut events: MessageWriter<RoundEvent>,
) {
    let mut round = Round {
        phase: PhaseName::Lobby,
        mode: options.mode.into(),
        game: None,
        ghost: None,
        pause: Pause::default(),
        standings: Vec::new(),
        contest: Match::default(),
        names: BTreeMap::new(),
        recording: None,
        ticks_in_phase: 0,
        rounds_played: 0,
        first_seed: options.seed.unwrap_or_else(fresh_seed),
    };
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
pub(super) fn advance(
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

fn show_phase(round: Res<Round>, state: Res<State<Screen>>, mut next: ResMut<NextState<Screen>>) {
    if round.phase != state.get().0 {
        next.set(Screen(round.phase));
    }
}

/// In the same frame: otherwise the screen of the phase before would lie over the first picture of this one.
fn switch_screens(world: &mut World) {
    world.run_schedule(StateTransition);
}
