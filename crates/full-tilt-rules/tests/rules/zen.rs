//! The rules of zen: no danger, open edges, and no end.

use full_tilt_rules::{Bot, End, Game, GameEvent, Inputs, Mode, Skill, Tuning};

use super::{
    SECOND, all, greedy,
    properties::{Hand, assert_finite},
};

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::ZEN;
    assert_eq!((tuning.start_speed, tuning.speed_growth, tuning.end), (105.0, 0.0, End::Never));
    assert_eq!((tuning.body.start_length, tuning.body.growth, tuning.body.kills), (420.0, 0.0, false));
    assert_eq!((tuning.near_miss, tuning.waves, tuning.combo, tuning.blips.points), (None, None, None, 1));
    assert!(tuning.party.unwrap().open);
    assert!(!Mode::Zen.is_party() && Mode::Zen.suits(1) && !Mode::Zen.suits(2) && !Mode::Zen.has_teams());
}

#[test]
fn it_starts_at_once_and_does_not_end_within_an_hour_of_any_steering() {
    for seed in 1..=2 {
        let (mut game, mut hand, mut events) = (Game::new(Mode::Zen, &[3], seed), Hand::new(seed), Vec::new());
        assert_eq!((game.countdown(), game.ticks_left()), (0, None));
        for tick in 0..3600 * SECOND {
            let mut inputs = all(hand.steer(tick));
            inputs.set_action(3, tick.is_multiple_of(7 * SECOND));
            game.step(&inputs, &mut events);
            let harm = |event: &GameEvent| matches!(event, GameEvent::Crashed { .. } | GameEvent::RoundOver);
            assert!(!events.iter().any(harm), "{events:?}");
            events.clear();
            if tick.is_multiple_of(SECOND) {
                assert_finite(&game);
                assert!(!game.is_over() && game.hazards().is_empty() && game.blips().len() <= 5);
                // The ribbon costs no more after an hour than after a minute: a point every 4 units.
                assert!(game.players()[0].body().len() <= 420 / 4 + 2, "{}", game.players()[0].body().len());
            }
        }
    }
}

#[test]
fn a_head_that_leaves_on_the_right_comes_in_on_the_left_and_keeps_its_speed() {
    let mut game = Game::new(Mode::Zen, &[0], 1);
    let (mut events, mut crossings, mut before) = (Vec::new(), 0, game.players()[0].pose.position);
    for _ in 0..60 * SECOND {
        game.step(&Inputs::default(), &mut events);
        let here = game.players()[0].pose.position;
        crossings += u32::from(here.distance(before) > 500.0);
        before = here;
    }
    // 60 s at 105 units/s are 6300 units, and the arena is 1152 wide and 648 high: at least five crossings of the longer
    // side, whatever the direction, and at most ten and a bit of the shorter one.
    assert!((5..=11).contains(&crossings), "{crossings}");
    assert_eq!(game.players()[0].speed, 105.0);
}

#[test]
fn each_blip_is_one_point() {
    let mut game = Game::new(Mode::Zen, &[0], 5);
    let mut events = Vec::new();
    for _ in 0..60 * SECOND {
        let steer = greedy(&game);
        game.step(&all(steer), &mut events);
    }
    let player = &game.players()[0];
    assert!(player.blips >= 5, "{}", player.blips);
    assert_eq!(player.score(), f64::from(player.blips));
}

#[test]
fn bots_of_all_skills_collect() {
    for skill in Skill::ALL {
        let (mut game, mut bot, mut events) = (Game::new(Mode::Zen, &[0], 2), Bot::new(skill, 1), Vec::new());
        for _ in 0..60 * SECOND {
            let steer = bot.steer(&game, 0);
            game.step(&all(steer), &mut events);
        }
        assert!(game.players()[0].blips >= 4, "{}: {}", skill.name(), game.players()[0].blips);
    }
}

#[test]
fn a_player_whose_phone_sleeps_returns_to_the_same_points() {
    let mut game = Game::new(Mode::Zen, &[0], 5);
    let mut events = Vec::new();
    for _ in 0..30 * SECOND {
        let steer = greedy(&game);
        game.step(&all(steer), &mut events);
    }
    let points = game.players()[0].score();
    game.park(0);
    for _ in 0..60 * SECOND {
        game.step(&all(0.3), &mut events);
    }
    assert!(!game.is_over() && game.enter(0, &mut events));
    assert!(points > 0.0 && game.players()[0].score() == points);
}
