//! The rules of rush: the cost of a crash, the limits of a ghost, the points, and the winner.

use full_tilt_rules::{Cause, CrashTuning, End, Game, GameEvent, Inputs, Mode, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    scene::{at, bare, crashes, first, places, points, scene, steered, straight},
};

fn rush() -> Tuning {
    bare(Mode::Rush)
}

/// Returns rush with this cost of a crash.
fn costing(ghost_ticks: u64, points: u32) -> Tuning {
    let mut tuning = rush();
    tuning.party.as_mut().unwrap().crash = Some(CrashTuning { ghost_ticks, points });
    tuning
}

fn returned(of: u8) -> impl Fn(&GameEvent) -> bool {
    move |event| matches!(event, GameEvent::Returned { slot } if *slot == of)
}

/// Slot 1 crosses slot 0's body, behind its head: after 66 ticks of 1¼ units it is 17 units away, and touches it.
fn into_a_body(tuning: &Tuning) -> Game {
    scene(Mode::Rush, tuning, &[at(1950.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0)])
}

#[test]
fn for_three_seconds_heads_stand_and_turn_up_to_40_degrees_to_either_side() {
    let mut game = Game::new(Mode::Rush, &[0, 1], 1);
    let starts: Vec<_> = game.players().iter().map(|player| player.pose).collect();
    assert_eq!(game.countdown(), 3 * SECOND);
    let log = steered(&mut game, 3 * SECOND, |_, inputs| {
        inputs.set(0, 1.0);
        inputs.set(1, -0.5);
    });
    assert!(log.is_empty(), "{log:?}");
    assert_eq!((game.countdown(), game.tick()), (0, 0));
    for (player, (start, turned)) in game.players().iter().zip(starts.iter().zip([40.0_f32, -20.0])) {
        assert_eq!(player.pose.position, start.position);
        assert_near((player.pose.heading - start.heading + 540.0).rem_euclid(360.0) - 180.0, turned, 1e-3);
    }
    straight(&mut game, 1);
    let (before, after) = (starts[0].position, game.players()[0].pose.position);
    assert_near(before.distance(after), 150.0 / 120.0, 1e-2);
}

#[test]
fn before_the_start_a_head_follows_the_hand_by_three_degrees_a_tick_and_back() {
    let mut tuning = rush();
    tuning.party.as_mut().unwrap().countdown_ticks = 3 * SECOND;
    let mut game = scene(Mode::Rush, &tuning, &[at(2000.0, 2000.0, 10.0)]);
    steered(&mut game, 4, |_, inputs| inputs.set(0, 1.0));
    assert_near(game.players()[0].pose.heading, 22.0, 1e-4);
    straight(&mut game, 20);
    assert_near(game.players()[0].pose.heading, 10.0, 1e-4);
}

#[test]
fn nothing_is_the_end_of_anybody_before_the_start() {
    let mut tuning = rush();
    tuning.party.as_mut().unwrap().countdown_ticks = 3 * SECOND;
    // Two heads in one place, and one outside.
    let poses = [at(2000.0, 2000.0, 0.0), at(2000.0, 2000.0, 90.0), at(-20.0, 2000.0, 180.0)];
    let mut game = scene(Mode::Rush, &tuning, &poses);
    assert!(straight(&mut game, 3 * SECOND).is_empty());
    assert_eq!(crashes(&straight(&mut game, 1)).len(), 3, "and at once after it");
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::RUSH;
    let party = tuning.party.unwrap();
    assert_eq!((party.rounds, party.crash.unwrap()), (1, CrashTuning { ghost_ticks: 2 * SECOND, points: 15 }));
    assert_eq!((tuning.end, party.wall, tuning.blips.points), (End::Time(75 * SECOND), 10, 10));
}

#[test]
fn the_owner_of_a_body_gets_10_points_for_a_crash_into_it() {
    let mut game = into_a_body(&rush());
    let log = straight(&mut game, 2 * SECOND);
    let [(tick, 1, Cause::Body { of: 0 })] = crashes(&log)[..] else { panic!("{log:?}") };
    assert!((66..=67).contains(&tick), "{tick}");
    assert_eq!(points(&game), [10.0, 0.0]);
    assert_eq!((game.players()[0].kills, game.players()[1].crashes), (1, 1));
}

