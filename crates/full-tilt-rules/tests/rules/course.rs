//! The course of a round as music, views and the phone's page read it.

use full_tilt_rules::{Game, Inputs, Mode, Tuning};
use glam::Vec2;

use super::{
    SECOND,
    scene::{at, bare, scene, straight},
};

#[test]
fn the_pace_is_that_of_the_fastest_living_player() {
    let mut tuning = bare(Mode::Rush);
    (tuning.start_speed, tuning.speed_growth, tuning.max_speed) = (100.0, 10.0, f32::INFINITY);
    let mut game = scene(Mode::Rush, &tuning, &[at(500.0, 1000.0, 0.0), at(500.0, 3000.0, 0.0)]);
    assert_eq!(game.pace(), 1.0);
    straight(&mut game, 5 * SECOND);
    assert!((game.pace() - 1.5).abs() < 1e-3, "{}", game.pace());

    // The only player drives over the edge, 600 units away at 120 units per second.
    let mut game = Game::new(Mode::Classic, &[0], 1);
    while !game.is_over() {
        game.step(&Inputs::default(), &mut Vec::new());
    }
    assert_eq!(game.pace(), 0.0);
}

#[test]
fn only_a_round_against_the_clock_has_a_known_end() {
    let mut game = Game::new(Mode::Rush, &[0, 1], 1);
    assert_eq!((game.ticks_left(), game.countdown()), (Some(75 * SECOND), 3 * SECOND));
    straight(&mut game, 3 * SECOND + 10);
    assert_eq!((game.ticks_left(), game.countdown(), game.tick()), (Some(75 * SECOND - 10), 0, 10));
    for mode in [Mode::Classic, Mode::Serpent, Mode::Survival] {
        assert_eq!(Game::new(mode, &[0, 1], 1).ticks_left(), None);
    }
}

#[test]
fn a_wave_lasts_twenty_seconds() {
    let mut tuning = Tuning::SERPENT;
    tuning.arena = Vec2::splat(100_000.0);
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0], 1);
    for (second, wave) in [(0, 1), (19, 1), (20, 2), (39, 2), (40, 3)] {
        let ticks = second * SECOND - game.tick();
        straight(&mut game, ticks);
        assert_eq!((game.tick(), game.wave()), (second * SECOND, wave));
    }
    assert_eq!(Game::new(Mode::Rush, &[0], 1).wave(), 1);
}
