//! Properties of a party that hold for any steering, and for any joins, departures and absences.

use full_tilt_rules::{Cause, CrashTuning, End, Game, GameEvent, Inputs, MAX_PLAYERS, Mode, Tuning};
use glam::Vec2;

use super::{
    SECOND,
    mode_hashes::newer_modes,
    properties::{Hand, Noise, assert_finite},
    scene::{crashes, steered},
};

/// Joins and departures by chance: about one in three seconds.
pub(super) fn visit(game: &mut Game, noise: &mut Noise, events: &mut Vec<GameEvent>) {
    if !noise.next().is_multiple_of(3 * SECOND) {
        return;
    }
    let slot = (noise.next() % (MAX_PLAYERS as u64 + 1)) as u8;
    match noise.next() % 5 {
        0 | 1 => drop(game.enter(slot, events)),
        2 | 3 => game.park(slot),
        _ => game.leave(slot),
    }
}

/// Plays a round for `seconds` seconds, steered, tapped and visited by chance; `check` sees every tick with its events.
fn wild(mut game: Game, seed: u64, seconds: u64, mut check: impl FnMut(&Game, &[GameEvent])) -> Game {
    let (mut noise, mut taps) = (Noise(seed * 7919 + 1), Noise(seed * 104_729 + 1));
    let mut hands: Vec<Hand> = (0..MAX_PLAYERS as u64).map(|slot| Hand::new(seed * 31 + slot + 1)).collect();
    let mut events = Vec::new();
    for tick in 0..seconds * SECOND {
        let mut inputs = Inputs::default();
        for (slot, hand) in (0..).zip(&mut hands) {
            inputs.set(slot, hand.steer(tick));
            inputs.set_action(slot, taps.next().is_multiple_of(SECOND));
        }
        events.clear();
        visit(&mut game, &mut noise, &mut events);
        game.step(&inputs, &mut events);
        check(&game, &events);
    }
    game
}

/// Returns one of the newer modes, in turn.
fn newer_mode(turn: usize) -> Mode {
    let modes: Vec<Mode> = newer_modes().collect();
    modes[turn % modes.len()]
}

/// Returns a round by seed: of any party mode, or the playground, with 2 to 15 players.
fn some_round(seed: u64) -> Game {
    let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
    match seed % 5 {
        0 => Game::playground(seed),
        1 => Game::new(Mode::Rush, &slots, seed),
        2 => Game::new(Mode::Survival, &slots, seed),
        _ => Game::new(newer_mode(seed as usize / 5), &slots, seed),
    }
}

#[test]
fn the_state_is_finite_slots_are_in_order_and_nobody_has_less_than_no_points() {
    for seed in 1..=60 {
        wild(some_round(seed), seed, 40, |game, _| {
            assert_finite(game);
            let slots: Vec<u8> = game.players().iter().map(|player| player.slot).collect();
            assert!(slots.windows(2).all(|pair| pair[0] < pair[1]), "{slots:?}");
            assert!(slots.iter().all(|&slot| usize::from(slot) < MAX_PLAYERS));
            assert!(game.players().iter().all(|player| player.score() >= 0.0));
            assert!(game.hazards().len() <= slots.len() && game.blips().len() <= 24);
            let places = game.places();
            assert!(places.len() == slots.len() && places.windows(2).all(|pair| pair[0].place <= pair[1].place));
        });
    }
}

#[test]
fn heads_stay_inside_if_they_are_ghosts_or_the_edges_are_open_or_they_live() {
    for seed in 1..=60 {
        let mut open_before = false;
        wild(some_round(seed), seed, 40, |game, _| {
            let open = game.portal_ticks() > 0 || game.tuning().party.unwrap().open;
            for player in game.players().iter().filter(|player| player.alive && !player.parked) {
                // A crash is found at the end of the step that goes too far.
                let step = game.tuning().top_speed() / 120.0;
                // A head may be this far over the line; the edge itself moves a little in the same tick.
                let line = if open && open_before { 0.1 } else { 2.0 };
                let low = Vec2::splat(game.inset() - line - if player.ghost_ticks > 0 { step } else { 0.0 });
                let inside = player.pose.position.cmpge(low).all()
                    && player.pose.position.cmple(game.tuning().arena - low).all();
                assert!(inside, "seed {seed}, tick {}, edges {} in: {:?}", game.tick(), game.inset(), player.pose);
            }
            open_before = open;
        });
    }
}

