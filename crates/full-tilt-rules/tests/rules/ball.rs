//! The rules of ball: pushes, bounces, goals, kick-offs, teams, and a ball that is never stuck and never lost.

use full_tilt_rules::{Ball, BallTuning, Bot, End, Game, GameEvent, Inputs, MAX_PLAYERS, Mode, Skill, Teams, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    properties::{Hand, Noise},
    scene::{at, bare, crashes, first, places, points, scene, steered, straight},
};

fn ball(game: &Game) -> &Ball {
    game.parts().unwrap().ball().unwrap()
}

/// One unit per tick; a ball without friction that is pushed and not kicked.
fn pitch() -> Tuning {
    let mut tuning = bare(Mode::Ball);
    (tuning.start_speed, tuning.max_speed) = (120.0, 120.0);
    let ball = tuning.parts.ball.as_mut().unwrap();
    (ball.friction, ball.kick, ball.slope) = (0.0, 0.0, 0.0);
    tuning
}

/// Even slots are in team 0, which attacks to the right, odd ones in team 1.
fn teams() -> Option<Teams> {
    Teams::new(2, std::array::from_fn(|slot| slot as u8 % 2), false)
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::BALL;
    let ball = BallTuning {
        radius: 20.0,
        friction: 0.2,
        bounce: 0.75,
        kick: 1.2,
        aim: 0.6,
        top_speed: 800.0,
        rim: 40.0,
        slope: 70.0,
        goal: 0.6,
        kick_off_ticks: SECOND,
        kick_off_shift: 0.15,
        half_ticks: SECOND,
        points: 5,
        scorer: 3,
    };
    assert_eq!((tuning.parts.ball, tuning.end), (Some(ball), End::Time(75 * SECOND)));
    let crash = tuning.party.unwrap().crash.unwrap();
    assert_eq!((crash.ghost_ticks, crash.points, tuning.party.unwrap().wall), (2 * SECOND, 0, 0));
}

#[test]
fn a_head_pushes_the_ball_ahead_and_kicks_it_faster_than_itself() {
    // The ball, radius 20, lies at (2000, 2000); the head, radius 10, meets it at x = 1970, after 70 ticks.
    let mut game = scene(Mode::Ball, &pitch(), &[at(1900.0, 2000.0, 0.0)]).with_teams(teams());
    straight(&mut game, 69);
    assert_eq!((ball(&game).position, ball(&game).velocity), (Vec2::splat(2000.0), Vec2::ZERO));
    let log = straight(&mut game, 3);
    assert_eq!(ball(&game).last_touch, Some(0));
    assert!(first(&log, |event| matches!(event, GameEvent::Kicked { slot: 0, .. })).is_some());
    assert_near(ball(&game).velocity.x, 120.0, 0.5);
    straight(&mut game, 100);
    assert_near(ball(&game).position.x, 1900.0 + 172.0 + 30.0, 1.5);
    let mut kicks = pitch();
    kicks.parts.ball.as_mut().unwrap().kick = 0.6;
    let mut game = scene(Mode::Ball, &kicks, &[at(1900.0, 2000.0, 0.0)]).with_teams(teams());
    straight(&mut game, 75);
    // 1.6 times the head's speed.
    assert_near(ball(&game).velocity.x, 192.0, 0.5);
}

#[test]
fn friction_slows_it_and_edges_reflect_it() {
    let mut tuning = pitch();
    tuning.arena = Vec2::new(4000.0, 400.0);
    tuning.parts.ball.as_mut().unwrap().friction = 0.5;
    // A push upwards at x = 2000: from y = 200 up to the edge.
    let mut game = scene(Mode::Ball, &tuning, &[at(2000.0, 260.0, -90.0)]).with_teams(teams());
    straight(&mut game, 40);
    let before = ball(&game).velocity.y;
    assert!(before < -90.0);
    // The head turns away, so that the ball rolls alone.
    steered(&mut game, 30, |_, inputs| inputs.set(0, 1.0));
    assert!(ball(&game).velocity.y > before, "{:?}", ball(&game).velocity);
    let (mut least, mut back) = (f32::MAX, false);
    steered(&mut game, 4 * SECOND, |game, inputs| {
        inputs.set(0, 1.0);
        least = least.min(ball(game).position.y);
        back |= ball(game).velocity.y > 20.0;
    });
    assert!(back && (20.0..21.5).contains(&least), "{least}, {back}");
}

