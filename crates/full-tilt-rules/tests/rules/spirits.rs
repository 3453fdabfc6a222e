//! Spirits: where they appear, how they are steered, their victims, and the points for them.

use full_tilt_rules::{Bot, Cause, Game, GameEvent, Hazard, HazardKind, Mode, Skill, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    scene::{Log, at, bare, crashes, points, scene, steered, straight},
};

fn survival() -> Tuning {
    bare(Mode::Survival)
}

/// Slot 0 leaves the arena after a second at (4000, 2000); slots 1 and 2 go on, far away.
fn haunted() -> (Game, Log) {
    let poses = [at(3900.0, 2000.0, 0.0), at(100.0, 500.0, 0.0), at(100.0, 3500.0, 0.0)];
    let mut game = scene(Mode::Survival, &survival(), &poses);
    let mut log = Vec::new();
    while crashes(&log).is_empty() {
        log.extend(straight(&mut game, 1));
    }
    (game, log)
}

fn spirit(game: &Game, slot: u8) -> Option<&Hazard> {
    game.hazards().iter().find(|hazard| hazard.kind == HazardKind::Spirit { of: slot })
}

#[test]
fn a_spirit_appears_inside_at_the_place_and_heading_of_the_crash() {
    let (game, log) = haunted();
    let appeared: Vec<_> = log.iter().filter(|(_, event)| matches!(event, GameEvent::HazardAppeared(_))).collect();
    let [(tick, GameEvent::HazardAppeared(hazard))] = appeared[..] else { panic!("{log:?}") };
    assert_eq!((*tick, hazard.kind), (game.tick(), HazardKind::Spirit { of: 0 }));
    assert_eq!((hazard.position, hazard.radius), (Vec2::new(3990.0, 2000.0), 10.0), "wholly inside");
    assert_near(hazard.velocity.x, 75.0, 1e-3);
    assert_near(hazard.velocity.y, 0.0, 1e-3);
    assert_eq!(game.hazards().len(), 1);
}

#[test]
fn a_spirit_only_warns_for_two_and_a_half_seconds_but_moves_at_once() {
    let (mut game, _) = haunted();
    let before = spirit(&game, 0).unwrap().position;
    let ticks = (0..).take_while(|_| {
        let warns = !spirit(&game, 0).unwrap().is_armed(game.tick());
        straight(&mut game, u64::from(warns));
        warns
    });
    assert_eq!(ticks.count() as u64, 5 * SECOND / 2 - 1, "counting the tick it appeared in");
    // It was at the edge, and bounced off it.
    assert_near(before.x - spirit(&game, 0).unwrap().position.x, 75.0 * 2.5, 2.0);
}

#[test]
fn its_owner_steers_it_by_120_degrees_a_second_at_full_lock() {
    for (steer, degrees) in [(1.0, 120.0_f32), (-1.0, -120.0), (0.5, 60.0), (0.0, 0.0)] {
        let (mut game, _) = haunted();
        straight(&mut game, 3 * SECOND);
        let before = spirit(&game, 0).unwrap().velocity;
        steered(&mut game, SECOND, |_, inputs| {
            inputs.set(0, steer);
            inputs.set(1, -0.2);
        });
        let after = spirit(&game, 0).unwrap().velocity;
        assert_near(before.angle_to(after).to_degrees(), degrees, 0.1);
        assert_near(after.length(), 75.0, 0.01);
    }
}

#[test]
fn it_bounces_off_the_edges_as_they_are_now() {
    // The others keep circling on their own trails, which does not matter here.
    let mut tuning = survival();
    tuning.body.kills = false;
    let (mut bounces, mut before) = (0, Vec2::ZERO);
    let poses = [at(3900.0, 2000.0, 30.0), at(2000.0, 2000.0, 0.0), at(1500.0, 2000.0, 0.0)];
    let mut game = scene(Mode::Survival, &tuning, &poses);
    steered(&mut game, 70 * SECOND, |game, inputs| {
        inputs.set(1, 1.0);
        inputs.set(2, 1.0);
        let Some(spirit) = spirit(game, 0) else { return };
        bounces += u32::from(spirit.velocity != before);
        before = spirit.velocity;
        let room = game.inset() + 10.0 - 0.01;
        let inside =
            spirit.position.cmpge(Vec2::splat(room)).all() && spirit.position.cmple(game.tuning().arena - room).all();
        assert!(inside, "{spirit:?}, edges {} in", game.inset());
    });
    assert!(bounces > 2, "{bounces}");
}

