//! Powers that players hold: picking up, using, their effects to the unit and to the tick, and their safety.

use full_tilt_rules::{Action, BlipKind, Cause, Game, GameEvent, Mode, Pose, Power, PowersTuning, Teams, Tuning};
use glam::Vec2;

use super::{
    SECOND, assert_near,
    properties::{Hand, Noise, assert_finite},
    scene::{Log, at, bare, crashes, first, scene, steered, straight},
};

/// Crown without its circle, at exactly one unit per tick, whose plain blips all hold this power.
fn with(power: Power) -> Tuning {
    let mut tuning = bare(Mode::Crown);
    tuning.parts.crown = None;
    tuning.start_speed = 120.0;
    (tuning.near_miss, tuning.blips.kinds) = (None, None);
    let kinds: &'static [Power] = match power {
        Power::Dash => &[Power::Dash],
        Power::Shield => &[Power::Shield],
        Power::Magnet => &[Power::Magnet],
        Power::Ghost => &[Power::Ghost],
        Power::Reverse => &[Power::Reverse],
        Power::Slow => &[Power::Slow],
        Power::Fat => &[Power::Fat],
        Power::Swap => &[Power::Swap],
    };
    tuning.powers = tuning.powers.map(|powers| PowersTuning { kinds, share: 100, ..powers });
    tuning
}

/// Puts slots 0, 1, 2 … in these places; slot 0 holds the only power of the tuning.
fn holding(tuning: Tuning, poses: &[Pose]) -> Game {
    let power = tuning.powers.and_then(|powers| powers.kinds.first().copied());
    let mut game = scene(Mode::Crown, &tuning, poses);
    game.hold(0, power);
    game
}

fn tap(game: &mut Game) -> Vec<GameEvent> {
    steered(game, 1, |_, inputs| inputs.set_action(0, true)).into_iter().map(|(_, event)| event).collect()
}

fn used(power: Power) -> GameEvent {
    GameEvent::Acted { slot: 0, action: Action::Power(power) }
}

fn place(game: &Game, slot: u8) -> Vec2 {
    game.player(slot).unwrap().pose.position
}

#[test]
fn a_power_is_picked_up_held_replaced_used_once_and_lost_in_a_crash() {
    let mut tuning = with(Power::Magnet);
    (tuning.blips.at_least, tuning.blips.at_most, tuning.blips.interval_ticks) = (1, 1, 40);
    tuning.blips.magnet = 10_000.0;
    let mut game = scene(Mode::Crown, &tuning, &[at(3900.0, 2000.0, 0.0)]);
    let taken = |log: &Log| {
        log.iter().filter(|(_, event)| matches!(event, GameEvent::BlipTaken { blip, .. } if blip.kind == BlipKind::Power(Power::Magnet))).count()
    };
    // It takes one every 30 ticks, when the board is checked for too few.
    let log = straight(&mut game, 90);
    assert!(taken(&log) >= 2, "{log:?}");
    let state = game.players()[0].action(game.tuning());
    assert_eq!((state.action, state.ready, state.charge), (Some(Action::Power(Power::Magnet)), true, 1.0));
    assert_eq!(tap(&mut game), [used(Power::Magnet)]);
    assert!(game.players()[0].is_magnetic() && game.players()[0].held.is_none());
    game.hold(0, Some(Power::Magnet));
    let log = straight(&mut game, 60);
    assert_eq!(crashes(&log).len(), 1, "at the edge");
    assert!(!game.players()[0].is_magnetic());
}

#[test]
fn a_dash_from_a_blip_costs_nothing() {
    let mut game = holding(with(Power::Dash), &[at(1000.0, 2000.0, 0.0)]);
    let length = game.players()[0].length();
    assert_eq!(tap(&mut game), [used(Power::Dash)]);
    straight(&mut game, 30);
    assert_near(game.players()[0].speed, 192.0, 0.01);
    assert!(game.players()[0].length() >= length);
}

#[test]
fn a_shield_breaks_instead_of_one_crash_and_not_of_the_next() {
    // The edge is 62 units away: strictly more than 2 units outside kills.
    let mut game = holding(with(Power::Shield), &[at(3940.0, 2000.0, 0.0), at(500.0, 500.0, 0.0)]);
    assert_eq!(tap(&mut game), [used(Power::Shield)]);
    assert!(game.players()[0].is_shielded());
    let log = straight(&mut game, 70);
    assert_eq!(first(&log, |event| *event == GameEvent::Saved { slot: 0, cause: Cause::Edge }), Some(63));
    assert!(crashes(&log).is_empty() && !game.players()[0].is_shielded() && !game.players()[0].is_solid());
    // It has bounced off the edge, and is solid again 0.75 s later, where there is room.
    let log = straight(&mut game, 2 * SECOND);
    assert!(game.players()[0].is_solid() && crashes(&log).is_empty());
    assert!(place(&game, 0).x < 3900.0);
}

