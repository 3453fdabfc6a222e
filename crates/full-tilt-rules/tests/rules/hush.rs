//! The rules of hush: the tempo, the limits, patience, the dot of players without a sensor, draughts, and the places.

use full_tilt_rules::{Bot, Cause, Game, GameEvent, Hush, HushEvent, Inputs, MAX_PLAYERS, Mode, Rule, Skill, Tuning};

use super::{
    SECOND, assert_near,
    party_properties::visit,
    properties::{Hand, Noise, assert_finite},
    scene::{Log, at, bare, crashes, first, places, points, scene, steered, straight},
};

fn hush(game: &Game) -> &Hush {
    game.parts().unwrap().hush().unwrap()
}

/// The mode with the same limit of 0.2 at any tempo and time, and patience for 60 ticks at twice that.
fn steady() -> Tuning {
    let mut tuning = bare(Mode::Hush);
    let hush = tuning.parts.hush.as_mut().unwrap();
    (hush.limits, hush.end_share, hush.patience_ticks, hush.most_excess) = ((0.2, 0.2), 1.0, 60, 3.0);
    tuning
}

fn row(count: usize) -> Vec<full_tilt_rules::Pose> {
    (0..count).map(|index| at(500.0 + 200.0 * index as f32, 2000.0, 0.0)).collect()
}

/// Plays with each slot's motion at a constant value.
fn moved(game: &mut Game, ticks: u64, motions: &[f32]) -> Log {
    steered(game, ticks, |_, inputs| {
        (0..).zip(motions).for_each(|(slot, &motion)| inputs.set_motion(slot, motion));
    })
}

#[test]
fn the_numbers_are_as_documented() {
    let hush = Tuning::HUSH.parts.hush.unwrap();
    assert_eq!((hush.round_ticks, hush.limits, hush.end_share), (60 * SECOND, (0.05, 0.2), 0.3));
    assert_eq!((hush.patience_ticks, hush.most_excess), (72, 3.0));
    let tie_break = Tuning::HUSH_TIE_BREAK.parts.hush.unwrap();
    assert_eq!((tie_break.round_ticks, tie_break.limits), (20 * SECOND, (0.03, 0.12)));
}

#[test]
fn motion_is_clamped_and_rounded_and_nonsense_is_no_motion() {
    let mut inputs = Inputs::default();
    for (motion, expected) in [(0.5, 128.0 / 255.0), (7.0, 1.0), (-1.0, 0.0), (f32::NAN, 0.0), (f32::INFINITY, 1.0)] {
        inputs.set_motion(3, motion);
        assert_near(inputs.motion(3), expected, 1e-6);
    }
    inputs.set_motion(200, 1.0);
    assert_eq!((inputs.motion(200), inputs.motion(2)), (0.0, 0.0));
}

#[test]
fn motion_below_the_limit_is_never_the_end_and_twice_the_limit_is_after_the_patience() {
    // 0.2 is 51 steps of 255; 102 steps are exactly twice the limit: an excess of 1, which takes 60 ticks.
    let mut game = scene(Mode::Hush, &steady(), &row(3));
    let log = moved(&mut game, 10 * SECOND, &[51.0 / 255.0, 102.0 / 255.0, 0.0]);
    assert!(matches!(crashes(&log)[..], [(60..=61, 1, Cause::Rule(Rule::Motion))]), "{log:?}");
    assert!(first(&log, |event| matches!(event, GameEvent::Hush(HushEvent::Uneasy { slot: 1 }))).unwrap() < 32);
    assert_eq!(points(&game), [1.0, 0.0, 1.0]);
    assert_eq!(places(&game), [(0, 2), (1, 3), (2, 1)], "the stiller one leads");
}

