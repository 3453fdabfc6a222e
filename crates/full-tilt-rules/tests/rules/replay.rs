//! Replays: recording, reading and playing a run, and the detection of forgeries.

use full_tilt_rules::{Bot, Game, Inputs, Mode, Replay, ReplayError, Skill, Verdict};

/// Records a complete run of a bot.
fn recorded(mode: Mode, seed: u64) -> (Replay, Game) {
    let mut game = Game::new(mode, &[3], seed);
    let mut replay = Replay::new(mode, 3, seed);
    let (mut bot, mut events) = (Bot::new(Skill::Casual, seed), Vec::new());
    while !game.is_over() {
        let mut inputs = Inputs::default();
        inputs.set(3, bot.steer(&game, 3));
        replay.push(&inputs);
        game.step(&inputs, &mut events);
    }
    assert!(replay.finish(&game));
    (replay, game)
}

#[test]
fn a_run_is_played_again_exactly() {
    for (mode, seed) in [(Mode::Serpent, 1), (Mode::Serpent, 2), (Mode::Classic, 3)] {
        let (replay, game) = recorded(mode, seed);
        let read = Replay::from_bytes(&replay.to_bytes()).unwrap();
        assert_eq!(read, replay);
        let mut again = read.game();
        for tick in 0..read.ticks() {
            again.step(&read.inputs(tick), &mut Vec::new());
        }
        assert_eq!(again, game);
        let score = game.players()[0].score();
        assert_eq!(read.verify(), Verdict::True { score, ticks: game.tick() });
        assert_eq!((read.mode(), read.slot(), read.score()), (mode, 3, score));
    }
}

#[test]
fn each_mode_keeps_its_number_in_files() {
    for (mode, number) in [(Mode::Serpent, 0), (Mode::Classic, 1)] {
        assert_eq!(Replay::new(mode, 3, 1).to_bytes()[6], number, "{mode:?}");
    }
}

#[test]
fn files_are_small() {
    let (replay, game) = recorded(Mode::Serpent, 2);
    let seconds = game.tick() as f64 / 120.0;
    let bytes = replay.to_bytes().len() as f64;
    assert!(bytes / seconds < 60.0, "{bytes} bytes for {seconds} s");
}

/// Returns a file that was changed at one place, with a corrected checksum.
fn forged(mut bytes: Vec<u8>, at: usize, change: impl Fn(u8) -> u8) -> Vec<u8> {
    bytes[at] = change(bytes[at]);
    with_checksum(bytes)
}

/// Returns the same bytes, the last eight of which are the checksum of the others.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let sum = bytes[..end]
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    bytes[end..].copy_from_slice(&sum.to_le_bytes());
    bytes
}

#[test]
fn a_score_higher_than_the_played_one_is_detected() {
    let (replay, game) = recorded(Mode::Serpent, 1);
    // The score's highest mantissa bits are the last byte but one of its eight, after magic, version, mode, slot,
    // rules, seed and ticks.
    let score_at = 5 + 3 + 8 + 8 + 4;
    let lie = Replay::from_bytes(&forged(replay.to_bytes(), score_at + 6, |byte| byte ^ 0x08)).unwrap();
    assert_ne!(lie.score(), replay.score());
    let score = game.players()[0].score();
    assert_eq!(lie.verify(), Verdict::False { claimed: lie.score(), score });
    // A different seed gives a different run.
    let lie = Replay::from_bytes(&forged(replay.to_bytes(), 16, |byte| byte ^ 1)).unwrap();
    assert!(matches!(lie.verify(), Verdict::False { .. }));
    // Different numbers: it cannot be verified.
    let other = Replay::from_bytes(&forged(replay.to_bytes(), 8, |byte| byte ^ 1)).unwrap();
    assert_eq!(other.verify(), Verdict::OtherRules);
}

#[test]
fn changed_steering_is_detected() {
    let (replay, game) = recorded(Mode::Serpent, 1);
    for changed in (0..replay.ticks()).step_by(97) {
        let mut lie = Replay::new(Mode::Serpent, 3, 1);
        for tick in 0..replay.ticks() {
            let mut inputs = replay.inputs(tick);
            if tick == changed {
                inputs.set(3, if inputs.get(3) > 0.0 { -1.0 } else { 1.0 });
            }
            lie.push(&inputs);
        }
        // It claims the score of the true run.
        lie.finish(&game);
        assert!(matches!(lie.verify(), Verdict::False { .. }), "tick {changed}");
    }
}

#[test]
fn an_unfinished_run_is_not_true() {
    let mut game = Game::new(Mode::Serpent, &[0], 1);
    let mut replay = Replay::new(Mode::Serpent, 0, 1);
    for _ in 0..100 {
        replay.push(&Inputs::default());
        game.step(&Inputs::default(), &mut Vec::new());
    }
    assert!(replay.finish(&game));
    assert!(matches!(replay.verify(), Verdict::False { .. }));
}

