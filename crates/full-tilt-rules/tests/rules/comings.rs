//! Players who join late, are away for a while, or leave; and the playground, where all of that is common.

use full_tilt_rules::{Cause, Game, GameEvent, HazardKind, Inputs, Mode, Tuning};
use glam::Vec2;

use super::{
    SECOND, all, assert_near,
    scene::{at, bare, crashes, first, points, scene, steered, straight},
    towards,
};

fn entered(game: &mut Game, slot: u8) -> Vec<GameEvent> {
    let mut events = Vec::new();
    assert!(game.enter(slot, &mut events), "slot {slot} gets a role");
    events
}

/// Puts `count` players in separate lanes, far from each other.
fn lanes(mode: Mode, count: usize) -> Game {
    let poses: Vec<_> = (1..=count).map(|lane| at(500.0, 300.0 * lane as f32, 0.0)).collect();
    scene(mode, &bare(mode), &poses)
}

#[test]
fn a_late_joiner_of_rush_is_a_ghost_for_a_moment_and_then_plays() {
    let mut game = lanes(Mode::Rush, 2);
    straight(&mut game, SECOND);
    assert_eq!(entered(&mut game, 7), [GameEvent::Entered { slot: 7 }]);
    let log = straight(&mut game, 2 * SECOND);
    assert_eq!(first(&log, |event| *event == GameEvent::Returned { slot: 7 }), Some(SECOND + 3 * SECOND / 2));
    assert!(game.player(7).unwrap().is_solid());
    assert_eq!(game.players().iter().map(|player| player.slot).collect::<Vec<_>>(), [0, 1, 7], "by slot");
}

#[test]
fn a_late_joiner_has_room_and_points_at_the_middle() {
    for seed in 0..200 {
        let slots: Vec<u8> = (0..8).collect();
        let mut game = Game::new(Mode::Rush, &slots, seed);
        straight(&mut game, 5 * SECOND);
        entered(&mut game, 9);
        let (new, middle) = (game.player(9).unwrap().pose, game.tuning().arena / 2.0);
        let nearest = game.players().iter().filter(|player| player.slot != 9);
        let nearest = nearest.map(|player| player.pose.position.distance(new.position)).fold(f32::MAX, f32::min);
        assert!(nearest > 60.0, "seed {seed}: {nearest}");
        assert!(new.direction().dot((middle - new.position).normalize_or(new.direction())) > 0.99);
    }
}

