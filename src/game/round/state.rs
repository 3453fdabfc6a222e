//! The game's state: lobby, countdown, play or results, and the current round.

use std::collections::BTreeMap;

use bevy::prelude::*;

use crate::{
    game::{
        players::{member::InputSource, roster::Roster},
        round::{
            evening,
            machine::{Board, BoardStep, Event, Input, RoundMachine},
            pause::Pause,
            phase::Phase,
            plan::Plan,
            standing::Standing,
        },
        settings::{list::EveningSettings, values::EveningLength},
    },
    link::RouteKind,
    sim::{Evening, Game, GameEvent, Inputs, Introduction, Match, Mode, Replay, RoundSetup, TICK_HZ, balanced_teams},
};

/// Steps between two looks at who leads: a tenth of a second.
const LEADERS_EVERY_STEPS: u64 = TICK_HZ as u64 / 10;

/// The configuration of rounds.
#[derive(Resource, Debug, Clone, Default)]
pub(crate) struct RoundConfig {
    /// The plan at the start.
    pub plan: Plan,
    /// The length of evenings, instead of that in the settings.
    pub evening: Option<EveningLength>,
    /// Seed of the first round; each later round uses the next number. `None` for a random seed.
    pub seed: Option<u64>,
    /// Whether rounds begin without a request.
    pub auto_start: bool,
    /// Number of rounds after which the program exits; `None` for no limit.
    pub max_rounds: Option<u32>,
    /// Seconds of a recorded run to skip.
    pub replay_from_s: f32,
}

/// The game's state.
#[derive(Resource, Debug)]
pub(crate) struct Round {
    machine: RoundMachine,
    /// The players' choice.
    pub plan: Plan,
    /// The mode of the current round, of the one that is introduced, or of the next one.
    pub mode: Mode,
    /// The evening in progress.
    pub evening: Option<Evening>,
    /// The bots that show the next round's rules, while it is introduced.
    pub introduction: Option<Introduction>,
    /// The current round's game, or the last one's.
    pub game: Option<Game>,
    /// The best run, replayed beside a single player's run.
    pub ghost: Option<Ghost>,
    /// The state of the pause.
    pub pause: Pause,
    /// The results of the last round.
    pub standings: Vec<Standing>,
    /// The finished rounds of this match.
    pub contest: Match,
    /// Names of all players in the round, including those who have left.
    pub names: BTreeMap<u8, String>,
    /// The recording of the round; `None` while a recorded run is shown.
    pub(crate) recording: Option<Replay>,
    /// Whether the recording is the whole of a finished round.
    pub(crate) is_recorded: bool,
    /// The players in front, and the step at which they last took the lead: the round was decided then, if it is over.
    leaders: Vec<u8>,
    pub(crate) decided_at: u64,
    first_seed: u64,
}

/// A replayed run.
#[derive(Debug)]
pub(crate) struct Ghost {
    pub game: Game,
    run: Replay,
}

/// A recorded run to show instead of rounds, for `--replay`.
#[derive(Resource, Debug, Default)]
pub(crate) struct Playback(pub Option<Replay>);

/// An event of the round, with its tick.
#[derive(Message, Debug, Clone, PartialEq)]
pub(crate) enum RoundEvent {
    Phase {
        phase: Phase,
        tick: u64,
    },
    Sim {
        event: GameEvent,
        tick: u64,
    },
    /// An event on the lobby's playground, where nothing counts.
    Practice {
        event: GameEvent,
        tick: u64,
    },
    Over {
        standings: Vec<Standing>,
        tick: u64,
    },
}

/// A request to return to the title screen.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct BackToLobby;

/// A request to change the plan.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct PlanRequested(pub Plan);

impl Round {
    /// Creates the state of a game in its lobby, before the first round.
    pub(crate) fn new(machine: RoundMachine, plan: Plan, first_seed: u64) -> Self {
        Self {
            machine,
            plan,
            mode: plan.mode(),
            evening: None,
            introduction: None,
            game: None,
            ghost: None,
            pause: Pause::default(),
            standings: Vec::new(),
            contest: Match::default(),
            names: BTreeMap::new(),
            recording: None,
            is_recorded: false,
            leaders: Vec::new(),
            decided_at: 0,
            first_seed,
        }
    }

    /// Returns the seed of the first round.
    pub(crate) fn first_seed(&self) -> u64 {
        self.first_seed
    }

    /// Returns the current phase.
    pub(crate) fn phase(&self) -> Phase {
        self.machine.phase()
    }

    /// Returns the tick of the current round, or of the last one.
    pub(crate) fn tick(&self) -> u64 {
        self.game.as_ref().map_or(0, Game::tick)
    }