#[test]
fn nobody_is_paid_for_their_own_body() {
    let mut tuning = rush();
    tuning.body.start_length = 1000.0;
    let mut game = scene(Mode::Rush, &tuning, &[at(2000.0, 2000.0, 0.0)]);
    let log = steered(&mut game, 4 * SECOND, |_, inputs| inputs.set(0, 1.0));
    assert!(matches!(crashes(&log)[0], (_, 0, Cause::Body { of: 0 })), "{log:?}");
    assert_eq!((points(&game), game.players()[0].kills), (vec![0.0], 0));
}

#[test]
fn a_crash_costs_15_points_but_nobody_has_less_than_none() {
    let mut tuning = rush();
    tuning.party.as_mut().unwrap().wall = 40;
    tuning.arena = Vec2::new(2300.0, 4000.0);
    let mut game = into_a_body(&tuning);
    straight(&mut game, 100);
    assert_eq!(points(&game), [40.0, 0.0], "a score of zero stays zero");
    // The right edge is 350 units from the start: 2.35 s.
    let log = straight(&mut game, 2 * SECOND);
    assert!(crashes(&log).iter().any(|&(_, slot, cause)| (slot, cause) == (0, Cause::Edge)), "{log:?}");
    assert_eq!(points(&game), [25.0, 0.0]);
}

#[test]
fn in_a_head_on_collision_both_crash_and_nobody_is_paid() {
    let mut game = scene(Mode::Rush, &rush(), &[at(1900.0, 2000.0, 0.0), at(2100.0, 2000.0, 180.0)]);
    let log = straight(&mut game, SECOND);
    // 200 units less two radii, 2½ a tick.
    assert_eq!(crashes(&log), [(72, 0, Cause::Head { of: 1 }), (72, 1, Cause::Head { of: 0 })]);
    assert_eq!(points(&game), [0.0, 0.0]);
}

#[test]
fn in_one_tick_crash_costs_are_deducted_before_crash_points_are_added() {
    // One player crashes into the other's body in the tick in which the other leaves the arena: 10 for the body, and 15
    // deducted from nothing before that, for either assignment of slots.
    let body = at(1950.0, 2000.0, 0.0);
    let other = at(2000.0, 1900.0, 90.0);
    let mut tuning = rush();
    let mut game = into_a_body(&tuning);
    let tick = crashes(&straight(&mut game, SECOND))[0].0;
    tuning.arena.x = 1950.0 + 1.25 * tick as f32 - tuning.edge_margin - 0.6;
    for (poses, owner) in [([body, other], 0), ([other, body], 1)] {
        let mut game = scene(Mode::Rush, &tuning, &poses);
        let log = straight(&mut game, tick);
        assert_eq!(crashes(&log).len(), 2, "{log:?}");
        assert!(crashes(&log).iter().all(|crash| crash.0 == tick), "{log:?}");
        assert_eq!((points(&game)[owner], points(&game)[1 - owner]), (10.0, 0.0));
    }
}

#[test]
fn a_ghost_is_one_for_two_seconds() {
    let mut game = scene(Mode::Rush, &rush(), &[at(3998.0, 2000.0, 0.0)]);
    let log = steered(&mut game, 3 * SECOND, |_, inputs| inputs.set(0, 0.3));
    let (crashed, back) = (crashes(&log)[0].0, first(&log, returned(0)).unwrap());
    assert_eq!(back - crashed + 1, 2 * SECOND, "counting the tick it crashed in");
    assert!(game.players()[0].is_solid() && game.players()[0].alive);
}

#[test]
fn a_ghost_leaves_no_body_and_its_old_one_harms_nobody() {
    let mut game = scene(Mode::Rush, &costing(4 * SECOND, 0), &[at(2000.0, 2000.0, 0.0), at(2000.0, 2000.0, 180.0)]);
    let log = straight(&mut game, 2 * SECOND);
    assert_eq!(crashes(&log).len(), 2);
    for player in game.players() {
        assert!(player.body().len() == 0 && player.length() == 0.0, "{player:?}");
        assert!(!player.leaves_body());
    }
    let log = steered(&mut game, 4 * SECOND, |_, inputs| inputs.set(0, 0.2));
    let back = first(&log, returned(0)).unwrap();
    let grown = 1.25 * (game.tick() - back) as f32;
    assert_near(game.players()[0].length(), grown.min(90.0), 9.0);
}

