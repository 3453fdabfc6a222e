//! Teams: friends who do not kill, places of teams, the last team standing, and teams of equal strength.

use full_tilt_rules::{Cause, Game, GameEvent, MAX_PLAYERS, Mode, RoundSetup, Teams, Tuning, balanced_teams};

use super::{
    SECOND,
    properties::Noise,
    scene::{at, bare, crashes, places, points, scene, straight},
};

/// Returns two teams: even slots and odd ones.
fn even_and_odd(friends_kill: bool) -> Teams {
    Teams::new(2, std::array::from_fn(|slot| (slot % 2) as u8), friends_kill).unwrap()
}

/// Slot 2 crosses the body of slot 0, its friend; slot 1 is far away.
fn into_a_friend(mode: Mode, tuning: &Tuning, teams: Option<Teams>) -> Game {
    let poses = [at(1950.0, 2000.0, 0.0), at(500.0, 500.0, 0.0), at(2000.0, 1900.0, 90.0)];
    scene(mode, tuning, &poses).with_teams(teams)
}

#[test]
fn bodies_of_friends_kill_only_if_they_should() {
    for (teams, dies) in [(None, true), (Some(even_and_odd(true)), true), (Some(even_and_odd(false)), false)] {
        let mut game = into_a_friend(Mode::Rush, &bare(Mode::Rush), teams);
        let log = straight(&mut game, SECOND);
        let causes: Vec<(u8, Cause)> = crashes(&log).into_iter().map(|(_, slot, cause)| (slot, cause)).collect();
        let expected = if dies { vec![(2, Cause::Body { of: 0 })] } else { Vec::new() };
        assert_eq!(causes, expected, "{teams:?}");
        assert!(log.iter().all(|(_, event)| !matches!(event, GameEvent::NearMiss { .. })) || dies);
        // Nobody is paid for a friend's crash.
        let paid = if teams.is_none() { 10.0 } else { 0.0 };
        assert_eq!(points(&game)[0], if dies { paid } else { 0.0 });
    }
}

#[test]
fn heads_of_friends_pass_each_other_and_heads_of_opponents_do_not() {
    let poses =
        [at(1900.0, 2000.0, 0.0), at(1900.0, 3000.0, 0.0), at(2000.0, 2000.0, 180.0), at(2000.0, 3000.0, 180.0)];
    let mut game = scene(Mode::Rush, &bare(Mode::Rush), &poses).with_teams(Some(even_and_odd(false)));
    assert_eq!(crashes(&straight(&mut game, SECOND)), []);
    let opponents = Teams::new(2, std::array::from_fn(|slot| u8::from(slot >= 2)), false);
    let mut game = scene(Mode::Rush, &bare(Mode::Rush), &poses).with_teams(opponents);
    assert_eq!(crashes(&straight(&mut game, SECOND)).len(), 4);
}

#[test]
fn an_own_body_kills_in_a_team_too() {
    let mut tuning = bare(Mode::Rush);
    tuning.body.start_length = 900.0;
    let mut game = scene(Mode::Rush, &tuning, &[at(2000.0, 2000.0, 0.0), at(500.0, 500.0, 0.0)])
        .with_teams(Some(even_and_odd(false)));
    let log = super::scene::steered(&mut game, 4 * SECOND, |_, inputs| inputs.set(0, 1.0));
    assert_eq!(crashes(&log).first().map(|crash| (crash.1, crash.2)), Some((0, Cause::Body { of: 0 })));
}

#[test]
fn survival_goes_on_until_one_team_is_left_and_all_who_are_left_in_it_are_paid() {
    // Slots 1 and 3 leave the arena after 40 and after 100 units; 0 and 2 stay inside.
    let poses = [at(1000.0, 1000.0, 0.0), at(3960.0, 500.0, 0.0), at(1000.0, 3000.0, 0.0), at(3900.0, 1500.0, 0.0)];
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &poses).with_teams(Some(even_and_odd(false)));
    let log = straight(&mut game, 3 * SECOND);
    let dead: Vec<u8> = crashes(&log).iter().map(|crash| crash.1).collect();
    assert_eq!((dead, game.is_over()), (vec![1, 3], true));
    // A point for each of the two crashes of opponents, and two for being left; nothing for a friend's crash.
    assert_eq!(points(&game), [4.0, 0.0, 4.0, 0.0]);
    assert_eq!(places(&game), [(0, 1), (1, 2), (2, 1), (3, 2)]);
    // The same with only friends left from the start: nobody has been outlived, so the round goes on.
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &[poses[0], poses[2]]).with_teams(Teams::new(
        2,
        [0; MAX_PLAYERS],
        false,
    ));
    straight(&mut game, SECOND);
    assert!(!game.is_over());
}

