//! An evening: the order of its phases, its points, its places and its file.

mod bag;
mod file;
mod introduction;
mod points;
mod wild;

use full_tilt_rules::{
    End, Evening, EveningError, EveningEvent, EveningPhase, EveningSetup, Game, Mode, PartsTuning, Place, Pose,
};

use super::{
    SECOND,
    scene::{at, bare, straight},
};

/// Length of an introduction.
const INTRODUCTION: u64 = 5 * SECOND;
/// Time for which the standings are shown.
const STANDINGS: u64 = 8 * SECOND;

fn setup(modes: &[Mode], rounds: u32, seed: u64) -> EveningSetup {
    EveningSetup { modes: modes.to_vec(), rounds, teams: None, friends_kill: false, seed }
}

/// Opens an evening of six rounds of rush, survival and crown with these guests, and steps once.
fn opened(guests: &[u8]) -> Evening {
    let mut evening = Evening::new(setup(&[Mode::Rush, Mode::Survival, Mode::Crown], 6, 1)).unwrap();
    guests.iter().for_each(|&slot| evening.enter(slot));
    step(&mut evening, 1);
    evening
}

fn step(evening: &mut Evening, ticks: u64) -> Vec<EveningEvent> {
    let mut events = Vec::new();
    (0..ticks).for_each(|_| evening.step(&mut events));
    events
}

/// Skips the introduction.
fn begin_round(evening: &mut Evening) {
    evening.present().into_iter().for_each(|slot| evening.skip(slot));
    step(evening, 1);
    assert!(matches!(evening.phase(), EveningPhase::Round { .. }), "{:?}", evening.phase());
}

/// Skips the standings.
fn go_on(evening: &mut Evening) {
    assert!(matches!(evening.phase(), EveningPhase::Standings { .. }), "{:?}", evening.phase());
    evening.present().into_iter().for_each(|slot| evening.skip(slot));
    step(evening, 1);
}

/// Returns a round that is over, with about these points: each player goes straight at the edge, at one unit a tick, and
/// lives for that many ticks. Equals have equal scores.
fn game_of(points: &[(u8, u32)]) -> Game {
    let mut tuning = bare(Mode::Crown);
    tuning.parts = PartsTuning::NONE;
    tuning.party.as_mut().unwrap().crash = None;
    (tuning.start_speed, tuning.survival_score_per_s, tuning.end) = (120.0, 120.0, End::LastCrash);
    // More than two units outside are the end.
    let start = |lane: usize, points: u32| at(4002.5 - points as f32, 200.0 + 200.0 * lane as f32, 0.0);
    let starts: Vec<(u8, Pose)> =
        points.iter().enumerate().map(|(lane, &(slot, points))| (slot, start(lane, points))).collect();
    let mut game = Game::with_starts(Mode::Crown, tuning, &starts, 1);
    straight(&mut game, 200);
    assert!(
        game.is_over()
            && points
                .iter()
                .all(|&(slot, points)| { (game.player(slot).unwrap().score() - f64::from(points)).abs() < 1e-6 })
    );
    game
}

/// Plays a round with these points, up to the next phase after the standings.
fn play(evening: &mut Evening, points: &[(u8, u32)]) {
    begin_round(evening);
    evening.finish_round(&game_of(points), &mut Vec::new());
    go_on(evening);
}

fn totals(evening: &Evening) -> Vec<(u8, u32)> {
    let mut totals: Vec<(u8, u32)> = evening.places().iter().map(|place| (place.slot, place.total)).collect();
    totals.sort_unstable();
    totals
}

#[test]
fn an_evening_that_cannot_be_is_refused() {
    let rush = [Mode::Rush];
    for (setup, error) in [
        (setup(&[], 6, 1), EveningError::NoModes),
        (setup(&[Mode::Serpent, Mode::Zen], 6, 1), EveningError::NoModes),
        (setup(&rush, 0, 1), EveningError::Length),
        (setup(&rush, 7, 1), EveningError::Length),
        (EveningSetup { teams: Some(1), ..setup(&rush, 6, 1) }, EveningError::Teams),
        (EveningSetup { teams: Some(5), ..setup(&rush, 6, 1) }, EveningError::Teams),
    ] {
        assert_eq!(Evening::new(setup.clone()).unwrap_err(), error, "{setup:?}");
    }
    let evening = Evening::new(setup(&[Mode::Classic, Mode::Rush, Mode::Rush], 6, 1)).unwrap();
    assert_eq!(evening.setup().modes, [Mode::Rush]);
}

/// A phase without its times and its mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Waiting,
    Introduction,
    Round,
    Standings,
    TieBreak,
    Podium,
}

