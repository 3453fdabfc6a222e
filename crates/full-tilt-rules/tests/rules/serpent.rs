//! The rules of serpent mode: speed, turning, the tail, blips, combos, near misses.

use full_tilt_rules::{BlipKind, Bot, Cause, Game, GameEvent, Mode, Tuning, Turn};
use glam::Vec2;

use super::{SECOND, all, assert_near, calm_arena, drive, greedy, towards, with};

/// Returns an arena so large that its edge is far away.
fn prairie() -> Tuning {
    let mut tuning = calm_arena();
    tuning.arena = Vec2::splat(6000.0);
    tuning.start = Vec2::splat(3000.0);
    tuning
}

fn taken(event: &GameEvent) -> Option<(BlipKind, u64, u32)> {
    match event {
        GameEvent::BlipTaken { blip, points, combo, .. } => Some((blip.kind, *points, *combo)),
        _ => None,
    }
}

/// Plays a game in which every blip is of one kind, greedily until `count` are taken.
fn collect(kinds: [u32; 5], count: usize) -> (Game, Vec<(u64, GameEvent)>) {
    let mut tuning = calm_arena();
    tuning.blips.kinds = Some(kinds);
    for seed in 0.. {
        let mut game = with(&tuning, seed);
        let mut log = Vec::new();
        while log.iter().filter(|(_, event)| taken(event).is_some()).count() < count && !game.is_over() {
            let next = game.tick() + 1;
            log.extend(drive(&mut game, next, greedy));
        }
        if !game.is_over() {
            return (game, log);
        }
    }
    unreachable!("some seed lets a greedy player live that long")
}

#[test]
fn the_player_starts_at_220_324_heading_right_at_130_units_a_second() {
    let game = Game::new(Mode::Serpent, &[0], 1);
    let player = &game.players()[0];
    assert_eq!((player.pose.position, player.pose.heading), (Vec2::new(220.0, 324.0), 0.0));
    assert_eq!((player.speed, player.score(), player.alive), (130.0, 0.0, true));
    assert_eq!((game.wave(), game.inset(), game.hazards().len()), (1, 0.0, 0));
}

#[test]
fn speed_grows_by_1_3_a_second_and_stops_at_900() {
    let mut game = with(&prairie(), 1);
    drive(&mut game, 10 * SECOND, |_| 0.3);
    assert_near(game.players()[0].speed, 143.0, 1e-2);
    assert_near(Tuning::SERPENT.speed(3600 * SECOND), 900.0, 0.0);
}

#[test]
fn full_lock_draws_a_circle_of_46_units_at_the_start() {
    let mut tuning = prairie();
    tuning.speed_growth = 0.0;
    let mut game = with(&tuning, 1);
    drive(&mut game, SECOND, |_| 1.0);
    let player = &game.players()[0];
    // After one second the distance is 130 units: 130/46 radians.
    assert_near(player.pose.heading, (130.0_f32 / 46.0).to_degrees(), 0.1);
    // Clockwise, so the centre is below the start.
    assert_near(player.pose.position.distance(tuning.start + Vec2::new(0.0, 46.0)), 46.0, 0.1);
}

#[test]
fn circles_stay_playable_however_fast_it_gets() {
    let tuning = Tuning::SERPENT;
    for speed in [130.0, 200.0, 300.0, 500.0, 900.0] {
        let radius = speed / tuning.max_turn_rate(speed).to_radians();
        // Never more than a sixth of the field's height: turning must stay nimble.
        assert!((45.9..=648.0 / 6.0).contains(&radius), "{speed}: {radius}");
    }
    assert_eq!(tuning.turn, Turn::Radius { start: 46.0, growth: 0.06 });
}

#[test]
fn more_than_two_units_outside_is_the_end() {
    let mut game = with(&calm_arena(), 1);
    let log = drive(&mut game, 60 * SECOND, |_| 0.0);
    assert!(log.contains(&(game.tick(), GameEvent::Crashed { slot: 0, cause: Cause::Edge })), "{log:?}");
    let x = game.players()[0].pose.position.x;
    assert!(x > 1154.0 && x < 1157.0, "{x}");
}

