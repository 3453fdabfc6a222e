//! The rules of survival: lasting trails, gaps, closing edges, scores, and the winner.

use full_tilt_rules::{Bot, Cause, ClosingTuning, Game, GameEvent, Mode, Pose, Skill, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    party::Party,
    scene::{Log, at, bare, crashes, first, places, points, scene, steered, straight},
};

fn survival() -> Tuning {
    bare(Mode::Survival)
}

/// A player on the way to the right edge, so far away that it is reached after `seconds` seconds at 100 units a second.
fn doomed(seconds: f32, y: f32) -> Pose {
    at(4000.0 - 100.0 * seconds, y, 0.0)
}

/// A player with a long way to go.
fn safe(y: f32) -> Pose {
    at(100.0, y, 0.0)
}

fn slots(log: &Log) -> Vec<u8> {
    crashes(log).iter().map(|&(_, slot, _)| slot).collect()
}

/// Returns the two ends of each gap in a body, the newest first.
fn gaps(game: &Game, slot: u8) -> Vec<(Vec2, Vec2)> {
    let points: Vec<(Vec2, bool)> = game.player(slot).unwrap().joined_body().collect();
    points.windows(2).filter(|pair| !pair[0].1).map(|pair| (pair[0].0, pair[1].0)).collect()
}

#[test]
fn the_numbers_are_as_documented() {
    let party = Tuning::SURVIVAL.party.unwrap();
    assert_eq!((party.rounds, party.outlived, party.last), (5, 1, 2));
    assert_eq!(party.gap, Some((300.0, 50.0)));
    assert_eq!(party.closing, Some(ClosingTuning { from: 30 * SECOND, until: 75 * SECOND, leave: 2.0 }));
}

#[test]
fn the_whole_trail_stays() {
    let mut game = scene(Mode::Survival, &survival(), &[safe(1000.0), safe(3000.0)]);
    for second in 1..=20 {
        straight(&mut game, SECOND);
        assert_near(game.players()[0].length(), 100.0 * second as f32, 0.1);
    }
}

#[test]
fn the_trail_of_a_dead_player_kills_to_its_very_end() {
    let mut tuning = survival();
    tuning.party.as_mut().unwrap().spirit = None;
    // Slot 0 leaves at the right; slot 2 crosses its former path, slot 3 close to where it ended.
    let edge = 4000.0;
    let poses = [doomed(1.0, 2000.0), safe(3800.0), at(edge - 60.0, 1500.0, 90.0), at(edge - 1.0, 1400.0, 90.0)];
    let mut game = scene(Mode::Survival, &tuning, &poses);
    let log = straight(&mut game, 8 * SECOND);
    let [(_, 0, Cause::Edge), (tick, 2, Cause::Body { of: 0 }), (later, 3, Cause::Body { of: 0 })] = crashes(&log)[..]
    else {
        panic!("{log:?}")
    };
    // 500 and 600 units, less the radii of a head and a trail.
    assert!(tick.abs_diff(583) <= 1 && later.abs_diff(703) <= 1, "{tick} {later}");
    assert_eq!(game.players()[0].kills, 2);
}

#[test]
fn between_the_trails_of_two_collided_players_there_is_no_gap() {
    let mut tuning = survival();
    tuning.party.as_mut().unwrap().spirit = None;
    // 18 units apart in the end; a head needs 28.
    let poses = [at(1900.0, 2000.0, 0.0), at(2100.0, 2000.0, 180.0), at(2000.0, 1500.0, 90.0), safe(500.0)];
    let mut game = scene(Mode::Survival, &tuning, &poses);
    let log = straight(&mut game, 6 * SECOND);
    assert!(matches!(crashes(&log)[2..], [(_, 2, Cause::Body { of: 0 | 1 })]), "{log:?}");
}

#[test]
fn every_300_units_there_is_a_gap_of_50() {
    let mut tuning = survival();
    tuning.party.as_mut().unwrap().gap = Some((300.0, 50.0));
    let mut game = scene(Mode::Survival, &tuning, &[safe(1000.0), safe(3000.0)]);
    straight(&mut game, 30 * SECOND);
    for slot in [0, 1] {
        let gaps = gaps(&game, slot);
        assert!((9..=10).contains(&gaps.len()), "{gaps:?}");
        for (from, to) in &gaps {
            assert_near(from.distance(*to), 50.0, 1.0);
        }
        for pair in gaps.windows(2) {
            assert_near(pair[0].0.distance(pair[1].0), 300.0, 1.0);
        }
    }
}