#[test]
fn a_late_joiner_of_survival_steers_a_spirit_until_the_next_round() {
    let mut game = lanes(Mode::Survival, 2);
    straight(&mut game, SECOND);
    let events = entered(&mut game, 3);
    let [GameEvent::Entered { slot: 3 }, GameEvent::HazardAppeared(spirit)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(spirit.kind, HazardKind::Spirit { of: 3 });
    assert_eq!(spirit.armed_at, game.tick() + 5 * SECOND / 2);
    let player = game.player(3).unwrap();
    assert_eq!((player.alive, player.cause, player.crashes), (false, None, 0));
    straight(&mut game, SECOND);
    assert!(!game.is_over(), "the other two are still playing");
}

#[test]
fn a_player_who_joins_during_the_countdown_of_survival_takes_part() {
    let mut game = Game::new(Mode::Survival, &[0], 1);
    straight(&mut game, SECOND);
    entered(&mut game, 1);
    assert!(game.player(1).unwrap().alive);
    // The first player therefore has an opponent to outlive.
    straight(&mut game, 2 * SECOND + 60);
    game.park(1);
    assert_eq!((game.is_over(), points(&game)[0]), (true, 2.0));
}

#[test]
fn a_late_joiner_does_not_end_the_round_of_a_single_player() {
    let mut game = lanes(Mode::Survival, 1);
    straight(&mut game, SECOND);
    entered(&mut game, 1);
    straight(&mut game, SECOND);
    assert!(!game.is_over() && game.players()[0].alive);
}

#[test]
fn nobody_enters_twice_nor_a_finished_round_nor_a_single_player_round() {
    let mut game = lanes(Mode::Rush, 2);
    assert!(entered(&mut game, 0).is_empty(), "is there already");
    assert_eq!(game.players().len(), 2);
    let mut events = Vec::new();
    assert!(!game.enter(17, &mut events) && !game.enter(255, &mut events), "no such slot");
    let mut over = lanes(Mode::Survival, 2);
    over.park(0);
    assert!(over.is_over() && !over.enter(5, &mut events));
    for mode in [Mode::Classic, Mode::Serpent] {
        assert!(!Game::new(mode, &[0], 1).enter(1, &mut events));
    }
    assert!(events.is_empty());
}

#[test]
fn a_parked_player_stands_still_cannot_be_touched_and_keeps_the_points() {
    let mut tuning = bare(Mode::Rush);
    tuning.body.start_length = 400.0;
    // Slot 1 crosses slot 0's body, then slot 2 crosses the place where slot 0 is parked with its body.
    let poses = [at(1950.0, 2000.0, 0.0), at(2000.0, 1900.0, 90.0), at(2080.0, 1700.0, 90.0)];
    let mut game = scene(Mode::Rush, &tuning, &poses);
    let log = straight(&mut game, 120);
    assert_eq!((crashes(&log).len(), points(&game)[0]), (1, 10.0));
    game.park(0);
    let place = game.players()[0].pose;
    let log = straight(&mut game, 4 * SECOND);
    assert!(crashes(&log).is_empty(), "{log:?}");
    let parked = game.player(0).unwrap();
    assert_eq!((parked.pose, parked.previous, parked.score()), (place, place, 10.0));
    assert!(parked.parked && parked.alive && !parked.is_solid() && parked.body().len() == 0);
}

#[test]
fn a_returning_player_is_a_ghost_at_the_same_place() {
    for mode in [Mode::Rush, Mode::Survival] {
        let mut game = lanes(mode, 3);
        straight(&mut game, SECOND);
        game.park(1);
        let place = game.players()[1].pose;
        straight(&mut game, 5 * SECOND);
        assert_eq!(entered(&mut game, 1), [GameEvent::Entered { slot: 1 }]);
        assert_eq!(game.players()[1].pose, place);
        let tick = game.tick();
        let log = straight(&mut game, 2 * SECOND);
        assert_eq!(first(&log, |event| *event == GameEvent::Returned { slot: 1 }), Some(tick + 3 * SECOND / 2));
        assert!(game.players()[1].is_solid() && game.players()[1].pose.position.x > place.position.x);
    }
}

#[test]
fn behind_a_closed_edge_players_return_inside_and_their_trail_has_a_hole() {
    let mut tuning = bare(Mode::Survival);
    let closing = tuning.party.as_mut().unwrap().closing.as_mut().unwrap();
    (closing.from, closing.until, closing.leave) = (0, 8 * SECOND, 1200.0);
    let poses = [at(200.0, 300.0, 45.0), at(2000.0, 2000.0, 0.0), at(2000.0, 3000.0, 0.0)];
    let mut game = scene(Mode::Survival, &tuning, &poses);
    straight(&mut game, SECOND);
    game.park(0);
    straight(&mut game, 7 * SECOND);
    entered(&mut game, 0);
    let inset = game.inset();
    assert_near(inset, 800.0, 1.0);
    assert_eq!(game.players()[0].pose.position, Vec2::splat(inset));
    steered(&mut game, 3 * SECOND, |game, _| assert_near(game.players()[0].pose.heading, 45.0, 1e-3));
    let body: Vec<(Vec2, bool)> = game.players()[0].joined_body().collect();
    for pair in body.windows(2).filter(|pair| pair[0].1) {
        assert!(pair[0].0.distance(pair[1].0) < 10.0, "{pair:?}");
    }
    let holes = body.windows(2).filter(|pair| !pair[0].1).count();
    assert_eq!(holes, 1);
}

#[test]
fn a_parked_player_neither_gets_nor_gives_points_for_outliving() {
    let poses = [at(3900.0, 500.0, 0.0), at(100.0, 1000.0, 0.0), at(100.0, 2000.0, 0.0), at(100.0, 3000.0, 0.0)];
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &poses);
    straight(&mut game, 30);
    game.park(1);
    straight(&mut game, 2 * SECOND);
    assert_eq!(points(&game), [0.0, 0.0, 1.0, 1.0]);
    game.park(2);
    assert_eq!((game.is_over(), points(&game)), (true, vec![0.0, 0.0, 1.0, 3.0]), "one is left on the board");
    assert_eq!(straight(&mut game, 2), [(game.tick(), GameEvent::RoundOver)], "told once");
}

