//! The round as a state machine: the order of the phases and the times of their changes. It owns the phase, and depends
//! on neither Bevy nor the board: it takes the inputs of each tick and returns the events that follow.

use crate::{game::round::phase::Phase, sim::TICK_HZ};

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
    /// Another mode was requested.
    pub change_mode: bool,
    /// Whether a round that started now would have players.
    pub has_players: bool,
    /// Whether the mode is a party mode.
    pub is_party: bool,
    /// Whether a recorded run is shown instead of rounds.
    pub is_playback: bool,
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
    /// The requested mode is now in force.
    ModeChanged,
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
            Phase::Lobby => true,
            Phase::Results => self.ticks_in_phase >= RESULTS_MIN_TICKS,
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
            Phase::Lobby | Phase::Playing | Phase::Results => BoardStep::Rest,
        }
    }

    /// Advances by one tick; `board` is the board's state after its step.
    pub(crate) fn tick(&mut self, input: &Input, board: Board) -> Vec<Event> {
        self.ticks_in_phase += 1;
        match self.phase {
            Phase::Countdown | Phase::Playing | Phase::Results if input.leave => vec![self.enter(Phase::Lobby)],
            Phase::Lobby => self.tick_lobby(input),
            Phase::Countdown if self.is_counted_down(input, board) => vec![self.enter(Phase::Playing)],
            Phase::Playing if board == Board::Over => {
                self.rounds_played += 1;
                vec![self.enter(Phase::Results)]
            }
            Phase::Countdown | Phase::Playing => Vec::new(),
            Phase::Results => self.tick_results(input),
        }
    }

    fn tick_lobby(&mut self, input: &Input) -> Vec<Event> {
        let mut events = Vec::new();
        if input.change_mode {
            events.push(Event::ModeChanged);
        }
        if (input.start || self.auto_start) && input.has_players {
            events.extend([Event::RoundStarted, self.enter(Phase::Countdown)]);
        }
        events
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
mod tests {
    use super::{
        Event::{Entered, Finished, ModeChanged, ReplayStarted, RoundStarted},
        Phase::{Countdown, Lobby, Playing, Results},
        *,
    };

    const NOTHING: Input = Input {
        start: false,
        leave: false,
        change_mode: false,
        has_players: true,
        is_party: false,
        is_playback: false,
    };
    const START: Input = Input { start: true, ..NOTHING };
    const LEAVE: Input = Input { leave: true, ..NOTHING };
    const PARTY: Input = Input { is_party: true, ..NOTHING };
    const PLAYBACK: Input = Input { is_playback: true, ..NOTHING };
    const EMPTY: Input = Input { has_players: false, ..NOTHING };

    /// Creates a machine that has been in a phase for `ticks_in_phase` ticks.
    fn machine(phase: Phase, ticks_in_phase: u64) -> RoundMachine {
        RoundMachine { phase, ticks_in_phase, ..RoundMachine::new(false, None) }
    }

    #[test]
    fn each_tick_yields_the_events_of_the_table() {
        let automatic = |machine: RoundMachine| RoundMachine { auto_start: true, ..machine };
        let last = |machine: RoundMachine| RoundMachine { max_rounds: Some(0), ..machine };
        let again: &[Event] = &[RoundStarted, Entered(Countdown)];
        let (min, auto, party) = (RESULTS_MIN_TICKS - 1, AUTO_RESULTS_TICKS - 1, PARTY_RESULTS_TICKS - 1);
        let table: &[(&str, RoundMachine, Input, Board, &[Event])] = &[
            ("no request", machine(Lobby, 9), NOTHING, Board::Empty, &[]),
            ("a start", machine(Lobby, 0), START, Board::Empty, again),
            ("a start without players", machine(Lobby, 0), Input { start: true, ..EMPTY }, Board::Empty, &[]),
            ("--auto-start", automatic(machine(Lobby, 0)), NOTHING, Board::Empty, again),
            ("--auto-start without players", automatic(machine(Lobby, 0)), EMPTY, Board::Empty, &[]),
            ("nothing to leave", machine(Lobby, 0), LEAVE, Board::Empty, &[]),
            ("a mode", machine(Lobby, 0), Input { change_mode: true, ..NOTHING }, Board::Empty, &[ModeChanged]),
            (
                "a mode, and a start",
                machine(Lobby, 0),
                Input { change_mode: true, ..START },
                Board::Empty,
                &[ModeChanged, RoundStarted, Entered(Countdown)],
            ),
            ("counting", machine(Countdown, COUNTDOWN_TICKS - 2), NOTHING, Board::Running, &[]),
            ("counted", machine(Countdown, COUNTDOWN_TICKS - 1), NOTHING, Board::Running, &[Entered(Playing)]),
            ("no board", machine(Countdown, COUNTDOWN_TICKS), NOTHING, Board::Empty, &[]),
            ("a party's own countdown", machine(Countdown, COUNTDOWN_TICKS), PARTY, Board::Counting, &[]),
            ("a party's countdown ends", machine(Countdown, 3), PARTY, Board::Running, &[Entered(Playing)]),
            ("a start in the countdown", machine(Countdown, 3), START, Board::Running, &[]),
            ("a mode in between", machine(Countdown, 3), Input { change_mode: true, ..NOTHING }, Board::Running, &[]),
            ("left in the countdown", machine(Countdown, 3), LEAVE, Board::Running, &[Entered(Lobby)]),
            ("play", machine(Playing, 999), NOTHING, Board::Running, &[]),
            ("a tap while playing", machine(Playing, 999), START, Board::Running, &[]),
            ("a crash", machine(Playing, 999), NOTHING, Board::Over, &[Entered(Results)]),
            ("left while playing", machine(Playing, 999), LEAVE, Board::Running, &[Entered(Lobby)]),
            ("a tap for the last round", machine(Results, min - 1), START, Board::Over, &[]),
            ("again", machine(Results, min), START, Board::Over, again),
            ("no taps", machine(Results, 99_999), NOTHING, Board::Over, &[]),
            ("--auto-start waits", automatic(machine(Results, auto - 1)), NOTHING, Board::Over, &[]),
            ("--auto-start continues", automatic(machine(Results, auto)), NOTHING, Board::Over, again),
            ("a party waits", machine(Results, party - 1), PARTY, Board::Over, &[]),
            ("a party continues", machine(Results, party), PARTY, Board::Over, again),
            ("a party's vote", machine(Results, min), Input { start: true, ..PARTY }, Board::Over, again),
            ("--auto-start of a party", automatic(machine(Results, auto)), PARTY, Board::Over, again),
            ("all have left", machine(Results, auto - 1), EMPTY, Board::Over, &[]),
            ("and stay away", machine(Results, auto), EMPTY, Board::Over, &[Entered(Lobby)]),
            ("left", machine(Results, 0), LEAVE, Board::Over, &[Entered(Lobby)]),
            ("a replay's results", machine(Results, 99_999), PLAYBACK, Board::Over, &[]),
            (
                "a replay again",
                machine(Results, min),
                Input { start: true, ..PLAYBACK },
                Board::Over,
                &[ReplayStarted, Entered(Countdown)],
            ),
            ("enough rounds", last(machine(Results, 0)), START, Board::Over, &[Finished]),
        ];
        for (name, before, input, board, expected) in table {
            let mut after = before.clone();
            assert_eq!(after.tick(input, *board), *expected, "{name}");
            let entered = expected.iter().rev().find_map(|event| match event {
                Entered(phase) => Some(*phase),
                _ => None,
            });
            assert_eq!(after.phase(), entered.unwrap_or(before.phase), "{name}");
            assert_eq!(after.ticks_in_phase, if entered.is_some() { 0 } else { before.ticks_in_phase + 1 }, "{name}");
            let played = u32::from(entered == Some(Results));
            assert_eq!(after.rounds_played(), before.rounds_played() + played, "{name}");
        }
    }

    #[test]
    fn the_board_advances_only_in_a_round_that_is_not_paused() {
        for (phase, is_paused, input, expected) in [
            (Lobby, false, NOTHING, BoardStep::Rest),
            (Countdown, false, NOTHING, BoardStep::CountDown),
            (Countdown, false, LEAVE, BoardStep::Rest),
            (Playing, false, NOTHING, BoardStep::Play),
            (Playing, true, NOTHING, BoardStep::Rest),
            (Playing, false, LEAVE, BoardStep::Rest),
            (Results, false, NOTHING, BoardStep::Rest),
        ] {
            assert_eq!(machine(phase, 0).board_step(&input, is_paused), expected, "{phase:?} {is_paused} {input:?}");
        }
    }

    #[test]
    fn taps_are_votes_between_rounds() {
        for (phase, ticks, expected) in [
            (Lobby, 0, true),
            (Countdown, 0, false),
            (Playing, 0, false),
            (Results, RESULTS_MIN_TICKS - 1, false),
            (Results, RESULTS_MIN_TICKS, true),
        ] {
            assert_eq!(machine(phase, ticks).takes_votes(), expected, "{phase:?} {ticks}");
        }
    }

    #[test]
    fn only_countdowns_and_results_of_a_party_end_by_the_clock() {
        for (phase, is_party, expected) in [
            (Lobby, true, None),
            (Countdown, false, Some(COUNTDOWN_TICKS - 5)),
            (Countdown, true, Some(COUNTDOWN_TICKS - 5)),
            (Playing, true, None),
            (Results, false, None),
            (Results, true, Some(PARTY_RESULTS_TICKS - 5)),
        ] {
            assert_eq!(machine(phase, 5).ticks_left(is_party), expected, "{phase:?} {is_party}");
        }
    }

    #[test]
    fn a_replay_begins_with_a_countdown() {
        let mut machine = RoundMachine::new(false, None);
        assert_eq!(machine.show_replay(), [ReplayStarted, Entered(Countdown)]);
        assert_eq!(machine.phase(), Countdown);
    }
}