#[test]
fn no_short_reading_is_the_end_however_violent() {
    // An excess of 3 at most: patience of 60 ticks lasts for 20. A phone's reading lasts for two ticks; here it is ten
    // times that, less one tick, and then rest for as long.
    let mut game = scene(Mode::Hush, &steady(), &row(2));
    let log = steered(&mut game, 2 * SECOND, |game, inputs| {
        inputs.set_motion(0, if game.tick() % 120 < 19 { 1.0 } else { 0.0 });
    });
    assert!(crashes(&log).is_empty(), "{log:?}");
    // 19 ticks of strain 3/60 each, and then recovery by 1/60 each: after 57 ticks nothing is left.
    assert_eq!(hush(&game).stillness(0).strain, 0.0);
    let log = moved(&mut game, 25, &[1.0, 0.0]);
    assert!(matches!(crashes(&log)[..], [(260..=261, 0, Cause::Rule(Rule::Motion))]), "{log:?}");
}

#[test]
fn the_tempo_depends_on_seed_and_tick_only_and_is_announced() {
    for seed in 1..=20 {
        let game = Game::new(Mode::Hush, &[0, 1], seed);
        let other = Game::new(Mode::Hush, &[0, 1], seed);
        let mut played = game.clone();
        let log = straight(&mut played, 63 * SECOND);
        let mut changes = Vec::new();
        for (tick, event) in &log {
            if let GameEvent::Hush(HushEvent::Tempo { tempo, ticks }) = event {
                assert_eq!(*ticks, SECOND);
                changes.push((*tick - 1, *tempo));
            }
        }
        assert_eq!(changes[0].0, 0, "with the first tick");
        // Phases of 4 to 8 s in a minute, slow and fast in turn.
        assert!((8..=15).contains(&changes.len()), "{}", changes.len());
        for (index, &(from, tempo)) in changes.iter().enumerate() {
            assert_eq!(tempo < 1.0, index % 2 == 0, "{changes:?}");
            assert_near(hush(&game).tempo(from + SECOND), tempo, 1e-6);
        }
        for tick in 0..60 * SECOND {
            let tempo = hush(&game).tempo(tick);
            assert!((0.6..=1.4).contains(&tempo) && tempo == hush(&other).tempo(tick));
            // It changes by 0.8 within a second at most.
            assert!((tempo - hush(&game).tempo(tick + 1)).abs() <= 0.8 / 120.0 + 1e-6);
        }
    }
}

#[test]
fn slow_music_is_strict_fast_music_is_generous_and_both_get_stricter() {
    let game = Game::new(Mode::Hush, &[0, 1], 3);
    let hush = hush(&game);
    for tick in (0..60 * SECOND).step_by(100) {
        // From 0.05 at tempo 0.6 to 0.2 at 1.4, of which 0.3 are left at the end.
        let share = (hush.tempo(tick) - 0.6) / 0.8;
        let left = 1.0 - 0.7 * tick as f32 / 7200.0;
        assert_near(hush.limit(tick), (0.05 + 0.15 * share) * left, 1e-5);
    }
}

#[test]
fn the_last_one_still_wins_and_equals_share_the_place() {
    let mut game = scene(Mode::Hush, &steady(), &row(4));
    moved(&mut game, 100, &[1.0, 1.0, 0.5, 0.1]);
    assert!(game.is_over());
    assert_eq!(places(&game), [(0, 3), (1, 3), (2, 2), (3, 1)]);
    // Two out at once: 2 points for two others; then 1 more, and 2 for the last.
    assert_eq!(points(&game), [0.0, 0.0, 2.0, 5.0]);
}

#[test]
fn of_several_left_after_a_minute_the_stillest_wins() {
    let mut game = scene(Mode::Hush, &steady(), &row(3));
    moved(&mut game, 60 * SECOND - 1, &[0.10, 0.12, 0.11]);
    assert!(!game.is_over());
    moved(&mut game, 1, &[0.10, 0.12, 0.11]);
    assert!(game.is_over());
    assert_eq!(places(&game), [(0, 1), (1, 3), (2, 2)]);
}

