//! The rules of classic mode against numbers calculated by hand, and the promise that a seed decides everything.

use full_tilt_rules::{Bot, Cause, Game, GameEvent, Inputs, Mode, Tuning};
use glam::Vec2;

use super::{SECOND, all, assert_near, towards};

fn solo(seed: u64) -> Game {
    Game::new(Mode::Classic, &[0], seed)
}

/// Runs until the tick, or the end of the round, with the same steering for all players.
fn run(game: &mut Game, until: u64, steer: f32) -> Vec<(u64, GameEvent)> {
    let inputs = all(steer);
    let (mut log, mut events) = (Vec::new(), Vec::new());
    while game.tick() < until && !game.is_over() {
        game.step(&inputs, &mut events);
        log.extend(events.drain(..).map(|event| (game.tick(), event)));
    }
    log
}

fn position(game: &Game) -> Vec2 {
    game.players()[0].pose.position
}

#[test]
fn the_player_starts_at_200_300_heading_right() {
    let game = solo(1);
    let player = &game.players()[0];
    assert_eq!((player.pose.position, player.pose.heading), (Vec2::new(200.0, 300.0), 0.0));
    assert_eq!((player.speed, player.score(), player.alive), (120.0, 0.0, true));
}

#[test]
fn speed_starts_at_120_and_grows_by_1_8_a_second() {
    let mut game = solo(1);
    run(&mut game, 3 * SECOND, 0.0);
    assert_near(game.players()[0].speed, 120.0 + 3.0 * 1.8, 1e-3);
    // The distance travelled is the integral: 120·3 + 1.8·3²/2 = 368.1.
    assert_near(position(&game).x, 200.0 + 368.1, 0.01);
    assert_eq!(position(&game).y, 300.0);
}

#[test]
fn full_lock_turns_60_degrees_a_second_and_right_is_clockwise() {
    for (steer, heading) in [(1.0, 60.0), (-1.0, -60.0), (0.5, 30.0), (0.0, 0.0)] {
        let mut game = solo(1);
        run(&mut game, SECOND, steer);
        assert_near(game.players()[0].pose.heading, heading, 1e-3);
    }
    let mut game = solo(1);
    run(&mut game, SECOND, 1.0);
    assert!(position(&game).y > 300.0, "clockwise from heading right is down the screen");
}

#[test]
fn steering_beyond_full_lock_is_full_lock_and_nonsense_is_straight() {
    let mut inputs = Inputs::default();
    for (wish, got) in [(7.0, 1.0), (-7.0, -1.0), (f32::NAN, 0.0), (f32::INFINITY, 1.0)] {
        inputs.set(0, wish);
        assert_eq!(inputs.get(0), got);
    }
    inputs.set(200, 1.0);
    assert_eq!(inputs.get(200), 0.0);
}

#[test]
fn a_full_turn_at_full_lock_comes_back_to_the_heading_after_six_seconds() {
    // At about 120 units/s and 60 °/s the circle is some 229 units wide: from (200, 300) it stays inside.
    let mut game = solo(1);
    run(&mut game, 6 * SECOND, 1.0);
    assert!(!game.is_over());
    assert_near(game.players()[0].pose.heading, 0.0, 0.01);
}

#[test]
fn more_than_ten_units_outside_is_the_end() {
    // Straight on: 120·t + 0.9·t² = 650 at t = 5.2128 s, which is reached within tick 626 (5.2167 s).
    let mut game = solo(1);
    let log = run(&mut game, 20 * SECOND, 0.0);
    let end: Vec<_> = log.iter().filter(|(_, event)| !matches!(event, GameEvent::BlipAppeared(_))).collect();
    assert_eq!(end, [&(626, GameEvent::Crashed { slot: 0, cause: Cause::Edge }), &(626, GameEvent::RoundOver)]);
    assert!(position(&game).x > 850.0 && position(&game).x < 852.0);
    assert!(!game.players()[0].alive);
}

#[test]
fn up_to_ten_units_outside_is_still_the_game() {
    let mut game = solo(1);
    run(&mut game, 625, 0.0);
    assert!(position(&game).x > 840.0, "the head is past the edge already");
    assert!(game.players()[0].alive);
}