#[test]
fn every_damage_is_an_error_and_none_a_panic() {
    let (replay, _) = recorded(Mode::Serpent, 2);
    let bytes = replay.to_bytes();
    assert_eq!(Replay::from_bytes(b""), Err(ReplayError::NotAReplay));
    assert_eq!(Replay::from_bytes(b"\x89PNG\r\n"), Err(ReplayError::NotAReplay));
    assert_eq!(Replay::from_bytes(&forged(bytes.clone(), 5, |_| 3)), Err(ReplayError::Version(3)));
    assert_eq!(Replay::from_bytes(&forged(bytes.clone(), 7, |_| 200)), Err(ReplayError::Damaged), "no such slot");
    for end in 0..bytes.len() {
        assert!(Replay::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x40;
        assert!(Replay::from_bytes(&changed).is_err(), "byte {at}");
        // With a corrected checksum it must be read without a panic, whatever its content.
        let _ = Replay::from_bytes(&forged(bytes.clone(), at, |byte| byte.wrapping_mul(167).wrapping_add(41)));
    }
}

#[test]
fn steering_beyond_full_lock_is_an_error() {
    // Everything before the steering, then one run of each value, as its zigzag, for one tick.
    let header = |bytes: &[u8]| bytes[..48].to_vec();
    for (zigzag, readable) in [
        (&[0x80, 0x10][..], true),          // 1024: full right
        (&[0xff, 0x0f], true),              // −1024: full left
        (&[0x82, 0x10], false),             // 1025
        (&[0x81, 0x10], false),             // −1025
        (&[0xff, 0xff, 0x03], false),       // −32768, which has no absolute value
        (&[0xfe, 0xff, 0x03], false),       // 32767
        (&[0xff, 0xff, 0xff, 0x7f], false), // beyond 16 bits
    ] {
        let mut replay = Replay::new(Mode::Serpent, 3, 1);
        replay.push(&Inputs::default());
        let bytes = [&header(&replay.to_bytes()), zigzag, &[1], &[0; 8]].concat();
        let read = Replay::from_bytes(&forged(bytes, 0, |byte| byte));
        assert_eq!(read.is_ok(), readable, "{zigzag:x?}");
    }
}

#[test]
fn a_recording_ends_after_an_hour() {
    const HOUR: u64 = 3600 * 120;
    let (mut replay, mut right) = (Replay::new(Mode::Serpent, 3, 1), Inputs::default());
    right.set(3, 1.0);
    (0..HOUR).for_each(|_| replay.push(&right));
    assert_eq!((replay.ticks(), replay.inputs(HOUR - 1)), (HOUR, right.clone()));
    replay.push(&right);
    assert_eq!((replay.ticks(), replay.inputs(HOUR)), (HOUR, Inputs::default()), "straight on after the end");
    assert!(!replay.finish(&Game::new(Mode::Serpent, &[3], 1)), "the round has another length");
    assert_eq!(Replay::from_bytes(&replay.to_bytes()), Ok(replay.clone()));
    assert_eq!(Replay::MAX_BYTES, 1_728_064, "four bytes a tick");
    // The number of ticks, after magic, version, mode, slot, rules and seed.
    let longer = forged(replay.to_bytes(), 5 + 3 + 8 + 8, |byte| byte + 1);
    assert_eq!(Replay::from_bytes(&longer), Err(ReplayError::TooLong));
}

#[test]
fn a_claim_must_be_true_in_every_part() {
    let (replay, _) = recorded(Mode::Serpent, 1);
    let fingerprint_at = 5 + 3 + 8 + 8 + 4 + 8;
    let lie = Replay::from_bytes(&forged(replay.to_bytes(), fingerprint_at, |byte| byte ^ 1)).unwrap();
    assert!(matches!(lie.verify(), Verdict::False { claimed, score } if claimed == score));
    // It goes on after the end of the round.
    let mut longer = replay.clone();
    longer.push(&Inputs::default());
    assert!(matches!(longer.verify(), Verdict::False { claimed, score } if claimed == score));
}

#[test]
fn each_part_of_a_file_must_fit_the_others() {
    let mut replay = Replay::new(Mode::Serpent, 3, 1);
    (0..3).for_each(|_| replay.push(&Inputs::default()));
    let bytes = replay.to_bytes();
    let (body, end) = (bytes[..bytes.len() - 8].to_vec(), [0; 8]);
    let read = |body: &[u8]| Replay::from_bytes(&with_checksum([body, &end].concat()));
    let changed = |at: usize, value: u8| {
        let mut body = body.clone();
        body[at] = value;
        read(&body)
    };
    assert_eq!(read(&body), Ok(replay));
    // The last two bytes are the only run: straight on, for three ticks.
    let count_at = body.len() - 1;
    assert_eq!(body[count_at], 3);
    for count in [0, 2, 4] {
        assert_eq!(changed(count_at, count), Err(ReplayError::Damaged), "a run of {count} ticks");
    }
    for (at, value, part) in
        [(6, 2, "a party mode"), (6, 9, "no mode"), (7, 17, "no slot"), (24, 2, "fewer ticks"), (24, 4, "more ticks")]
    {
        assert_eq!(changed(at, value), Err(ReplayError::Damaged), "{part}");
    }
    assert_eq!(changed(7, 16).map(|replay| replay.slot()), Ok(16));
    assert_eq!(read(&[&body[..], &[0]].concat()), Err(ReplayError::Damaged), "a byte too many");
    let mut endless = body.clone();
    endless[28..36].copy_from_slice(&f64::INFINITY.to_le_bytes());
    assert_eq!(read(&endless), Err(ReplayError::Damaged), "no score is infinite");
}

#[test]
fn long_runs_and_large_changes_survive_the_file() {
    let mut replay = Replay::new(Mode::Classic, 0, 1);
    for (steer, ticks) in [(1.0, 127), (-1.0, 128), (0.5, 16_384), (-0.25, 1), (0.0, 70_000)] {
        let mut inputs = Inputs::default();
        inputs.set(0, steer);
        (0..ticks).for_each(|_| replay.push(&inputs));
    }
    assert_eq!(Replay::from_bytes(&replay.to_bytes()), Ok(replay));
}