#[test]
fn a_place_is_that_of_the_team_by_the_sum_of_its_players() {
    // Slot 1 takes 10 points for a body that slot 0 runs into; slot 3 none; the even team is worse by the cost.
    let poses = [at(2000.0, 1900.0, 90.0), at(1950.0, 2000.0, 0.0), at(500.0, 500.0, 0.0), at(500.0, 900.0, 0.0)];
    let game = |teams| {
        let mut game = scene(Mode::Rush, &bare(Mode::Rush), &poses).with_teams(teams);
        straight(&mut game, SECOND);
        game
    };
    assert_eq!(points(&game(None)), [0.0, 10.0, 0.0, 0.0]);
    assert_eq!(places(&game(None)), [(0, 2), (1, 1), (2, 2), (3, 2)]);
    let game = game(Some(even_and_odd(false)));
    assert_eq!(places(&game), [(0, 2), (1, 1), (2, 2), (3, 1)]);
    let order: Vec<u8> = game.places().iter().map(|place| place.slot).collect();
    assert_eq!(order, [1, 3, 0, 2], "the better team first, and its better player first in it");
}

#[test]
fn players_know_their_team_and_late_joiners_have_one() {
    let setup = RoundSetup { teams: Some(even_and_odd(true)), ..RoundSetup::new(Mode::Rush, &[0, 1, 2], 1) };
    let mut game = Game::from_setup(&setup);
    game.enter(7, &mut Vec::new());
    let teams: Vec<Option<u8>> = game.players().iter().map(|player| player.team()).collect();
    assert_eq!(teams, [Some(0), Some(1), Some(0), Some(1)]);
    let alone = Game::new(Mode::Rush, &[0, 1, 2], 1);
    assert!(alone.teams().is_none() && alone.players().iter().all(|player| player.team().is_none()));
    assert_ne!(Game::from_setup(&setup).fingerprint(), alone.fingerprint());
    assert_eq!(Game::from_setup(&RoundSetup { teams: None, ..setup }), alone);
}

#[test]
fn there_are_two_to_four_teams() {
    for count in 0..=u8::MAX {
        assert_eq!(Teams::new(count, [0; MAX_PLAYERS], true).is_some(), (2..=4).contains(&count));
        assert_eq!(balanced_teams(&[(0, 1.0)], count, 1).is_some(), (2..=4).contains(&count));
    }
    assert_eq!(Teams::new(2, [2; MAX_PLAYERS], true), None, "no such team");
}

#[test]
fn balanced_teams_are_of_about_equal_size_and_strength() {
    let mut noise = Noise(3);
    for round in 0..600 {
        let players = 2 + round % 14;
        let count = 2 + (round / 14 % 3) as u8;
        let points: Vec<(u8, f64)> = (0..players as u8).map(|slot| (slot, (noise.next() % 100) as f64)).collect();
        let teams = balanced_teams(&points, count, round).unwrap();
        let (mut sizes, mut sums) = (vec![0; count.into()], vec![0.0; count.into()]);
        for &(slot, points) in &points {
            sizes[usize::from(teams.of(slot))] += 1;
            sums[usize::from(teams.of(slot))] += points;
        }
        let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
        assert!(most - least <= 1, "{sizes:?}");
        if (players as u8).is_multiple_of(count) {
            let spread = sums.iter().copied().fold(0.0, f64::max) - sums.iter().copied().fold(f64::MAX, f64::min);
            let strongest = points.iter().map(|entry| entry.1).fold(0.0, f64::max);
            assert!(spread <= strongest, "{sums:?}");
        }
        assert_eq!(balanced_teams(&points, count, round), Some(teams), "the same seed, the same teams");
        assert!(!teams.friends_kill());
    }
}

#[test]
fn the_strongest_two_are_in_different_teams_and_equals_are_drawn() {
    let points = [(3, 50.0), (5, 40.0), (9, 30.0), (11, 20.0)];
    for seed in 0..50 {
        let teams = balanced_teams(&points, 2, seed).unwrap();
        assert!(teams.of(3) != teams.of(5) && teams.of(9) == teams.of(5) && teams.of(11) == teams.of(3));
    }
    let equal = [(0, 0.0), (1, 0.0), (2, 0.0), (3, f64::NAN)];
    let together = (0..200).filter(|&seed| balanced_teams(&equal, 2, seed).is_some_and(|t| t.of(0) == t.of(1)));
    // A third of all pairs of teams have these two together.
    let together = together.count();
    assert!((40..100).contains(&together), "{together} of 200");
}