    /// Returns whether time passes in the arena.
    pub(crate) fn is_moving(&self) -> bool {
        self.phase() == Phase::Playing && !self.pause.holds()
    }

    /// Returns whether players see the arena.
    pub(crate) fn is_running(&self) -> bool {
        self.machine.is_running()
    }

    /// Returns whether a tap is for the next round, not for the one that has just ended.
    pub(crate) fn takes_votes(&self) -> bool {
        self.machine.takes_votes()
    }

    /// Returns the number of rounds of the evening or the match, or `None` if this mode has no matches.
    pub(crate) fn rounds(&self) -> Option<u32> {
        if let Some(evening) = &self.evening {
            return Some(evening.setup().rounds);
        }
        self.mode.tuning().party.map(|party| party.rounds)
    }

    /// Returns the round's number in its evening or match, counting from 1.
    pub(crate) fn number(&self) -> u32 {
        let finished = self.evening.as_ref().map_or(self.contest.rounds(), |evening| evening.rounds().len() as u32);
        finished + u32::from(!matches!(self.phase(), Phase::Results | Phase::Podium))
    }

    /// Returns whether the finished round was the last one of its match. An evening has its podium instead.
    pub(crate) fn is_last(&self) -> bool {
        self.evening.is_none() && self.rounds().is_none_or(|rounds| self.contest.rounds() >= rounds)
    }

    /// Returns the ticks until this phase ends by itself, or `None` if it does not.
    pub(crate) fn ticks_left(&self) -> Option<u64> {
        let on_the_board = match self.phase() {
            Phase::Countdown => self.game.as_ref().map(Game::countdown).filter(|ticks| *ticks > 0),
            Phase::Playing => self.game.as_ref().and_then(Game::ticks_left),
            Phase::Introduction | Phase::Results => self.evening.as_ref().and_then(evening::ticks_left),
            Phase::Lobby | Phase::Podium => None,
        };
        on_the_board.or_else(|| self.machine.ticks_left(self.mode.is_party()))
    }

    /// Returns the slot of a single player, or `None` with several players.
    pub(crate) fn soloist(&self) -> Option<u8> {
        match self.game.as_ref().map(Game::players) {
            Some([alone]) => Some(alone.slot),
            _ => None,
        }
    }

    /// Returns whether the round has phones, and all of them are connected through the relay.
    pub(crate) fn hangs_on_the_relay(&self, roster: &Roster) -> bool {
        let players = self.game.as_ref().map(Game::players).unwrap_or_default();
        let sources = players.iter().filter_map(|player| roster.get(player.slot).map(|member| member.source));
        let mut transports = sources
            .filter_map(|source| if let InputSource::Phone(transport) = source { Some(transport) } else { None })
            .peekable();
        transports.peek().is_some() && transports.all(|transport| transport == RouteKind::Relay)
    }

    /// Advances by one tick; the caller has to apply the returned events.
    pub(crate) fn advance(&mut self, input: &Input, board: Board) -> Vec<Event> {
        self.machine.tick(input, board)
    }

    /// Starts showing a recorded run from its beginning; the caller has to apply the returned events.
    pub(crate) fn show_replay(&mut self) -> [Event; 2] {
        self.machine.show_replay()
    }

    /// Advances the board as far as this phase allows, and returns the board's state after that.
    /// While a recorded run is shown, everything that players do comes from there.
    pub(crate) fn step_board(
        &mut self,
        input: &Input,
        latched: &Inputs,
        playback: Option<&Replay>,
        events: &mut Vec<GameEvent>,
    ) -> Board {
        let step = self.machine.board_step(input, self.pause.holds());
        let Some(game) = &mut self.game else { return Board::Empty };
        let is_moving = step == BoardStep::Play || step == BoardStep::CountDown && game.countdown() > 0;
        let recorded = playback.filter(|_| is_moving).map(|run| {
            run.attend(game, game.steps(), events);
            run.inputs(game.steps())
        });
        let inputs = recorded.as_ref().unwrap_or(latched);
        match step {
            BoardStep::Rest => {}
            BoardStep::CountDown if game.countdown() == 0 => {}
            BoardStep::CountDown => {
                self.recording.iter_mut().for_each(|recording| recording.push(inputs));
                game.step(inputs, events);
            }
            BoardStep::Play => {
                self.recording.iter_mut().for_each(|recording| recording.push(inputs));
                if let Some(ghost) = &mut self.ghost {
                    ghost.game.step(&ghost.run.inputs(game.tick()), &mut Vec::new());
                }
                game.step(inputs, events);
                if game.is_over() || game.steps().is_multiple_of(LEADERS_EVERY_STEPS) {
                    let places = game.places();
                    let leaders = places.iter().filter(|place| place.place == 1).map(|place| place.slot).collect();
                    if leaders != self.leaders {
                        (self.leaders, self.decided_at) = (leaders, game.steps());
                    }
                }
                if game.is_over() {
                    self.is_recorded = self.recording.as_mut().is_some_and(|recording| recording.finish(game));
                    match &mut self.evening {
                        Some(evening) => evening::finish_round(evening, game),
                        None => self.contest.add(game),
                    }
                }
            }
        }
        match game {
            game if game.is_over() => Board::Over,
            game if game.countdown() > 0 => Board::Counting,
            _ => Board::Running,
        }
    }

