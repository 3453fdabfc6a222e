//! A short run of every fuzz target, with inputs that are the same every time. README.md beside this file explains real
//! fuzzing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{env, fs, path::Path};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use full_tilt_fuzz::{TARGETS, Target};
use full_tilt_rules::{Inputs, Mode, Replay};

/// Number of inputs of each kind, unless the environment's `FUZZ_INPUTS` sets another.
const INPUTS: usize = 1500;
const MAX_BYTES: usize = 600;

fn target(name: &str) -> Target {
    TARGETS.iter().find(|(known, _)| *known == name).unwrap().1
}

/// A short recorded run without its first six bytes and its checksum, which the target adds, and a short recording.
fn files() -> [Vec<u8>; 2] {
    let mut replay = Replay::new(Mode::Serpent, 3, 1);
    for tick in 0..60_u8 {
        let mut inputs = Inputs::default();
        inputs.set(3, f32::from(tick / 9) / 6.0 - 0.5);
        replay.push(&inputs);
    }
    let bytes = replay.to_bytes();
    [bytes[6..bytes.len() - 8].to_vec(), b"0,0,0,9.8,0,0,0\n16,1,0,9.7,0,0,5\n33,2,0,9.6,0,0,9\n".to_vec()]
}

/// Strings from the vectors of the protocol, both as text and as the bytes given by their hexadecimal form.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::from(files());
    // At run time: clones that share a target folder share this program too.
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&package).join("../protocol");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        collect(&serde_json::from_slice(&fs::read(file).unwrap()).unwrap(), &mut seeds);
    }
    seeds
}

fn collect(value: &Value, seeds: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => {
            seeds.push(text.clone().into_bytes());
            let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
            let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
            seeds.extend(digits.chunks(2).map(byte).collect::<Option<Vec<u8>>>());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, seeds)),
        Value::Object(members) => {
            seeds.push(value.to_string().into_bytes());
            members.values().for_each(|member| collect(member, seeds));
        }
        _ => {}
    }
}

/// Changes a few bytes, cuts, or repeats.
fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    for _ in 0..rng.random_range(1..4) {
        let at = rng.random_range(0..=bytes.len());
        match rng.random_range(0..4) {
            0 => bytes.insert(at, rng.random()),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_within(at..),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
        }
        bytes.truncate(MAX_BYTES);
    }
}

fn run(name: &str) {
    let (target, seeds) = (target(name), seeds());
    assert!(seeds.len() > 100, "the vectors are found");
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    seeds.iter().for_each(|seed| target(seed));
    let inputs = std::env::var("FUZZ_INPUTS").map_or(INPUTS, |many| many.parse().unwrap());
    for _ in 0..inputs {
        let mut mutated = seeds[rng.random_range(0..seeds.len())].clone();
        mutate(&mut mutated, &mut rng);
        target(&mutated);
        let random: Vec<u8> = (0..rng.random_range(0..MAX_BYTES)).map(|_| rng.random()).collect();
        target(&random);
    }
}

#[test]
fn bodies() {
    run("body");
}

#[test]
fn chunks() {
    run("chunks");
}

#[test]
fn frames() {
    run("frame");
}

#[test]
fn hubs() {
    run("hub");
}

#[test]
fn outboxes() {
    run("outbox");
}

#[test]
fn packets() {
    run("packet");
}

#[test]
fn recorded_runs() {
    run("replay");
}

#[test]
fn recordings() {
    run("trace");
}

#[test]
fn rooms() {
    run("room");
}

#[test]
fn texts() {
    run("text");
}