#[test]
fn the_tail_starts_at_110_units_and_a_blip_makes_it_26_longer() {
    let mut game = with(&prairie(), 1);
    drive(&mut game, 3 * SECOND, |_| 0.2);
    assert_near(game.players()[0].length(), 110.0, 6.0);
    let (mut game, log) = collect([0, 0, 0, 0, 0], 3);
    assert!(log.iter().filter_map(|(_, event)| taken(event)).all(|(kind, ..)| kind == BlipKind::Plain));
    let tick = game.tick();
    drive(&mut game, tick + SECOND, |game| towards(game, Vec2::new(576.0, 324.0)));
    assert_near(game.players()[0].length(), 110.0 + 3.0 * 26.0, 6.0);
}

#[test]
fn touching_its_own_tail_is_the_end() {
    let mut tuning = prairie();
    tuning.body.start_length = 400.0;
    let mut game = with(&tuning, 1);
    drive(&mut game, 4 * SECOND, |_| 0.0);
    let log = drive(&mut game, 20 * SECOND, |_| 1.0);
    let (tick, _) = *log
        .iter()
        .find(|(_, event)| matches!(event, GameEvent::Crashed { slot: 0, cause: Cause::Body { of: 0 } }))
        .unwrap();
    // A circle of 46 units at some 135 units/s is closed after 2.1 s; the head touches a little sooner.
    let seconds = (tick - 4 * SECOND) as f32 / SECOND as f32;
    assert!((1.8..=2.2).contains(&seconds), "{seconds}");
}

#[test]
fn a_short_tail_can_be_circled_forever() {
    let mut game = with(&prairie(), 1);
    drive(&mut game, 30 * SECOND, |_| 1.0);
    assert!(!game.is_over(), "289 units around, 110 of tail");
}

#[test]
fn the_neck_harms_nobody_at_any_speed() {
    for speed in [130.0, 250.0, 500.0, 900.0] {
        let mut tuning = prairie();
        tuning.start_speed = speed;
        let mut game = with(&tuning, 1);
        // As wildly as possible without turning back: full left, full right, a quarter turn each.
        let quarter = (90.0 / tuning.max_turn_rate(speed) * SECOND as f32) as u64;
        drive(&mut game, 4 * SECOND, |game| if (game.tick() / quarter).is_multiple_of(2) { 1.0 } else { -1.0 });
        assert!(!game.is_over(), "{speed}");
    }
}

#[test]
fn three_blips_appear_soon_and_never_more_than_six() {
    let mut game = with(&calm_arena(), 3);
    drive(&mut game, SECOND, |_| 0.0);
    assert_eq!(game.blips().len(), 3);
    let mut tuning = prairie();
    tuning.arena = Vec2::splat(9000.0);
    let mut game = with(&tuning, 3);
    let mut most = 0;
    drive(&mut game, 120 * SECOND, |game| {
        most = most.max(game.blips().len());
        1.0
    });
    assert_eq!(most, 6);
}

#[test]
fn new_blips_keep_off_heads_edges_and_tails() {
    for seed in 0..60 {
        let mut game = Game::new(Mode::Serpent, &[0], seed);
        let (mut pilot, mut events) = (Bot::autopilot(), Vec::new());
        for _ in 0..40 * SECOND {
            let inputs = all(pilot.steer(&game, 0));
            game.step(&inputs, &mut events);
            let head = game.players()[0].pose.position;
            for event in events.drain(..) {
                let GameEvent::BlipAppeared(blip) = event else { continue };
                let room = game.inset() + 36.0;
                let inside = blip.position.cmpge(Vec2::splat(room)).all()
                    && blip.position.cmple(Tuning::SERPENT.arena - room).all();
                assert!(inside && blip.position.distance(head) >= 80.0, "{seed}: {blip:?}, head {head}");
            }
        }
    }
}

#[test]
fn a_plain_blip_is_worth_10_and_gold_40() {
    for (kinds, kind, worth) in [([0; 5], BlipKind::Plain, 10), ([100, 0, 0, 0, 0], BlipKind::Gold, 40)] {
        let (_, log) = collect(kinds, 1);
        let first = log.iter().find_map(|(_, event)| taken(event)).unwrap();
        assert_eq!(first, (kind, worth, 1));
    }
}

