//! Replays of whole parties: recording, reading and playing all players, their taps, teams, comings and goings, and the
//! detection of forgeries.

use full_tilt_rules::{
    Bot, Game, GameEvent, Inputs, MAX_PLAYERS, Mode, Replay, ReplayError, RoundSetup, Skill, Verdict, balanced_teams,
};

use super::{SECOND, properties::Noise};

/// Plays and records a round of bots with hands that shake, who tap, join, sleep and leave by chance.
fn recorded(setup: &RoundSetup, visits: bool) -> (Replay, Game) {
    let (mut game, mut replay) = (Game::from_setup(setup), Replay::party(setup));
    let mut bots: Vec<Bot> = (0..17).map(|slot| Bot::new(Skill::Casual, setup.seed * 17 + slot)).collect();
    let mut noise = Noise(setup.seed * 0x9e37_79b9 + 1);
    let mut events = Vec::new();
    let mut hands = Inputs::default();
    for step in 0.. {
        if game.is_over() || step == 100 * SECOND {
            break;
        }
        let mut inputs = hands.clone();
        for (slot, bot) in (0..).zip(&mut bots) {
            let wish = bot.steer(&game, slot);
            // A phone reports 60 times a second, and no two reports are alike.
            if (step + u64::from(slot)) % 2 == 0 {
                inputs.set(slot, wish + noise.signed() * 0.02);
                hands.set(slot, inputs.get(slot));
            }
            inputs.set_action(slot, noise.next().is_multiple_of(2 * SECOND));
            inputs.set_motion(slot, noise.signed().abs() * 0.1);
        }
        if visits && noise.next().is_multiple_of(2 * SECOND) {
            let slot = (noise.next() % MAX_PLAYERS as u64) as u8;
            match noise.next() % 4 {
                0 | 1 => {
                    replay.enter(slot);
                    game.enter(slot, &mut events);
                }
                2 => {
                    replay.park(slot);
                    game.park(slot);
                }
                _ => {
                    replay.leave(slot);
                    game.leave(slot);
                }
            }
        }
        replay.push(&inputs);
        game.step(&inputs, &mut events);
        events.clear();
    }
    assert!(replay.finish(&game));
    (replay, game)
}

fn setup(mode: Mode, players: u8, seed: u64) -> RoundSetup {
    let mut setup = RoundSetup::new(mode, &(0..players).collect::<Vec<u8>>(), seed);
    setup.without_sensor = 0b1010;
    if mode.has_teams() && seed % 2 == 1 {
        setup.teams = balanced_teams(&[(0, 3.0), (1, 1.0), (2, 2.0)], 3, seed);
    }
    setup
}

fn all_modes() -> Vec<Mode> {
    Mode::ALL.to_vec()
}

#[test]
fn rounds_of_all_modes_are_played_again_exactly_from_their_files() {
    for mode in all_modes() {
        let mut acts = 0;
        for seed in 1..=4 {
            let (replay, game) = recorded(&setup(mode, 2 + seed as u8 * 3, seed), true);
            let bytes = replay.to_bytes();
            let read = Replay::from_bytes(&bytes).unwrap();
            assert!(read == replay, "{mode:?} {seed}");
            let mut playback = read.playback();
            let mut events = Vec::new();
            while playback.step(&mut events) {}
            assert!(playback.game() == &game, "{mode:?} {seed}");
            let best = game.players().iter().map(|player| player.score()).fold(0.0, f64::max);
            let expected = if game.is_over() {
                Verdict::True { score: best, ticks: game.tick() }
            } else {
                Verdict::False { claimed: best, score: best }
            };
            assert_eq!(read.verify(), expected, "{mode:?} {seed}");
            acts += events.iter().filter(|event| matches!(event, GameEvent::Acted { .. })).count();
        }
        assert_eq!(acts > 0, mode.tuning().thumb.is_some(), "{mode:?}: {acts} taps took effect");
    }
}