fn kind(evening: &Evening) -> Kind {
    match evening.phase() {
        EveningPhase::Waiting => Kind::Waiting,
        EveningPhase::Introduction { .. } => Kind::Introduction,
        EveningPhase::Round { .. } => Kind::Round,
        EveningPhase::Standings { .. } => Kind::Standings,
        EveningPhase::TieBreak => Kind::TieBreak,
        EveningPhase::Podium => Kind::Podium,
    }
}

/// Returns an evening of three guests in this phase; in the last round, all share the first place if it is a tie-break.
fn in_phase(kind: Kind) -> Evening {
    if kind == Kind::Waiting {
        return opened(&[]);
    }
    let mut evening = opened(&[0, 1, 2]);
    let rounds = match kind {
        Kind::TieBreak | Kind::Podium => 6,
        _ => 0,
    };
    let last = if kind == Kind::TieBreak { 30 } else { 10 };
    (0..rounds).for_each(|_| play(&mut evening, &[(0, 30), (1, 20), (2, last)]));
    if matches!(kind, Kind::Round | Kind::Standings) {
        begin_round(&mut evening);
    }
    if kind == Kind::Standings {
        evening.finish_round(&game_of(&[(0, 3), (1, 2), (2, 1)]), &mut Vec::new());
    }
    evening
}

/// Something that happens to an evening.
type Act = fn(&mut Evening);

fn wait_long(evening: &mut Evening) {
    step(evening, 20 * SECOND);
}

fn most_skip(evening: &mut Evening) {
    [0, 1].into_iter().for_each(|slot| evening.skip(slot));
    step(evening, 1);
}

fn one_skips(evening: &mut Evening) {
    evening.skip(0);
    step(evening, 1);
}

fn most_veto(evening: &mut Evening) {
    [0, 1].into_iter().for_each(|slot| evening.veto(slot));
    step(evening, 1);
}

fn all_leave(evening: &mut Evening) {
    (0..17).for_each(|slot| evening.leave(slot));
    step(evening, 1);
}

fn two_come(evening: &mut Evening) {
    [5, 6].into_iter().for_each(|slot| evening.enter(slot));
    step(evening, 1);
}

fn round_ends(evening: &mut Evening) {
    evening.finish_round(&game_of(&[(0, 5), (1, 4)]), &mut Vec::new());
    step(evening, 1);
}

fn host_abandons(evening: &mut Evening) {
    evening.abandon_round(&mut Vec::new());
    step(evening, 1);
}

fn host_finishes(evening: &mut Evening) {
    evening.finish(&mut Vec::new());
    step(evening, 1);
}

fn tie_is_settled(evening: &mut Evening) {
    evening.settle(&[Place { slot: 0, place: 2 }, Place { slot: 2, place: 1 }], &mut Vec::new());
    step(evening, 1);
}

#[test]
fn each_phase_answers_everything_that_can_happen() {
    use Kind::{Introduction, Podium, Round, Standings, TieBreak, Waiting};
    let rows: [(&str, Act, [Kind; 6]); 10] = [
        // From Waiting, Introduction, Round, Standings, TieBreak and Podium to …
        ("nothing for 20 s", wait_long, [Waiting, Round, Round, Round, TieBreak, Podium]),
        ("two of three skip", most_skip, [Waiting, Round, Round, Introduction, TieBreak, Podium]),
        ("one of three skips", one_skips, [Waiting, Introduction, Round, Standings, TieBreak, Podium]),
        ("two of three veto", most_veto, [Waiting, Introduction, Round, Standings, TieBreak, Podium]),
        ("all leave", all_leave, [Waiting, Waiting, Round, Standings, Podium, Podium]),
        ("two come", two_come, [Introduction, Introduction, Round, Standings, TieBreak, Podium]),
        ("a round ends", round_ends, [Waiting, Introduction, Standings, Standings, TieBreak, Podium]),
        ("the host abandons it", host_abandons, [Waiting, Introduction, Introduction, Standings, TieBreak, Podium]),
        ("the host ends the evening", host_finishes, [Podium, Podium, Podium, Podium, TieBreak, Podium]),
        ("the tie is settled", tie_is_settled, [Waiting, Introduction, Round, Standings, Podium, Podium]),
    ];
    for (at, from) in [Waiting, Introduction, Round, Standings, TieBreak, Podium].into_iter().enumerate() {
        for (name, act, to) in &rows {
            let mut evening = in_phase(from);
            assert_eq!(kind(&evening), from);
            act(&mut evening);
            assert_eq!(kind(&evening), to[at], "{from:?}: {name}");
        }
    }
}

