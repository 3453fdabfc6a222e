//! The rules of bomb: its holder, how it passes on, and the cost of an explosion.

use full_tilt_rules::{
    Bomb, BombEvent, Bot, Cause, CrashTuning, End, Game, GameEvent, Inputs, MAX_PLAYERS, Mode, Rule, Skill, Tuning,
};

use super::{
    SECOND, assert_near,
    party_properties::visit,
    properties::{Hand, Noise, assert_finite},
    scene::{Log, at, bare, crashes, first, points, scene, straight},
};

/// The mode at exactly one unit per tick, the holder included.
fn plain() -> Tuning {
    let mut tuning = bare(Mode::Bomb);
    tuning.start_speed = 120.0;
    tuning.parts.bomb.as_mut().unwrap().haste = 1.0;
    tuning
}

fn bomb(game: &Game) -> &Bomb {
    game.parts().unwrap().bomb().unwrap()
}

fn passes(log: &Log) -> Vec<(u64, u8, u8)> {
    log.iter()
        .filter_map(|(tick, event)| match event {
            GameEvent::Bomb(BombEvent::Passed { from, to, .. }) => Some((*tick, *from, *to)),
            _ => None,
        })
        .collect()
}

/// Returns a scene in which this slot holds the bomb. The first holder is drawn, so it takes a few seeds.
fn held_by(slot: u8, tuning: &Tuning, poses: &[full_tilt_rules::Pose]) -> Game {
    let starts: Vec<(u8, full_tilt_rules::Pose)> = (0..).zip(poses.iter().copied()).collect();
    let games = (1..100).map(|seed| Game::with_starts(Mode::Bomb, tuning.clone(), &starts, seed));
    games.into_iter().find(|game| bomb(game).holder() == Some(slot)).unwrap()
}

#[test]
fn the_numbers_are_as_documented() {
    let tuning = Tuning::BOMB;
    let bomb = tuning.parts.bomb.unwrap();
    assert_eq!((tuning.end, bomb.fuse_ticks, bomb.truce_ticks), (End::Time(72 * SECOND), 12 * SECOND, 3 * SECOND / 2));
    let blast = CrashTuning { ghost_ticks: 2 * SECOND, points: 2 };
    assert_eq!((bomb.blast, bomb.survived, bomb.planted), (blast, 1, 3));
    assert_eq!((bomb.haste, bomb.reach, bomb.leader), (1.2, 14.0, 3.0));
    let crash = tuning.party.unwrap().crash.unwrap();
    assert_eq!((crash.ghost_ticks, crash.points, tuning.blips.points), (2 * SECOND, 10, 5));
}

#[test]
fn the_bomb_is_announced_with_the_first_tick_and_blows_when_its_fuse_has_burnt() {
    let poses = [at(500.0, 1000.0, 0.0), at(500.0, 2000.0, 0.0), at(500.0, 3000.0, 0.0)];
    let mut game = held_by(1, &plain(), &poses);
    let lit = |slot, fuse_ticks| GameEvent::Bomb(BombEvent::Lit { slot, fuse_ticks });
    assert_eq!(straight(&mut game, 1), [(1, lit(1, 1440))]);
    assert!(straight(&mut game, 12 * SECOND - 2).is_empty());
    assert_eq!((bomb(&game).fuse_ticks(), points(&game)), (1, vec![0.0; 3]));
    let log = straight(&mut game, 1);
    let blew = GameEvent::Bomb(BombEvent::Blew { slot: 1, points: 1, by: None, planted: 3 });
    assert_eq!(log, [(1440, blew), (1440, GameEvent::Crashed { slot: 1, cause: Cause::Rule(Rule::Bomb) })]);
    // A point for each other player; slot 1 had nothing to lose, and is a ghost for two seconds.
    assert_eq!(points(&game), [1.0, 0.0, 1.0]);
    assert_eq!(game.players()[1].ghost_ticks, 2 * SECOND);
    let next = bomb(&game).holder().unwrap();
    assert!(next != 1 && bomb(&game).fuse_ticks() == 12 * SECOND);
    assert_eq!(straight(&mut game, 1), [(1441, lit(next, 1440))]);
    // The second explosion: the holder, who has 1, loses four times 2; four points for each of the others.
    straight(&mut game, 12 * SECOND - 1);
    let mut expected = [1.0 + 4.0, 4.0, 1.0 + 4.0];
    expected[usize::from(next)] = 0.0;
    assert_eq!(points(&game), expected);
}

