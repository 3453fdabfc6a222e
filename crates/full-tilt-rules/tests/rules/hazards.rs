//! The waves of serpent mode: their times, their hazards, and the effects.

use full_tilt_rules::{Bot, Cause, Game, GameEvent, HazardKind, Mode, Tuning};
use glam::Vec2;

use super::{SECOND, all, drive, with};

/// Runs a game for as long as the autopilot survives. Returns it with its events.
fn watched(seed: u64, until: u64) -> (Game, Vec<(u64, GameEvent)>) {
    let mut game = Game::new(Mode::Serpent, &[0], seed);
    let mut pilot = Bot::autopilot();
    let log = drive(&mut game, until, |game| pilot.steer(game, 0));
    (game, log)
}

/// Returns waves in an otherwise harmless arena, in which nothing gets in the way.
fn meadow() -> Tuning {
    let mut tuning = Tuning::SERPENT;
    tuning.arena = Vec2::splat(4000.0);
    tuning.start = Vec2::splat(2000.0);
    tuning
}

fn hazards(log: &[(u64, GameEvent)]) -> Vec<(u64, HazardKind)> {
    log.iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::HazardAppeared(hazard) => Some((*tick, hazard.kind)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_wave_begins_every_twenty_seconds_and_pays_25_for_each_lived_through() {
    let mut game = with(&meadow(), 1);
    let log = drive(&mut game, 65 * SECOND, |_| 1.0);
    let waves: Vec<_> = log
        .iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::WaveBegan { wave, points } => Some((*tick, *wave, *points)),
            _ => None,
        })
        .collect();
    assert_eq!(waves, [(20 * SECOND, 2, 25), (40 * SECOND, 3, 50), (60 * SECOND, 4, 75)]);
    assert!(game.players()[0].score() >= 65.0 + 150.0);
}

#[test]
fn waves_bring_thorns_then_narrower_edges_then_a_drifter() {
    let mut game = with(&meadow(), 1);
    let mut insets = Vec::new();
    let log = drive(&mut game, 85 * SECOND, |game| {
        if game.tick() % (10 * SECOND) == 0 {
            insets.push(game.inset());
        }
        1.0
    });
    use HazardKind::{Drifter, Thorn};
    let expected = [(20, Thorn), (20, Thorn), (60, Drifter), (80, Thorn), (80, Thorn)];
    assert_eq!(hazards(&log), expected.map(|(second, kind)| (second * SECOND, kind)));
    assert_eq!(insets[..5], [0.0; 5], "until the third wave");
    assert!(insets[5..].iter().all(|inset| (inset - 28.0).abs() < 0.01), "{insets:?}");
}

#[test]
fn hazards_and_edges_have_limits() {
    // A player so small that nothing ever hits it.
    let mut tuning = meadow();
    tuning.head_radius = 0.0;
    let waves = tuning.waves.as_mut().unwrap();
    (waves.thorn_radius, waves.drifter_radius) = (0.01, 0.01);
    let mut game = with(&tuning, 2);
    drive(&mut game, 1200 * SECOND, |_| 1.0);
    let count = |kind| game.hazards().iter().filter(|hazard| hazard.kind == kind).count();
    assert!(!game.is_over());
    assert_eq!((count(HazardKind::Thorn), count(HazardKind::Drifter)), (14, 5));
    assert!((game.inset() - 112.0).abs() < 0.01);
}

