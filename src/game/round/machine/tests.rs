//! Every transition of the round.

use super::{
    Event::{Entered, EveningBegan, EveningCut, Finished, PlanChanged, ReplayStarted, RoundStarted},
    Phase::{Countdown, Introduction, Lobby, Playing, Podium, Results},
    *,
};
use crate::sim::Mode;

const NOTHING: Input = Input {
    start: false,
    leave: false,
    change_plan: false,
    has_players: true,
    is_party: false,
    is_playback: false,
    plans_evening: false,
    evening: None,
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
        ("a mode", machine(Lobby, 0), Input { change_plan: true, ..NOTHING }, Board::Empty, &[PlanChanged]),
        (
            "a mode, and a start",
            machine(Lobby, 0),
            Input { change_plan: true, ..START },
            Board::Empty,
            &[PlanChanged, RoundStarted, Entered(Countdown)],
        ),
        ("counting", machine(Countdown, COUNTDOWN_TICKS - 2), NOTHING, Board::Running, &[]),
        ("counted", machine(Countdown, COUNTDOWN_TICKS - 1), NOTHING, Board::Running, &[Entered(Playing)]),
        ("no board", machine(Countdown, COUNTDOWN_TICKS), NOTHING, Board::Empty, &[]),
        ("a party's own countdown", machine(Countdown, COUNTDOWN_TICKS), PARTY, Board::Counting, &[]),
        ("a party's countdown ends", machine(Countdown, 3), PARTY, Board::Running, &[Entered(Playing)]),
        ("a start in the countdown", machine(Countdown, 3), START, Board::Running, &[]),
        ("a mode in between", machine(Countdown, 3), Input { change_plan: true, ..NOTHING }, Board::Running, &[]),
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

/// Returns the input of an evening in this phase.
fn evening(phase: EveningPhase) -> Input {
    Input { is_party: true, evening: Some(EveningInput { phase, is_new: false, has_results: true }), ..NOTHING }
}

#[test]
fn an_evening_decides_what_comes_between_two_rounds() {
    const MODE: Mode = Mode::Rush;
    let introduced = evening(EveningPhase::Introduction { mode: MODE, ticks_left: 9 });
    let another = Input { evening: introduced.evening.map(|one| EveningInput { is_new: true, ..one }), ..introduced };
    let (round, standings) =
        (evening(EveningPhase::Round { mode: MODE }), evening(EveningPhase::Standings { ticks_left: 9 }));
    let (tie, podium, waiting) =
        (evening(EveningPhase::TieBreak), evening(EveningPhase::Podium), evening(EveningPhase::Waiting));
    let left = |input: Input| Input { leave: true, ..input };
    let empty = |input: Input| Input { has_players: false, ..input };
    let fresh =
        |input: Input| Input { evening: input.evening.map(|one| EveningInput { has_results: false, ..one }), ..input };
    let begins: &[Event] = &[RoundStarted, Entered(Countdown)];
    let table: &[(&str, RoundMachine, Input, &[Event])] = &[
        ("begun", machine(Lobby, 0), Input { plans_evening: true, ..START }, &[EveningBegan, Entered(Introduction)]),
        ("introduced", machine(Introduction, 9), introduced, &[]),
        ("vetoed", machine(Introduction, 9), another, &[Entered(Introduction)]),
        ("introduced to its end", machine(Introduction, 9), round, begins),
        ("too few players", machine(Introduction, 9), waiting, &[]),
        ("nobody", machine(Introduction, AUTO_RESULTS_TICKS), empty(waiting), &[Entered(Lobby)]),
        ("a round", machine(Playing, 9), round, &[]),
        ("standings", machine(Results, 99_999), standings, &[]),
        ("a tap is for the evening", machine(Results, 999), Input { start: true, ..standings }, &[]),
        ("the next mode", machine(Results, 9), introduced, &[Entered(Introduction)]),
        ("a tie", machine(Results, 9), tie, begins),
        ("a tie that was decided", machine(Results, AUTO_RESULTS_TICKS - 1), podium, &[Entered(Podium)]),
        ("the end", machine(Introduction, 9), podium, &[Entered(Podium)]),
        ("the podium stays", machine(Podium, 99_999), podium, &[]),
        ("the podium was read", machine(Podium, 999), Input { start: true, ..podium }, &[Entered(Lobby)]),
        ("nobody reads it", machine(Podium, PARTY_RESULTS_TICKS), empty(podium), &[Entered(Lobby)]),
        ("left", machine(Playing, 9), left(round), &[EveningCut, Entered(Podium)]),
        ("left before any result", machine(Playing, 9), left(fresh(round)), &[Entered(Lobby)]),
        ("left at its end", machine(Podium, 9), left(podium), &[Entered(Lobby)]),
    ];
    for (name, mut machine, input, expected) in table.iter().cloned() {
        assert_eq!(machine.tick(&input, Board::Running), *expected, "{name}");
    }
}