#[test]
fn gold_is_gone_after_seven_seconds() {
    let mut tuning = prairie();
    tuning.blips.kinds = Some([100, 0, 0, 0, 0]);
    let mut game = with(&tuning, 1);
    let log = drive(&mut game, 20 * SECOND, |_| 1.0);
    let appeared = |id| log.iter().find(|(_, event)| matches!(event, GameEvent::BlipAppeared(blip) if blip.id == id));
    let gone: Vec<_> = log
        .iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::BlipGone(blip) => Some((tick, blip.id)),
            _ => None,
        })
        .collect();
    assert!(gone.len() > 3);
    for (tick, id) in gone {
        assert_eq!(tick - appeared(id).unwrap().0, 7 * SECOND);
    }
}

#[test]
fn scissors_cut_35_per_cent_but_never_below_the_starting_length() {
    let mut tuning = prairie();
    tuning.body.growth = 0.0;
    tuning.blips.kinds = Some([0, 100, 0, 0, 0]);
    tuning.arena = Vec2::new(1152.0, 648.0);
    tuning.start = Vec2::new(576.0, 324.0);
    let mut game = with(&tuning, 5);
    let log = drive(&mut game, 30 * SECOND, greedy);
    assert!(log.iter().any(|(_, event)| matches!(taken(event), Some((BlipKind::Scissors, 10, _)))));
    assert_near(game.players()[0].length(), 110.0, 6.0);

    // First grow with plain blips: from 110 + 12 · 26 = 422 units, scissors leave 274.
    let (long, _) = collect([0, 0, 0, 0, 0], 12);
    assert!((350.0..430.0).contains(&long.players()[0].length()), "{}", long.players()[0].length());
    let (game, log) = collect([0, 30, 0, 0, 0], 14);
    let lengths = log.iter().filter_map(|(_, event)| taken(event)).fold(110.0_f32, |length, (kind, ..)| match kind {
        BlipKind::Scissors => (length * 0.65).max(110.0),
        _ => length + 26.0,
    });
    let mut game = game;
    let tick = game.tick();
    drive(&mut game, tick + 2 * SECOND, |game| towards(game, Vec2::new(576.0, 324.0)));
    let player = &game.players()[0];
    // Blips taken in those two seconds count as well.
    let more = player.blips - 14;
    assert!(more > 0 || (player.length() - lengths).abs() < 6.0, "{} and not {lengths}", player.length());
}

#[test]
fn calm_slows_to_70_per_cent_for_five_seconds_and_goes_away_smoothly() {
    let (mut game, _) = collect([0, 0, 100, 0, 0], 1);
    let taken_at = game.tick();
    let mut steps = Vec::new();
    let mut before = game.players()[0].speed;
    let mut slowest = f32::MAX;
    // In circles, past all other blips, for as long as it takes.
    while game.tick() < taken_at + 7 * SECOND && !game.is_over() && game.players()[0].blips == 1 {
        let next = game.tick() + 1;
        drive(&mut game, next, |game| towards(game, Vec2::new(576.0, 324.0)).max(0.9));
        let player = &game.players()[0];
        steps.push((player.speed - before).abs());
        before = player.speed;
        slowest = slowest.min(player.speed / Tuning::SERPENT.speed(game.tick()));
    }
    assert_near(slowest, 0.7, 1e-3);
    assert!(steps.iter().all(|step| *step < 2.0), "no jolt");
    if game.players()[0].blips == 1 && !game.is_over() {
        assert_near(before, Tuning::SERPENT.speed(game.tick()), 0.1);
    }
}