#[test]
fn a_round_of_rush_with_fifteen_phones_is_far_smaller_than_a_megabyte() {
    let (replay, game) = recorded(&setup(Mode::Rush, 15, 2), false);
    assert_eq!(game.tick(), 75 * SECOND);
    let bytes = replay.to_bytes().len();
    assert!(bytes < 300_000, "{bytes} bytes");
}

#[test]
fn a_clip_starts_where_the_round_was_at_that_tick() {
    let (replay, game) = recorded(&setup(Mode::Rush, 6, 3), true);
    let from = replay.ticks() - 3 * SECOND;
    let mut clip = replay.clip(from);
    assert_eq!((clip.tick(), clip.game().steps()), (from, from));
    let mut steps = 0;
    while clip.step(&mut Vec::new()) {
        steps += 1;
    }
    assert!(steps == 3 * SECOND && clip.game() == &game);
    assert_eq!(replay.clip(u64::MAX).tick(), replay.ticks(), "beyond the end it is the end");
    assert!(replay.clip(0).game() == &replay.game());
}

#[test]
fn a_single_run_is_in_version_1_until_a_tap_and_then_in_version_2() {
    let mut replay = Replay::new(Mode::Serpent, 3, 1);
    replay.push(&Inputs::default());
    assert_eq!(replay.to_bytes()[5], 1);
    let mut tap = Inputs::default();
    tap.set_action(3, true);
    replay.push(&tap);
    let bytes = replay.to_bytes();
    assert_eq!(bytes[5], 2);
    let read = Replay::from_bytes(&bytes).unwrap();
    assert!(read == replay && read.is_by_these_rules() && read.slot() == 3);
    assert_eq!((read.inputs(0).action(3), read.inputs(1).action(3), read.inputs(2).action(3)), (false, true, false));
}

/// Returns the same bytes with a correct checksum.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let sum = bytes[..end].iter().fold(0xcbf2_9ce4_8422_2325_u64, fnv);
    bytes[end..].copy_from_slice(&sum.to_le_bytes());
    bytes
}

/// A short round: survival of players who hardly steer.
fn short() -> (Replay, Game) {
    let setup = RoundSetup { teams: None, ..setup(Mode::Survival, 3, 5) };
    let (mut game, mut replay) = (Game::from_setup(&setup), Replay::party(&setup));
    for step in 0.. {
        if game.is_over() {
            break;
        }
        let mut inputs = Inputs::default();
        (0..3).for_each(|slot| inputs.set(slot, ((step / 40) % 3) as f32 * 0.4 - 0.4));
        inputs.set_action(1, step == 500);
        if step == 450 {
            replay.enter(4);
            game.enter(4, &mut Vec::new());
        }
        replay.push(&inputs);
        game.step(&inputs, &mut Vec::new());
    }
    assert!(replay.finish(&game));
    assert!(matches!(replay.verify(), Verdict::True { .. }));
    (replay, game)
}

#[test]
fn no_changed_file_is_true_with_other_scores() {
    let (replay, _) = short();
    let bytes = replay.to_bytes();
    let (mut noise, mut read, mut played) = (Noise(77), 0, 0);
    for round in 0..4000 {
        let mut changed = bytes.clone();
        for _ in 0..1 + noise.next() % 3 {
            let at = (noise.next() % (bytes.len() as u64 - 8)) as usize;
            // Not the length of the round: hours would take too long to play.
            if !(5..6).contains(&at) && !(23..27).contains(&at) {
                changed[at] ^= 1 << (noise.next() % 8);
            }
        }
        if round % 50 == 0 {
            changed.truncate(8 + (noise.next() % bytes.len() as u64) as usize);
        }
        let Ok(lie) = Replay::from_bytes(&resealed(changed)) else { continue };
        read += 1;
        assert!(Replay::from_bytes(&lie.to_bytes()).as_ref() == Ok(&lie));
        if lie.scores() != replay.scores() && lie.is_by_these_rules() {
            played += 1;
            // Another course may have other scores, which are true then; but not for the same claim about its end.
            if let Verdict::True { score, .. } = lie.verify() {
                assert_eq!(score, lie.score());
                assert_ne!(lie.setup(), replay.setup(), "the same round cannot have two results");
            }
        }
    }
    assert!(read > 300 && played > 50, "{read} read, {played} played");
}

