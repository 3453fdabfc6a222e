//! The round as a state machine: the order of the phases and the times of their changes. It owns the phase, and depends
//! on neither Bevy nor the board: it takes the inputs of each tick and returns the events that follow.

use crate::{
    game::round::phase::Phase,
    sim::{EveningPhase, TICK_HZ},
};

/// Ticks of the countdown before a single player's run: time to look up from the phone, but short, so that players who
/// play again do not wait.
pub(crate) const COUNTDOWN_TICKS: u64 = 9 * TICK_HZ as u64 / 10;
/// Ticks after a crash in which a tap still belongs to the round that is over.
pub(crate) const RESULTS_MIN_TICKS: u64 = TICK_HZ as u64 / 2;
/// Ticks for which results are shown with `--auto-start`, and when no players are left to see them.
pub(crate) const AUTO_RESULTS_TICKS: u64 = 3 * TICK_HZ as u64;
/// Ticks for which the results of a party's round are shown, unless more than half vote for the next one.
pub(crate) const PARTY_RESULTS_TICKS: u64 = 10 * TICK_HZ as u64;

/// The game's phase, and its duration so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoundMachine {
    phase: Phase,
    ticks_in_phase: u64,
    rounds_played: u32,
    /// Whether rounds begin without a request.
    auto_start: bool,
    /// Number of rounds after which the program exits; `None` for no limit.
    max_rounds: Option<u32>,
}

/// The machine's input in a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Input {
    /// A start was requested.
    pub start: bool,
    /// The title screen was requested.
    pub leave: bool,
    /// Another plan was requested.
    pub change_plan: bool,
    /// Whether a round that started now would have players.
    pub has_players: bool,
    /// Whether the mode is a party mode.
    pub is_party: bool,
    /// Whether a recorded run is shown instead of rounds.
    pub is_playback: bool,
    /// Whether a round that started now would be one of an evening.
    pub plans_evening: bool,
    /// The evening in progress, after its own tick.
    pub evening: Option<EveningInput>,
}

/// The evening, as far as it decides what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EveningInput {
    pub phase: EveningPhase,
    /// Whether it has entered this phase in this tick.
    pub is_new: bool,
    /// Whether a round has been finished.
    pub has_results: bool,
}

/// The effect of a tick on the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoardStep {
    /// Nothing.
    Rest,
    /// Count down, if the board has its own countdown: heads turn, and nothing can happen to them.
    CountDown,
    /// A tick of play.
    Play,
}

/// The board's state after the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Board {
    /// There is no board.
    Empty,
    /// The board counts down.
    Counting,
    /// Heads can move.
    Running,
    /// The game on the board is over.
    Over,
}

/// A consequence of a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The requested plan is now in force.
    PlanChanged,
    /// An evening begins, or one that was interrupted goes on.
    EveningBegan,
    /// The evening ends before its last round.
    EveningCut,
    /// A round begins on a fresh board.
    RoundStarted,
    /// The recorded run begins again.
    ReplayStarted,
    /// The game has entered this phase.
    Entered(Phase),
    /// The requested number of rounds has been played.
    Finished,
}

impl RoundMachine {
    /// Creates a machine in the lobby, before the first round.
    pub(crate) fn new(auto_start: bool, max_rounds: Option<u32>) -> Self {
        Self { phase: Phase::Lobby, ticks_in_phase: 0, rounds_played: 0, auto_start, max_rounds }
    }

    /// Returns the current phase.
    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    /// Returns the number of rounds that have been played to their end.
    pub(crate) fn rounds_played(&self) -> u32 {
        self.rounds_played
    }

