//! The thumb: taps that take effect once, the dash and its price, and the hold that replaces a tap.

use full_tilt_rules::{
    Action, Bot, DashPrice, DashTuning, DelayLine, Game, GameEvent, Inputs, LockTap, MAX_PLAYERS, Mode, Skill,
    ThumbState, ThumbTuning, Tuning,
};

use super::{
    SECOND, assert_near,
    scene::{at, bare, scene, steered, straight},
};

/// Rush at exactly one unit per tick, with a dash of 72 ticks at 1.6 times the speed, charged in two seconds.
fn charged() -> Tuning {
    let mut tuning = bare(Mode::Rush);
    tuning.start_speed = 120.0;
    tuning.thumb = Some(ThumbTuning {
        dash: DashTuning { factor: 1.6, ticks: 72, top_speed: 500.0 },
        price: DashPrice::Charge(2 * SECOND),
    });
    tuning
}

fn alone(tuning: &Tuning) -> Game {
    scene(Mode::Rush, tuning, &[at(1000.0, 2000.0, 0.0)])
}

/// Plays a tick in which slot 0 taps.
fn tap(game: &mut Game) -> Vec<GameEvent> {
    steered(game, 1, |_, inputs| inputs.set_action(0, true)).into_iter().map(|(_, event)| event).collect()
}

fn acted(slot: u8) -> GameEvent {
    GameEvent::Acted { slot, action: Action::Dash }
}

fn state(game: &Game) -> ThumbState {
    game.players()[0].action(game.tuning())
}

#[test]
fn an_input_has_an_action_for_each_slot_and_for_no_other() {
    let mut inputs = Inputs::default();
    for slot in 0..=u8::MAX {
        inputs.set_action(slot, true);
        assert_eq!(inputs.action(slot), usize::from(slot) < MAX_PLAYERS);
        let others = (0..=u8::MAX).filter(|&other| other != slot);
        assert!(others.into_iter().all(|other| !inputs.action(other)));
        inputs.set_action(slot, false);
        assert_eq!(inputs, Inputs::default());
    }
}

#[test]
fn a_dash_is_as_much_further_as_its_factor_allows() {
    let mut game = alone(&charged());
    assert_eq!(tap(&mut game), [acted(0)]);
    assert!(game.players()[0].is_dashing());
    // The factor grows by 0.04 a tick for 15 ticks, stays for 57, and falls for 15: 4.5 + 34.2 + 4.5 units more.
    straight(&mut game, 14);
    assert_near(game.players()[0].speed, 192.0, 0.01);
    straight(&mut game, 57);
    assert_near(game.players()[0].speed, 192.0, 0.01);
    straight(&mut game, 15);
    assert_near(game.players()[0].speed, 120.0, 0.01);
    assert_near(game.players()[0].pose.position.x, 1000.0 + 87.0 + 43.2, 0.01);
    assert!(!game.players()[0].is_dashing());
}

#[test]
fn no_dash_exceeds_its_top_speed_and_none_slows_a_player() {
    let mut tuning = charged();
    tuning.thumb.as_mut().unwrap().dash.top_speed = 150.0;
    for (usual, fastest) in [(120.0, 150.0), (140.0, 150.0), (170.0, 170.0)] {
        tuning.start_speed = usual;
        let mut game = alone(&tuning);
        tap(&mut game);
        for _ in 0..90 {
            straight(&mut game, 1);
            let speed = game.players()[0].speed;
            assert!((usual - 0.01..=fastest + 0.01).contains(&speed), "{speed} instead of {usual}..{fastest}");
        }
    }
}

#[test]
fn a_charge_refills_and_taps_before_it_is_full_are_lost() {
    let mut game = alone(&charged());
    assert_eq!(state(&game), ThumbState { action: Some(Action::Dash), ready: true, charge: 1.0 });
    tap(&mut game);
    straight(&mut game, SECOND - 1);
    assert!(!state(&game).ready);
    assert_near(state(&game).charge, 0.5, 0.01);
    assert_eq!(tap(&mut game), []);
    straight(&mut game, SECOND - 1);
    assert_eq!(tap(&mut game), [acted(0)], "two seconds after the first one");
    assert_eq!(game.players()[0].acts, 2);
}

