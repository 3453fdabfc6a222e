//! Seed and inputs decide everything: a thousand rounds of a minute give the recorded hashes, in every build and on
//! every platform, and again when they are played from a file.

use std::fmt::Write as _;

use full_tilt_rules::{Bot, Game, Inputs, Mode, Replay, Skill};

use super::{SECOND, properties::Noise};

/// The hash after a minute of each of the thousand rounds, one per line.
const HASHES: &str = include_str!("hashes.txt");
const ROUNDS: u64 = 1000;

/// Steering by chance, by a bot and by the autopilot in turns: random steering alone would not survive long enough to
/// cover much.
fn round(seed: u64) -> (Game, Replay) {
    let mode = if seed.is_multiple_of(4) { Mode::Classic } else { Mode::Serpent };
    let slot = (seed % 16) as u8;
    let mut game = Game::new(mode, &[slot], seed);
    let mut replay = Replay::new(mode, slot, seed);
    let mut noise = Noise(seed * 0x9e37_79b9 + 1);
    let (mut bot, mut pilot) = (Bot::new(Skill::Casual, seed), Bot::autopilot());
    let mut events = Vec::new();
    for tick in 0..60 * SECOND {
        let steer = match (tick / 60 + seed) % 8 {
            0 => noise.signed(),
            1..4 => bot.steer(&game, slot),
            _ => pilot.steer(&game, slot),
        };
        let mut inputs = Inputs::default();
        inputs.set(slot, steer);
        if !game.is_over() {
            replay.push(&inputs);
        }
        events.clear();
        game.step(&inputs, &mut events);
    }
    replay.finish(&game);
    (game, replay)
}

/// Takes a second, so that most mistakes show without the thousand rounds.
#[test]
fn the_first_sixteen_rounds_give_the_recorded_hashes() {
    for (seed, hash) in (0..16).zip(HASHES.lines()) {
        assert_eq!(format!("{:016x}", round(seed).0.fingerprint()), hash, "round {seed}");
    }
}

#[test]
fn a_thousand_rounds_give_the_recorded_hashes_also_through_a_file() {
    let mut written = String::new();
    let mut long_enough = 0;
    for seed in 0..ROUNDS {
        let (game, replay) = round(seed);
        let read = Replay::from_bytes(&replay.to_bytes()).unwrap();
        let mut again = read.game();
        let mut events = Vec::new();
        for tick in 0..read.ticks() {
            events.clear();
            again.step(&read.inputs(tick), &mut events);
        }
        assert_eq!(again.fingerprint(), game.fingerprint(), "seed {seed}, from its file");
        long_enough += u64::from(game.tick() > 20 * SECOND);
        writeln!(written, "{:016x}", game.fingerprint()).unwrap();
    }
    assert!(long_enough > ROUNDS / 2, "only {long_enough} rounds lasted 20 s");
    if written != HASHES {
        let path = std::env::temp_dir().join("full-tilt-hashes.txt");
        std::fs::write(&path, &written).unwrap();
        let line = written.lines().zip(HASHES.lines()).position(|(new, old)| new != old);
        panic!(
            "round {line:?} went differently. If the rules were changed on purpose, put {} in place of crates/full-tilt-rules/tests/rules/hashes.txt",
            path.display()
        );
    }
}