#[test]
fn blips_within_three_seconds_of_each_other_multiply_up_to_eight() {
    let mut longest = 0;
    for seed in 0..40 {
        let mut game = with(&calm_arena(), seed);
        let log = drive(&mut game, 60 * SECOND, greedy);
        let mut last: Option<(u64, u32)> = None;
        let mut near_at = 0;
        for (tick, event) in &log {
            if matches!(event, GameEvent::NearMiss { .. }) {
                near_at = *tick;
            }
            let Some((kind, points, combo)) = taken(event) else { continue };
            let kept = last.is_some_and(|(before, _)| tick - before < 3 * SECOND);
            match last {
                Some((_, length)) if kept => assert_eq!(combo, length + 1),
                // A near miss in between continues it.
                Some((before, _)) if near_at > before => {}
                _ => assert_eq!(combo, 1, "seed {seed}, tick {tick}"),
            }
            assert_eq!(kind, BlipKind::Plain);
            assert_eq!(points, 10 * u64::from(combo.min(8)));
            longest = longest.max(combo);
            last = Some((*tick, combo));
        }
    }
    assert!(longest > 8, "the factor's limit was reached: {longest}");
}

#[test]
fn a_combo_is_lost_after_three_seconds() {
    let (mut game, _) = collect([0, 0, 0, 0, 0], 1);
    assert_eq!(game.players()[0].combo, 1);
    let (tick, blips) = (game.tick(), game.players()[0].blips);
    drive(&mut game, tick + 3 * SECOND, |_| 1.0);
    assert!(game.players()[0].blips > blips || game.players()[0].combo == 0);
    assert_eq!(game.players()[0].best_combo.max(1), game.players()[0].best_combo);
}

/// Rides along the upper edge at this distance, and away again.
fn skim(distance: f32) -> (Game, Vec<(u64, GameEvent)>) {
    let mut tuning = calm_arena();
    tuning.blips.at_least = 0;
    tuning.blips.at_most = 0;
    let mut game = with(&tuning, 1);
    let log = drive(&mut game, 6 * SECOND, |game| {
        let head = game.players()[0].pose.position;
        let lane = if head.x < 700.0 { distance } else { 300.0 };
        towards(game, Vec2::new(head.x + 60.0, lane))
    });
    (game, log)
}

#[test]
fn skimming_the_edge_and_escaping_gives_5_points() {
    let near = |log: &[(u64, GameEvent)]| -> Vec<u64> {
        log.iter()
            .filter_map(|(_, event)| if let GameEvent::NearMiss { points, .. } = event { Some(*points) } else { None })
            .collect()
    };
    let (game, log) = skim(14.0);
    assert!(!game.is_over());
    assert_eq!(near(&log), [5], "once, however long it lasted");
    assert_eq!(game.players()[0].near_misses, 1);
    let (_, log) = skim(26.0);
    assert_eq!(near(&log), [0; 0], "16 units between skin and edge are no miss");
}

#[test]
fn a_crash_is_no_near_miss() {
    let mut game = with(&calm_arena(), 1);
    let log = drive(&mut game, 60 * SECOND, |_| 0.0);
    assert!(game.is_over());
    assert!(!log.iter().any(|(_, event)| matches!(event, GameEvent::NearMiss { .. })));
}

#[test]
fn a_near_miss_of_its_own_tail_counts_too() {
    let mut tuning = prairie();
    tuning.body.start_length = 700.0;
    let mut game = with(&tuning, 1);
    // Straight on, round, and back along its own tail: 19 units from middle to middle, then away from it.
    drive(&mut game, 5 * SECOND, |_| 0.0);
    let start = game.players()[0].pose.position;
    drive(&mut game, 6 * SECOND + 5, |_| 1.0);
    let log = drive(&mut game, 10 * SECOND, |game| {
        let head = game.players()[0].pose.position;
        let lane = if game.tick() < 8 * SECOND { 19.0 } else { 150.0 };
        towards(game, Vec2::new(head.x - 60.0, start.y + lane))
    });
    let near = log.iter().any(|(_, event)| matches!(event, GameEvent::NearMiss { .. }));
    assert!(near || game.is_over(), "{log:?}");
    assert!(near, "it crashed instead: {:?}", log.last());
}

