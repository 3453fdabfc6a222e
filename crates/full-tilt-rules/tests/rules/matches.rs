//! Several rounds as a match: totals, wins, places, and awards from the rounds' counts.

use std::collections::BTreeSet;

use full_tilt_rules::{Award, End, Game, Match, Mode, Skill};

use super::{
    SECOND,
    party::{Party, winner},
    scene::{at, bare, points, scene, straight},
};

/// Plays a round of survival in which the slots crash in this order, except the last one.
fn round(order: &[u8]) -> Game {
    let mut poses: Vec<(u8, _)> = order
        .iter()
        .enumerate()
        .map(|(i, &slot)| (slot, at(3900.0 - 100.0 * i as f32, 400.0 * f32::from(slot) + 300.0, 0.0)))
        .collect();
    poses.sort_by_key(|&(slot, _)| slot);
    let mut game = Game::with_starts(Mode::Survival, bare(Mode::Survival), &poses, 1);
    straight(&mut game, 20 * SECOND);
    assert!(game.is_over());
    game
}

fn places(standings: &Match) -> Vec<(u8, usize)> {
    standings.places().iter().map(|place| (place.slot, place.place)).collect()
}

#[test]
fn points_of_all_rounds_are_added_up() {
    let mut standings = Match::default();
    assert_eq!((standings.rounds(), standings.places().len()), (0, 0));
    // 0, 1 and 4 points, then 4, 1 and 0, then 1, 4 and 0.
    for order in [[0, 1, 2], [2, 1, 0], [2, 0, 1]] {
        standings.add(&round(&order));
    }
    assert_eq!(standings.rounds(), 3);
    assert_eq!([0, 1, 2].map(|slot| standings.record(slot).total), [5.0, 6.0, 4.0]);
    assert_eq!([0, 1, 2].map(|slot| standings.record(slot).wins), [1, 1, 1]);
    assert_eq!(places(&standings), [(1, 1), (0, 2), (2, 3)]);
    assert_eq!(winner(&standings), Some(1));
}

#[test]
fn equal_totals_share_a_place_and_the_next_one_is_left_out() {
    let mut standings = Match::default();
    standings.add(&round(&[2, 1, 0]));
    standings.add(&round(&[2, 0, 1]));
    assert_eq!(places(&standings), [(0, 1), (1, 1), (2, 3)]);
    assert_eq!(winner(&standings), None);
}

#[test]
fn players_who_share_the_first_place_of_a_round_have_all_won_it() {
    // Slots 0 and 2 crash in the same tick, after slot 1.
    let mut game = scene(
        Mode::Survival,
        &bare(Mode::Survival),
        &[at(3800.0, 500.0, 0.0), at(3900.0, 1500.0, 0.0), at(3800.0, 2500.0, 0.0)],
    );
    straight(&mut game, 5 * SECOND);
    assert_eq!(points(&game), [1.0, 0.0, 1.0]);
    let mut standings = Match::default();
    standings.add(&game);
    assert_eq!([0, 1, 2].map(|slot| standings.record(slot).wins), [1, 0, 1]);
}

#[test]
fn a_late_joiner_has_the_points_of_the_rounds_played() {
    let mut standings = Match::default();
    standings.add(&round(&[0, 1]));
    standings.add(&round(&[0, 1, 5]));
    assert_eq!([0, 1, 5].map(|slot| standings.record(slot).total), [0.0, 4.0, 4.0]);
    assert_eq!(standings.record(9).total, 0.0, "nobody");
}

#[test]
fn a_player_who_has_left_is_no_longer_counted() {
    let mut standings = Match::default();
    standings.add(&round(&[0, 1, 2]));
    standings.forget(2);
    assert_eq!(places(&standings), [(1, 1), (0, 2)]);
}

#[test]
fn records_count_the_events_of_all_rounds() {
    // A round of rush of ten seconds: slot 1 crashes into slot 0's body after half a second, and is a ghost for two.
    let mut tuning = bare(Mode::Rush);
    tuning.end = End::Time(10 * SECOND);
    let mut standings = Match::default();
    for _ in 0..3 {
        let mut game = scene(Mode::Rush, &tuning, &[at(1950.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0)]);
        straight(&mut game, 11 * SECOND);
        standings.add(&game);
    }
    let [owner, other] = [standings.record(0), standings.record(1)];
    assert_eq!((owner.kills, owner.crashes, owner.total, owner.wins), (3, 0, 30.0, 3));
    assert_eq!((other.kills, other.crashes, other.total, other.wins), (0, 3, 0.0, 0));
    assert_eq!(owner.longest_life, 10 * SECOND);
    assert!((7 * SECOND..8 * SECOND).contains(&other.longest_life), "{other:?}");
}

#[test]
fn awards_go_to_the_single_best_player_with_the_figure() {
    let mut tuning = bare(Mode::Rush);
    tuning.end = End::Time(10 * SECOND);
    let mut standings = Match::default();
    for round in 1..=2 {
        let mut game = scene(Mode::Rush, &tuning, &[at(1950.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0)]);
        straight(&mut game, 11 * SECOND);
        standings.add(&game);
        let awards = standings.awards();
        assert!(awards.contains(&(Award::LongestLife, 0, 10)), "seconds: {awards:?}");
        // A single time is not worth an award.
        assert_eq!(awards.contains(&(Award::MostKills, 0, 2)), round == 2, "{awards:?}");
        assert_eq!(awards.contains(&(Award::MostCrashes, 1, 2)), round == 2, "{awards:?}");
        assert_eq!(awards.len(), if round == 2 { 3 } else { 1 });
    }
}

#[test]
fn equally_good_players_get_no_award_and_neither_does_a_single_player() {
    let mut tuning = bare(Mode::Rush);
    tuning.end = End::Time(5 * SECOND);
    let mut together = Match::default();
    let mut game = scene(Mode::Rush, &tuning, &[at(500.0, 1000.0, 0.0), at(500.0, 3000.0, 0.0)]);
    straight(&mut game, 6 * SECOND);
    together.add(&game);
    assert_eq!(together.awards(), []);
    let mut alone = Match::default();
    let mut game = scene(Mode::Rush, &tuning, &[at(500.0, 1000.0, 0.0)]);
    straight(&mut game, 6 * SECOND);
    alone.add(&game);
    assert_eq!(alone.awards(), []);
}

#[test]
fn every_award_is_given_in_some_match() {
    let mut given = BTreeSet::new();
    for seed in 0..30 {
        let mode = if seed % 2 == 0 { Mode::Survival } else { Mode::Rush };
        for (award, slot, value) in Party::of_equals(mode, Skill::Casual, 6).play(seed).awards() {
            assert!(slot < 6 && value >= 2);
            given.insert(award);
        }
        if given.len() == Award::ALL.len() {
            break;
        }
    }
    assert_eq!(given.len(), Award::ALL.len(), "{given:?}");
    let names = Award::ALL.map(Award::name);
    assert_eq!(names, ["longest_life", "greediest", "most_kills", "most_near_misses", "best_spirit", "most_crashes"]);
}
