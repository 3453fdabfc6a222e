//! From the lobby through countdown and play to the results, and round again.

use bevy::{prelude::*, state::state::FreelyMutableState};
use rand::{TryRng as _, rngs::SysRng};

use super::{
    SimSystems,
    options::Options,
    pause::Pause,
    roster::{Latched, Roster, StartRequested},
    scores::{Entry, Hand, Scores},
    settings::CurrentSettings,
};
use crate::{
    protocol::PhaseName,
    sim::{Cause, Game, GameEvent, Mode, Replay, TICK_HZ},
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
        .add_message::<ModeRequested>()
        .add_systems(Startup, prepare)
        .add_systems(FixedUpdate, (super::pause::judge, advance).chain().in_set(SimSystems::Step))
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
    /// The best run, played again beside a run alone.
    pub ghost: Option<Ghost>,
    /// Why the round stands still, if it does.
    pub pause: Pause,
    /// How the last round ended.
    pub standings: Vec<Standing>,
    /// A run alone, as it is written down; a recorded one that is shown is not.
    recording: Option<Replay>,
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

/// A player's result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    pub slot: u8,
    pub name: String,
    pub score: f64,
    /// Why the run ended.
    pub cause: Option<Cause>,
    /// What it was steered with, if it goes on a board.
    pub hand: Option<Hand>,
    /// The best there was before on that board.
    pub best_before: f64,
    /// Its place on the board, counting from 1, if it has one.
    pub place: Option<usize>,
}

impl Standing {
    /// Whether this is the best score there ever was.
    pub(super) fn is_best(&self) -> bool {
        self.place == Some(1)
    }
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

    /// The slot of whoever plays alone.
    pub(super) fn soloist(&self) -> Option<u8> {
        match self.game.as_ref().map(Game::players) {
            Some([alone]) => Some(alone.slot),
            _ => None,
        }
    }

    fn enter(&mut self, phase: PhaseName, events: &mut MessageWriter<RoundEvent>) {
        self.phase = phase;
        self.pause = Pause::default();
        self.ticks_in_phase = 0;
        if phase == PhaseName::Lobby {
            (self.game, self.ghost) = (None, None);
        }
        events.write(RoundEvent::Phase { phase, tick: self.tick() });
    }

    fn start(&mut self, slots: &[u8], best: Option<Replay>, events: &mut MessageWriter<RoundEvent>) {
        let seed = self.first_seed.wrapping_add(u64::from(self.rounds_played));
        self.game = Some(Game::new(self.mode, slots, seed));
        self.recording = self.soloist().map(|slot| Replay::new(self.mode, slot, seed));
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
    let ready = roster.ready_slots();
    if leave && round.phase != PhaseName::Lobby {
        playback.0 = None;
        round.enter(PhaseName::Lobby, &mut events);
        return;
    }
    match round.phase {
        PhaseName::Lobby => {
            if let Some(mode) = mode {
                round.mode = mode;
                events.write(RoundEvent::Phase { phase: PhaseName::Lobby, tick: 0 });
            }
            if (wanted || options.auto_start) && !ready.is_empty() {
                let best = ghost_for(&round, &settings, &roster, &scores, &ready);
                round.start(&ready, best, &mut events);
            }
        }
        PhaseName::Countdown => {
            if since >= COUNTDOWN_TICKS {
                round.enter(PhaseName::Playing, &mut events);
            }
        }
        PhaseName::Playing if round.pause.holds() => {}
        PhaseName::Playing => {
            let tick = round.tick();
            let inputs = playback.0.as_ref().map_or_else(|| latched.0.clone(), |run| run.inputs(tick));
            let round = &mut *round;
            let Some(game) = &mut round.game else { return };
            if let Some(recording) = &mut round.recording {
                recording.push(&inputs);
            }
            game.step(&inputs, &mut sim_events);
            if let Some(ghost) = &mut round.ghost {
                ghost.game.step(&ghost.run.inputs(tick), &mut Vec::new());
            }
            let (tick, over) = (game.tick(), game.is_over());
            for event in sim_events.drain(..) {
                events.write(RoundEvent::Sim { event, tick });
            }
            if over {
                round.rounds_played += 1;
                round.standings = standings(round, &roster, playback.0.is_some(), &mut scores);
                round.enter(PhaseName::Results, &mut events);
                events.write(RoundEvent::Over { standings: round.standings.clone(), tick });
            }
        }
        PhaseName::Results => {
            if options.rounds.is_some_and(|rounds| rounds <= round.rounds_played) {
                // A tick after the results, so that they have been told.
                exit.write(AppExit::Success);
            } else if let Some(run) = playback.0.as_ref().filter(|_| wanted && since >= RESULTS_MIN_TICKS) {
                round.game = Some(run.game());
                round.enter(PhaseName::Countdown, &mut events);
            } else if ready.is_empty() && since >= AUTO_RESULTS_TICKS && playback.0.is_none() {
                round.enter(PhaseName::Lobby, &mut events);
            } else if !ready.is_empty()
                && playback.0.is_none()
                && (wanted && since >= RESULTS_MIN_TICKS || options.auto_start && since >= AUTO_RESULTS_TICKS)
            {
                let best = ghost_for(&round, &settings, &roster, &scores, &ready);
                round.start(&ready, best, &mut events);
            }
        }
    }
}

/// The run that a player alone is shown beside their own: their hand's best.
fn ghost_for(
    round: &Round,
    settings: &CurrentSettings,
    roster: &Roster,
    scores: &Scores,
    slots: &[u8],
) -> Option<Replay> {
    let [alone] = slots else { return None };
    if !settings.ghost {
        return None;
    }
    scores.best_run(round.mode, roster.hand(*alone))
}

/// Everybody's result, best first. A run alone goes on its board.
fn standings(round: &mut Round, roster: &Roster, is_playback: bool, scores: &mut Scores) -> Vec<Standing> {
    let Some(game) = &round.game else { return Vec::new() };
    let mut standings: Vec<Standing> = game
        .players()
        .iter()
        .map(|player| {
            let member = roster.get(player.slot);
            Standing {
                slot: player.slot,
                // Who left during the round still gets a line.
                name: member.map_or_else(|| "Somebody".to_owned(), |member| member.name.clone()),
                score: player.score(),
                cause: player.cause,
                hand: None,
                best_before: 0.0,
                place: None,
            }
        })
        .collect();
    standings.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.slot.cmp(&b.slot)));
    if let ([standing], [player], false) = (standings.as_mut_slice(), game.players(), is_playback) {
        let hand = roster.hand(player.slot);
        let whole = round.recording.as_mut().is_some_and(|run| run.finish(game));
        let entry = Entry {
            name: standing.name.clone(),
            score: standing.score,
            seconds: player.ticks_alive as f64 / f64::from(TICK_HZ),
            blips: player.blips,
            best_combo: player.best_combo,
        };
        standing.hand = Some(hand);
        standing.best_before = scores.best(round.mode, hand);
        standing.place = scores.offer(round.mode, hand, entry, round.recording.as_ref().filter(|_| whole));
    }
    standings
}

fn show_phase(round: Res<Round>, state: Res<State<PhaseName>>, mut next: ResMut<NextState<PhaseName>>) {
    if round.phase != *state.get() {
        next.set(round.phase);
    }
}