#[test]
fn the_trail_of_a_parked_player_in_survival_stays() {
    let poses = [at(1900.0, 2000.0, 0.0), at(1950.0, 1500.0, 90.0), at(100.0, 3000.0, 0.0)];
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &poses);
    straight(&mut game, SECOND);
    game.park(0);
    let log = straight(&mut game, 6 * SECOND);
    assert!(matches!(crashes(&log)[..], [(_, 1, Cause::Body { of: 0 })]), "{log:?}");
}

#[test]
fn a_leaving_player_takes_body_and_spirit_along() {
    let poses = [at(1900.0, 2000.0, 0.0), at(1950.0, 1500.0, 90.0), at(100.0, 3000.0, 0.0), at(3950.0, 300.0, 0.0)];
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &poses);
    let log = straight(&mut game, SECOND);
    assert_eq!((crashes(&log).len(), game.hazards().len()), (1, 1));
    game.leave(0);
    game.leave(3);
    assert!(game.hazards().is_empty() && game.player(0).is_none() && game.players().len() == 2);
    let log = straight(&mut game, 6 * SECOND);
    assert!(crashes(&log).is_empty(), "through where slot 0's trail was: {log:?}");
}

#[test]
fn a_body_of_an_absent_player_gives_no_near_miss() {
    let near = |event: &GameEvent| matches!(event, GameEvent::NearMiss { .. });
    for goes in [None, Some(true), Some(false)] {
        // Slot 1 follows slot 0's body, 8 units from skin to skin, and then turns away.
        let mut game = scene(Mode::Rush, &bare(Mode::Rush), &[at(1060.0, 2000.0, 0.0), at(1000.0, 2025.0, 0.0)]);
        straight(&mut game, SECOND);
        match goes {
            None => {}
            Some(true) => game.leave(0),
            Some(false) => game.park(0),
        }
        let log = steered(&mut game, SECOND, |_, inputs| inputs.set(1, 1.0));
        assert_eq!(first(&log, near).is_some(), goes.is_none(), "{log:?}");
    }
}

#[test]
fn a_returning_player_gets_no_near_miss() {
    for mode in [Mode::Rush, Mode::Survival] {
        let poses = [at(1000.0, 14.0, 0.0), at(500.0, 2000.0, 0.0), at(500.0, 3000.0, 0.0)];
        let mut game = scene(mode, &bare(mode), &poses);
        straight(&mut game, SECOND);
        game.park(0);
        entered(&mut game, 0);
        let log =
            steered(&mut game, 3 * SECOND, |game, inputs| inputs.set(0, towards(game, Vec2::new(2000.0, 1000.0))));
        assert_eq!(log.len(), 1, "it is back, and that is all: {log:?}");
    }
}