#[test]
fn the_tie_break_takes_any_players_and_twenty_seconds_at_most() {
    let slots = [2, 9, 14];
    let mut game = Game::with_tuning(Mode::Hush, Tuning::HUSH_TIE_BREAK, &slots, 5);
    straight(&mut game, 3 * SECOND);
    let log = straight(&mut game, 20 * SECOND);
    assert!(game.is_over() && game.tick() == 20 * SECOND && crashes(&log).is_empty());
    assert_eq!(game.players().iter().map(|player| player.slot).collect::<Vec<_>>(), slots);
}

#[test]
fn heads_stand_and_steering_moves_nothing_but_spirits() {
    let mut game = scene(Mode::Hush, &steady(), &row(3));
    let log = steered(&mut game, 5 * SECOND, |_, inputs| {
        (0..3).for_each(|slot| inputs.set(slot, 1.0));
        inputs.set_motion(0, 1.0);
    });
    assert_eq!(crashes(&log).len(), 1);
    let heads: Vec<_> = game.players().iter().map(|player| player.pose).collect();
    assert_eq!(heads, row(3));
    assert_eq!(game.hazards().len(), 1);
    assert!(game.hazards()[0].position.distance(row(1)[0].position) > 1.0, "the spirit moves");
    assert_eq!(game.pace(), 0.0);
}

#[test]
fn a_draught_makes_it_harder_and_harms_nobody_by_touch() {
    let mut tuning = steady();
    let spirit = tuning.party.as_mut().unwrap().spirit.as_mut().unwrap();
    (spirit.speed, spirit.warning_ticks) = (1.0, 0);
    // Slot 1 is 50 units from where slot 0 goes out, slots 2 and 3 are far away. 0.17 is below 0.2, and above 0.2 × 0.8.
    let poses = [at(1000.0, 2000.0, 0.0), at(1050.0, 2000.0, 0.0), at(3000.0, 2000.0, 0.0), at(3000.0, 1000.0, 0.0)];
    let mut game = scene(Mode::Hush, &tuning, &poses);
    let log = moved(&mut game, 10 * SECOND, &[1.0, 0.17, 0.17, 0.0]);
    let out: Vec<u8> = crashes(&log).iter().map(|crash| crash.1).collect();
    assert_eq!(out, [0, 1]);
    // 0.17 is 43 steps, an excess of 43 / 40.8 − 1 = 0.0539 beyond the smaller limit: 60 / 0.0539 = 1113 ticks.
    let tick = crashes(&log)[1].0 - crashes(&log)[0].0;
    assert!((1100..=1125).contains(&tick), "{tick}");
}

#[test]
fn a_player_without_a_sensor_keeps_a_dot_in_the_ring() {
    let game = || scene(Mode::Hush, &steady(), &row(3)).with_players_without_sensor(0b10);
    let (mut still, mut lost) = (game(), game());
    assert!(hush(&still).has_sensor(0) && !hush(&still).has_sensor(1));
    // The ring is where the dot's motion is the limit: 0.2 = motion × ring^1.2.
    let dot = still.tuning().parts.hush.unwrap().dot;
    assert_near(hush(&still).ring(1, 0), (0.2 / dot.motion).powf(1.0 / 1.2), 1e-4);
    // Shaking means nothing for this player; pushing the dot to one side does.
    let log = steered(&mut still, SECOND, |game, inputs| {
        inputs.set_motion(1, 1.0);
        let dot = hush(game).stillness(1).dot;
        inputs.set(1, -(3.0 * dot.place + dot.drift));
    });
    assert!(crashes(&log).is_empty() && hush(&still).stillness(1).dot.place.abs() < hush(&still).ring(1, 0));
    let log = steered(&mut lost, 5 * SECOND, |_, inputs| inputs.set(1, 1.0));
    assert!(matches!(crashes(&log)[..], [(_, 1, Cause::Rule(Rule::Motion))]), "{log:?}");
}

#[test]
fn an_absent_player_does_not_become_the_stillest() {
    let mut game = scene(Mode::Hush, &steady(), &row(3));
    game.park(0);
    moved(&mut game, 30 * SECOND, &[0.0, 0.09, 0.15]);
    game.enter(0, &mut Vec::new());
    moved(&mut game, 30 * SECOND, &[0.0, 0.09, 0.15]);
    // Half a minute at the limit of 0.2 weighs as much as a minute at 0.1: more than that of slot 1.
    assert_eq!(places(&game), [(0, 2), (1, 1), (2, 3)]);
}