/// Slot 0 becomes a spirit that returns along its path, and slot 1 meets it head-on after `meet_after` seconds; slot 2
/// is far away. Also returns the smallest distance of the two.
fn hunted(meet_after: f32) -> (Game, Log, f32) {
    let crashed_after = 123.0 / 120.0;
    let meeting = 3990.0 - 75.0 * (meet_after - crashed_after);
    let poses = [at(3900.0, 2000.0, 0.0), at(meeting - 100.0 * meet_after, 2000.0, 0.0), at(100.0, 3500.0, 0.0)];
    let mut tuning = survival();
    // The trail of slot 0 does not matter here.
    tuning.body.kills = false;
    let mut game = scene(Mode::Survival, &tuning, &poses);
    let mut nearest = f32::MAX;
    let log = steered(&mut game, ((meet_after + 0.5) * 120.0) as u64, |game, _| {
        if let Some(spirit) = spirit(game, 0) {
            nearest = nearest.min(spirit.position.distance(game.players()[1].pose.position));
        }
    });
    (game, log, nearest)
}

#[test]
fn it_kills_those_alive_once_it_has_warned_and_that_is_a_point_for_its_owner() {
    let (game, log, _) = hunted(5.0);
    let [(_, 0, Cause::Edge), (tick, 1, Cause::Hazard(HazardKind::Spirit { of: 0 }))] = crashes(&log)[..] else {
        panic!("{log:?}")
    };
    assert!(tick > 4 * SECOND, "{tick}");
    // Slot 0: the spirit's point. Slot 1: outlived slot 0. Slot 2: outlived two, and was the last.
    assert_eq!(points(&game), [1.0, 1.0, 4.0]);
    assert_eq!((game.players()[0].spirit_kills, game.players()[0].kills), (1, 0));
    assert_eq!(Cause::Hazard(HazardKind::Spirit { of: 0 }).by(1), Some(0));
    assert_eq!(Cause::Hazard(HazardKind::Spirit { of: 0 }).name(), "spirit");
}

#[test]
fn while_it_warns_it_kills_nobody() {
    let (game, log, nearest) = hunted(2.5);
    assert_eq!(crashes(&log).len(), 1, "{log:?}");
    // It was there, though: at present, it would kill.
    assert!(nearest < 10.0 + 9.0, "{nearest}");
    assert!(game.players()[1].alive);
}

#[test]
fn it_passes_over_trails_and_over_its_dead_owner() {
    let (mut game, _) = haunted();
    let log = straight(&mut game, 10 * SECOND);
    // Back over slot 0's trail, along all of it, and over the place where slot 0 crashed.
    assert!(crashes(&log).is_empty());
    assert_near(spirit(&game, 0).unwrap().position.x, 3990.0 - 750.0, 3.0);
}

#[test]
fn every_dead_player_has_one_and_bots_chase_with_theirs() {
    let mut by_spirit = 0;
    for seed in 0..8 {
        let slots: Vec<u8> = (0..6).collect();
        let mut game = Game::new(Mode::Survival, &slots, seed);
        let mut bots: Vec<Bot> =
            slots.iter().map(|&slot| Bot::new(Skill::Skilled, seed * 6 + u64::from(slot))).collect();
        let log = steered(&mut game, 90 * SECOND, |game, inputs| {
            (0..).zip(&mut bots).for_each(|(slot, bot)| inputs.set(slot, bot.steer(game, slot)));
        });
        by_spirit += crashes(&log).iter().filter(|(.., cause)| cause.name() == "spirit").count();
        let out: Vec<u8> = game.players().iter().filter(|player| !player.alive).map(|player| player.slot).collect();
        assert!(out.len() >= 5);
        assert!(out.iter().all(|&slot| spirit(&game, slot).is_some()));
    }
    assert!((1..=16).contains(&by_spirit), "{by_spirit} of some 40");
}
