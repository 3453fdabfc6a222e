//! The programs of this workspace, for tests of other packages.

use std::{env, path::PathBuf};

/// Returns the path of a program. It must have been built before, as `scripts/test` does.
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a running test has a file");
    let folder = test.ancestors().nth(2).expect("cargo keeps tests in `deps`, below the programs");
    let path = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is missing: `cargo build --workspace --exclude full-tilt --bins` makes it",
        path.display()
    );
    path
}
