//! Points, totals, places, teams and awards, with the numbers worked out by hand.

use full_tilt_rules::{Award, Evening, EveningAward, EveningSetup, Game, MAX_PLAYERS, Mode, RoundSetup, Teams};

use super::{
    super::scene::{at, bare, scene, straight},
    begin_round, game_of, go_on, opened, play, setup, step, totals,
};

/// Returns the points of a round with these scores.
fn points(scores: &[(u8, u32)]) -> Vec<(u8, u8, u32)> {
    let slots: Vec<u8> = scores.iter().map(|&(slot, _)| slot).collect();
    let mut evening = opened(&slots);
    begin_round(&mut evening);
    evening.finish_round(&game_of(scores), &mut Vec::new());
    evening.rounds()[0].scores.iter().map(|score| (score.slot, score.place, score.points)).collect()
}

#[test]
fn the_winner_has_a_hundred_the_last_ten_and_the_rest_is_even() {
    assert_eq!(points(&[(0, 5), (1, 9)]), [(0, 2, 10), (1, 1, 100)]);
    assert_eq!(points(&[(0, 5), (1, 9), (2, 7)]), [(0, 3, 10), (1, 1, 100), (2, 2, 55)]);
    // Steps of 90 / 3 = 30.
    assert_eq!(points(&[(0, 1), (1, 2), (2, 3), (3, 4)]), [(0, 4, 10), (1, 3, 40), (2, 2, 70), (3, 1, 100)]);
    // Steps of 90 / 4 = 22.5: 77.5 is rounded to 78, and 32.5 to 33.
    let five = points(&[(0, 5), (1, 4), (2, 3), (3, 2), (4, 1)]);
    assert_eq!(five, [(0, 1, 100), (1, 2, 78), (2, 3, 55), (3, 4, 33), (4, 5, 10)]);
}

#[test]
fn equals_share_the_mean_of_their_places() {
    // Two winners of three: (100 + 55) / 2 = 77.5, rounded to 78.
    assert_eq!(points(&[(0, 9), (1, 9), (2, 1)]), [(0, 1, 78), (1, 1, 78), (2, 3, 10)]);
    // Two second ones of four: (70 + 40) / 2.
    assert_eq!(points(&[(0, 9), (1, 5), (2, 5), (3, 1)]), [(0, 1, 100), (1, 2, 55), (2, 2, 55), (3, 4, 10)]);
    // All three: (100 + 55 + 10) / 3.
    assert_eq!(points(&[(0, 3), (1, 3), (2, 3)]), [(0, 1, 55), (1, 1, 55), (2, 1, 55)]);
}

#[test]
fn all_members_of_a_team_have_the_points_of_the_team() {
    // Team 0 is slots 0 and 1, team 1 is slots 2 and 3. Every player goes straight at the edge; more than two units
    // outside is the end. Slot 2 is the last one left, so team 1 is the last team.
    let mut of = [0; MAX_PLAYERS];
    (of[2], of[3]) = (1, 1);
    let mut tuning = bare(Mode::Survival);
    tuning.parts = full_tilt_rules::PartsTuning::NONE;
    tuning.start_speed = 120.0;
    let poses = [at(3900.0, 500.0, 0.0), at(3910.0, 900.0, 0.0), at(3500.0, 1300.0, 0.0), at(3920.0, 1700.0, 0.0)];
    let mut game = scene(Mode::Survival, &tuning, &poses).with_teams(Teams::new(2, of, false));
    straight(&mut game, 300);
    assert!(game.is_over());
    let mut evening = opened(&[0, 1, 2, 3]);
    begin_round(&mut evening);
    evening.finish_round(&game, &mut Vec::new());
    let scores: Vec<(u8, u8, u32)> =
        evening.rounds()[0].scores.iter().map(|score| (score.slot, score.place, score.points)).collect();
    assert_eq!(scores, [(0, 2, 10), (1, 2, 10), (2, 1, 100), (3, 1, 100)]);
}

#[test]
fn the_last_quarter_counts_double() {
    for (rounds, doubled) in [(6, 1), (9, 2), (12, 3), (18, 4)] {
        let evening = Evening::new(setup(&[Mode::Rush], rounds, 1)).unwrap();
        let factors: Vec<u32> = (0..rounds).map(|round| evening.factor(round)).collect();
        let expected: Vec<u32> = (0..rounds).map(|round| if round < rounds - doubled { 1 } else { 2 }).collect();
        assert_eq!(factors, expected);
    }
    // Five rounds of 100 and 10, and one of 200 and 20.
    let mut evening = opened(&[0, 1]);
    (0..6).for_each(|_| play(&mut evening, &[(0, 2), (1, 1)]));
    assert_eq!(totals(&evening), [(0, 700), (1, 70)]);
}

