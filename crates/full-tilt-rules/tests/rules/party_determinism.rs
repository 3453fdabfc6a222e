//! Seed, inputs, joins and departures decide everything in a party, too: two hundred minutes of each mode give the
//! recorded hashes, in every build and on every platform.

use std::fmt::Write as _;

use full_tilt_rules::{Bot, Game, GameEvent, Inputs, Mode, Skill};

use super::{SECOND, party_properties::visit, properties::Noise};

/// The hash after each minute, one per line: first those of rush, then those of survival.
const HASHES: &str = include_str!("party_hashes.txt");
const MINUTES: u64 = 200;

/// The events so far, as one number: FNV-1a over whole words.
struct Hash(u64);

impl Hash {
    fn add(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    }
}

/// Plays a minute of 2 to 15 players, steered by bots and by chance in turns, with joins and departures; a round that
/// ends is followed by the next one. Also returns the numbers of crashes and rounds.
pub(super) fn minute(mode: Mode, seed: u64) -> (u64, u64, u64) {
    let slots: Vec<u8> = (0..(2 + seed % 14) as u8).collect();
    // Every other player has no motion sensor.
    let new = |seed| Game::new(mode, &slots, seed).with_players_without_sensor(0xaaaa);
    let mut game = new(seed);
    let mut bots: Vec<Bot> = (0..17).map(|slot| Bot::new(Skill::Beginner, seed * 17 + slot)).collect();
    let (mut noise, mut hash) = (Noise(seed * 0x9e37_79b9 + 1), Hash(0xcbf2_9ce4_8422_2325));
    let (mut crashes, mut rounds) = (0, 0);
    let mut events = Vec::new();
    for tick in 0..60 * SECOND {
        let mut inputs = Inputs::default();
        for (slot, bot) in (0..).zip(&mut bots) {
            let by_chance = (tick / 40 + seed + u64::from(slot)).is_multiple_of(6);
            inputs.set(slot, if by_chance { noise.signed() } else { bot.steer(&game, slot) });
            inputs.set_motion(slot, bot.motion());
        }
        visit(&mut game, &mut noise, &mut events);
        game.step(&inputs, &mut events);
        for event in events.drain(..) {
            if let GameEvent::Crashed { slot, cause } = event {
                crashes += 1;
                hash.add(tick << 16 | u64::from(slot) << 8 | u64::from(cause.by(slot).unwrap_or(u8::MAX)));
            }
        }
        if game.is_over() || tick % (10 * SECOND) == 0 {
            hash.add(game.fingerprint());
        }
        if game.is_over() {
            rounds += 1;
            game = new(seed + 1000 * rounds);
        }
    }
    hash.add(game.fingerprint());
    (hash.0, crashes, rounds)
}

/// Takes a second, so that most mistakes show without the two hundred minutes.
#[test]
fn the_first_six_minutes_of_each_mode_give_the_recorded_hashes() {
    for (mode, first) in [(Mode::Rush, 0), (Mode::Survival, MINUTES as usize)] {
        for (seed, hash) in (0..6).zip(HASHES.lines().skip(first)) {
            assert_eq!(format!("{:016x}", minute(mode, seed).0), hash, "minute {seed} of {}", mode.name());
        }
    }
}

#[test]
fn two_hundred_minutes_of_each_mode_give_the_recorded_hashes() {
    let mut written = String::new();
    for mode in [Mode::Rush, Mode::Survival] {
        let (mut crashes, mut rounds) = (0, 0);
        for seed in 0..MINUTES {
            let (hash, more_crashes, more_rounds) = minute(mode, seed);
            (crashes, rounds) = (crashes + more_crashes, rounds + more_rounds);
            writeln!(written, "{hash:016x}").unwrap();
        }
        assert!(crashes > 30 * MINUTES, "{crashes} crashes in {}", mode.name());
        assert!(rounds > 2 * MINUTES || mode == Mode::Rush, "{rounds} rounds of survival");
    }
    if written != HASHES {
        let path = std::env::temp_dir().join("full-tilt-party-hashes.txt");
        std::fs::write(&path, &written).unwrap();
        let line = written.lines().zip(HASHES.lines()).position(|(new, old)| new != old);
        panic!(
            "minute {line:?} went differently. If the rules were changed on purpose, put {} in place of crates/full-tilt-rules/tests/rules/party_hashes.txt",
            path.display()
        );
    }
}

#[test]
fn a_copy_of_a_round_goes_on_like_the_round_itself() {
    for mode in [Mode::Rush, Mode::Survival] {
        let slots: Vec<u8> = (0..8).collect();
        let mut game = Game::new(mode, &slots, 5);
        let mut noise = Noise(11);
        let mut copy = None;
        for tick in 0..30 * SECOND {
            let mut inputs = Inputs::default();
            slots.iter().for_each(|&slot| inputs.set(slot, noise.signed() * 0.5));
            let (mut events, mut again) = (Vec::new(), Vec::new());
            game.step(&inputs, &mut events);
            if let Some(copy) = &mut copy {
                Game::step(copy, &inputs, &mut again);
                assert_eq!((&game, &events), (&*copy, &again), "{} at {tick}", mode.name());
            }
            if tick == 4 * SECOND {
                copy = Some(game.clone());
            }
        }
    }
}