#[test]
fn gaps_come_at_different_places_for_each_player() {
    let slots: Vec<u8> = (0..8).collect();
    let mut game = Game::new(Mode::Survival, &slots, 3);
    straight(&mut game, 3 * SECOND + 4 * SECOND);
    // The distance of each from its start to its first gap.
    let mut leads: Vec<i32> = slots
        .iter()
        .map(|&slot| {
            let body: Vec<Vec2> = game.player(slot).unwrap().body().collect();
            (gaps(&game, slot).last().unwrap().1.distance(*body.last().unwrap())) as i32
        })
        .collect();
    leads.sort_unstable();
    leads.dedup_by(|a, b| a.abs_diff(*b) < 3);
    assert!(leads.len() >= 6, "{leads:?}");
    assert!(leads[0] < 100 && leads[leads.len() - 1] > 150, "{leads:?}");
}

#[test]
fn a_gap_can_be_ridden_through_and_what_is_beside_it_cannot() {
    let mut tuning = survival();
    tuning.party.as_mut().unwrap().gap = Some((300.0, 50.0));
    let other = safe(3900.0);
    let mut game = scene(Mode::Survival, &tuning, &[safe(2000.0), other]);
    straight(&mut game, 12 * SECOND);
    let (from, to) = gaps(&game, 0)[1];
    let (middle, beside) = (from.midpoint(to).x, to.x - 60.0);
    for (x, through) in [(middle, true), (beside, false)] {
        // So that it reaches the trail long after the gap was made.
        let mut game = scene(Mode::Survival, &tuning, &[safe(2000.0), other, at(x, 1000.0, 90.0)]);
        let log = straight(&mut game, 12 * SECOND);
        assert_eq!(crashes(&log).is_empty(), through, "at {x}: {log:?}");
    }
}

#[test]
fn the_edges_close_in_from_30_to_75_seconds_and_leave_a_strip_in_every_arena() {
    for (count, height) in [(2_u8, 648.0_f32), (6, 756.0), (15, 864.0)] {
        let slots: Vec<u8> = (0..count).collect();
        let mut tuning = Tuning::SURVIVAL;
        let party = tuning.party.as_mut().unwrap();
        (party.countdown_ticks, party.open) = (0, true);
        tuning.body.kills = false;
        tuning.blips.at_most = 0;
        let mut game = Game::with_tuning(Mode::Survival, tuning, &slots, 1);
        let whole = height / 2.0 - 2.0;
        for (until, inset) in [(30, 0.0), (45, whole / 3.0), (60, whole * 2.0 / 3.0), (75, whole), (80, whole)] {
            let ticks = until * SECOND - game.tick();
            straight(&mut game, ticks);
            assert_near(game.inset(), inset, 0.1);
        }
    }
}

#[test]
fn the_edge_kills_where_it_is_now() {
    let mut tuning = survival();
    tuning.party.as_mut().unwrap().closing = Some(ClosingTuning { from: SECOND, until: 11 * SECOND, leave: 1000.0 });
    // 100 units a second each: they meet 500 units in after six seconds, in which it has moved 500 units.
    let mut game = scene(Mode::Survival, &tuning, &[at(2900.0, 2000.0, 0.0), at(1000.0, 2000.0, 90.0)]);
    let log = straight(&mut game, 8 * SECOND);
    let [(tick, 0, Cause::Edge)] = crashes(&log)[..] else { panic!("{log:?}") };
    assert!(tick.abs_diff(6 * SECOND) <= 2, "{tick}");
}

#[test]
fn each_death_gives_the_living_players_a_point_and_the_last_one_two_more() {
    let poses = [doomed(3.0, 1000.0), safe(2000.0), doomed(1.0, 3000.0), doomed(2.0, 500.0)];
    let mut game = scene(Mode::Survival, &survival(), &poses);
    let log = straight(&mut game, 90);
    assert!(log.is_empty());
    let mut log = straight(&mut game, SECOND);
    assert_eq!((slots(&log), points(&game)), (vec![2], vec![1.0, 1.0, 0.0, 1.0]));
    log.extend(straight(&mut game, SECOND));
    assert_eq!((slots(&log), points(&game)), (vec![2, 3], vec![2.0, 2.0, 0.0, 1.0]));
    assert!(!game.is_over());
    log.extend(straight(&mut game, SECOND));
    assert_eq!((slots(&log), points(&game)), (vec![2, 3, 0], vec![2.0, 5.0, 0.0, 1.0]));
    assert_eq!(places(&game), [(0, 2), (1, 1), (2, 4), (3, 3)]);
    assert_eq!(first(&log, |event| *event == GameEvent::RoundOver), Some(crashes(&log)[2].0), "in the same tick");
    assert!(game.players()[1].alive);
}