#[test]
fn a_tail_that_is_gone_gives_no_near_miss() {
    // Slot 0 follows slot 1's tail closely when slot 1 leaves the arena.
    let mut tuning = calm_arena();
    tuning.body.start_length = 800.0;
    tuning.blips.at_least = 0;
    tuning.blips.at_most = 0;
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0, 1], 1);
    let lane = game.player(1).unwrap().pose.position.y;
    let mut events = Vec::new();
    let mut near = false;
    while game.player(1).unwrap().alive {
        let mut inputs = all(0.0);
        let head = game.player(0).unwrap().pose.position;
        inputs.set(0, towards(&game, Vec2::new(head.x + 60.0, lane - 19.0)));
        game.step(&inputs, &mut events);
        let (a, b) = (game.player(0).unwrap().pose.position, game.player(1).unwrap().pose.position);
        near = (b.y - a.y) < 26.0 && a.x < b.x + 10.0;
    }
    assert!(near && game.player(0).unwrap().alive, "close to the tail when it went");
    game.step(&all(-1.0), &mut events);
    assert!(!events.iter().any(|event| matches!(event, GameEvent::NearMiss { .. })), "{events:?}");
}

#[test]
fn a_second_is_worth_a_point() {
    let mut tuning = calm_arena();
    tuning.blips.at_least = 0;
    tuning.blips.at_most = 0;
    let mut game = with(&tuning, 1);
    drive(&mut game, 5 * SECOND, |_| 0.0);
    assert!((game.players()[0].score() - 5.0).abs() < 1e-9);
}

#[test]
fn touching_another_players_tail_is_the_end_and_dead_tails_are_harmless() {
    let mut tuning = calm_arena();
    tuning.body.start_length = 600.0;
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0, 1], 1);
    let (mut events, mut crashes) = (Vec::new(), Vec::new());
    // Slot 1, the lower one, goes straight; slot 0 crosses its tail.
    while game.tick() < 12 * SECOND && !game.is_over() {
        let mut inputs = all(0.0);
        let head = game.player(0).unwrap().pose;
        let down = if game.tick() > 2 * SECOND && head.heading < 85.0 { 1.0 } else { 0.0 };
        inputs.set(0, down);
        game.step(&inputs, &mut events);
        crashes.extend(events.drain(..).filter(|event| matches!(event, GameEvent::Crashed { .. })));
    }
    assert_eq!(crashes[0], GameEvent::Crashed { slot: 0, cause: Cause::Body { of: 1 } });

    // The other way round: once slot 1 has left the arena, its tail is only a picture.
    let mut tuning = calm_arena();
    tuning.body.start_length = 600.0;
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0, 1], 1);
    let mut log = Vec::new();
    while game.tick() < 12 * SECOND && !game.is_over() {
        let mut inputs = all(0.0);
        let (head, other) = (game.player(0).unwrap().pose, game.player(1).unwrap());
        let steer = if other.alive {
            if game.tick() > SECOND { 1.0 } else { 0.0 }
        } else {
            towards(&game, Vec2::new(1000.0, 432.0))
        };
        inputs.set(0, if head.position.y > 420.0 { -0.5 } else { steer });
        game.step(&inputs, &mut events);
        log.append(&mut events);
    }
    assert!(!log.iter().any(|event| matches!(event, GameEvent::Crashed { cause: Cause::Body { of: 1 }, .. })));
}

#[test]
fn in_a_head_on_collision_neither_player_is_favoured() {
    let mut tuning = calm_arena();
    tuning.blips.at_most = 0;
    tuning.blips.at_least = 0;
    let mut game = Game::with_tuning(Mode::Serpent, tuning, &[0, 1], 1);
    let mut events = Vec::new();
    while !game.is_over() && game.tick() < 10 * SECOND {
        let mut inputs = all(0.0);
        // Towards each other, in mirror image.
        let turning = game.tick() < 60;
        inputs.set(0, if turning { 1.0 } else { 0.0 });
        inputs.set(1, if turning { -1.0 } else { 0.0 });
        game.step(&inputs, &mut events);
    }
    let crashed: Vec<_> = events.iter().filter(|event| matches!(event, GameEvent::Crashed { .. })).collect();
    assert_eq!(crashed.len(), 2, "{crashed:?}");
    assert!(game.is_over());
    let ticks: Vec<u64> = game.players().iter().map(|player| player.ticks_alive).collect();
    assert_eq!(ticks[0], ticks[1], "in the same tick");
}
