//! Files that are replaced as a whole, in folders that several programs may use at the same time.
//!
//! ```
//! use std::{fs, time::Duration};
//! use phonepad_files::{FolderLock, Readers, replace};
//!
//! let folder = std::env::temp_dir().join(format!("phonepad-files-{}", std::process::id()));
//! let lock = FolderLock::acquire(&folder, Duration::from_secs(1))?;
//! replace(&folder.join("scores.json"), b"{}", Readers::All)?;
//! assert_eq!(fs::read(folder.join("scores.json"))?, b"{}");
//! drop(lock);
//! # fs::remove_dir_all(&folder)?;
//! # Ok::<(), std::io::Error>(())
//! ```

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// The file that is locked while any file in its folder is read in order to be replaced.
const LOCK_NAME: &str = ".lock";
/// Pause between two attempts to lock a folder.
const LOCK_RETRY: Duration = Duration::from_millis(5);

/// The users who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// All users that the system permits, as for any other file.
    All,
    /// Only the file's owner.
    Owner,
}

/// A lock on a folder: no other program that locks the folder changes it until this is dropped.
#[derive(Debug)]
pub struct FolderLock {
    /// `None` where locking is not possible: on a file system without locks, or without write permission.
    _file: Option<File>,
}

impl FolderLock {
    /// Creates the folder if needed, and locks it, waiting at most `patience` for another program.
    ///
    /// # Errors
    /// Returns [`ErrorKind::WouldBlock`] if another program holds it for longer, or the system's error.
    pub fn acquire(folder: &Path, patience: Duration) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let file = match OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK_NAME)) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                return Ok(Self { _file: None });
            }
            Err(error) => return Err(error),
        };
        let until = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: Some(file) }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => thread::sleep(LOCK_RETRY),
                Err(TryLockError::WouldBlock) => return Err(ErrorKind::WouldBlock.into()),
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                    return Ok(Self { _file: None });
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

/// Writes bytes to a new file and replaces the old one with it, so that a crash leaves one or the other. When this
/// returns, they are on the disk. Programs that share the folder hold its [`FolderLock`] meanwhile.
///
/// # Errors
/// Returns the system's error; the file is then unchanged.
pub fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = suffixed(path, "new");
    if let Err(error) = write_whole(&new, bytes, readers) {
        // An incomplete file would only take up space.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    fs::rename(&new, path)?;
    // The folder contains the name, so the folder must reach the disk as well. Not every system can open one.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn write_whole(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    if readers == Readers::Owner {
        // A leftover could have other permissions.
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        options.create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Returns `scores.json` as `scores.damaged.json`.
pub fn suffixed(path: &Path, word: &str) -> PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("{word}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns an empty folder that no other test uses.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("full-tilt-files-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    #[test]
    fn the_wait_for_a_locked_folder_is_limited() {
        let folder = folder("lock");
        let held = FolderLock::acquire(&folder, Duration::ZERO).unwrap();
        let refused = FolderLock::acquire(&folder, Duration::from_millis(20)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::WouldBlock);
        let waiting = {
            let folder = folder.clone();
            thread::spawn(move || FolderLock::acquire(&folder, Duration::from_secs(30)).map(drop))
        };
        drop(held);
        waiting.join().unwrap().unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_or_not_at_all() {
        let folder = folder("replace");
        let path = folder.join("scores.json");
        replace(&path, b"one", Readers::All).unwrap();
        replace(&path, b"two", Readers::Owner).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        // A folder in the way of the new file: nothing can be written.
        fs::create_dir(suffixed(&path, "new")).unwrap();
        assert!(replace(&path, b"three", Readers::All).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        fs::remove_dir_all(folder).unwrap();
    }
}