#[test]
fn the_times_of_a_round_are_as_documented() {
    let mut evening = opened(&[0, 1]);
    let EveningPhase::Introduction { mode, ticks_left } = evening.phase() else { panic!("{:?}", evening.phase()) };
    assert_eq!(ticks_left, INTRODUCTION);
    assert!(step(&mut evening, INTRODUCTION - 1).is_empty());
    assert_eq!(step(&mut evening, 1), [EveningEvent::Entered(EveningPhase::Round { mode })]);
    evening.finish_round(&game_of(&[(0, 2), (1, 1)]), &mut Vec::new());
    assert!(step(&mut evening, STANDINGS - 1).is_empty());
    assert_eq!(step(&mut evening, 1).len(), 1);
    assert_eq!(kind(&evening), Kind::Introduction);
}

#[test]
fn a_majority_vetoes_until_one_mode_is_left() {
    let mut evening = opened(&[0, 1, 2, 3]);
    let mut seen = Vec::new();
    for left in [2, 1, 0] {
        let EveningPhase::Introduction { mode, .. } = evening.phase() else { panic!("{:?}", evening.phase()) };
        assert!(!seen.contains(&mode), "{mode:?} is back");
        seen.push(mode);
        assert_eq!(evening.can_veto(), left > 0);
        // Two of four are no majority, and a guest who is not here has no vote.
        [0, 1, 9].into_iter().for_each(|slot| evening.veto(slot));
        assert_eq!(evening.votes(), (0, if left > 0 { 2 } else { 0 }));
        assert!(step(&mut evening, 1).is_empty());
        evening.veto(2);
        let events = step(&mut evening, 1);
        assert_eq!(events.contains(&EveningEvent::Vetoed(mode)), left > 0);
    }
    step(&mut evening, INTRODUCTION);
    assert_eq!(evening.phase(), EveningPhase::Round { mode: seen[2] });
    // The next round has all modes again.
    round_ends(&mut evening);
    go_on(&mut evening);
    assert!(evening.can_veto());
}

#[test]
fn the_votes_of_guests_who_leave_do_not_count() {
    let mut evening = opened(&[0, 1, 2]);
    evening.skip(0);
    evening.leave(0);
    assert_eq!(evening.votes(), (0, 0));
    // One of the two who are left is no majority.
    evening.skip(1);
    step(&mut evening, 1);
    assert_eq!(kind(&evening), Kind::Introduction);
    evening.leave(2);
    evening.enter(3);
    evening.skip(3);
    step(&mut evening, 1);
    assert_eq!(kind(&evening), Kind::Round);
}

#[test]
fn an_evening_ends_after_its_rounds_and_a_tie_is_decided_by_the_places_in_the_tie_break() {
    for rounds in Evening::LENGTHS {
        let mut evening = Evening::new(setup(&[Mode::Rush, Mode::Crown], rounds, 3)).unwrap();
        [0, 1, 2].into_iter().for_each(|slot| evening.enter(slot));
        step(&mut evening, 1);
        for _ in 0..rounds {
            assert_eq!(kind(&evening), Kind::Introduction);
            play(&mut evening, &[(0, 30), (1, 20), (2, 30)]);
        }
        assert_eq!(evening.tie_break().unwrap().slots, [0, 2]);
        // Guests who are not tied, and unknown ones, have no say.
        let places = [(0, 2), (1, 1), (2, 1), (9, 1)].map(|(slot, place)| Place { slot, place });
        evening.settle(&places, &mut Vec::new());
        let places: Vec<(u8, usize)> = evening.places().iter().map(|place| (place.slot, place.place)).collect();
        assert_eq!((places, evening.tie_break()), (vec![(2, 1), (0, 2), (1, 3)], None));
    }
}

#[test]
fn a_tie_that_the_tie_break_does_not_decide_stays_shared() {
    let mut evening = in_phase(Kind::TieBreak);
    evening.settle(&[Place { slot: 0, place: 1 }, Place { slot: 2, place: 1 }], &mut Vec::new());
    let places: Vec<usize> = evening.places().iter().map(|place| place.place).collect();
    assert_eq!((kind(&evening), places), (Kind::Podium, vec![1, 1, 3]));
}

#[test]
fn the_only_tied_guest_who_is_still_here_wins() {
    let mut evening = in_phase(Kind::TieBreak);
    evening.leave(0);
    step(&mut evening, 1);
    let places: Vec<(u8, usize)> = evening.places().iter().map(|place| (place.slot, place.place)).collect();
    assert_eq!((kind(&evening), places), (Kind::Podium, vec![(2, 1), (0, 2), (1, 3)]));
}