#[test]
fn no_body_is_joined_across_a_gap_an_edge_or_a_time_away() {
    let mut seams = 0;
    for seed in 1..=40 {
        wild(some_round(seed), seed, 40, |game, _| {
            if game.tick() % 30 != 0 {
                return;
            }
            for player in game.players() {
                let spacing = game.tuning().body.spacing;
                let step = game.tuning().top_speed() / 120.0;
                let body: Vec<(Vec2, bool)> = player.joined_body().collect();
                for pair in body.windows(2) {
                    seams += usize::from(!pair[0].1);
                    let length = pair[0].0.distance(pair[1].0);
                    assert!(!pair[0].1 || length <= spacing + step + 0.1, "seed {seed}: {length}");
                }
            }
        });
    }
    assert!(seams > 1000, "{seams}");
}

#[test]
fn once_all_players_have_left_no_body_remains() {
    for seed in 1..=40 {
        let mut tuning = if seed % 2 == 0 { Tuning::RUSH } else { Tuning::SURVIVAL };
        tuning.end = End::Never;
        // So that all survive long enough to leave long trails, and late joiners ride, too.
        tuning.edge_margin = 1e6;
        let party = tuning.party.as_mut().unwrap();
        (party.crash, party.spirit) = (Some(CrashTuning { ghost_ticks: 60, points: 0 }), None);
        let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
        let mut game = wild(Game::with_tuning(Mode::Rush, tuning, &slots, seed), seed, 30, |_, _| {});
        (0..MAX_PLAYERS as u8).for_each(|slot| game.leave(slot));
        assert!(game.players().is_empty() && game.hazards().is_empty());
        // A new player rides all over the place.
        let mut events = Vec::new();
        assert!(game.enter(0, &mut events) && game.enter(1, &mut events));
        game.leave(1);
        let log = steered(&mut game, 60 * SECOND, |game, inputs| {
            inputs.set(0, if (game.tick() / 200) % 2 == 0 { 0.3 } else { -0.25 });
        });
        let touched: Vec<_> = crashes(&log).into_iter().filter(|crash| crash.2 != Cause::Body { of: 0 }).collect();
        assert!(touched.is_empty(), "seed {seed}: {touched:?}");
        assert!(game.player(0).unwrap().length() > 80.0);
    }
}

#[test]
fn every_round_of_a_party_ends_once_and_is_reported_once() {
    for seed in 1..=60 {
        let (mut told, mut was_over) = (0, false);
        let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
        let mode = [Mode::Rush, Mode::Survival, newer_mode(seed as usize / 3)][seed as usize % 3];
        let game = wild(Game::new(mode, &slots, seed), seed, 95, |game, events| {
            assert!(!was_over || game.is_over(), "over once, over for good");
            was_over = game.is_over();
            told += events.iter().filter(|event| **event == GameEvent::RoundOver).count();
        });
        let ends = mode != Mode::Zen;
        assert_eq!((game.is_over(), told), (ends, usize::from(ends)), "seed {seed}");
    }
}

#[test]
fn reported_crashes_and_returns_have_happened() {
    for seed in 1..=40 {
        let mut solid_before = [false; MAX_PLAYERS];
        wild(some_round(seed), seed, 40, |game, events| {
            for event in events {
                match event {
                    GameEvent::Crashed { slot, cause } => {
                        // A rule of the mode strikes ghosts, too.
                        let can_crash = solid_before[usize::from(*slot)] || matches!(cause, Cause::Rule(_));
                        assert!(can_crash, "seed {seed}: {slot} was not on the board");
                        assert_ne!(cause.by(*slot), Some(*slot));
                        assert!(!game.player(*slot).unwrap().is_solid());
                    }
                    GameEvent::Returned { slot } => assert!(game.player(*slot).unwrap().is_solid()),
                    _ => {}
                }
            }
            solid_before.fill(false);
            for player in game.players() {
                solid_before[usize::from(player.slot)] = player.is_solid();
            }
        });
    }
}
