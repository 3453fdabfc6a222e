//! Writes the files that this crate makes; unchanged ones keep their time stamps.

use std::{fs, io};

fn main() -> io::Result<()> {
    for file in full_tilt_bindings::files() {
        let path = full_tilt_bindings::checkout().join(file.path);
        if fs::read_to_string(&path).ok().as_deref() != Some(&*file.text) {
            fs::write(path, file.text)?;
        }
    }
    Ok(())
}
