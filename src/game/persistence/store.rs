//! Files the game keeps: never lost because they cannot be read, and shared with other games that use the same folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

use crate::files::{self, FolderLock, Readers, suffixed};

/// Largest file that is read: ours are a few kilobytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// How long another game may hold the folder. A frame waits for it; what could not be saved is tried again later.
const LOCK_PATIENCE: Duration = Duration::from_millis(50);

/// What every file says about itself.
#[derive(serde::Deserialize)]
struct Header {
    version: u32,
}

/// Reads a file of this version of the format or an earlier one; `None` if there is none. One that cannot be read, or is
/// from a newer game, is set aside beside it with a word in the log.
///
/// # Errors
/// The file can neither be read nor set aside: it must not be written over.
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

/// Reads the content of a file of this version of the format or an earlier one; or says what is wrong with it.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8], version: u32) -> Result<T, &'static str> {
    match serde_json::from_slice::<Header>(bytes) {
        Ok(header) if header.version > version => Err("is from a newer version of the game"),
        Ok(_) => serde_json::from_slice(bytes).map_err(|_| "is damaged"),
        Err(_) => Err("is damaged"),
    }
}

/// Replaces a file by what `merge` makes of its present content, or of `None` if there is none. Other games that use the
/// folder wait meanwhile, so that none undoes what another has saved.
///
/// # Errors
/// What the system says; the file is then as it was. [`io::ErrorKind::WouldBlock`] if another game took too long.
pub(crate) fn update<T: Serialize + DeserializeOwned>(
    path: &Path,
    version: u32,
    merge: impl FnOnce(Option<T>) -> T,
) -> io::Result<()> {
    let _lock = FolderLock::acquire(path.parent().unwrap_or(Path::new(".")), LOCK_PATIENCE)?;
    let value = merge(load(path, version)?);
    files::replace(path, &serde_json::to_vec_pretty(&value)?, Readers::All)
}

/// Reads a file that is not too large to be ours.
///
/// # Errors
/// What the system says.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
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