#[test]
fn an_unused_shield_expires() {
    let mut game = holding(with(Power::Shield), &[at(1000.0, 2000.0, 0.0)]);
    tap(&mut game);
    straight(&mut game, 10 * SECOND - 2);
    assert!(game.players()[0].is_shielded());
    straight(&mut game, 2);
    assert!(!game.players()[0].is_shielded());
}

#[test]
fn a_ghost_goes_through_a_body_and_returns_where_nothing_touches_it() {
    // Slot 0 crosses the body of slot 1 after about 80 ticks.
    let poses = [at(2000.0, 1900.0, 90.0), at(1950.0, 2000.0, 0.0)];
    let dies = |game: &mut Game| crashes(&straight(game, SECOND)).iter().any(|crash| crash.1 == 0);
    let mut game = holding(with(Power::Ghost), &poses);
    assert!(dies(&mut game), "without the power");
    let mut game = holding(with(Power::Ghost), &poses);
    assert_eq!(tap(&mut game), [used(Power::Ghost)]);
    assert!(!dies(&mut game));
    straight(&mut game, 2 * SECOND);
    assert!(game.players()[0].is_solid());
}

#[test]
fn reverse_turns_round_on_the_spot_and_the_own_body_does_not_kill_at_once() {
    let mut tuning = with(Power::Reverse);
    tuning.body.start_length = 500.0;
    let mut game = holding(tuning, &[at(1000.0, 2000.0, 0.0)]);
    straight(&mut game, 400);
    let before = place(&game, 0);
    assert_eq!(tap(&mut game), [used(Power::Reverse)]);
    assert_near(game.players()[0].pose.heading.abs(), 180.0, 1e-3);
    assert_near(place(&game, 0).x, before.x - 1.0, 1e-3);
    // Along its own body it stays a ghost until the body, of 500 units, has passed.
    let log = straight(&mut game, 3 * SECOND);
    assert!(crashes(&log).is_empty(), "{log:?}");
    let log = straight(&mut game, 3 * SECOND);
    assert!(crashes(&log).is_empty() && game.players()[0].is_solid());
}

#[test]
fn slow_slows_opponents_but_neither_the_user_nor_a_friend() {
    let poses = [at(1000.0, 1000.0, 0.0), at(1000.0, 2000.0, 0.0), at(1000.0, 3000.0, 0.0)];
    let teams = Teams::new(2, std::array::from_fn(|slot| u8::from(slot == 2)), true);
    for (teams, expected) in [(None, [120.0, 84.0, 84.0]), (teams, [120.0, 120.0, 84.0])] {
        let mut game = holding(with(Power::Slow), &poses).with_teams(teams);
        assert_eq!(tap(&mut game), [used(Power::Slow)]);
        straight(&mut game, SECOND);
        for (player, speed) in game.players().iter().zip(expected) {
            assert_near(player.speed, speed, 0.01);
        }
        straight(&mut game, 3 * SECOND);
        assert!(game.players().iter().all(|player| (player.speed - 120.0).abs() < 0.01));
    }
}

#[test]
fn fat_trails_kill_as_wide_as_they_are_drawn() {
    // Slot 2 goes the other way, 22 units beside slot 1's path: skins of 10 and 7 leave 5 units; 7 × 1.8 is 12.6.
    let poses = [at(300.0, 300.0, 0.0), at(1000.0, 2000.0, 0.0), at(1320.0, 2022.0, 180.0)];
    let mut tuning = with(Power::Fat);
    tuning.body.start_length = 400.0;
    let run = |uses: bool| {
        let mut game = holding(tuning.clone(), &poses);
        if uses {
            assert_eq!(tap(&mut game), [used(Power::Fat)]);
        }
        straight(&mut game, 150);
        let width = game.player(1).unwrap().body_radius(0.0, game.tuning());
        let own = game.player(0).unwrap().body_radius(0.0, game.tuning());
        (crashes(&straight(&mut game, 150)).into_iter().map(|crash| (crash.1, crash.2)).collect::<Vec<_>>(), width, own)
    };
    assert_eq!(run(false), (Vec::new(), 7.0, 7.0));
    let (crashed, width, own) = run(true);
    assert_near(width, 12.6, 1e-4);
    assert_eq!(own, 7.0);
    assert!(crashed.contains(&(2, Cause::Body { of: 1 })), "{crashed:?}");
}

