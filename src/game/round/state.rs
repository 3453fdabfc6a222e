//! Where the game stands: lobby, countdown, play or results, and the round in it.

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
    link::Transport,
    sim::{Game, GameEvent, Inputs, Match, Mode, Replay},
};

/// What rounds are played, and how they begin.
#[derive(Resource, Debug, Clone, Default)]
pub(crate) struct RoundConfig {
    /// The rules of the first round.
    pub mode: Mode,
    /// Seed of the first round; the next round gets the number after it. A fresh one without this.
    pub seed: Option<u64>,
    /// Whether rounds begin without being asked for.
    pub auto_start: bool,
    /// Rounds after which the program ends.
    pub max_rounds: Option<u32>,
    /// Seconds of a recorded run that are skipped before it is shown.
    pub replay_from_s: f32,
}

/// Where the game stands.
#[derive(Resource, Debug)]
pub(crate) struct Round {
    machine: RoundMachine,
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
    pub(crate) recording: Option<Replay>,
    first_seed: u64,
}

/// A run that is played again.
#[derive(Debug)]
pub(crate) struct Ghost {
    pub game: Game,
    run: Replay,
}

/// A recorded run that is shown instead of a round of one's own, for `--replay`.
#[derive(Resource, Debug, Default)]
pub(crate) struct Playback(pub Option<Replay>);

/// Something happened in the round, at a tick of it.
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
pub(crate) struct BackToLobby;

/// Somebody wants to play by other rules.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct ModeRequested(pub Mode);

impl Round {
    /// A game that shows its lobby, and nothing has been played yet.
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

    /// What the game is doing.
    pub(crate) fn phase(&self) -> Phase {
        self.machine.phase()
    }

    /// Ticks of the round that runs, or of the last one.
    pub(crate) fn tick(&self) -> u64 {
        self.game.as_ref().map_or(0, Game::tick)
    }

    /// Whether time passes in the arena.
    pub(crate) fn is_moving(&self) -> bool {
        self.phase() == Phase::Playing && !self.pause.holds()
    }

    /// Whether players see the arena.
    pub(crate) fn is_running(&self) -> bool {
        self.machine.is_running()
    }

    /// Whether a tap is meant for the next round, and not for the one that has just ended.
    pub(crate) fn takes_votes(&self) -> bool {
        self.machine.takes_votes()
    }

    /// Rounds of a match in this mode, if it has matches.
    pub(crate) fn rounds(&self) -> Option<u32> {
        self.mode.tuning().party.map(|party| party.rounds)
    }

    /// Which round of the match this is, counting from 1.
    pub(crate) fn number(&self) -> u32 {
        self.contest.rounds() + u32::from(self.phase() != Phase::Results)
    }

    /// Whether the round that is over was the last one of its match.
    pub(crate) fn is_last(&self) -> bool {
        self.rounds().is_none_or(|rounds| self.contest.rounds() >= rounds)
    }

    /// Ticks until this phase ends by itself, if it does.
    pub(crate) fn ticks_left(&self) -> Option<u64> {
        let on_the_board = match self.phase() {
            Phase::Countdown => self.game.as_ref().map(Game::countdown).filter(|ticks| *ticks > 0),
            Phase::Playing => self.game.as_ref().and_then(Game::ticks_left),
            Phase::Lobby | Phase::Results => None,
        };
        on_the_board.or_else(|| self.machine.ticks_left(self.mode.is_party()))
    }

    /// The slot of whoever plays alone.
    pub(crate) fn soloist(&self) -> Option<u8> {
        match self.game.as_ref().map(Game::players) {
            Some([alone]) => Some(alone.slot),
            _ => None,
        }
    }

    /// Whether there are phones in the round, and all of them come by the relay.
    pub(crate) fn hangs_on_the_relay(&self, roster: &Roster) -> bool {
        let players = self.game.as_ref().map(Game::players).unwrap_or_default();
        let sources = players.iter().filter_map(|player| roster.get(player.slot).map(|member| member.source));
        let mut transports = sources
            .filter_map(|source| if let InputSource::Phone(transport) = source { Some(transport) } else { None })
            .peekable();
        transports.peek().is_some() && transports.all(|transport| transport == Transport::Relay)
    }

    /// Moves on by one tick; what follows from it has to be applied.
    pub(crate) fn advance(&mut self, input: &Input, board: Board) -> Vec<Event> {
        self.machine.tick(input, board)
    }

    /// Shows a recorded run from the start; what follows from it has to be applied.
    pub(crate) fn show_replay(&mut self) -> [Event; 2] {
        self.machine.show_replay()
    }

    /// Moves the board on as far as this phase lets it, and says how it stands then.
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

    /// Makes what has to be made when the game has come into a phase.
    pub(crate) fn entered(&mut self, phase: Phase) {
        self.pause = Pause::default();
        if phase == Phase::Lobby {
            (self.game, self.ghost) = (None, None);
            self.contest = Match::default();
        }
    }

    /// Sets up a fresh board for those who are ready.
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
