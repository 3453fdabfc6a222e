//! The game's state: lobby, countdown, play or results, and the current round.

use std::collections::BTreeMap;

use bevy::prelude::*;

use crate::{
    game::{
        players::{member::InputSource, roster::Roster},
        round::{
            machine::{Board, BoardStep, Event, Input, RoundMachine},
            pause::Pause,
            phase::Phase,
            standing::Standing,
        },
    },
    link::RouteKind,
    sim::{Game, GameEvent, Inputs, Match, Mode, Replay},
};

/// The configuration of rounds.
#[derive(Resource, Debug, Clone, Default)]
pub(crate) struct RoundConfig {
    /// The mode of the first round.
    pub mode: Mode,
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
    pub mode: Mode,
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
    /// The recording of a single player's run; `None` while a recorded run is shown.
    pub(crate) recording: Option<Replay>,
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

/// A request to change the mode.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct ModeRequested(pub Mode);

impl Round {
    /// Creates the state of a game in its lobby, before the first round.
    pub(crate) fn new(machine: RoundMachine, mode: Mode, first_seed: u64) -> Self {
        Self {
            machine,
            mode,
            game: None,
            ghost: None,
            pause: Pause::default(),
            standings: Vec::new(),
            contest: Match::default(),
            names: BTreeMap::new(),
            recording: None,
            first_seed,
        }
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

    /// Returns the number of rounds of a match, or `None` if this mode has no matches.
    pub(crate) fn rounds(&self) -> Option<u32> {
        self.mode.tuning().party.map(|party| party.rounds)
    }

    /// Returns the round's number in its match, counting from 1.
    pub(crate) fn number(&self) -> u32 {
        self.contest.rounds() + u32::from(self.phase() != Phase::Results)
    }

    /// Returns whether the finished round was the last one of its match.
    pub(crate) fn is_last(&self) -> bool {
        self.rounds().is_none_or(|rounds| self.contest.rounds() >= rounds)
    }

    /// Returns the ticks until this phase ends by itself, or `None` if it does not.
    pub(crate) fn ticks_left(&self) -> Option<u64> {
        let on_the_board = match self.phase() {
            Phase::Countdown => self.game.as_ref().map(Game::countdown).filter(|ticks| *ticks > 0),
            Phase::Playing => self.game.as_ref().and_then(Game::ticks_left),
            Phase::Lobby | Phase::Results => None,
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
    pub(crate) fn step_board(&mut self, input: &Input, inputs: &Inputs, events: &mut Vec<GameEvent>) -> Board {
        let step = self.machine.board_step(input, self.pause.holds());
        let Some(game) = &mut self.game else { return Board::Empty };
        match step {
            BoardStep::Rest => {}
            BoardStep::CountDown if game.countdown() == 0 => {}
            BoardStep::CountDown => game.step(inputs, events),
            BoardStep::Play => {
                if let Some(recording) = &mut self.recording {
                    recording.push(inputs);
                }
                if let Some(ghost) = &mut self.ghost {
                    ghost.game.step(&ghost.run.inputs(game.tick()), &mut Vec::new());
                }
                game.step(inputs, events);
                if game.is_over() {
                    self.contest.add(game);
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
            (self.game, self.ghost) = (None, None);
            self.contest = Match::default();
        }
    }

    /// Sets up a fresh board for the players who are ready.
    pub(crate) fn start(&mut self, roster: &Roster, best: Option<Replay>) {
        let seed = self.first_seed.wrapping_add(u64::from(self.machine.rounds_played()));
        self.game = Some(Game::new(self.mode, &roster.ready_slots(), seed));
        self.recording =
            self.soloist().filter(|_| !self.mode.is_party()).map(|slot| Replay::new(self.mode, slot, seed));
        self.names = roster.members().map(|(slot, member)| (slot, member.name.clone())).collect();
        if self.is_last() {
            self.contest = Match::default();
        }
        self.ghost = best.map(|run| Ghost { game: run.game(), run });
    }
}