#[test]
fn heads_that_meet_pass_the_bomb_on_and_neither_crashes() {
    // The heads have radius 10 and approach each other by two units per tick, from 200 apart. Under 34 from middle to middle
    // the gap is under 14: after 84 ticks.
    let mut game = held_by(0, &plain(), &[at(1900.0, 2000.0, 0.0), at(2100.0, 2000.0, 180.0)]);
    let log = straight(&mut game, 100);
    assert_eq!(passes(&log), [(84, 0, 1)]);
    assert!(crashes(&log).is_empty() && bomb(&game).holder() == Some(1), "{log:?}");
    assert_eq!(bomb(&game).truce_with(), Some(0));
    // They go on through each other's bodies, 80 units long: harmless during the truce.
    assert!(crashes(&straight(&mut game, 2 * SECOND)).is_empty());
    assert_eq!(bomb(&game).truce_with(), None);
    // It blows in the hands of slot 1, three points for the player who put it there.
    let log = straight(&mut game, 12 * SECOND - 100 - 2 * SECOND);
    let blew = GameEvent::Bomb(BombEvent::Blew { slot: 1, points: 1, by: Some(0), planted: 3 });
    assert_eq!((log[0].clone(), points(&game)), ((1440, blew), vec![3.0, 0.0]));
}

#[test]
fn heads_that_meet_without_the_bomb_crash() {
    let poses = [at(1900.0, 2000.0, 0.0), at(2100.0, 2000.0, 180.0), at(500.0, 500.0, 0.0)];
    let mut game = held_by(2, &plain(), &poses);
    // At 20 or less from middle to middle they touch: after 90 ticks.
    let log = straight(&mut game, 95);
    let by_head = |of| Cause::Head { of };
    assert_eq!(crashes(&log), [(90, 0, by_head(1)), (90, 1, by_head(0))]);
    assert_eq!(passes(&log), []);
}

#[test]
fn a_near_miss_with_a_body_passes_it_on_and_the_receiver_cannot_pass_it_straight_back() {
    // Slot 0 overtakes nobody: both go side by side, 26 units apart, so that the gap between heads is 6. The receiver is as
    // near, and the bomb goes back when the truce of 1.5 s is over.
    let mut game = held_by(0, &plain(), &[at(1000.0, 2000.0, 0.0), at(1000.0, 2026.0, 0.0)]);
    let log = straight(&mut game, 6 * SECOND);
    // A bomb is held for 48 ticks at least, and its first tick counts as one.
    assert_eq!(passes(&log), [(48, 0, 1), (48 + 180, 1, 0), (48 + 360, 0, 1), (48 + 540, 1, 0)]);
    // Beside the body of slot 1: 55 units from its head, but 22 from its middle line; 50 units behind the head, half its
    // width is 5, so that the gap is 7.
    let mut game = held_by(0, &plain(), &[at(1000.0, 2000.0, 0.0), at(1050.0, 2022.0, 0.0)]);
    let log = straight(&mut game, SECOND);
    assert_eq!(passes(&log), [(48, 0, 1)]);
    // With 40 units between them nothing passes.
    let mut game = held_by(0, &plain(), &[at(1000.0, 2000.0, 0.0), at(1000.0, 2040.0, 0.0)]);
    assert_eq!(passes(&straight(&mut game, 6 * SECOND)), []);
}

#[test]
fn the_holder_is_faster_than_the_others_and_the_last_holder_is_not() {
    let mut tuning = plain();
    tuning.parts.bomb.as_mut().unwrap().haste = 1.25;
    let mut game = held_by(0, &tuning, &[at(300.0, 1000.0, 0.0), at(300.0, 3000.0, 0.0)]);
    straight(&mut game, SECOND);
    // The speed changes by 0.8 % per tick: 25 % take 32 ticks.
    assert_near(game.players()[0].speed, 150.0, 1e-3);
    assert_near(game.players()[1].speed, 120.0, 1e-3);
    straight(&mut game, 12 * SECOND);
    assert_near(game.players()[0].speed, 120.0, 1e-3);
    assert_near(game.players()[1].speed, 150.0, 1e-3);
}

#[test]
fn when_the_holder_goes_somebody_else_inherits_the_bomb_with_time_to_act() {
    let poses = [at(300.0, 1000.0, 0.0), at(300.0, 2000.0, 0.0), at(300.0, 3000.0, 0.0)];
    for leaves in [false, true] {
        let mut game = held_by(1, &plain(), &poses);
        straight(&mut game, 11 * SECOND);
        if leaves {
            game.leave(1);
        } else {
            game.park(1);
        }
        let heir = bomb(&game).holder().unwrap();
        assert!(heir != 1 && bomb(&game).fuse_ticks() == 5 * SECOND, "one second was left");
        let log = straight(&mut game, 1);
        assert_eq!(log[0].1, GameEvent::Bomb(BombEvent::Lit { slot: heir, fuse_ticks: 5 * SECOND }));
        straight(&mut game, 5 * SECOND);
        assert!(bomb(&game).holder() != Some(heir), "it has blown");
    }
}

#[test]
fn a_player_alone_on_the_board_is_in_no_danger() {
    let mut game = held_by(0, &plain(), &[at(300.0, 1000.0, 0.0), at(300.0, 2000.0, 0.0)]);
    game.park(0);
    let log = straight(&mut game, 20 * SECOND);
    assert_eq!(
        (first(&log, |event| matches!(event, GameEvent::Crashed { .. })), bomb(&game).holder()),
        (None, Some(1))
    );
    game.leave(1);
    assert_eq!(bomb(&game).holder(), None);
}