/// A pitch of 600 by 400 in which slot `slot` drives the ball straight into the right goal.
fn shot(slot: u8) -> (Game, Vec<(u64, GameEvent)>) {
    let mut tuning = pitch();
    tuning.arena = Vec2::new(600.0, 400.0);
    let starts = [(slot, at(200.0, 200.0, 0.0)), (4, at(60.0, 30.0, 0.0)), (5, at(60.0, 370.0, 0.0))];
    let mut game = Game::with_starts(Mode::Ball, tuning, &starts, 1).with_teams(teams());
    // The head meets the ball after 70 ticks and then drives it: its middle is on the line after 300 more. On the way it
    // is in the right half after ticks 120, 240 and 360, which gives team 0 three points.
    let log = straight(&mut game, 70 + 302);
    (game, log)
}

#[test]
fn a_goal_gives_points_to_the_team_and_more_to_its_scorer_and_none_for_an_own_goal_to_the_player() {
    let (game, log) = shot(0);
    let goal = first(&log, |event| *event == GameEvent::Goal { team: 0, scorer: Some(0) });
    assert!(goal.is_some_and(|tick| (369..=372).contains(&tick)), "{goal:?}");
    assert_eq!((ball(&game).goals, points(&game)), ([1, 0], vec![11.0, 8.0, 0.0]));
    assert_eq!(places(&game), [(0, 1), (4, 1), (5, 2)]);
    // Slot 1 is in team 1, and so is 5: it is their own goal.
    let (game, log) = shot(1);
    assert!(first(&log, |event| *event == GameEvent::Goal { team: 0, scorer: None }).is_some());
    assert_eq!((ball(&game).goals, points(&game)), ([1, 0], vec![0.0, 8.0, 0.0]));
}

#[test]
fn after_a_goal_the_ball_waits_for_a_second_in_the_half_of_the_team_that_scored() {
    let (mut game, log) = shot(0);
    let goal = first(&log, |event| matches!(event, GameEvent::Goal { .. })).unwrap();
    // 0.15 of 600 units from the middle, to the left: team 0 defends that side.
    let place = Vec2::new(210.0, 200.0);
    while game.tick() < goal + 110 {
        straight(&mut game, 1);
        assert_eq!((ball(&game).position, ball(&game).velocity), (place, Vec2::ZERO));
    }
    assert!(ball(&game).kick_off > 0);
    straight(&mut game, 11);
    assert_eq!(ball(&game).kick_off, 0);
}

#[test]
fn teams_are_drawn_evenly_and_late_joiners_go_to_the_smaller_one() {
    for players in 2..=15_u8 {
        let slots: Vec<u8> = (0..players).collect();
        let mut game = Game::new(Mode::Ball, &slots, u64::from(players));
        let size = |game: &Game, team| game.players().iter().filter(|p| p.team() == Some(team) && !p.parked).count();
        assert!(size(&game, 0).abs_diff(size(&game, 1)) <= 1, "{players}");
        // All of team 0 but one leave; then two enter.
        let leaving: Vec<u8> =
            slots.iter().copied().filter(|&slot| game.player(slot).unwrap().team() == Some(0)).collect();
        leaving[1..].iter().for_each(|&slot| game.leave(slot));
        let before = (size(&game, 0), size(&game, 1));
        for slot in [15, 16] {
            let smaller = u8::from(size(&game, 1) < size(&game, 0));
            assert!(game.enter(slot, &mut Vec::new()));
            assert_eq!(game.player(slot).unwrap().team(), Some(smaller), "{before:?}");
        }
    }
}

#[test]
fn a_friend_s_body_does_no_harm_and_an_opponent_s_costs_two_seconds_but_no_points() {
    // Slot 0 goes right; its body lies behind it. Slots 2 (a friend) and 1 (an opponent) cross it 40 units behind.
    for (slot, crashed) in [(2, false), (1, true)] {
        let starts = [(0, at(1000.0, 1000.0, 0.0)), (slot, at(1100.0, 860.0, 90.0))];
        let mut game = Game::with_starts(Mode::Ball, pitch(), &starts, 1).with_teams(teams());
        let log = straight(&mut game, 200);
        assert_eq!(crashes(&log).len(), usize::from(crashed), "slot {slot}");
        assert!(points(&game).iter().all(|&points| points == 0.0));
        if crashed {
            let back = first(&log, |event| *event == GameEvent::Returned { slot });
            assert!(back.is_none_or(|tick| tick >= crashes(&log)[0].0 + 2 * SECOND - 1));
        }
    }
}

/// Returns the distance of a place from all bodies on the board.
fn to_bodies(game: &Game, place: Vec2) -> f32 {
    let mut nearest = f32::MAX;
    for player in game.players() {
        let body: Vec<(Vec2, bool)> = player.joined_body().collect();
        for pair in body.windows(2).filter(|pair| pair[0].1) {
            let way = pair[1].0 - pair[0].0;
            let share = ((place - pair[0].0).dot(way) / way.length_squared().max(1e-9)).clamp(0.0, 1.0);
            nearest = nearest.min(place.distance(pair[0].0 + way * share));
        }
    }
    nearest
}

