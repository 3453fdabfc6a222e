//! The game's files. Unreadable files are never lost, and several games can share a folder.

use std::{any::Any, fmt, io, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};
use tracing::warn;

/// A folder of files, which several games may use at the same time. Names may contain `/`.
pub(crate) trait Folder: fmt::Debug + Send + Sync {
    /// Returns a file's place in a form for messages.
    fn place(&self, name: &str) -> String;

    /// Reads a file, unless it is too large to be one of the game's.
    ///
    /// # Errors
    /// The system's error, or an error about the file's size.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;

    /// Replaces a file as a whole, or creates it.
    ///
    /// # Errors
    /// The system's error; the file is then unchanged.
    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Renames a file.
    ///
    /// # Errors
    /// The system's error; [`io::ErrorKind::AlreadyExists`] if another file has the new name.
    fn rename(&self, name: &str, new_name: &str) -> io::Result<()>;

    /// Keeps other games from changing the folder until the result is dropped.
    ///
    /// # Errors
    /// The system's error; [`io::ErrorKind::WouldBlock`] if another game took too long.
    fn lock(&self) -> io::Result<Box<dyn Any>>;
}

/// A folder that several parts of the game use.
pub(crate) type SharedFolder = Arc<dyn Folder>;

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
pub(crate) fn load<T: DeserializeOwned>(folder: &dyn Folder, name: &str, version: u32) -> io::Result<Option<T>> {
    let why = match folder.read(name) {
        Ok(bytes) => match parse(&bytes, version) {
            Ok(value) => return Ok(Some(value)),
            Err(why) => why.to_owned(),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => format!("cannot be read ({error})"),
    };
    let aside = set_aside(folder, name).inspect_err(|error| {
        warn!("{} {why}, and could not be set aside: {error}", folder.place(name));
    })?;
    warn!("{} {why} and is set aside as {}", folder.place(name), folder.place(&aside));
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
    folder: &dyn Folder,
    name: &str,
    version: u32,
    merge: impl FnOnce(Option<T>) -> T,
) -> io::Result<()> {
    let _lock = folder.lock()?;
    let value = merge(load(folder, name, version)?);
    folder.replace(name, &serde_json::to_vec_pretty(&value)?)
}

/// Renames a file, without overwriting files that were set aside earlier, and returns its new name.
fn set_aside(folder: &dyn Folder, name: &str) -> io::Result<String> {
    for n in 1..100 {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let word = if n == 1 { "damaged".to_owned() } else { format!("damaged-{n}") };
        let aside = format!("{stem}.{word}.{extension}");
        match folder.rename(name, &aside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|()| aside),
        }
    }
    Err(io::Error::other("too many are set aside already"))
}
