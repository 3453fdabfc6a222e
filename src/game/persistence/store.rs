//! The game's files. Unreadable files are never lost, and several games can share a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

use crate::files::{self, FolderLock, Readers, suffixed};

/// Size of the largest file that is read, in bytes: the game's own files have a few kilobytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Maximum time for which another game may hold the folder. A frame waits for it; failed saves are tried again later.
const LOCK_PATIENCE: Duration = Duration::from_millis(50);

/// The part that all files have in common.
#[derive(serde::Deserialize)]
struct Header {
    version: u32,
}

/// Reads a file of this version of the format or an earlier one; returns `None` if there is none. A file that cannot be
/// read, or is from a newer game, is set aside beside the original with a warning in the log.
///
/// # Errors
/// If the file can neither be read nor set aside: it must not be overwritten.
pub(crate) fn load<T: DeserializeOwned>(path: &Path, version: u32) -> io::Result<Option<T>> {
    let why = match read(path) {
        Ok(bytes) => match parse(&bytes, version) {
            Ok(value) => return Ok(Some(value)),
            Err(why) => why.to_owned(),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => format!("cannot be read ({error})"),
    };
    let aside = set_aside(path).inspect_err(|error| {
        warn!("{} {why}, and could not be set aside: {error}", path.display());
    })?;
    warn!("{} {why} and is set aside as {}", path.display(), aside.display());
    Ok(None)
}

/// Parses the content of a file of this version of the format or an earlier one, or returns what is wrong with it.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8], version: u32) -> Result<T, &'static str> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.version > version => Err("is from a newer version of the game"),
        Ok(_) => serde_json::from_slice(bytes).map_err(|_| "is damaged"),
        Err(_) => Err("is damaged"),
    }
}

/// Replaces a file by the result of `merge`, which gets the present content, or `None` if there is no file. Other games
/// that use the folder wait meanwhile, so that no game undoes what another has saved.
///
/// # Errors
/// The system's error; the file is then unchanged. [`io::ErrorKind::WouldBlock`] if another game took too long.
pub(crate) fn update<T: Serialize + DeserializeOwned>(
    path: &Path,
    version: u32,
    merge: impl FnOnce(Option<T>) -> T,
) -> io::Result<()> {
    let _lock = FolderLock::acquire(path.parent().unwrap_or(Path::new(".")), LOCK_PATIENCE)?;
    let value = merge(load(path, version)?);
    files::replace(path, &serde_json::to_vec_pretty(&value)?, Readers::All)
}

/// Reads a file, unless it is too large to be one of the game's.
///
/// # Errors
/// The system's error, or an error about the file's size.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_BYTES {
        return Err(io::Error::other("it is too large to be one of this game's"));
    }
    fs::read(path)
}

/// Renames a file, without overwriting files that were set aside earlier, and returns its new path.
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
