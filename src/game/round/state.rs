//! Where the game stands: lobby, countdown, play or results, and the round in it.

use std::collections::BTreeMap;

use bevy::{prelude::*, state::state::FreelyMutableState};

use crate::{
    game::{
        players::{member::InputPath, roster::Roster},
        round::{pause::Pause, standing::Standing},
    },
    link::Path,
    protocol::PhaseName,
    sim::{Game, GameEvent, Inputs, Match, Mode, Replay, TICK_HZ},
};

/// Time to look up from the phone; short, because "again" must not make anybody wait.
pub(crate) const COUNTDOWN_TICKS: u64 = 9 * TICK_HZ as u64 / 10;
/// A tap that comes sooner after a crash was meant for the round that is over.
pub(crate) const RESULTS_MIN_TICKS: u64 = TICK_HZ as u64 / 2;
/// How long the results of a party's round stand unless more than half vote for the next one.
pub(crate) const PARTY_RESULTS_TICKS: u64 = 10 * TICK_HZ as u64;

// The phase is also Bevy's state, so that views can live and die with it.
impl States for PhaseName {}
impl FreelyMutableState for PhaseName {}

/// Where the game stands.
#[derive(Resource, Debug)]
pub(crate) struct Round {
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
    pub(crate) recording: Option<Replay>,
    pub(crate) ticks_in_phase: u64,
    pub(crate) rounds_played: u32,
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
pub(crate) struct BackToLobby;

/// Somebody wants to play by other rules.
#[derive(Message, Debug, Clone, Copy)]
pub(crate) struct ModeRequested(pub Mode);

impl Round {
    /// A game that shows its lobby, and nothing has been played yet.
    pub(crate) fn new(mode: Mode, first_seed: u64) -> Self {
        Self {
            phase: PhaseName::Lobby,
            mode,
            game: None,
            ghost: None,
            pause: Pause::default(),
            standings: Vec::new(),
            contest: Match::default(),
            names: BTreeMap::new(),
            recording: None,
            ticks_in_phase: 0,
            rounds_played: 0,
            first_seed,
        }
    }

    /// Ticks of the round that runs, or of the last one.
    pub(crate) fn tick(&self) -> u64 {
        self.game.as_ref().map_or(0, Game::tick)
    }

    /// Whether time passes in the arena.
    pub(crate) fn is_moving(&self) -> bool {
        self.phase == PhaseName::Playing && !self.pause.holds()
    }

    /// Whether players see the arena.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.phase, PhaseName::Countdown | PhaseName::Playing)
    }

    /// Whether a tap is meant for the next round, and not for the one that has just ended.
    pub(crate) fn takes_votes(&self) -> bool {
        match self.phase {
            PhaseName::Lobby => true,
            PhaseName::Results => self.ticks_in_phase >= RESULTS_MIN_TICKS,
            PhaseName::Countdown | PhaseName::Playing => false,
        }
    }

    /// Rounds of a match in this mode, if it has matches.
    pub(crate) fn rounds(&self) -> Option<u32> {
        self.mode.tuning().party.map(|party| party.rounds)
    }

    /// Which round of the match this is, counting from 1.
    pub(crate) fn number(&self) -> u32 {
        self.contest.rounds() + u32::from(self.phase != PhaseName::Results)
    }

    /// Whether the round that is over was the last one of its match.
    pub(crate) fn is_last(&self) -> bool {
        self.rounds().is_none_or(|rounds| self.contest.rounds() >= rounds)
    }

    /// Ticks until this phase ends by itself, if it does.
    pub(crate) fn ticks_left(&self) -> Option<u64> {
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
    pub(crate) fn soloist(&self) -> Option<u8> {
        match self.game.as_ref().map(Game::players) {
            Some([alone]) => Some(alone.slot),
            _ => None,
        }
    }

    /// Whether there are phones in the round, and all of them come by the relay.
    pub(crate) fn hangs_on_the_relay(&self, roster: &Roster) -> bool {
        let players = self.game.as_ref().map(Game::players).unwrap_or_default();
        let paths = players.iter().filter_map(|player| roster.get(player.slot).map(|member| member.path));
        let mut ways =
            paths.filter_map(|path| if let InputPath::Phone(way) = path { Some(way) } else { None }).peekable();
        ways.peek().is_some() && ways.all(|way| way == Path::Relay)
    }

    /// A tick of play; whether it was the last one.
    pub(crate) fn play(&mut self, inputs: &Inputs, events: &mut Vec<GameEvent>) -> bool {
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

    pub(crate) fn enter(&mut self, phase: PhaseName, events: &mut MessageWriter<RoundEvent>) {
        self.phase = phase;
        self.pause = Pause::default();
        self.ticks_in_phase = 0;
        if phase == PhaseName::Lobby {
            (self.game, self.ghost) = (None, None);
            self.contest = Match::default();
        }
        events.write(RoundEvent::Phase { phase, tick: self.tick() });
    }

    pub(crate) fn start(&mut self, roster: &Roster, best: Option<Replay>, events: &mut MessageWriter<RoundEvent>) {
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