#[test]
fn every_edge_kills() {
    // A quarter turn takes 1.5 s at full lock.
    for (first, name) in [(1.0, "bottom"), (-1.0, "top")] {
        let mut game = solo(1);
        run(&mut game, 3 * SECOND / 2, first);
        let log = run(&mut game, 20 * SECOND, 0.0);
        assert!(log.contains(&(game.tick(), GameEvent::Crashed { slot: 0, cause: Cause::Edge })), "{name}");
        let y = position(&game).y;
        assert!(if first > 0.0 { y > 610.0 } else { y < -10.0 }, "{name}: {y}");
    }
    let mut game = solo(1);
    run(&mut game, 3 * SECOND, 1.0);
    run(&mut game, 20 * SECOND, 0.0);
    assert!(position(&game).x < -10.0, "left: {}", position(&game));
}

#[test]
fn nothing_moves_after_the_end() {
    let mut game = solo(1);
    run(&mut game, 20 * SECOND, 0.0);
    let end = game.clone();
    let mut events = Vec::new();
    game.step(&Inputs::default(), &mut events);
    assert_eq!(game, end);
    assert!(events.is_empty());
}

#[test]
fn a_blip_appears_every_three_and_a_third_seconds() {
    let mut game = solo(3);
    // Circling keeps the player alive and off most blips.
    let log = run(&mut game, 1700, 1.0);
    let times: Vec<u64> =
        log.iter().filter(|(_, event)| matches!(event, GameEvent::BlipAppeared(_))).map(|(tick, _)| *tick).collect();
    assert_eq!(times, [400, 800, 1200, 1600]);
}

