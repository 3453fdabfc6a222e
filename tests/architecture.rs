//! The invariants of `src/lib.rs`, held against the sources themselves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, path::Path};

/// Modules that know no I/O, clock or entropy, and neither Bevy nor tokio.
const PURE: [&str; 7] =
    ["src/protocol", "src/motion", "src/sim", "src/sound", "src/relay/room", "src/relay/room.rs", "src/relay/hub.rs"];

/// What those must not mention, and why.
const FORBIDDEN_IN_CORE: [(&str, &str); 15] = [
    ("bevy", "the core knows no engine"),
    ("tokio", "the core does no I/O"),
    ("std::net", "the core does no I/O"),
    ("std::fs", "the core does no I/O"),
    ("std::io", "the core does no I/O"),
    ("std::env", "the core reads no environment"),
    ("std::thread", "the core runs where it is called"),
    ("Instant", "time is an argument"),
    ("SystemTime", "time is an argument"),
    ("rand::rng", "randomness is an argument"),
    ("SysRng", "randomness is an argument"),
    ("HashMap", "its order of iteration is random"),
    ("HashSet", "its order of iteration is random"),
    ("println!", "the core does no I/O"),
    ("thread_rng", "randomness is an argument"),
];

/// Trigonometry and powers of `std` differ between platforms; the core takes them from libm.
const PLATFORM_MATHS: [&str; 10] =
    [".sin()", ".cos()", ".tan()", ".sin_cos()", ".atan2(", ".asin()", ".acos()", ".powf(", ".exp()", ".ln()"];

/// Every Rust file under a path, with its code (no comment lines).
fn sources(path: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files = Vec::new();
    if path.is_file() {
        files.push(path);
    } else {
        let mut folders = vec![path];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    files.push(path);
                }
            }
        }
    }
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (file.display().to_string(), code)
        })
        .collect()
}

#[track_caller]
fn assert_absent(sources: &[(String, String)], word: &str, why: &str) {
    for (file, code) in sources {
        assert!(!code.contains(word), "{file} mentions `{word}`: {why}");
    }
}

fn core() -> Vec<(String, String)> {
    PURE.iter().flat_map(|path| sources(path)).collect()
}

#[test]
fn the_core_does_no_io_reads_no_clock_and_owns_no_entropy() {
    let core = core();
    assert!(core.len() >= 10, "the core's files were found");
    for (word, why) in FORBIDDEN_IN_CORE {
        assert_absent(&core, word, why);
    }
}

#[test]
fn the_core_takes_its_trigonometry_from_libm() {
    for word in PLATFORM_MATHS {
        assert_absent(&core(), word, "results would differ between platforms; use libm");
    }
}

#[test]
fn only_the_game_knows_bevy() {
    for path in
        ["src/lib.rs", "src/relay", "src/link", "src/phone", "src/protocol", "src/motion", "src/sim", "src/sound"]
    {
        assert_absent(&sources(path), "bevy", "only src/game knows Bevy");
    }
}

#[test]
fn inside_the_game_only_the_net_module_knows_tokio() {
    let game: Vec<_> = sources("src/game").into_iter().filter(|(file, _)| !file.contains("/net")).collect();
    assert_absent(&game, "tokio", "only src/game/net knows both Bevy and tokio");
}

#[test]
fn arrows_point_one_way() {
    for (inner, outer) in [
        ("src/protocol", ["crate::motion", "crate::sim", "crate::relay", "crate::link", "crate::game"].as_slice()),
        ("src/motion", &["crate::sim", "crate::relay", "crate::link", "crate::game"]),
        ("src/sim", &["crate::protocol", "crate::motion", "crate::relay", "crate::link", "crate::game"]),
        (
            "src/sound",
            &["crate::protocol", "crate::motion", "crate::sim", "crate::relay", "crate::link", "crate::game"],
        ),
        ("src/relay", &["crate::motion", "crate::sim", "crate::link", "crate::game"]),
        ("src/link", &["crate::motion", "crate::sim", "crate::relay", "crate::game"]),
    ] {
        for word in outer {
            assert_absent(&sources(inner), word, "an inner module must not know an outer one");
        }
    }
}

#[test]
fn only_the_protocol_reads_and_writes_json_of_the_wire() {
    for path in ["src/relay", "src/link", "src/motion", "src/sim"] {
        let mut files = sources(path);
        // What is kept on disk never goes over a wire.
        files.retain(|(file, _)| !file.ends_with("src/relay/room/record.rs"));
        assert_absent(&files, "serde_json", "only src/protocol knows the wire format");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_readable() {
    for (file, _) in sources("src") {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{file} starts with a sentence on what it is for");
        assert!(text.lines().count() <= 400, "{file} has more than 400 lines: does it have one reason to change?");
    }
}