    /// Returns whether players see the arena.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Countdown | Phase::Playing)
    }

    /// Returns whether a tap is for the next round, not for the one that has just ended.
    pub(crate) fn takes_votes(&self) -> bool {
        match self.phase {
            Phase::Lobby | Phase::Introduction => true,
            Phase::Results | Phase::Podium => self.ticks_in_phase >= RESULTS_MIN_TICKS,
            Phase::Countdown | Phase::Playing => false,
        }
    }

    /// Returns the ticks until this phase ends by itself, or `None` if it does not. The machine does not include the
    /// board's countdown and time limit.
    pub(crate) fn ticks_left(&self, is_party: bool) -> Option<u64> {
        let length = match self.phase {
            Phase::Countdown => COUNTDOWN_TICKS,
            Phase::Results if is_party => PARTY_RESULTS_TICKS,
            _ => return None,
        };
        Some(length.saturating_sub(self.ticks_in_phase))
    }

    /// Starts showing a recorded run from its beginning.
    pub(crate) fn show_replay(&mut self) -> [Event; 2] {
        [Event::ReplayStarted, self.enter(Phase::Countdown)]
    }

    /// Returns the effect of the coming tick on the board.
    pub(crate) fn board_step(&self, input: &Input, is_paused: bool) -> BoardStep {
        match self.phase {
            _ if input.leave => BoardStep::Rest,
            Phase::Countdown => BoardStep::CountDown,
            Phase::Playing if !is_paused => BoardStep::Play,
            Phase::Lobby | Phase::Introduction | Phase::Playing | Phase::Results | Phase::Podium => BoardStep::Rest,
        }
    }

    /// Advances by one tick; `board` is the board's state after its step.
    pub(crate) fn tick(&mut self, input: &Input, board: Board) -> Vec<Event> {
        self.ticks_in_phase += 1;
        match (self.phase, input.evening) {
            (Phase::Lobby, _) => {}
            (Phase::Podium, _) | (_, None) if input.leave => return vec![self.enter(Phase::Lobby)],
            (_, Some(evening)) if input.leave && !evening.has_results => return vec![self.enter(Phase::Lobby)],
            // The points so far decide.
            _ if input.leave => return vec![Event::EveningCut, self.enter(Phase::Podium)],
            _ => {}
        }
        match self.phase {
            Phase::Lobby => self.tick_lobby(input),
            Phase::Introduction => self.tick_introduction(input),
            Phase::Countdown if self.is_counted_down(input, board) => vec![self.enter(Phase::Playing)],
            Phase::Playing if board == Board::Over => {
                self.rounds_played += 1;
                vec![self.enter(Phase::Results)]
            }
            Phase::Countdown | Phase::Playing => Vec::new(),
            Phase::Results => self.tick_results(input),
            Phase::Podium => self.tick_podium(input),
        }
    }

    fn tick_lobby(&mut self, input: &Input) -> Vec<Event> {
        let mut events = Vec::new();
        if input.change_plan {
            events.push(Event::PlanChanged);
        }
        if (input.start || self.auto_start) && input.has_players {
            events.extend(if input.plans_evening {
                [Event::EveningBegan, self.enter(Phase::Introduction)]
            } else {
                [Event::RoundStarted, self.enter(Phase::Countdown)]
            });
        }
        events
    }

    fn tick_introduction(&mut self, input: &Input) -> Vec<Event> {
        let waits = !input.has_players && self.ticks_in_phase >= AUTO_RESULTS_TICKS;
        match input.evening.map(|evening| evening.phase) {
            Some(EveningPhase::Round { .. } | EveningPhase::TieBreak) => {
                vec![Event::RoundStarted, self.enter(Phase::Countdown)]
            }
            Some(EveningPhase::Podium) => vec![self.enter(Phase::Podium)],
            // The mode was vetoed, or no longer suits the number of players.
            Some(EveningPhase::Introduction { .. }) if input.evening.is_some_and(|evening| evening.is_new) => {
                vec![self.enter(Phase::Introduction)]
            }
            None => vec![self.enter(Phase::Lobby)],
            Some(EveningPhase::Waiting) if waits => vec![self.enter(Phase::Lobby)],
            Some(_) => Vec::new(),
        }
    }

    fn tick_podium(&mut self, input: &Input) -> Vec<Event> {
        let since = self.ticks_in_phase;
        if self.max_rounds.is_some_and(|rounds| rounds <= self.rounds_played) {
            return vec![Event::Finished];
        }
        let is_read = input.start && since >= RESULTS_MIN_TICKS;
        let goes_on_by_itself = (self.auto_start || !input.has_players) && since >= PARTY_RESULTS_TICKS;
        if is_read || goes_on_by_itself { vec![self.enter(Phase::Lobby)] } else { Vec::new() }
    }

    fn is_counted_down(&self, input: &Input, board: Board) -> bool {
        match board {
            Board::Empty | Board::Counting => false,
            Board::Running | Board::Over => input.is_party || self.ticks_in_phase >= COUNTDOWN_TICKS,
        }
    }

    fn tick_results(&mut self, input: &Input) -> Vec<Event> {
        let since = self.ticks_in_phase;
        let is_again = input.start && since >= RESULTS_MIN_TICKS;
        let stands = if input.is_party && !self.auto_start { PARTY_RESULTS_TICKS } else { AUTO_RESULTS_TICKS };
        let goes_on_by_itself = (input.is_party || self.auto_start) && since >= stands;
        if self.max_rounds.is_some_and(|rounds| rounds <= self.rounds_played) {
            // A tick after the results, so that they have been reported.
            vec![Event::Finished]
        } else if let Some(EveningInput { phase, .. }) = input.evening {
            match phase {
                EveningPhase::Introduction { .. } | EveningPhase::Waiting => vec![self.enter(Phase::Introduction)],
                EveningPhase::Round { .. } | EveningPhase::TieBreak => {
                    vec![Event::RoundStarted, self.enter(Phase::Countdown)]
                }
                // After a tie-break nothing else shows its result.
                EveningPhase::Podium if since >= AUTO_RESULTS_TICKS => vec![self.enter(Phase::Podium)],
                EveningPhase::Standings { .. } | EveningPhase::Podium => Vec::new(),
            }
        } else if input.is_playback {
            if is_again { self.show_replay().into() } else { Vec::new() }
        } else if !input.has_players && since >= AUTO_RESULTS_TICKS {
            vec![self.enter(Phase::Lobby)]
        } else if input.has_players && (is_again || goes_on_by_itself) {
            vec![Event::RoundStarted, self.enter(Phase::Countdown)]
        } else {
            Vec::new()
        }
    }

    fn enter(&mut self, phase: Phase) -> Event {
        (self.phase, self.ticks_in_phase) = (phase, 0);
        Event::Entered(phase)
    }
}

#[cfg(test)]
mod tests;
