//! Files the game keeps: written whole or not at all, and never lost because they cannot be read.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

/// Largest file that is read: ours are a few kilobytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What every file says about itself.
#[derive(serde::Deserialize)]
struct Header {
    version: u32,
}

/// Reads a file of this version of the format or an earlier one, or the default if there is none. One that cannot be read, or is from a
/// newer game, is set aside beside it with a word in the log.
pub(super) fn load<T: DeserializeOwned + Default>(path: &Path, version: u32) -> T {
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return T::default(),
        Err(error) => {
            warn!("{} cannot be read: {error}", path.display());
            return T::default();
        }
    };
    let why = match serde_json::from_slice::<Header>(&bytes) {
        Ok(header) if header.version > version => "is from a newer version of the game",
        Ok(_) => match serde_json::from_slice(&bytes) {
            Ok(value) => return value,
            Err(_) => "is damaged",
        },
        Err(_) => "is damaged",
    };
    match set_aside(path) {
        Ok(aside) => warn!("{} {why} and is set aside as {}", path.display(), aside.display()),
        Err(error) => warn!("{} {why}, and could not be set aside: {error}", path.display()),
    }
    T::default()
}

/// Writes a value as JSON; see [`write()`].
///
/// # Errors
/// What the system says; the file is then as it was.
pub(super) fn save<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    write(path, &serde_json::to_vec_pretty(value)?)
}

/// Writes bytes beside the old file and puts them in its place, so that a crash leaves one or the other. When this has
/// returned, they are on the disk.
///
/// # Errors
/// What the system says; the file is then as it was.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = suffixed(path, "new");
    let mut file = fs::File::create(&new)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // What could not be written would only take up room.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    fs::rename(&new, path)?;
    // The name is in the folder, so the folder must reach the disk as well. Not every system can open one.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Reads a file that is not too large to be ours.
///
/// # Errors
/// What the system says.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_BYTES {
        return Err(io::Error::other("it is too large to be one of this game's"));
    }
    fs::read(path)
}

/// Renames a file so that neither it nor an earlier one set aside is lost.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let names = (1..100).map(|n| suffixed(path, &if n == 1 { "damaged".to_owned() } else { format!("damaged-{n}") }));
    for aside in names {
        if !aside.exists() {
            fs::rename(path, &aside)?;
            return Ok(aside);
        }
    }
    Err(io::Error::other("too many are set aside already"))
}

/// `scores.json` as `scores.damaged.json`.
fn suffixed(path: &Path, word: &str) -> PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("{word}.{extension}"))
}