#[test]
fn blips_appear_inside_the_arena_at_places_decided_by_the_seed() {
    let blips = |seed| {
        let mut game = solo(seed);
        run(&mut game, 10 * SECOND, 1.0)
            .into_iter()
            .filter_map(|(_, event)| match event {
                GameEvent::BlipAppeared(blip) => Some(blip.position),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(blips(5), blips(5));
    assert_ne!(blips(5), blips(6));
    for seed in 0..200 {
        for place in blips(seed) {
            assert!(place.cmpge(Vec2::splat(10.0)).all() && place.cmple(Tuning::CLASSIC.arena - 10.0).all(), "{place}");
        }
    }
}

/// Steers straight at the newest blip: a player that collects.
fn greedy(game: &Game) -> f32 {
    game.blips().last().map_or(1.0, |blip| towards(game, blip.position))
}

#[test]
fn a_blip_is_worth_50_points_and_a_second_0_6() {
    let mut game = solo(4);
    let (mut taken, mut events) = (0, Vec::new());
    while taken == 0 && game.tick() < 30 * SECOND && !game.is_over() {
        let mut inputs = Inputs::default();
        inputs.set(0, greedy(&game));
        let before = game.blips().to_vec();
        game.step(&inputs, &mut events);
        for event in events.drain(..) {
            if let GameEvent::BlipTaken { slot, blip, .. } = event {
                taken += 1;
                assert_eq!(slot, 0);
                assert!(position(&game).distance(blip.position) <= 20.0);
                assert!(before.contains(&blip) && !game.blips().contains(&blip), "it is gone from the arena");
            }
        }
    }
    assert_eq!(taken, 1, "the player took a blip at tick {}", game.tick());
    let expected = 50.0 + 0.6 * game.tick() as f64 / 120.0;
    assert!((game.players()[0].score() - expected).abs() < 1e-9);
}

#[test]
fn the_score_stops_with_the_player() {
    let mut game = solo(1);
    run(&mut game, 20 * SECOND, 0.0);
    // 626 ticks of 0.005 points.
    assert!((game.players()[0].score() - 3.13).abs() < 1e-9);
}

#[test]
fn the_body_trails_the_head_and_keeps_its_length() {
    let mut game = solo(1);
    run(&mut game, 4 * SECOND, 0.7);
    let player = &game.players()[0];
    let points: Vec<Vec2> = std::iter::once(player.pose.position).chain(player.body()).collect();
    let length: f32 = points.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    assert_near(length, Tuning::CLASSIC.body.start_length, 3.0);
    assert!(points.windows(2).all(|pair| pair[0].distance(pair[1]) < 2.0), "no gaps");
}

#[test]
fn views_find_the_player_between_two_ticks() {
    let mut game = solo(1);
    run(&mut game, SECOND, 1.0);
    let player = &game.players()[0];
    assert_eq!(player.pose_at(0.0), player.previous);
    assert_eq!(player.pose_at(1.0).position, player.pose.position);
    let half = player.pose_at(0.5);
    assert_near(half.heading, (player.previous.heading + player.pose.heading) / 2.0, 1e-3);
    assert_near(half.position.distance(player.pose.position), half.position.distance(player.previous.position), 1e-3);
}

#[test]
fn views_turn_the_short_way_over_the_seam_at_180_degrees() {
    let mut game = solo(1);
    let mut events = Vec::new();
    let mut inputs = Inputs::default();
    inputs.set(0, 1.0);
    while game.players()[0].pose.heading >= 0.0 {
        game.step(&inputs, &mut events);
    }
    let player = &game.players()[0];
    let half = player.pose_at(0.5).heading;
    assert!(half.abs() > 179.0, "{} → {half} → {}", player.previous.heading, player.pose.heading);
}

#[test]
fn several_players_share_the_arena_and_the_last_one_ends_the_round() {
    let mut game = Game::new(Mode::Classic, &[3, 1, 1, 99], 1);
    let slots: Vec<u8> = game.players().iter().map(|player| player.slot).collect();
    assert_eq!(slots, [1, 3]);
    assert_eq!(game.players()[0].pose.position, Vec2::new(200.0, 200.0));
    assert_eq!(game.players()[1].pose.position, Vec2::new(200.0, 400.0));
    let mut inputs = Inputs::default();
    inputs.set(3, -1.0);
    let mut events = Vec::new();
    while events.is_empty() || !matches!(events.last(), Some(GameEvent::Crashed { .. })) {
        game.step(&inputs, &mut events);
    }
    assert!(matches!(events.last(), Some(GameEvent::Crashed { slot: 1, .. })), "only the one going straight");
    assert!(!game.is_over());
    assert_eq!(run(&mut game, 60 * SECOND, 0.0).last().map(|(_, event)| event.clone()), Some(GameEvent::RoundOver));
}

#[test]
fn a_round_without_players_is_over_before_it_begins() {
    assert!(Game::new(Mode::Classic, &[], 1).is_over());
}

/// Steering that visits every value and does not depend on a library's random numbers.
fn scripted(tick: u64, slot: u8) -> f32 {
    let phase = (tick * (3 + u64::from(slot))) % 480;
    if phase < 240 { phase as f32 / 120.0 - 1.0 } else { 3.0 - phase as f32 / 120.0 }
}

fn played_by_script(seed: u64) -> Game {
    let slots: Vec<u8> = (0..15).collect();
    let mut game = Game::new(Mode::Classic, &slots, seed);
    let mut events = Vec::new();
    for tick in 0..1500 {
        let mut inputs = Inputs::default();
        slots.iter().for_each(|&slot| inputs.set(slot, scripted(tick, slot)));
        game.step(&inputs, &mut events);
    }
    game
}

#[test]
fn same_seed_and_inputs_give_the_same_state() {
    assert_eq!(played_by_script(7), played_by_script(7));
    assert_ne!(played_by_script(7), played_by_script(8));
}

#[test]
fn the_state_is_the_same_bit_for_bit_on_every_platform() {
    // If the rules were changed on purpose, replace the number by the one in the message.
    assert_eq!(
        played_by_script(7).fingerprint(),
        FINGERPRINT,
        "fingerprint {:#018x}",
        played_by_script(7).fingerprint()
    );
}

const FINGERPRINT: u64 = 0xf2c0_3f88_f618_7be4;

#[test]
fn the_autopilot_keeps_away_from_the_edge_for_a_minute_from_anywhere() {
    for seed in 0..12_u32 {
        let mut game = Game::new(Mode::Classic, &[0, 3, 7], 1);
        let mut events = Vec::new();
        let mut inputs = Inputs::default();
        let mut pilots = [Bot::autopilot(), Bot::autopilot(), Bot::autopilot()];
        // Players who start at all sorts of places and headings.
        for tick in 0..60 * 120 {
            for (player, pilot) in game.players().iter().zip(&mut pilots) {
                let wild = ((tick / 60 + seed * 7 + u32::from(player.slot)) % 5) as f32 / 2.0 - 1.0;
                let steer = if tick < 240 { wild } else { pilot.steer(&game, player.slot) };
                assert!((-1.0..=1.0).contains(&steer));
                inputs.set(player.slot, steer);
            }
            game.step(&inputs, &mut events);
        }
        assert!(game.players().iter().all(|player| player.alive), "seed {seed}: {events:?}");
    }
    assert_eq!(Bot::autopilot().steer(&Game::new(Mode::Classic, &[0], 1), 9), 0.0, "nobody there");
}