#[test]
fn at_any_speed_the_ball_stays_inside_and_is_never_held_fast() {
    let mut goals = 0;
    for (speed, top) in [(150.0, 800.0), (190.0, 800.0), (900.0, 4_000.0), (900.0, 90_000.0)] {
        for seed in 1..=6_u64 {
            let slots: Vec<u8> = (0..(2 + seed * 2) as u8).collect();
            let mut tuning = Tuning::BALL;
            (tuning.start_speed, tuning.max_speed) = (speed, speed);
            tuning.parts.ball.as_mut().unwrap().top_speed = top;
            tuning.parts.ball.as_mut().unwrap().kick = if top > 4_000.0 { 30.0 } else { 0.6 };
            let mut game = Game::with_tuning(Mode::Ball, tuning, &slots, seed);
            let mut noise = Noise(seed * 7919 + 1);
            let mut hands: Vec<Hand> = (0..MAX_PLAYERS as u64).map(|slot| Hand::new(seed * 31 + slot)).collect();
            let mut bots: Vec<Bot> = (0..MAX_PLAYERS as u64).map(|slot| Bot::new(Skill::Casual, slot)).collect();
            let (mut inside, mut still, mut last) = (0, 0, Vec2::ZERO);
            let mut events = Vec::new();
            for tick in 0..40 * SECOND {
                let mut inputs = Inputs::default();
                for slot in 0..MAX_PLAYERS as u8 {
                    let by_chance = slot % 2 == 0;
                    let at = usize::from(slot);
                    inputs.set(slot, if by_chance { hands[at].steer(tick) } else { bots[at].steer(&game, slot) });
                    inputs.set_action(slot, noise.next().is_multiple_of(SECOND));
                }
                super::party_properties::visit(&mut game, &mut noise, &mut events);
                game.step(&inputs, &mut events);
                goals += events.drain(..).filter(|event| matches!(event, GameEvent::Goal { .. })).count();
                let (ball, arena) = (ball(&game), game.tuning().arena);
                assert!(ball.position.is_finite() && ball.velocity.length() <= top * 1.001, "{ball:?}");
                // Between the posts it may be up to its middle over the line.
                let (low, high) = ball.goal_mouth(game.board());
                let least = if (low..=high).contains(&ball.position.y) { 0.0 } else { 19.9 };
                let is_inside = (least..=arena.x - least).contains(&ball.position.x)
                    && (19.9..=arena.y - 19.9).contains(&ball.position.y);
                assert!(is_inside, "speed {speed}, seed {seed}, tick {tick}: {:?}", ball.position);
                // Deep in a body for a quarter of a second, it is lifted out.
                inside = if to_bodies(&game, ball.position) < 20.0 { inside + 1 } else { 0 };
                assert!(inside < 4 * SECOND, "speed {speed}, seed {seed}, tick {tick}: in a body");
                // At an edge it rolls away within seconds unless a head holds it there.
                let at_edge = ball.position.y < 40.0 || ball.position.y > arena.y - 40.0;
                let heads = game.players().iter().filter(|player| player.is_solid());
                let touched = heads.into_iter().any(|player| player.pose.position.distance(ball.position) < 60.0);
                still = if at_edge && !touched && ball.position.distance(last) < 0.05 { still + 1 } else { 0 };
                assert!(still < SECOND, "speed {speed}, seed {seed}, tick {tick}: at rest at an edge");
                last = ball.position;
            }
        }
    }
    assert!(goals > 20, "{goals} goals");
}

#[test]
fn bots_of_all_skills_play_the_ball_and_score() {
    let mut goals = 0;
    for skill in Skill::ALL {
        let mut kicks = 0;
        for seed in 1..=3 {
            let mut game = Game::new(Mode::Ball, &[0, 1, 2, 3, 4, 5], seed);
            let mut bots: Vec<Bot> = (0..6).map(|slot| Bot::new(skill, seed * 7 + slot)).collect();
            let log = steered(&mut game, 78 * SECOND, |game, inputs| {
                for (slot, bot) in (0..).zip(&mut bots) {
                    inputs.set(slot, bot.steer(game, slot));
                }
            });
            assert!(game.is_over());
            kicks += log.iter().filter(|(_, event)| matches!(event, GameEvent::Kicked { .. })).count();
            goals += ball(&game).goals.iter().sum::<u32>();
        }
        assert!(kicks > 30, "{}: {kicks} kicks in three rounds", skill.name());
    }
    assert!(goals >= 12, "{goals} goals in twelve rounds");
}
