//! Blips that affect all players: the sweep, which clears the board, and the portal, which opens the edges.

use std::collections::BTreeMap;

use full_tilt_rules::{BlipKind, Cause, Game, GameEvent, Mode, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    scene::{at, bare, crashes, first, scene, steered, straight},
};

const SWEEP: [u32; 5] = [0, 0, 0, 100, 0];
const PORTAL: [u32; 5] = [0, 0, 0, 0, 100];

/// Returns a mode whose only blip appears after `after` ticks, and is taken at once by the nearest player.
fn with_blip(mode: Mode, kinds: [u32; 5], after: u64) -> Tuning {
    let mut tuning = bare(mode);
    (tuning.blips.kinds, tuning.blips.interval_ticks) = (Some(kinds), after);
    (tuning.blips.at_most, tuning.blips.magnet) = (1, 1e5);
    tuning
}

fn takes(kind: BlipKind) -> impl Fn(&GameEvent) -> bool {
    move |event| matches!(event, GameEvent::BlipTaken { blip, .. } if blip.kind == kind)
}

#[test]
fn a_sweep_removes_all_trails_including_those_of_the_dead() {
    // Slot 0 is out after a second; slot 3 later crosses its trail, slot 4 crosses slot 1's.
    let poses = [
        at(3900.0, 2000.0, 0.0),
        at(100.0, 1000.0, 0.0),
        at(100.0, 3000.0, 0.0),
        at(3950.0, 1000.0, 90.0),
        at(200.0, 100.0, 90.0),
    ];
    for swept in [true, false] {
        let mut tuning = with_blip(Mode::Survival, SWEEP, 5 * SECOND);
        tuning.party.as_mut().unwrap().spirit = None;
        tuning.blips.at_most = usize::from(swept);
        let mut game = scene(Mode::Survival, &tuning, &poses);
        let mut log = straight(&mut game, 5 * SECOND);
        assert_eq!(first(&log, takes(BlipKind::Sweep)).is_some(), swept);
        if swept {
            assert!(game.players().iter().all(|player| player.length() == 0.0 && player.body().len() == 0));
        }
        log.extend(straight(&mut game, 7 * SECOND));
        assert_eq!(crashes(&log).len(), if swept { 1 } else { 3 }, "{log:?}");
    }
}

#[test]
fn after_a_sweep_trails_grow_again_from_where_heads_are() {
    let tuning = with_blip(Mode::Survival, SWEEP, 5 * SECOND);
    let mut game = scene(Mode::Survival, &tuning, &[at(100.0, 1000.0, 0.0), at(100.0, 3000.0, 0.0)]);
    straight(&mut game, 8 * SECOND);
    for player in game.players() {
        assert_near(player.length(), 300.0, 1.0);
        assert_near(player.body().last().unwrap().x, 600.0, 2.0);
    }
}

#[test]
fn a_sweep_makes_tails_of_rush_as_short_as_at_the_start() {
    let mut tuning = with_blip(Mode::Rush, SWEEP, 10 * SECOND);
    (tuning.blips.kinds, tuning.blips.at_least) = (Some([0, 0, 0, 50, 0]), 1);
    let mut game = scene(Mode::Rush, &tuning, &[at(500.0, 1000.0, 0.0), at(500.0, 3000.0, 0.0)]);
    let mut longest = 0.0_f32;
    let mut swept = false;
    while !swept || longest < 110.0 {
        let log = straight(&mut game, 1);
        swept = log.iter().any(|(_, event)| takes(BlipKind::Sweep)(event));
        if !swept {
            longest = game.players().iter().map(|player| player.length()).fold(longest, f32::max);
        }
        assert!(game.tick() < 20 * SECOND);
    }
    straight(&mut game, 12);
    assert!(game.players().iter().all(|player| player.length() < 20.0), "they grow again from the start");
}

#[test]
fn a_portal_opens_the_edges_for_six_seconds_and_then_they_kill_again() {
    // The portal is taken after 8 s, tick 960. At 1¼ units a tick, slot 0 is at the edge after 11 s, slot 1 in the last
    // of the 720 ticks, and slot 2 half a second later.
    let tuning = with_blip(Mode::Rush, PORTAL, 8 * SECOND);
    let arrives = [1320.0, 1679.2, 1740.0];
    let poses: Vec<_> =
        arrives.iter().zip([1000.0, 2000.0, 3000.0]).map(|(ticks, y)| at(4000.0 - 1.25 * ticks, y, 0.0)).collect();
    let mut game = scene(Mode::Rush, &tuning, &poses);
    let mut log = straight(&mut game, 8 * SECOND);
    assert_eq!((first(&log, takes(BlipKind::Portal)), game.portal_ticks()), (Some(960), 6 * SECOND));
    log.extend(straight(&mut game, 6 * SECOND));
    assert_eq!(game.portal_ticks(), 0);
    log.extend(straight(&mut game, SECOND));
    let [(tick, 2, Cause::Edge)] = crashes(&log)[..] else { panic!("{log:?}") };
    assert_eq!(tick, 1742);
    for slot in [0, 1] {
        let x = game.players()[slot].pose.position.x;
        assert_near(x, 1.25 * (1800.0 - arrives[slot]), 0.5);
    }
}