#[test]
fn missed_rounds_count_as_the_last_place_for_late_joiners_and_for_those_who_return() {
    let mut evening = opened(&[0, 1]);
    (0..3).for_each(|_| play(&mut evening, &[(0, 2), (1, 1)]));
    evening.enter(2);
    assert_eq!(totals(&evening), [(0, 300), (1, 30), (2, 30)], "level with the last one, and ahead of nobody");
    // Slot 1 leaves and keeps the points.
    evening.leave(1);
    play(&mut evening, &[(0, 2), (2, 3)]);
    assert_eq!(totals(&evening), [(0, 310), (1, 30), (2, 130)]);
    // Back in the same seat: one round missed.
    evening.enter(1);
    assert_eq!(totals(&evening), [(0, 310), (1, 40), (2, 130)]);
    // A guest who leaves while a round is played, and is not in its result, has missed it once back.
    begin_round(&mut evening);
    evening.leave(0);
    evening.finish_round(&game_of(&[(1, 5), (2, 3)]), &mut Vec::new());
    assert_eq!(totals(&evening), [(0, 310), (1, 140), (2, 140)]);
    evening.enter(0);
    assert_eq!(evening.total(0), 320);
    // The last round counts double, and so does missing it.
    evening.leave(2);
    go_on(&mut evening);
    play(&mut evening, &[(0, 9), (1, 3)]);
    assert_eq!(totals(&evening), [(0, 520), (1, 160), (2, 140)]);
    // Nothing changes once all rounds are over.
    evening.enter(2);
    evening.enter(7);
    assert_eq!(totals(&evening), [(0, 520), (1, 160), (2, 140)]);
}

#[test]
fn another_person_on_the_same_seat_begins_like_any_late_joiner() {
    let mut evening = opened(&[0, 1, 2]);
    (0..2).for_each(|_| play(&mut evening, &[(0, 2), (1, 1), (2, 3)]));
    evening.forget(2);
    assert_eq!(totals(&evening), [(0, 110), (1, 20)]);
    evening.enter(2);
    assert_eq!(totals(&evening), [(0, 110), (1, 20), (2, 20)]);
}

#[test]
fn a_setup_has_all_guests_who_are_here_and_balanced_teams_where_the_host_wants_them() {
    let modes = [Mode::Rush, Mode::Survival];
    let teams = Some(2);
    let mut evening = Evening::new(EveningSetup { teams, friends_kill: true, ..setup(&modes, 6, 4) }).unwrap();
    [1, 3, 5, 7].into_iter().for_each(|slot| evening.enter(slot));
    step(&mut evening, 1);
    let first: RoundSetup = evening.round_setup().unwrap();
    assert_eq!(first.slots, [1, 3, 5, 7]);
    let teams = first.teams.unwrap();
    assert!(teams.count() == 2 && teams.friends_kill());
    assert_eq!(first.slots.iter().filter(|&&slot| teams.of(slot) == 0).count(), 2);
    // Slots 1 and 3 have the most points by far, and are not put together.
    play(&mut evening, &[(1, 9), (3, 9), (5, 1), (7, 1)]);
    let second = evening.round_setup().unwrap();
    let teams = second.teams.unwrap();
    assert_ne!(teams.of(1), teams.of(3));
    assert_ne!(second.seed, first.seed);
    assert_eq!(Game::from_setup(&second).players().len(), 4);
    // Three are too few for two teams of two.
    evening.leave(7);
    assert_eq!(evening.round_setup().unwrap().teams, None);
}

#[test]
fn awards_come_from_the_whole_evening() {
    let mut evening = opened(&[0, 1, 2]);
    // Slot 2 is last after two rounds and first after six; slot 1 is second five times.
    for round in 0..6 {
        let (first, last) = if round < 2 { (0, 2) } else { (2, 0) };
        play(&mut evening, &[(first, 30), (1, 20), (last, 10)]);
    }
    let places: Vec<(u8, usize)> = evening.places().iter().map(|place| (place.slot, place.place)).collect();
    // 2 × 10 + 3 × 100 + 200 = 520; 7 × 55 = 385; 2 × 100 + 3 × 10 + 20 = 250.
    assert_eq!(totals(&evening), [(0, 250), (1, 385), (2, 520)]);
    assert_eq!(places, [(2, 1), (1, 2), (0, 3)]);
    let awards = evening.awards();
    assert_eq!(
        awards[..3],
        [(EveningAward::MostWins, 2, 4), (EveningAward::BiggestComeback, 2, 2), (EveningAward::RunnerUp, 1, 6),]
    );
    // All crashed in every round, so that award is shared, and nobody has it.
    assert!(awards.iter().all(|(award, ..)| *award != EveningAward::Rounds(Award::MostCrashes)), "{awards:?}");
    let names = [EveningAward::MostWins, EveningAward::BiggestComeback, EveningAward::RunnerUp];
    assert_eq!(names.map(EveningAward::name), ["most_wins", "biggest_comeback", "runner_up"]);
}