#[test]
fn a_player_who_leaves_and_returns_does_not_meet_the_old_body() {
    let mut tuning = bare(Mode::Rush);
    tuning.body.start_length = 4000.0;
    for seed in 0..10 {
        let mut game = Game::with_starts(Mode::Rush, tuning.clone(), &[(0, at(1500.0, 2000.0, 0.0))], seed);
        straight(&mut game, 5 * SECOND);
        game.leave(0);
        entered(&mut game, 0);
        // To the place of the old body, and on.
        let (goal, mut since) = (Vec2::new(1700.0, 2000.0), 0);
        while since < 3 * SECOND {
            let near = game.players()[0].pose.position.distance(goal) < 200.0;
            since += u64::from(near || since > 0);
            let log = steered(&mut game, 1, |game, inputs| {
                inputs.set(0, if since > 0 { 0.0 } else { towards(game, goal) });
            });
            assert!(crashes(&log).is_empty(), "seed {seed}: {log:?}");
        }
    }
}

#[test]
fn the_last_one_left_wins_when_the_others_leave() {
    let mut game = lanes(Mode::Survival, 3);
    straight(&mut game, SECOND);
    game.leave(0);
    assert!(!game.is_over());
    game.leave(2);
    assert_eq!((game.is_over(), points(&game)), (true, vec![2.0]));
    let tick = game.tick();
    assert_eq!(straight(&mut game, 3), [(tick, GameEvent::RoundOver)]);
}

#[test]
fn a_round_that_is_over_does_not_go_on_when_somebody_leaves() {
    let poses = [at(3950.0, 500.0, 0.0), at(100.0, 1000.0, 0.0)];
    let mut game = scene(Mode::Survival, &bare(Mode::Survival), &poses);
    straight(&mut game, 2 * SECOND);
    assert_eq!((game.is_over(), points(&game)), (true, vec![0.0, 3.0]));
    game.leave(0);
    assert!(straight(&mut game, SECOND).is_empty());
    assert_eq!((game.is_over(), points(&game)), (true, vec![3.0]));
}

#[test]
fn in_the_playground_everybody_steers_at_once_and_nothing_is_the_end() {
    let mut game = Game::playground(1);
    assert!(game.players().is_empty() && !game.is_over());
    for slot in 0..15 {
        entered(&mut game, slot);
    }
    assert_eq!(game.countdown(), 0);
    let before: Vec<f32> = game.players().iter().map(|player| player.pose.heading).collect();
    // All players close to each other for two minutes.
    let log = steered(&mut game, 120 * SECOND, |game, inputs| {
        *inputs = all(((game.tick() / 300) % 3) as f32 * 0.4 - 0.3);
    });
    assert!(crashes(&log).is_empty() && !game.is_over() && game.ticks_left().is_none());
    assert!(game.players().iter().all(|player| player.alive && player.is_solid()));
    assert!(game.players().iter().zip(before).all(|(player, before)| player.pose.heading != before));
}

#[test]
fn in_the_playground_heads_that_leave_come_in_on_the_other_side() {
    let arena = Tuning::PLAYGROUND.arena;
    let mut game = Game::with_starts(
        Mode::Rush,
        Tuning::PLAYGROUND,
        &[(0, at(arena.x - 5.0, 100.0, 0.0)), (1, at(300.0, 5.0, -90.0))],
        1,
    );
    straight(&mut game, 30);
    // 110 units a second: 27½ in a quarter.
    let [right, top] = [game.players()[0].pose.position, game.players()[1].pose.position];
    assert_near(right.x, 22.5, 0.1);
    assert_near(top.y, arena.y - 22.5, 0.1);
    assert_eq!((right.y, top.x), (100.0, 300.0));
}

#[test]
fn a_player_may_leave_the_playground_and_return() {
    let mut game = Game::playground(1);
    entered(&mut game, 4);
    game.leave(4);
    assert!(game.players().is_empty() && !game.is_over());
    game.step(&Inputs::default(), &mut Vec::new());
    assert_eq!(entered(&mut game, 4), [GameEvent::Entered { slot: 4 }]);
    game.park(4);
    assert!(game.player(4).unwrap().parked);
}
