//! The rules of hydra: the mean of all hands, taps of a third, one snake whichever rider carries it, and common points.

use full_tilt_rules::{Action, Bot, End, Game, GameEvent, Hydra, HydraTuning, Inputs, Mode, Skill, Tuning};

use super::{
    SECOND, assert_near,
    scene::{at, bare, crashes, first, places, points, scene, steered, straight},
};

fn hydra(game: &Game) -> &Hydra {
    game.parts().unwrap().hydra().unwrap()
}

/// One unit per tick, no points for distance.
fn calm() -> Tuning {
    let mut tuning = bare(Mode::Hydra);
    (tuning.start_speed, tuning.max_speed) = (120.0, 120.0);
    tuning.parts.hydra.as_mut().unwrap().distance = f32::MAX;
    tuning
}

/// Returns six players in two hydras that go right, one behind the other, and the crews: first that of the one ahead.
fn race(tuning: &Tuning) -> (Game, [Vec<u8>; 2]) {
    let poses: Vec<_> = (0..6).map(|slot| at(1000.0 + 100.0 * f32::from(slot as u8), 1000.0, 0.0)).collect();
    let game = scene(Mode::Hydra, tuning, &poses);
    let crew = |team| (0..6).filter(|&slot| game.player(slot).unwrap().team() == Some(team)).collect::<Vec<u8>>();
    let mut crews = [crew(0), crew(1)];
    // The carrier is the first of the crew, and the higher slots are further ahead.
    crews.sort_by_key(|crew| std::cmp::Reverse(crew[0]));
    assert_eq!(crews.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3]);
    (game, crews)
}

/// Returns the one hydra of three players, at (2000, 2000) and heading right.
fn alone(tuning: &Tuning) -> Game {
    scene(Mode::Hydra, tuning, &[at(2000.0, 2000.0, 0.0), at(500.0, 500.0, 0.0), at(500.0, 900.0, 0.0)])
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::HYDRA;
    let hydra = HydraTuning { alone: 3, share: 3, tap_ticks: SECOND / 2, distance: 100.0, targets: [200, 270, 300] };
    assert_eq!((tuning.parts.hydra, tuning.end), (Some(hydra), End::Time(70 * SECOND)));
    let crash = tuning.party.unwrap().crash.unwrap();
    assert_eq!((crash.ghost_ticks, crash.points, tuning.party.unwrap().wall), (2 * SECOND, 15, 20));
}

#[test]
fn up_to_three_players_ride_one_hydra_and_more_ride_two() {
    for players in 1..=15_u8 {
        let slots: Vec<u8> = (0..players).collect();
        let game = Game::new(Mode::Hydra, &slots, u64::from(players));
        let mut heads: Vec<u8> = slots.iter().map(|&slot| game.head_of(slot)).collect();
        heads.sort_unstable();
        heads.dedup();
        assert_eq!((heads.len(), hydra(&game).race), if players > 3 { (2, true) } else { (1, false) }, "{players}");
        assert_eq!(hydra(&game).target.is_some(), players <= 3);
        let teams = [0, 1].map(|team| game.players().iter().filter(|player| player.team() == Some(team)).count());
        assert!(players <= 3 || teams[0].abs_diff(teams[1]) <= 1);
    }
}