/// Returns the survival times in ticks of bots of one skill, all with or all without sensors, in thirty rounds of fifteen.
fn survival(skill: Skill, without_sensor: u32) -> Vec<u64> {
    let mut tuning = Tuning::HUSH;
    tuning.parts.hush.as_mut().unwrap().draught_share = 1.0;
    let slots: Vec<u8> = (0..15).collect();
    let mut times = Vec::new();
    for seed in 1..=30 {
        let game = Game::with_tuning(Mode::Hush, tuning.clone(), &slots, seed);
        let mut game = game.with_players_without_sensor(without_sensor);
        let mut bots: Vec<Bot> = (0..15).map(|slot| Bot::new(skill, seed * 97 + slot)).collect();
        let log = steered(&mut game, 63 * SECOND, |game, inputs| {
            for (slot, bot) in (0..).zip(&mut bots) {
                inputs.set(slot, bot.steer(game, slot));
                inputs.set_motion(slot, bot.motion());
            }
        });
        let out = crashes(&log);
        times.extend(out.iter().map(|crash| crash.0));
        // Those who are left count as lasting for the whole minute.
        times.extend((out.len()..15).map(|_| 60 * SECOND));
    }
    times.sort_unstable();
    times
}

#[test]
fn with_and_without_a_sensor_simulated_hands_last_equally_long() {
    // Sensor: a log-normal first-order process with the spread and the memory of recorded hands (BROAD, trial 14).
    // Dot: the same bots' steering, with their delay and their shaking hands.
    let (with, without) = (survival(Skill::Casual, 0), survival(Skill::Casual, u32::MAX));
    let quartile = |times: &[u64], quarter: usize| times[times.len() * quarter / 4] as f32 / SECOND as f32;
    let quartiles = |times: &[u64]| [1, 2, 3].map(|quarter| quartile(times, quarter));
    let (with, without) = (quartiles(&with), quartiles(&without));
    let ratio = without[1] / with[1];
    assert!((0.9..=1.1).contains(&ratio), "{ratio}: {with:?} s with, {without:?} s without");
    assert!((20.0..50.0).contains(&with[1]), "a round is neither over at once nor endless: {with:?}");
}

#[test]
fn any_input_leaves_the_state_finite_and_a_player_is_out_once_at_most() {
    for seed in 1..=30_u64 {
        let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
        let mut game = Game::new(Mode::Hush, &slots, seed).with_players_without_sensor((seed * 0x55) as u32);
        let (mut noise, mut events) = (Noise(seed * 7919 + 1), Vec::new());
        let mut hands: Vec<Hand> = (0..2 * MAX_PLAYERS as u64).map(|slot| Hand::new(seed * 31 + slot + 1)).collect();
        for tick in 0..40 * SECOND {
            let mut inputs = Inputs::default();
            for slot in 0..MAX_PLAYERS {
                inputs.set(slot as u8, hands[slot].steer(tick));
                inputs.set_motion(slot as u8, hands[slot + MAX_PLAYERS].steer(tick) * 0.2);
            }
            events.clear();
            visit(&mut game, &mut noise, &mut events);
            let before: Vec<(u8, bool)> = game.players().iter().map(|player| (player.slot, player.alive)).collect();
            game.step(&inputs, &mut events);
            assert_finite(&game);
            for slot in 0..MAX_PLAYERS as u8 {
                let still = hush(&game).stillness(slot);
                assert!((0.0..1.1).contains(&still.strain) && still.dot.place.abs() <= 2.0, "{still:?}");
                let out =
                    events.iter().filter(|event| matches!(event, GameEvent::Crashed { slot: of, .. } if *of == slot));
                let was_in = before.contains(&(slot, true));
                assert!(out.count() <= usize::from(was_in), "seed {seed}, tick {tick}");
            }
        }
    }
}
