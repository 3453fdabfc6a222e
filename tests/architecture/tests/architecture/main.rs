//! Invariants of the code's structure that neither Cargo nor clippy can check, tested on the sources themselves.
//!
//! Cargo enforces the arrows between crates, and `crates/clippy.toml` keeps clocks, entropy, I/O and the platform's
//! trigonometry out of the pure ones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod imports;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A folder with more files has parts that could be named.
const MAX_FILES: usize = 20;

/// JSON that never goes over a wire: rooms on the disk, bundles of web files, and the headers that come with it.
const OWN_JSON: [&str; 3] = [
    "phonepad-relay/src/room/record.rs",
    "phonepad-relay/src/server/bundle.rs",
    "phonepad-relay/src/server/headers.rs",
];

/// Most lines in a file. A file has one reason to change; longer ones usually have two.
const MAX_LINES: usize = 400;

/// Returns the checkout under test. Asked at run time: clones that share a target folder share this program too.
fn workspace() -> PathBuf {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    package.ancestors().nth(2).unwrap().to_owned()
}

/// Returns the source folders of the game and of every crate beside it.
fn source_folders() -> Vec<PathBuf> {
    let mut folders = vec![workspace().join("src")];
    folders.extend(fs::read_dir(workspace().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src")));
    folders.retain(|folder| folder.is_dir());
    assert!(folders.len() > 5, "the crates are found");
    folders
}

/// Returns every Rust file below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Returns the lines of a file that are not comments.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn no_file_imports_itself_through_others() {
    let circles: Vec<String> = source_folders().iter().flat_map(|folder| imports::circles(folder)).collect();
    assert!(circles.is_empty(), "import circles:\n{}", circles.join("\n"));
}

#[test]
fn no_folder_of_the_game_has_more_files_than_a_reader_can_survey() {
    let mut counts = std::collections::BTreeMap::<PathBuf, usize>::new();
    for file in rust_files(&workspace().join("src")) {
        *counts.entry(file.parent().unwrap().to_owned()).or_default() += 1;
    }
    for (folder, count) in counts {
        assert!(count <= MAX_FILES, "{} has {count} files", folder.display());
    }
}

#[test]
fn only_the_protocol_and_stored_rooms_use_json_below_the_game() {
    for folder in source_folders().iter().skip(1) {
        if folder.ends_with("phonepad-protocol/src") {
            continue;
        }
        for file in rust_files(folder) {
            if !OWN_JSON.iter().any(|own| file.ends_with(own)) {
                assert!(!code(&file).contains("serde_json"), "{}: the wire belongs to the protocol", file.display());
            }
        }
    }
}

#[test]
fn only_the_platform_folder_of_the_game_differs_between_platforms() {
    for file in rust_files(&workspace().join("src")) {
        let is_platform = file.to_string_lossy().contains("/platform/");
        let differs = [
            "cfg(target",
            "cfg!(target",
            "cfg(unix",
            "cfg(windows",
            "cfg!(unix",
            "cfg!(windows",
            "cfg!(all(",
            "cfg(not(target",
        ]
        .iter()
        .any(|condition| code(&file).contains(condition));
        assert!(is_platform || !differs, "{}: only src/game/platform knows the platform", file.display());
    }
}

#[test]
fn every_file_states_its_purpose_and_stays_readable() {
    for file in source_folders().iter().flat_map(|folder| rust_files(folder)) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} starts with a sentence on its purpose", file.display());
        assert!(text.lines().count() <= MAX_LINES, "{} has more than {MAX_LINES} lines", file.display());
    }
}
