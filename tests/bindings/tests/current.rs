//! The files of the page and the Worker are those that the Rust types make.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use full_tilt_bindings::{COMMAND, checkout, files};

#[test]
fn the_written_files_are_current() {
    for file in files() {
        let found = fs::read_to_string(checkout().join(file.path)).unwrap_or_default();
        assert!(
            found == file.text,
            "{} is not what the Rust types make. Run `{COMMAND}` and commit what it writes.",
            file.path
        );
    }
}
