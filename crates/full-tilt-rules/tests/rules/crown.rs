//! The rules of crown: the circle and its path, the points for players inside, and the winner.

use full_tilt_rules::{Bot, CrownTuning, End, Game, Mode, PartsTuning, Skill, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    scene::{at, bare, places, points, scene, steered, straight},
};

/// A circle that stands still in the arena's middle, (2000, 2000): a payment of 3 points every 10 ticks.
fn still() -> Tuning {
    let mut tuning = bare(Mode::Crown);
    tuning.parts.crown = Some(CrownTuning {
        radius: 100.0,
        speed: 0.0,
        margin: 50.0,
        every_ticks: 10,
        points: 3,
        finale_ticks: 0,
        finale_factor: 2,
        drop: 0.0,
    });
    // Exactly one unit per tick.
    tuning.start_speed = 120.0;
    tuning
}

fn middle(game: &Game) -> Vec2 {
    game.parts().unwrap().crown().unwrap().position
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::CROWN;
    let crown = CrownTuning {
        radius: 105.0,
        speed: 45.0,
        margin: 40.0,
        every_ticks: 12,
        points: 1,
        finale_ticks: 20 * SECOND,
        finale_factor: 3,
        drop: 0.3,
    };
    assert_eq!((tuning.parts.crown, tuning.end), (Some(crown), End::Time(70 * SECOND)));
    let crash = tuning.party.unwrap().crash.unwrap();
    assert_eq!((crash.ghost_ticks, crash.points, tuning.blips.points), (2 * SECOND, 10, 5));
}

#[test]
fn a_player_is_paid_for_each_tenth_tick_inside_and_for_none_outside() {
    // Slot 0 crosses the circle on its middle line, 200 units long, and begins 15 units before it: it is inside after
    // ticks 15 to 215, and payments come after ticks 20, 30 … 210. Slot 1 passes 101 units beside the middle.
    let mut game = scene(Mode::Crown, &still(), &[at(1885.0, 2000.0, 0.0), at(1885.0, 2101.0, 0.0)]);
    straight(&mut game, 19);
    assert_eq!(points(&game), [0.0, 0.0]);
    straight(&mut game, 1);
    assert_eq!(points(&game), [3.0, 0.0]);
    straight(&mut game, 300);
    assert_eq!(points(&game), [3.0 * 20.0, 0.0]);
    assert_eq!(places(&game), [(0, 1), (1, 2)]);
}

#[test]
fn all_players_inside_are_paid_but_no_ghosts_and_no_absent_players() {
    let poses = [at(1990.0, 1960.0, 0.0), at(1990.0, 2000.0, 0.0), at(1990.0, 2040.0, 0.0)];
    let mut game = scene(Mode::Crown, &still(), &poses);
    game.park(2);
    straight(&mut game, 10);
    assert_eq!(points(&game), [3.0, 3.0, 0.0]);
    // The returning player is a ghost for a second and a half, and is then too far away.
    game.enter(2, &mut Vec::new());
    straight(&mut game, 60);
    assert_eq!(points(&game), [3.0 * 7.0, 3.0 * 7.0, 0.0]);
}

#[test]
fn a_crash_costs_ten_points_and_then_a_share_of_the_rest() {
    let mut tuning = still();
    tuning.parts.crown.as_mut().unwrap().drop = 0.25;
    // Slot 0 enters the circle after tick 15, is inside until it meets slot 1, and both crash. Heads of radius 10 whose
    // middles are 231 apart meet after (231 − 20) / 2 ticks, in tick 106.
    let mut game = scene(Mode::Crown, &tuning, &[at(1885.0, 2000.0, 0.0), at(2116.0, 2000.0, 180.0)]);
    straight(&mut game, 105);
    // Both have been paid after ticks 20, 30 … 100: 9 × 3 = 27.
    assert_eq!(points(&game), [27.0, 27.0]);
    straight(&mut game, 1);
    // 27 − 10 = 17, and a quarter of that, rounded down, is 4.
    assert_eq!(points(&game), [13.0, 13.0]);
}

