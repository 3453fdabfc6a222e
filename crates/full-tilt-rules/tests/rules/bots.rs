//! Bots: better ones live longer and score more, and they depend on nothing but seed and game.

use full_tilt_rules::{Bot, Game, Inputs, Mode, Skill, TICK_HZ};

/// Returns the seconds survived and the score, for each of some runs.
fn play(skill: Skill, mode: Mode, runs: u64, limit_s: u64) -> Vec<(f64, f64)> {
    (0..runs)
        .map(|seed| {
            let mut game = Game::new(mode, &[0], seed);
            let (mut bot, mut inputs, mut events) = (Bot::new(skill, seed), Inputs::default(), Vec::new());
            while !game.is_over() && game.tick() < limit_s * u64::from(TICK_HZ) {
                inputs.set(0, bot.steer(&game, 0));
                events.clear();
                game.step(&inputs, &mut events);
            }
            (game.tick() as f64 / f64::from(TICK_HZ), game.players()[0].score())
        })
        .collect()
}

fn medians(mut runs: Vec<(f64, f64)>) -> (f64, f64) {
    let middle = runs.len() / 2;
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let seconds = runs[middle].0;
    runs.sort_by(|a, b| a.1.total_cmp(&b.1));
    (seconds, runs[middle].1)
}

#[test]
fn the_more_skill_the_longer_the_life_and_the_higher_the_score() {
    let mut all: Vec<(f64, f64)> =
        Skill::ALL[..3].iter().map(|&skill| medians(play(skill, Mode::Serpent, 200, 600))).collect();
    // Runs of the best one take long: there are fewer, cut off at the required length.
    all.push(medians(play(Skill::Expert, Mode::Serpent, 30, 240)));
    let (weakest, best) = (all[0], all[3]);
    assert!((20.0..=45.0).contains(&weakest.0), "a newcomer survives {:.1} s", weakest.0);
    assert!(best.0 >= 5.0 * weakest.0, "{:.1} s against {:.1} s", best.0, weakest.0);
    assert!(all.windows(2).all(|pair| pair[0].1 < pair[1].1), "scores in order: {all:?}");
}

#[test]
fn bots_of_one_seed_play_alike() {
    assert_eq!(play(Skill::Casual, Mode::Serpent, 5, 60), play(Skill::Casual, Mode::Serpent, 5, 60));
}

#[test]
fn bots_can_play_classic_too() {
    let (beginner, _) = medians(play(Skill::Beginner, Mode::Classic, 20, 120));
    let (skilled, score) = medians(play(Skill::Skilled, Mode::Classic, 20, 120));
    assert!(skilled >= beginner && score > 100.0, "{beginner} {skilled} {score}");
}

#[test]
fn a_bot_without_a_player_steers_straight() {
    let game = Game::new(Mode::Serpent, &[0], 1);
    assert_eq!(Bot::new(Skill::Expert, 1).steer(&game, 9), 0.0);
}