#[test]
fn in_serpent_and_rush_a_dash_costs_length_that_blips_have_given() {
    for (mode, start, growth, price) in [(Mode::Serpent, 110.0, 26.0, 26.0), (Mode::Rush, 90.0, 10.0, 20.0)] {
        let mut tuning = mode.tuning().clone();
        (tuning.waves, tuning.blips.kinds, tuning.near_miss) = (None, None, None);
        let mut game = Game::with_tuning(mode, tuning, &[0], 3);
        let mut bot = Bot::new(Skill::Expert, 1);
        let mut seen = Vec::new();
        // A tap in each tick: all but the affordable ones are lost.
        let log = steered(&mut game, 40 * SECOND, |game, inputs| {
            inputs.set(0, bot.steer(game, 0));
            inputs.set_action(0, true);
            seen.push((game.players()[0].blips, game.players()[0].acts));
        });
        let acts = log.iter().filter(|(_, event)| *event == acted(0)).count() as u32;
        let player = &game.players()[0];
        assert!(acts >= 2 && acts == player.acts, "{mode:?}: {acts}");
        assert!(seen.iter().all(|&(blips, acts)| acts as f32 * price <= blips as f32 * growth), "{mode:?}");
        assert!(
            player.crashes > 0 || player.length() <= start + growth * player.blips as f32 - price * acts as f32 + 20.0
        );
    }
}

#[test]
fn ghosts_absent_players_and_heads_before_the_start_do_not_act() {
    let mut tuning = charged();
    tuning.party.as_mut().unwrap().countdown_ticks = 10;
    let mut game = alone(&tuning);
    for _ in 0..10 {
        assert_eq!(tap(&mut game), []);
    }
    game.park(0);
    assert_eq!(tap(&mut game), []);
    game.enter(0, &mut Vec::new());
    assert_eq!(tap(&mut game), [], "a ghost");
    straight(&mut game, 2 * SECOND);
    assert_eq!(tap(&mut game), [acted(0)]);
}

#[test]
fn where_thumbs_do_nothing_a_tap_changes_nothing() {
    let (mut tapped, mut other) = (Game::new(Mode::Classic, &[0], 1), Game::new(Mode::Classic, &[0], 1));
    assert_eq!(state(&tapped), ThumbState { action: None, ready: false, charge: 0.0 });
    for _ in 0..300 {
        assert_eq!(tap(&mut tapped), steered(&mut other, 1, |_, _| {}).into_iter().map(|e| e.1).collect::<Vec<_>>());
    }
    assert_eq!(tapped, other);
}

#[test]
fn an_action_is_part_of_the_fingerprint() {
    let (mut tapped, mut other) = (alone(&charged()), alone(&charged()));
    assert_eq!(tapped.fingerprint(), other.fingerprint());
    tap(&mut tapped);
    straight(&mut other, 1);
    assert_ne!(tapped.fingerprint(), other.fingerprint());
}

#[test]
fn holding_full_lock_for_half_a_second_is_one_tap() {
    let taps = |steering: &[(f32, usize)]| -> Vec<usize> {
        let mut lock = LockTap::default();
        let ticks = steering.iter().flat_map(|&(steer, ticks)| std::iter::repeat_n(steer, ticks));
        ticks.enumerate().filter(|&(_, steer)| lock.feed(steer)).map(|(tick, _)| tick).collect()
    };
    assert_eq!(taps(&[(1.0, 59), (0.0, 1), (1.0, 59)]), [0_usize; 0]);
    assert_eq!(taps(&[(1.0, 600)]), [59]);
    assert_eq!(taps(&[(-1.0, 60), (0.5, 1), (-1.0, 60)]), [59, 120]);
    assert_eq!(taps(&[(1.0, 40), (-1.0, 60)]), [99], "the other side is another hold");
    assert_eq!(taps(&[(0.97, 30), (0.85, 20), (0.96, 10)]), [59], "a shaking hand");
    assert_eq!(taps(&[(0.9, 600), (f32::NAN, 600)]), [0_usize; 0]);
}

#[test]
fn a_delayed_tap_takes_effect_once_whatever_the_delays_do() {
    for (delays, expected) in
        [([3_u8; 8], 5_usize), ([0, 7, 7, 7, 7, 7, 7, 7], 2 + 7), ([7, 7, 2, 7, 1, 0, 0, 0], 2 + 2)]
    {
        let mut line = DelayLine::default();
        let mut taps = Vec::new();
        for tick in 0..30 {
            let mut inputs = Inputs::default();
            inputs.set_action(4, tick == 2);
            let mut late = [0; MAX_PLAYERS];
            late[4] = delays[tick % 8];
            if line.pass(inputs, &late).action(4) {
                taps.push(tick);
            }
        }
        assert_eq!(taps, [expected], "{delays:?}");
    }
}