#[test]
fn a_ghost_touches_nobody_and_is_touched_by_nobody() {
    // Slots 0 and 1 are ghosts from the first tick; slot 0 meets slot 2's head, and then its body.
    let tuning = costing(10 * SECOND, 0);
    let poses = [at(2000.0, 2000.0, 0.0), at(2000.0, 2000.0, 60.0), at(2300.0, 2000.0, 180.0)];
    let mut game = scene(Mode::Rush, &tuning, &poses);
    let log = straight(&mut game, 5 * SECOND);
    assert_eq!(crashes(&log).len(), 2, "the two that started in one place: {log:?}");
    assert!(game.players()[2].is_solid());
}

#[test]
fn a_ghost_takes_no_blips() {
    let mut tuning = costing(1000 * SECOND, 0);
    (tuning.blips.at_least, tuning.blips.at_most, tuning.blips.magnet) = (3, 3, 4000.0);
    let mut game = scene(Mode::Rush, &tuning, &[at(3998.0, 2000.0, 0.0)]);
    let log = straight(&mut game, 10 * SECOND);
    assert_eq!((crashes(&log).len(), game.players()[0].blips), (1, 0));
    // A player who is not a ghost takes all of them from anywhere.
    let mut game = scene(Mode::Rush, &tuning, &[at(500.0, 2000.0, 0.0)]);
    straight(&mut game, 10 * SECOND);
    assert!(game.players()[0].blips > 9);
}

#[test]
fn a_ghost_turns_round_at_the_edge() {
    let mut game = scene(Mode::Rush, &costing(100 * SECOND, 0), &[at(3998.0, 2000.0, 40.0)]);
    let mut headings = Vec::new();
    steered(&mut game, 90 * SECOND, |game, _| {
        let player = &game.players()[0];
        let inside =
            player.pose.position.cmpge(Vec2::ZERO).all() && player.pose.position.cmple(Vec2::splat(4003.3)).all();
        assert!(inside, "{player:?}");
        headings.push(player.pose.heading);
    });
    // The four directions of a billiard ball.
    for wanted in [40.0, 140.0, -140.0, -40.0] {
        assert!(headings.iter().any(|heading| (heading - wanted).abs() < 0.01), "{wanted}");
    }
}

#[test]
fn a_ghost_waits_for_room_before_it_returns() {
    // Two in one place on the same course: one returns in time, the other one is in its way.
    let mut game = scene(Mode::Rush, &rush(), &[at(1000.0, 2000.0, 0.0), at(1000.0, 2000.0, 0.0)]);
    let mut log = straight(&mut game, 3 * SECOND);
    assert_eq!(first(&log, returned(0)), Some(2 * SECOND));
    assert!(!game.players()[1].is_solid(), "still a ghost after three seconds");
    log.extend(steered(&mut game, SECOND, |_, inputs| inputs.set(1, 1.0)));
    let back = first(&log, returned(1)).unwrap();
    assert!((3 * SECOND + 10..4 * SECOND).contains(&back), "{back}");
    assert_eq!(crashes(&log).len(), 2, "only at the beginning: {log:?}");
}

#[test]
fn a_ghost_does_not_return_close_to_another_head() {
    // Beside each other, with nothing in the way of either; after three seconds slot 1 turns away.
    for (apart, waits) in [(60.0, true), (120.0, false)] {
        let mut game = scene(Mode::Rush, &rush(), &[at(1000.0, 2000.0, 0.0), at(1000.0, 2000.0 + apart, 0.0)]);
        game.park(0);
        game.enter(0, &mut Vec::new());
        let log = steered(&mut game, 4 * SECOND, |game, inputs| {
            inputs.set(1, if game.tick() > 3 * SECOND { 1.0 } else { 0.0 });
        });
        let back = first(&log, returned(0)).unwrap();
        assert_eq!(back > 3 * SECOND, waits, "{back}");
        assert_eq!(back == 3 * SECOND / 2, !waits, "{back}");
    }
}