#[test]
fn a_body_across_the_edge_is_in_two_places_and_not_between() {
    let mut tuning = with_blip(Mode::Rush, PORTAL, SECOND);
    tuning.body.start_length = 400.0;
    // Slot 1 crosses the middle of the arena at slot 0's height while slot 0 is half through the edge; slot 2 crosses
    // the half that is still on the right, slot 3 the half on the left.
    let poses = [
        at(3600.0, 2000.0, 0.0),
        at(2000.0, 2000.0 - 150.0 * 3.5, 90.0),
        at(3900.0, 2000.0 - 150.0 * 3.5, 90.0),
        at(60.0, 2000.0 - 150.0 * 4.0, 90.0),
    ];
    let mut game = scene(Mode::Rush, &tuning, &poses);
    let log = straight(&mut game, 4 * SECOND);
    let crashed: Vec<_> = crashes(&log).iter().map(|&(_, slot, cause)| (slot, cause)).collect();
    assert_eq!(crashed, [(2, Cause::Body { of: 0 }), (3, Cause::Body { of: 0 })], "{log:?}");
    let body: Vec<(Vec2, bool)> = game.players()[0].joined_body().collect();
    let seams: Vec<_> = body.windows(2).filter(|pair| !pair[0].1).collect();
    let [[(left, _), (right, _)]] = seams[..] else { panic!("{seams:?}") };
    assert!(left.x < 2.0 && right.x > 3998.0, "{left} {right}");
    assert_near(game.players()[0].length(), 400.0, 10.0);
}

#[test]
fn in_a_narrower_arena_the_jump_is_shorter() {
    let mut tuning = with_blip(Mode::Survival, PORTAL, SECOND);
    let closing = tuning.party.as_mut().unwrap().closing.as_mut().unwrap();
    (closing.from, closing.until, closing.leave) = (0, 1, 1500.0);
    let mut game = scene(Mode::Survival, &tuning, &[at(3400.0, 2000.0, 0.0), at(2000.0, 2200.0, 0.0)]);
    straight(&mut game, 2 * SECOND);
    assert_eq!(game.inset(), 500.0);
    assert_near(game.players()[0].pose.position.x, 600.0, 1.0);
}

#[test]
fn a_ghost_goes_through_an_open_edge_too() {
    let mut tuning = with_blip(Mode::Rush, PORTAL, SECOND);
    tuning.party.as_mut().unwrap().protection_ticks = 5 * SECOND;
    let mut game = scene(Mode::Rush, &tuning, &[at(3700.0, 2000.0, 0.0), at(500.0, 500.0, 0.0)]);
    game.park(0);
    game.enter(0, &mut Vec::new());
    steered(&mut game, 3 * SECOND, |game, _| assert!(game.players()[0].pose.heading == 0.0));
    assert!(game.players()[0].ghost_ticks > 0);
    assert_near(game.players()[0].pose.position.x, 150.0, 1.0);
}

#[test]
fn without_room_no_blip_appears() {
    for (leave, comes) in [(9.0, false), (11.0, true)] {
        let mut tuning = with_blip(Mode::Survival, SWEEP, SECOND);
        tuning.arena.y = 1000.0;
        let party = tuning.party.as_mut().unwrap();
        party.open = true;
        let closing = party.closing.as_mut().unwrap();
        (closing.from, closing.until, closing.leave) = (0, 1, leave);
        let mut game = scene(Mode::Survival, &tuning, &[at(600.0, 500.0, 0.0), at(2500.0, 500.0, 0.0)]);
        let log = straight(&mut game, 5 * SECOND);
        assert_eq!(first(&log, |event| matches!(event, GameEvent::BlipAppeared(_))).is_some(), comes);
    }
}

#[test]
fn in_survival_there_is_nothing_else_and_it_is_worth_no_points() {
    for seed in 0..10 {
        let mut game = Game::new(Mode::Survival, &[0, 1, 2, 3], seed);
        (0..4).for_each(|slot| assert!(game.player(slot).unwrap().alive));
        let mut tuning = Tuning::SURVIVAL;
        (tuning.blips.magnet, tuning.body.kills) = (1e5, false);
        game = Game::with_tuning(Mode::Survival, tuning, &[0, 1, 2, 3], seed);
        let log = steered(&mut game, 20 * SECOND, |_, inputs| (0..4).for_each(|slot| inputs.set(slot, 1.0)));
        let mut taken = 0;
        for (_, event) in &log {
            if let GameEvent::BlipTaken { blip, points, .. } = event {
                assert!(matches!(blip.kind, BlipKind::Sweep | BlipKind::Portal) && *points == 0);
                taken += 1;
            }
        }
        assert_eq!(taken, 4, "one every four seconds, in seventeen");
    }
}

#[test]
fn of_a_hundred_blips_in_rush_12_are_gold_3_sweep_and_2_open() {
    let mut count = BTreeMap::new();
    let mut tuning = Tuning::RUSH;
    tuning.blips.magnet = 1e5;
    for seed in 0..10 {
        let mut game = Game::with_tuning(Mode::Rush, tuning.clone(), &[0, 1], seed);
        let log = steered(&mut game, 78 * SECOND, |_, inputs| (0..2).for_each(|slot| inputs.set(slot, 1.0)));
        for (_, event) in log {
            if let GameEvent::BlipAppeared(blip) = event {
                *count.entry(blip.kind).or_insert(0.0) += 1.0;
            }
        }
    }
    let all: f32 = count.values().sum();
    assert!(all > 2000.0 && count.len() == 4, "{count:?}");
    for (kind, share) in
        [(BlipKind::Gold, 12.0), (BlipKind::Sweep, 3.0), (BlipKind::Portal, 2.0), (BlipKind::Plain, 83.0)]
    {
        assert_near(100.0 * count[&kind] / all, share, 2.0);
    }
}