#[test]
fn the_snake_steers_by_the_mean_of_all_hands() {
    let mut game = alone(&calm());
    let log = steered(&mut game, 10, |_, inputs| {
        (0..3).for_each(|slot| inputs.set(slot, [1.0, 0.5, -0.75][usize::from(slot)]));
    });
    assert_eq!(log.len(), 0);
    // (1 + 1/2 − 3/4) / 3, at 1/1024; and the carrier turns by just that.
    assert_near(hydra(&game).mean(0), 0.25, 1e-6);
    assert_near(game.player(0).unwrap().steer, 0.25, 1e-3);
    let turned = 10.0 * 0.25 * game.tuning().max_turn_rate(120.0) / 120.0;
    assert_near(game.player(0).unwrap().pose.heading, turned, 1e-2);
    let own: Vec<f32> = (0..3).map(|slot| hydra(&game).rider(slot).unwrap().steer).collect();
    assert_eq!(own, [1.0, 0.5, -0.75]);
    // All are at its head, and only the carrier can touch anything.
    assert!(game.players().iter().all(|player| player.pose.position == game.player(0).unwrap().pose.position));
    assert_eq!(game.players().iter().map(|player| player.is_solid()).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn a_rider_who_sleeps_or_leaves_does_not_count_and_one_who_returns_does() {
    let mut game = alone(&calm());
    let hands =
        |_: &Game, inputs: &mut Inputs| (0..3).for_each(|slot| inputs.set(slot, [0.0, 0.5, 1.0][usize::from(slot)]));
    steered(&mut game, 1, hands);
    assert_near(hydra(&game).mean(0), 0.5, 1e-6);
    game.park(2);
    steered(&mut game, 1, hands);
    assert_near(hydra(&game).mean(0), 0.25, 1e-6);
    game.leave(1);
    steered(&mut game, 1, hands);
    assert_near(hydra(&game).mean(0), 0.0, 1e-6);
    game.enter(2, &mut Vec::new());
    steered(&mut game, 1, hands);
    assert_near(hydra(&game).mean(0), 0.5, 1e-6);
}

#[test]
fn a_third_of_the_riders_must_tap_within_half_a_second() {
    let mut tuning = calm();
    tuning.thumb.as_mut().unwrap().price = full_tilt_rules::DashPrice::Charge(10);
    let acted = |log: &Vec<(u64, GameEvent)>| {
        first(log, |event| matches!(event, GameEvent::Acted { slot: 0, action: Action::Dash }))
    };
    // Three riders: one tap is enough.
    let mut game = alone(&tuning);
    let log = steered(&mut game, 3, |game, inputs| inputs.set_action(2, game.tick() == 1));
    assert_eq!(acted(&log), Some(2));
    // Five riders in one hydra: two of them, and not the same one twice.
    let mut five = tuning.clone();
    five.parts.hydra.as_mut().unwrap().alone = 5;
    let poses: Vec<_> = (0..5).map(|slot| at(1000.0, 1000.0 + 200.0 * f32::from(slot as u8), 0.0)).collect();
    for (taps, acts) in [
        ([(1, 0), (1, 30)], None),
        ([(1, 0), (3, 61)], None),
        ([(1, 0), (3, 59)], Some(60)),
        ([(4, 7), (2, 7)], Some(8)),
    ] {
        let mut game = scene(Mode::Hydra, &five, &poses);
        let log = steered(&mut game, 100, |game, inputs| {
            taps.iter().for_each(|&(slot, at)| {
                if at == game.tick() {
                    inputs.set_action(slot, true);
                }
            });
        });
        assert_eq!(acted(&log), acts, "{taps:?}");
    }
}

#[test]
fn the_snake_goes_on_unchanged_when_its_carrier_sleeps_or_leaves() {
    for leaves in [false, true] {
        let mut game = alone(&calm());
        straight(&mut game, 150);
        let before = game.player(0).unwrap().clone();
        if leaves {
            game.leave(0);
        } else {
            game.park(0);
        };
        assert_eq!(game.head_of(2), 1);
        let heir = game.player(1).unwrap();
        assert_eq!((heir.pose, heir.speed, heir.ghost_ticks), (before.pose, before.speed, 0));
        assert_eq!(heir.body().collect::<Vec<_>>(), before.body().collect::<Vec<_>>());
        // Nobody crashes into it, and it is deadly to itself where the old one was: a full circle meets nothing, as the
        // body is shorter than that.
        let log = straight(&mut game, 100);
        assert!(crashes(&log).is_empty() && game.player(1).unwrap().is_solid());
        assert_near(game.player(1).unwrap().pose.position.x, 2000.0 + 250.0, 0.1);
        if !leaves {
            assert!(game.enter(0, &mut Vec::new()));
            straight(&mut game, 2 * SECOND);
            assert_eq!((game.head_of(0), game.player(0).unwrap().is_solid()), (1, false), "it rides along");
        }
    }
}

#[test]
fn no_body_remains_of_a_hydra_that_was_handed_on_once_all_have_left() {
    let (mut game, [ahead, behind]) = race(&calm());
    straight(&mut game, 20);
    ahead.iter().for_each(|&slot| assert_eq!(game.head_of(slot), ahead[0]));
    behind.iter().for_each(|&slot| assert_eq!(game.head_of(slot), behind[0]));
    game.leave(ahead[0]);
    assert_eq!((game.head_of(ahead[1]), game.head_of(ahead[2])), (ahead[1], ahead[1]));
    ahead[1..].iter().for_each(|&slot| game.leave(slot));
    // The other hydra passes where this one was.
    let log = straight(&mut game, 600);
    assert_eq!(crashes(&log), []);
}

#[test]
fn all_riders_of_a_hydra_have_its_points_and_its_place() {
    let mut tuning = calm();
    tuning.parts.hydra.as_mut().unwrap().distance = 50.0;
    let (mut game, [ahead, behind]) = race(&tuning);
    // 120 units: two points.
    straight(&mut game, 121);
    assert_eq!(points(&game), [2.0; 6]);
    assert!(places(&game).iter().all(|&(_, place)| place == 1));
    // The hydra ahead goes on to the edge: it pays all it has, up to 15 points, and earns none as a ghost.
    let log = steered(&mut game, 40 * SECOND, |_, inputs| behind.iter().for_each(|&slot| inputs.set(slot, 0.5)));
    assert!(crashes(&log).iter().any(|crash| crash.1 == ahead[0]), "{log:?}");
    let of = |game: &Game, slot: u8| game.player(slot).unwrap().score();
    let (ours, theirs) = (of(&game, behind[0]), of(&game, ahead[0]));
    assert!(ours > theirs, "{:?}", points(&game));
    for (crew, points, place) in [(&behind, ours, 1), (&ahead, theirs, 2)] {
        for &slot in crew {
            assert_eq!((of(&game, slot), places(&game)[usize::from(slot)]), (points, (slot, place)));
        }
    }
    // A late joiner enters the smaller hydra and shares its points at once.
    game.leave(behind[2]);
    assert!(game.enter(7, &mut Vec::new()));
    straight(&mut game, 1);
    assert_eq!(game.head_of(7), behind[0]);
    assert_eq!(of(&game, 7), of(&game, behind[0]));
}

#[test]
fn a_hydra_whose_riders_have_all_left_waits_for_the_next_and_keeps_its_points() {
    let mut tuning = calm();
    tuning.parts.hydra.as_mut().unwrap().distance = 50.0;
    let (mut game, [ahead, _]) = race(&tuning);
    straight(&mut game, 251);
    let hydra_of = usize::from(game.player(ahead[0]).unwrap().team().unwrap());
    ahead.iter().for_each(|&slot| game.leave(slot));
    straight(&mut game, 10);
    assert_eq!(hydra(&game).carrier(hydra_of), None);
    assert!(game.enter(9, &mut Vec::new()));
    let log = straight(&mut game, 5 * SECOND);
    assert!(first(&log, |event| *event == GameEvent::Returned { slot: 9 }).is_some());
    assert_eq!((hydra(&game).carrier(hydra_of), game.player(9).unwrap().is_solid()), (Some(9), true));
    assert!(game.player(9).unwrap().score() >= 5.0);
}

#[test]
fn one_hydra_has_a_target_and_bots_of_all_skills_play_for_it() {
    for skill in Skill::ALL {
        for players in [3_u8, 6] {
            let slots: Vec<u8> = (0..players).collect();
            let mut game = Game::new(Mode::Hydra, &slots, 5);
            let mut bots: Vec<Bot> = (0..u64::from(players)).map(|slot| Bot::new(skill, 7 + slot)).collect();
            let log = steered(&mut game, 73 * SECOND, |game, inputs| {
                for (slot, bot) in (0..).zip(&mut bots) {
                    inputs.set(slot, bot.steer(game, slot));
                }
            });
            assert!(game.is_over());
            let taken = log.iter().filter(|(_, event)| matches!(event, GameEvent::BlipTaken { .. })).count();
            assert!(taken > 10, "{}, {players} players: {taken} blips", skill.name());
            let reached = hydra(&game).is_reached();
            assert_eq!(reached, (players == 3).then(|| points(&game)[0] >= 300.0));
        }
    }
}