#[test]
fn a_ghost_waits_no_longer_than_three_seconds() {
    let mut game = scene(Mode::Rush, &rush(), &[at(1000.0, 2000.0, 0.0), at(1000.0, 2000.0, 0.0)]);
    let log = straight(&mut game, 6 * SECOND);
    assert_eq!(first(&log, returned(1)), Some(5 * SECOND), "{log:?}");
    assert_eq!(
        crashes(&log)[2..],
        [(5 * SECOND + 1, 0, Cause::Head { of: 1 }), (5 * SECOND + 1, 1, Cause::Head { of: 0 })]
    );
}

#[test]
fn the_time_as_a_ghost_is_no_part_of_the_longest_life() {
    // It lives for 80 ticks, is a ghost for 240, and lives on.
    let mut game = scene(Mode::Rush, &rush(), &[at(3903.0, 2000.0, 0.0)]);
    let log = steered(&mut game, 8 * SECOND, |game, inputs| inputs.set(0, if game.tick() > 320 { 1.0 } else { 0.0 }));
    let (crashed, back) = (crashes(&log)[0].0, first(&log, returned(0)).unwrap());
    assert_eq!(game.players()[0].longest_life(), (game.tick() - back).max(crashed));
}

#[test]
fn it_is_over_after_75_seconds() {
    let mut tuning = rush();
    tuning.party.as_mut().unwrap().countdown_ticks = 3 * SECOND;
    let mut game = scene(Mode::Rush, &tuning, &[at(2000.0, 2000.0, 0.0)]);
    straight(&mut game, SECOND);
    assert_eq!(game.ticks_left(), Some(75 * SECOND), "the countdown is not part of it");
    let log = steered(&mut game, 100 * SECOND, |_, inputs| inputs.set(0, 1.0));
    assert_eq!(first(&log, |event| *event == GameEvent::RoundOver), Some(75 * SECOND));
    assert_eq!((game.tick(), game.ticks_left(), game.is_over()), (75 * SECOND, Some(0), true));
}

#[test]
fn most_points_win_and_equal_points_share_a_place() {
    let mut tuning = rush();
    tuning.end = End::Time(2 * SECOND);
    // Slot 2 crashes into slot 1's body; slots 0 and 3 do nothing at all.
    let poses = [at(500.0, 500.0, 0.0), at(1950.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0), at(500.0, 3000.0, 0.0)];
    let mut game = scene(Mode::Rush, &tuning, &poses);
    straight(&mut game, 3 * SECOND);
    assert_eq!(points(&game), [0.0, 10.0, 0.0, 0.0]);
    assert_eq!(places(&game), [(0, 2), (1, 1), (2, 2), (3, 2)]);
    assert_eq!(game.places()[0].slot, 1, "the best first");
}

#[test]
fn more_players_have_a_larger_arena() {
    for mode in [Mode::Rush, Mode::Survival] {
        for (count, arena) in [
            (1, (1152, 648)),
            (4, (1152, 648)),
            (5, (1344, 756)),
            (8, (1344, 756)),
            (9, (1536, 864)),
            (17, (1536, 864)),
        ] {
            let slots: Vec<u8> = (0..count).collect();
            let game = Game::new(mode, &slots, 1);
            assert_eq!((game.tuning().arena.x as i32, game.tuning().arena.y as i32), arena, "{count}");
            assert_eq!(game.players().len(), usize::from(count));
        }
    }
}

#[test]
fn there_are_three_blips_plus_one_per_player_and_at_most_24() {
    for (count, least) in [(1_u8, 4), (6, 9), (15, 18)] {
        let slots: Vec<u8> = (0..count).collect();
        let mut game = Game::new(Mode::Rush, &slots, 1);
        // No player is on the board who could take any.
        slots.iter().for_each(|&slot| game.park(slot));
        let mut most = 0;
        for _ in 0..40 * SECOND {
            game.step(&Inputs::default(), &mut Vec::new());
            most = most.max(game.blips().len());
            // One every quarter of a second until there are enough.
            let due = least.min(game.tick() as usize / 30);
            assert!(game.blips().len() >= due, "{count} players, tick {}: {}", game.tick(), game.blips().len());
        }
        assert_eq!(most, 24);
    }
}