#[test]
fn a_hazard_appears_far_from_the_player_and_only_warns_for_two_seconds() {
    let mut seen = 0;
    for seed in 0..40 {
        let mut game = Game::new(Mode::Serpent, &[0], seed);
        let (mut pilot, mut events) = (Bot::autopilot(), Vec::new());
        while game.tick() < 90 * SECOND && !game.is_over() {
            let inputs = all(pilot.steer(&game, 0));
            game.step(&inputs, &mut events);
            let player = &game.players()[0];
            for event in events.drain(..) {
                let GameEvent::HazardAppeared(hazard) = event else { continue };
                seen += 1;
                let head = player.pose.position;
                assert!(hazard.position.distance(head) > 170.0);
                let ahead = head + player.pose.direction() * player.speed;
                assert!(hazard.position.distance(ahead) > 170.0, "nor where the head is going");
                assert_eq!(hazard.armed_at - game.tick(), 2 * SECOND);
                assert!(!hazard.is_armed(game.tick()) && hazard.is_armed(hazard.armed_at));
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn thorns_and_drifters_kill_when_touched() {
    let (mut by_thorn, mut by_drifter) = (0, 0);
    for seed in 0..200 {
        if by_thorn > 0 && by_drifter > 0 {
            break;
        }
        let mut tuning = Tuning::SERPENT;
        tuning.blips.at_least = 0;
        tuning.blips.at_most = 0;
        let mut game = with(&tuning, seed);
        let mut pilot = Bot::autopilot();
        let log = drive(&mut game, 120 * SECOND, |game| {
            // With these seeds, the player runs into the newest hazard.
            match game.hazards().last() {
                Some(hazard) if hazard.is_armed(game.tick()) && game.wave() >= 4 - seed as u32 % 2 * 2 => {
                    super::towards(game, hazard.position)
                }
                _ => pilot.steer(game, 0),
            }
        });
        let Some((_, GameEvent::Crashed { cause: Cause::Hazard(kind), .. })) =
            log.iter().rev().find(|(_, event)| matches!(event, GameEvent::Crashed { .. }))
        else {
            continue;
        };
        let head = game.players()[0].pose.position;
        let touching = game
            .hazards()
            .iter()
            .any(|hazard| hazard.kind == *kind && hazard.position.distance(head) <= 10.0 + hazard.radius + 0.01);
        assert!(touching, "seed {seed}");
        match kind {
            HazardKind::Thorn => by_thorn += 1,
            HazardKind::Drifter => by_drifter += 1,
            HazardKind::Spirit { .. } => panic!("nobody is out who could steer one"),
        }
    }
    assert!(by_thorn > 0 && by_drifter > 0, "{by_thorn} by thorns, {by_drifter} by drifters");
}

#[test]
fn drifters_bounce_and_stay_between_the_edges() {
    let mut tuning = meadow();
    tuning.arena = Vec2::new(900.0, 700.0);
    tuning.start = Vec2::new(450.0, 300.0);
    tuning.edge_margin = 1e6;
    tuning.waves.as_mut().unwrap().thorns = (0, 0);
    tuning.waves.as_mut().unwrap().drifter_radius = 0.1;
    tuning.head_radius = 0.0;
    let mut game = with(&tuning, 4);
    let mut moved = false;
    drive(&mut game, 300 * SECOND, |game| {
        for hazard in game.hazards() {
            let room = game.inset() + hazard.radius - 0.01;
            let inside =
                hazard.position.cmpge(Vec2::splat(room)).all() && hazard.position.cmple(tuning.arena - room).all();
            assert!(inside, "{hazard:?}, edges {} in", game.inset());
            let way = hazard.position.distance(hazard.previous);
            moved |= way > 0.4;
            assert!(way < 2.0);
        }
        1.0
    });
    assert!(moved);
}

#[test]
fn blips_under_the_edge_that_closes_in_are_gone() {
    let mut gone = 0;
    for seed in 0..60 {
        let (game, log) = watched(seed, 70 * SECOND);
        gone += log
            .iter()
            .filter(|(_, event)| matches!(event, GameEvent::BlipGone(blip) if blip.expires_at.is_none()))
            .count();
        for blip in game.blips() {
            let room = game.inset() + Tuning::SERPENT.blips.radius;
            let inside =
                blip.position.cmpge(Vec2::splat(room)).all() && blip.position.cmple(Tuning::SERPENT.arena - room).all();
            assert!(inside, "{blip:?}");
        }
    }
    assert!(gone > 0);
}