#[test]
fn two_players_who_die_in_one_tick_have_not_outlived_each_other() {
    // Slots 0 and 3 at once, then slot 2; slot 1 is left.
    let poses = [doomed(1.0, 1000.0), safe(2000.0), doomed(2.0, 3000.0), doomed(1.0, 500.0)];
    let mut game = scene(Mode::Survival, &survival(), &poses);
    let log = straight(&mut game, 150);
    assert_eq!(slots(&log), [0, 3], "by slot");
    assert_eq!(crashes(&log)[0].0, crashes(&log)[1].0);
    assert_eq!(points(&game), [0.0, 2.0, 2.0, 0.0], "one for each of them");
    straight(&mut game, SECOND);
    assert_eq!(points(&game), [0.0, 5.0, 2.0, 0.0]);
    assert_eq!(places(&game), [(0, 3), (1, 1), (2, 2), (3, 3)]);
}

#[test]
fn if_the_last_two_die_in_one_tick_nobody_is_the_last() {
    let poses = [doomed(2.0, 1000.0), doomed(1.0, 2000.0), doomed(2.0, 3000.0)];
    let mut game = scene(Mode::Survival, &survival(), &poses);
    let log = straight(&mut game, 3 * SECOND);
    assert_eq!(slots(&log), [1, 0, 2]);
    assert_eq!((points(&game), game.is_over()), (vec![1.0, 0.0, 1.0], true));
    assert_eq!(places(&game), [(0, 1), (1, 3), (2, 1)]);
}

#[test]
fn a_head_on_crash_is_the_end_of_both() {
    let mut game =
        scene(Mode::Survival, &survival(), &[at(1900.0, 2000.0, 0.0), at(2100.0, 2000.0, 180.0), safe(500.0)]);
    let log = straight(&mut game, SECOND);
    // 200 units less two radii of 9, at 200 units a second.
    assert_eq!(crashes(&log), [(110, 0, Cause::Head { of: 1 }), (110, 1, Cause::Head { of: 0 })]);
    assert_eq!(points(&game), [0.0, 0.0, 4.0]);
}

#[test]
fn nothing_moves_and_nothing_is_reported_after_the_end() {
    let mut game = scene(Mode::Survival, &survival(), &[doomed(1.0, 1000.0), safe(2000.0)]);
    straight(&mut game, 2 * SECOND);
    let before = game.fingerprint();
    assert!(game.is_over());
    assert!(straight(&mut game, SECOND).is_empty());
    assert_eq!(game.fingerprint(), before);
}

#[test]
fn a_single_player_plays_until_the_crash_and_gets_no_points_for_being_last() {
    let mut game = scene(Mode::Survival, &survival(), &[doomed(2.0, 1000.0)]);
    straight(&mut game, SECOND);
    assert!(!game.is_over());
    straight(&mut game, 2 * SECOND);
    assert_eq!((game.is_over(), points(&game)), (true, vec![0.0]));
}

#[test]
fn no_round_lasts_longer_than_90_seconds() {
    let mut longest = 0;
    for (skill, players) in [(Skill::Expert, 2), (Skill::Skilled, 6)] {
        for seed in 0..3 {
            longest = longest.max(Party::of_equals(Mode::Survival, skill, players).round(seed, |_, _| {}).tick());
        }
    }
    assert!((30 * SECOND..90 * SECOND).contains(&longest), "{longest}");
    // Even if nobody ever touches anything but the edge.
    let mut tuning = Tuning::SURVIVAL;
    tuning.body.kills = false;
    for seed in 0..5 {
        let mut game = Game::with_tuning(Mode::Survival, tuning.clone(), &[0, 1], seed);
        let mut pilots = [Bot::autopilot(), Bot::autopilot()];
        steered(&mut game, 93 * SECOND, |game, inputs| {
            (0..).zip(&mut pilots).for_each(|(slot, pilot)| inputs.set(slot, pilot.steer(game, slot)));
        });
        assert!(game.is_over(), "seed {seed}: {:?}", game.inset());
    }
}