#[test]
fn a_magnet_reaches_further() {
    let tuning = with(Power::Magnet);
    let powers = tuning.powers.unwrap();
    let mut game = holding(tuning.clone(), &[at(1000.0, 2000.0, 0.0)]);
    tap(&mut game);
    straight(&mut game, powers.magnet.1 - 2);
    assert!(game.players()[0].is_magnetic());
    straight(&mut game, 2);
    assert!(!game.players()[0].is_magnetic());
    // Blips taken by a bot-less straight ride through an arena full of them: more of them with a magnet.
    let taken = |magnet: bool| {
        let mut tuning = tuning.clone();
        (tuning.blips.at_most, tuning.blips.interval_ticks) = (200, 1);
        (tuning.blips.kinds, tuning.powers) = (None, Some(PowersTuning { share: 0, ..powers }));
        let mut game = scene(Mode::Crown, &tuning, &[at(500.0, 2000.0, 0.0)]);
        game.hold(0, magnet.then_some(Power::Magnet));
        tap(&mut game);
        straight(&mut game, powers.magnet.1 - 2);
        game.players()[0].blips
    };
    assert!(taken(true) > 2 * taken(false), "{} and {}", taken(true), taken(false));
}

#[test]
fn swap_exchanges_the_places_of_two_heads_and_protects_both() {
    let poses = [at(1000.0, 1000.0, 0.0), at(3000.0, 3000.0, 90.0)];
    let mut game = holding(with(Power::Swap), &poses);
    straight(&mut game, 100);
    let (mine, theirs) = (game.players()[0].pose, game.players()[1].pose);
    assert_eq!(tap(&mut game), [used(Power::Swap)]);
    for (player, pose) in game.players().iter().zip([theirs, mine]) {
        assert_near(player.pose.position.distance(pose.position), 1.0, 1e-2);
        assert_near(player.pose.heading, pose.heading, 1e-3);
        assert!(!player.is_solid());
        // Nothing is drawn or kills between the two places.
        let body: Vec<(Vec2, bool)> = player.joined_body().collect();
        assert!(body.windows(2).all(|pair| !pair[0].1 || pair[0].0.distance(pair[1].0) < 20.0));
    }
    let log = straight(&mut game, 4 * SECOND);
    assert!(crashes(&log).is_empty() && game.players().iter().all(|player| player.is_solid()));
    // Alone there is nobody to swap with.
    let mut game = holding(with(Power::Swap), &poses[..1]);
    tap(&mut game);
    assert!(game.players()[0].is_solid());
}

#[test]
fn no_power_kills_its_user_in_the_tick_of_its_use_and_all_stays_finite_and_within_the_top_speed() {
    let (mut uses, mut returns) = (0, 0);
    for seed in 1..=30_u64 {
        let mut tuning = if seed % 2 == 0 { Tuning::CROWN } else { Tuning::SURVIVAL };
        tuning.powers = Tuning::CROWN.powers;
        let slots: Vec<u8> = (0..(3 + seed % 12) as u8).collect();
        let mut game = Game::with_tuning(Mode::Crown, tuning, &slots, seed);
        let mut hands: Vec<Hand> = slots.iter().map(|&slot| Hand::new(seed * 31 + u64::from(slot) + 1)).collect();
        let mut noise = Noise(seed * 99 + 1);
        let mut moved = [u64::MAX; 17];
        for tick in 0..40 * SECOND {
            // Everybody always holds something, and uses it about once in two seconds.
            for &slot in &slots {
                if game.player(slot).is_some_and(|player| player.held.is_none()) {
                    game.hold(slot, Some(Power::ALL[(noise.next() % 8) as usize]));
                }
            }
            let log = steered(&mut game, 1, |_, inputs| {
                for (&slot, hand) in slots.iter().zip(&mut hands) {
                    inputs.set(slot, hand.steer(tick));
                    inputs.set_action(slot, noise.next().is_multiple_of(2 * SECOND));
                }
            });
            assert_finite(&game);
            for (_, event) in log {
                match event {
                    GameEvent::Acted { slot, action: Action::Power(Power::Reverse | Power::Swap | Power::Ghost) } => {
                        uses += 1;
                        moved[usize::from(slot)] = tick;
                    }
                    GameEvent::Crashed { slot, .. } => assert_ne!(moved[usize::from(slot)], tick, "seed {seed}"),
                    GameEvent::Returned { .. } => returns += 1,
                    _ => {}
                }
            }
        }
    }
    assert!(uses > 500 && returns > 500, "{uses} uses, {returns} returns");
}