#[test]
fn the_leader_receives_the_next_bomb_more_often_but_not_always() {
    let poses = [at(100.0, 500.0, 0.0), at(100.0, 1500.0, 0.0), at(100.0, 2500.0, 0.0), at(100.0, 3500.0, 0.0)];
    let starts: Vec<(u8, full_tilt_rules::Pose)> = (0..).zip(poses).collect();
    let (mut to_leader, mut leads) = (0, 0);
    for seed in 1..=400 {
        let mut game = Game::with_starts(Mode::Bomb, plain(), &starts, seed);
        straight(&mut game, 12 * SECOND);
        // After the second explosion only two players have not held a bomb: they share the lead.
        let second = bomb(&game).holder().unwrap();
        straight(&mut game, 12 * SECOND);
        let most = points(&game).into_iter().fold(0.0, f64::max);
        let next = bomb(&game).holder().unwrap();
        assert_ne!(next, second);
        leads += 1;
        to_leader += u64::from(points(&game)[usize::from(next)] >= most);
    }
    // Two leaders of weight 3 and one other player of weight 1: 6 of 7, or 343 of 400, with a standard deviation of 7.
    assert!((315..=371).contains(&to_leader), "{to_leader} of {leads}");
}

#[test]
fn while_two_players_are_on_the_board_there_is_exactly_one_bomb_and_its_holder_is_one_of_them() {
    for seed in 1..=40_u64 {
        let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
        let mut tuning = Tuning::BOMB;
        // Speeds at which a head covers more than its own length in a tick.
        if seed % 4 == 0 {
            (tuning.start_speed, tuning.max_speed) = (3000.0, 3000.0);
        }
        let mut game = Game::with_tuning(Mode::Bomb, tuning, &slots, seed);
        let mut noise = Noise(seed * 7919 + 1);
        let mut hands: Vec<Hand> = (0..MAX_PLAYERS as u64).map(|slot| Hand::new(seed * 31 + slot + 1)).collect();
        let (mut events, mut holder) = (Vec::new(), bomb(&game).holder());
        for tick in 0..40 * SECOND {
            let mut inputs = Inputs::default();
            (0..).zip(&mut hands).for_each(|(slot, hand)| inputs.set(slot, hand.steer(tick)));
            events.clear();
            visit(&mut game, &mut noise, &mut events);
            game.step(&inputs, &mut events);
            assert_finite(&game);
            let on_board = game.players().iter().filter(|player| player.is_on_board());
            let holds = on_board.clone().filter(|player| bomb(&game).holder() == Some(player.slot)).count();
            assert_eq!(holds, on_board.count().min(1), "seed {seed}, tick {tick}: {:?}", bomb(&game));
            // It changes hands by an event only, and at most once in a tick apart from explosions.
            let mut told = events.iter().filter_map(|event| match event {
                GameEvent::Bomb(BombEvent::Passed { to, .. }) => Some(*to),
                GameEvent::Bomb(BombEvent::Lit { slot, .. }) => Some(*slot),
                _ => None,
            });
            holder = told.next_back().or(holder);
            let blew = events.iter().any(|event| matches!(event, GameEvent::Bomb(BombEvent::Blew { .. })));
            if !blew && !game.is_over() && game.tick() > 0 && bomb(&game).holder().is_some() {
                assert_eq!(bomb(&game).holder(), holder, "seed {seed}, tick {tick}");
            }
        }
    }
}

#[test]
fn bots_of_all_skills_get_rid_of_the_bomb() {
    for skill in Skill::ALL {
        let mut passed = 0;
        for seed in 1..=3 {
            let mut game = Game::new(Mode::Bomb, &[0, 1, 2, 3], seed);
            let mut bots: Vec<Bot> = (0..4).map(|slot| Bot::new(skill, seed * 7 + slot)).collect();
            let log = super::scene::steered(&mut game, 75 * SECOND, |game, inputs| {
                for (slot, bot) in (0..).zip(&mut bots) {
                    inputs.set(slot, bot.steer(game, slot));
                }
            });
            passed += passes(&log).len();
        }
        // Of eighteen bombs.
        assert!(passed >= 12, "{}: {passed} passes", skill.name());
    }
}

#[test]
fn nothing_of_the_bomb_is_left_out_of_the_fingerprint() {
    let poses = [at(300.0, 1000.0, 0.0), at(300.0, 2000.0, 0.0)];
    let (one, other) = (held_by(0, &plain(), &poses), held_by(1, &plain(), &poses));
    assert_ne!(one.fingerprint(), other.fingerprint());
    assert!(scene(Mode::Rush, &bare(Mode::Rush), &poses).parts().is_none());
}