    /// Does what is due when the game has entered a phase.
    pub(crate) fn entered(&mut self, phase: Phase) {
        self.pause = Pause::default();
        if phase == Phase::Lobby {
            (self.game, self.ghost, self.evening) = (None, None, None);
            (self.contest, self.mode) = (Match::default(), self.plan.mode());
        }
        if matches!(phase, Phase::Introduction | Phase::Podium) {
            self.game = None;
        }
        self.introduction = None;
        if phase == Phase::Introduction {
            self.introduce();
        }
    }

    /// Lets bots show the rules of the evening's next round.
    fn introduce(&mut self) {
        let Some(setup) = self.evening.as_ref().and_then(Evening::round_setup) else { return };
        self.mode = setup.mode;
        self.introduction = Some(Introduction::new(&setup));
    }

    /// Lets a player enter the running round, if there is a place.
    pub(crate) fn admit(&mut self, slot: u8, events: &mut Vec<GameEvent>) {
        if self.game.as_mut().is_some_and(|game| game.enter(slot, events)) {
            self.recording.iter_mut().for_each(|recording| recording.enter(slot));
        }
    }

    /// Takes a player off the board, who may return.
    pub(crate) fn park(&mut self, slot: u8) {
        let Some(game) = self.game.as_mut() else { return };
        if game.player(slot).is_some_and(|player| !player.parked) {
            game.park(slot);
            self.recording.iter_mut().for_each(|recording| recording.park(slot));
        }
    }

    /// Removes a player from the round for good.
    pub(crate) fn expel(&mut self, slot: u8) {
        let Some(game) = self.game.as_mut() else { return };
        if game.player(slot).is_some() {
            game.leave(slot);
            self.recording.iter_mut().for_each(|recording| recording.leave(slot));
        }
    }

    /// Sets up a fresh board for the players who are ready, or whom the evening names.
    pub(crate) fn start(&mut self, roster: &Roster, best: Option<Replay>, teams: &EveningSettings) {
        let seed = self.first_seed.wrapping_add(u64::from(self.machine.rounds_played()));
        let setup = self.evening.as_ref().and_then(|evening| evening::next_round(evening, seed));
        let mut setup = setup.unwrap_or_else(|| self.single_round(roster, seed, teams));
        for (slot, _) in roster.members().filter(|(_, member)| member.has_no_sensor()) {
            setup.without_sensor |= 1 << slot;
        }
        self.mode = setup.mode;
        self.game = Some(Game::from_setup(&setup));
        self.recording = Some(match setup.slots.as_slice() {
            [alone] if !setup.mode.is_party() => Replay::new(setup.mode, *alone, setup.seed),
            _ => Replay::party(&setup),
        });
        (self.is_recorded, self.decided_at) = (false, 0);
        self.leaders.clear();
        self.names = roster.members().map(|(slot, member)| (slot, member.name.clone())).collect();
        if self.is_last() {
            self.contest = Match::default();
        }
        self.ghost = best.map(|run| Ghost { game: run.game(), run });
    }

    /// Returns the setup of a round outside an evening. Teams are about equally strong by the points of the match.
    fn single_round(&self, roster: &Roster, seed: u64, settings: &EveningSettings) -> RoundSetup {
        let slots = roster.ready_slots();
        let points: Vec<(u8, f64)> = slots.iter().map(|&slot| (slot, self.contest.record(slot).total)).collect();
        let most = u8::try_from(slots.len() / 2).unwrap_or(u8::MAX);
        let count = settings.teams.count().filter(|_| self.mode.has_teams()).map(|count| count.min(most));
        let teams = count.and_then(|count| balanced_teams(&points, count, seed));
        let teams = teams.map(|teams| teams.with_friends_kill(settings.friends_kill));
        RoundSetup { teams, ..RoundSetup::new(self.mode, &slots, seed) }
    }
}