#[test]
fn payments_count_double_in_the_finale() {
    let mut tuning = still();
    tuning.end = End::Time(100);
    tuning.parts.crown.as_mut().unwrap().finale_ticks = 40;
    let mut game = scene(Mode::Crown, &tuning, &[at(1950.0, 2000.0, 0.0), at(100.0, 100.0, 0.0)]);
    let factor = |game: &Game| game.parts().unwrap().crown().unwrap().factor(game.board());
    straight(&mut game, 60);
    // After ticks 10 to 60: six times 3.
    assert_eq!((points(&game)[0], factor(&game)), (18.0, 1));
    straight(&mut game, 40);
    // After ticks 70 to 100 there are 30, 20, 10 and 0 ticks left: four times 6.
    assert_eq!((points(&game)[0], factor(&game)), (42.0, 2));
}

#[test]
fn the_circle_starts_in_the_middle_and_wanders_straight_from_place_to_place_inside_the_arena() {
    for seed in 1..=20 {
        let mut game = Game::new(Mode::Crown, &[0, 1], seed);
        let crown = game.tuning().parts.crown.unwrap();
        assert_eq!(middle(&game), game.tuning().arena / 2.0);
        straight(&mut game, 3 * SECOND);
        let (mut before, mut direction, mut turns) = (middle(&game), None, 0);
        for tick in 0..70 * SECOND {
            straight(&mut game, 1);
            let here = middle(&game);
            let step = here - before;
            assert!(step.length() <= 45.0 / 120.0 + 1e-3, "seed {seed}, tick {tick}: {step}");
            let low = Vec2::splat(crown.radius + crown.margin - 0.01);
            assert!(here.cmpge(low).all() && here.cmple(game.tuning().arena - low).all(), "{here}");
            if step.length() > 0.3 {
                let old = direction.replace(step.normalize());
                turns += u32::from(old.is_some_and(|old: Vec2| old.dot(step.normalize()) < 0.99));
            }
            before = here;
        }
        assert!((2..60).contains(&turns), "seed {seed}: {turns} turns");
    }
}

#[test]
fn the_round_ends_after_70_seconds() {
    let mut game = Game::new(Mode::Crown, &[0, 1, 2], 4);
    straight(&mut game, 73 * SECOND - 1);
    assert!(!game.is_over());
    straight(&mut game, 1);
    assert!(game.is_over() && game.tick() == 70 * SECOND);
}

#[test]
fn bots_go_where_the_points_are() {
    let (mut inside, mut ticks) = (0_u64, 0_u64);
    for seed in 1..=6 {
        let mut game = Game::new(Mode::Crown, &[0, 1, 2, 3], seed);
        let mut bots: Vec<Bot> = (0..4).map(|slot| Bot::new(Skill::Skilled, seed * 7 + slot)).collect();
        steered(&mut game, 73 * SECOND, |game, inputs| {
            for (slot, bot) in (0..).zip(&mut bots) {
                inputs.set(slot, bot.steer(game, slot));
            }
            let crown = game.parts().unwrap().crown().unwrap();
            ticks += 4;
            inside += game.players().iter().filter(|player| crown.contains(player.pose.position)).count() as u64;
        });
        assert!(game.players().iter().all(|player| player.score() > 0.0), "seed {seed}: {:?}", points(&game));
    }
    // The circle covers a twentieth of the arena, so players without a plan are inside for 0.05.
    let share = inside as f32 / ticks as f32;
    assert!(share > 0.2, "{share} of the time");
}

#[test]
fn without_the_circle_the_same_inputs_give_another_fingerprint() {
    let mut other = Tuning::CROWN;
    other.parts = PartsTuning::NONE;
    let slots = [0, 1, 2];
    let (with, without) = (Game::new(Mode::Crown, &slots, 3), Game::with_tuning(Mode::Crown, other, &slots, 3));
    assert!(without.parts().is_none());
    assert_ne!(with.fingerprint(), without.fingerprint());
    assert_near(with.parts().unwrap().crown().unwrap().radius(), 105.0, 0.0);
}