#[test]
fn every_claimed_score_must_be_true() {
    let (replay, game) = short();
    let bytes = replay.to_bytes();
    let players = game.players().len();
    // The list of scores comes after the fixed part of 35 bytes, three slots with their number, no teams, and the sensors.
    let scores_at = 35 + 4 + 1 + 4;
    assert_eq!(usize::from(bytes[scores_at]), players);
    for player in 0..players {
        let mut changed = bytes.clone();
        changed[scores_at + 1 + player * 9 + 7] ^= 0x40;
        let lie = Replay::from_bytes(&resealed(changed)).unwrap();
        assert!(matches!(lie.verify(), Verdict::False { .. }), "player {player}");
    }
}

#[test]
fn arbitrary_bytes_are_an_error_and_never_a_panic() {
    let mut noise = Noise(5);
    let start = short().0.to_bytes();
    for _ in 0..20_000 {
        // A header of any length, then noise.
        let kept = (noise.next() % start.len() as u64) as usize;
        let more = (noise.next() % 60) as usize + 8;
        let mut bytes = start[..kept].to_vec();
        bytes.extend((0..more).map(|_| if noise.next().is_multiple_of(3) { 0xff } else { noise.next() as u8 }));
        let _ = Replay::from_bytes(&bytes);
        if let Ok(replay) = Replay::from_bytes(&resealed(bytes)) {
            assert!(Replay::from_bytes(&replay.to_bytes()).as_ref() == Ok(&replay));
        }
    }
}

#[test]
fn a_file_that_claims_more_than_it_holds_is_an_error() {
    let empty = Replay::party(&RoundSetup::new(Mode::Rush, &[0], 1)).to_bytes();
    // The empty lists of steering (u8), taps and comings (u32 each) are last, before the checksum.
    let lists_at = empty.len() - 8 - 9;
    let with = |tail: &[u8]| Replay::from_bytes(&resealed([&empty[..lists_at], tail, &[0; 8]].concat()));
    assert!(with(&[0; 9]).is_ok());
    assert_eq!(with(&[1, 0, 0xff, 0xff, 0xff, 0xff]), Err(ReplayError::Damaged), "four billion changes");
    assert_eq!(with(&[0, 0xff, 0xff, 0xff, 0xff]), Err(ReplayError::Damaged), "four billion taps");
    assert_eq!(with(&[0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]), Err(ReplayError::Damaged), "two billion visits");
    assert_eq!(with(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 17]), Err(ReplayError::Damaged), "no such slot");
    assert_eq!(with(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 3]), Err(ReplayError::Damaged), "after the end");
    assert!(with(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 16]).is_ok());
    assert_eq!(with(&[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x60]), Err(ReplayError::Damaged), "no such kind");
    let mut long = empty.clone();
    long[23..27].copy_from_slice(&432_001_u32.to_le_bytes());
    assert_eq!(Replay::from_bytes(&resealed(long)), Err(ReplayError::TooLong));
}

#[test]
fn the_longest_party_fits_into_a_file_or_is_reported_as_incomplete() {
    let setup = RoundSetup::new(Mode::Rush, &(0..15).collect::<Vec<u8>>(), 1);
    let mut replay = Replay::party(&setup);
    let mut inputs = Inputs::default();
    for tick in 0..60_000_u32 {
        // All players go from one lock to the other and tap in every tick.
        (0..15).for_each(|slot| inputs.set(slot, if tick % 2 == 0 { 1.0 } else { -1.0 }));
        (0..15).for_each(|slot| inputs.set_action(slot, true));
        replay.push(&inputs);
    }
    let bytes = replay.to_bytes();
    assert!(bytes.len() <= Replay::MAX_BYTES && replay.ticks() < 60_000, "{} bytes", bytes.len());
    assert!(!replay.finish(&Game::from_setup(&setup)));
    assert!(Replay::from_bytes(&bytes).is_ok());
}
