//! A folder on the disk.

use std::{
    any::Any,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use phonepad_files::{self as files, FolderLock, Readers};

use crate::game::persistence::store::{Folder, SharedFolder};

/// Size of the largest file that is read, in bytes: the game's own files have a few kilobytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Maximum time for which another game may hold the folder. A frame waits for it; failed saves are tried again later.
const LOCK_PATIENCE: Duration = Duration::from_millis(50);

/// A folder on the disk, which need not exist yet.
#[derive(Debug)]
pub(crate) struct DiskFolder(PathBuf);

impl DiskFolder {
    /// Returns the folder at this path.
    pub(crate) fn at(path: &Path) -> SharedFolder {
        Arc::new(Self(path.to_owned()))
    }
}

impl Folder for DiskFolder {
    fn place(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        read(&self.0.join(name))
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        files::replace(&self.0.join(name), bytes, Readers::All)
    }

    fn rename(&self, name: &str, new_name: &str) -> io::Result<()> {
        let new = self.0.join(new_name);
        if new.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(self.0.join(name), new)
    }

    fn lock(&self) -> io::Result<Box<dyn Any>> {
        Ok(Box::new(FolderLock::acquire(&self.0, LOCK_PATIENCE)?))
    }
}

/// Reads a file, unless it is too large to be one of the game's.
///
/// # Errors
/// The system's error, or an error about the file's size.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MAX_BYTES {
        return Err(io::Error::other("it is too large to be one of this game's"));
    }
    fs::read(path)
}
