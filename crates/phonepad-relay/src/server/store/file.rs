//! The file in which rooms are stored.
//!
//! It is a redb database: one file, transactions that survive a crash at any moment, no C code, a stable file format.

use std::{collections::BTreeMap, fs, io, path::Path};

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tracing::warn;

use super::RoomRecord;
use phonepad_protocol::RoomCode;

/// The file in the data directory.
const FILE_NAME: &str = "rooms.redb";
/// The name that an unreadable file is renamed to.
const DAMAGED_FILE_NAME: &str = "rooms.redb.damaged";
/// Room code → [`RoomRecord`] as JSON. A later format gets another name.
const ROOMS: TableDefinition<&str, &[u8]> = TableDefinition::new("rooms/1");
/// Memory for pages of the file; ten thousand rooms take some 15 MB.
const CACHE_BYTES: usize = 4 * 1024 * 1024;

/// Rooms to be written, by code; `None` removes a room.
pub(super) type Batch = BTreeMap<RoomCode, Option<RoomRecord>>;

/// The open file. After a failed write every further one fails: it must be dropped and opened again.
pub(super) struct RoomFile(Database);

impl RoomFile {
    /// Opens the file in `dir`, or creates it, and reads its rooms. A damaged file is set aside with a warning.
    ///
    /// # Errors
    /// Returns an error if it cannot be opened, created, read or set aside.
    pub(super) fn open(dir: &Path) -> Result<(Self, Vec<RoomRecord>), redb::Error> {
        open(dir).or_else(|error| match error {
            error if is_damage(&error) => {
                warn!(%error, "the file of rooms is damaged: it is now {DAMAGED_FILE_NAME}, and a new one is begun");
                fs::rename(dir.join(FILE_NAME), dir.join(DAMAGED_FILE_NAME))?;
                open(dir)
            }
            error => Err(error),
        })
    }

    /// Writes rooms in one transaction: afterwards, all of it is on disk, or nothing.
    ///
    /// # Errors
    /// Returns an error if writing to the disk fails.
    pub(super) fn write(&self, batch: &Batch) -> Result<(), redb::Error> {
        let transaction = self.0.begin_write()?;
        {
            let mut table = transaction.open_table(ROOMS)?;
            for (code, room) in batch {
                match room {
                    Some(room) => {
                        table.insert(code.as_str(), room.to_json().as_slice())?;
                    }
                    None => {
                        table.remove(code.as_str())?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

fn open(dir: &Path) -> Result<(RoomFile, Vec<RoomRecord>), redb::Error> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // The file contains names of players.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(dir.join(FILE_NAME))?;
    let database = Database::builder().set_cache_size(CACHE_BYTES).create_file(file)?;
    let rooms = read(&database)?;
    Ok((RoomFile(database), rooms))
}

/// Whether the cause is the content of the file, and not the disk, permissions or another process.
fn is_damage(error: &redb::Error) -> bool {
    match error {
        redb::Error::Corrupted(_) | redb::Error::UpgradeRequired(_) | redb::Error::TableTypeMismatch { .. } => true,
        redb::Error::Io(error) => matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof),
        _ => false,
    }
}

fn read(database: &Database) -> Result<Vec<RoomRecord>, redb::Error> {
    let transaction = database.begin_read()?;
    let table = match transaction.open_table(ROOMS) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut rooms = Vec::new();
    for entry in table.iter()? {
        let (code, record) = entry?;
        match RoomRecord::from_json(record.value()) {
            Ok(record) => rooms.push(record),
            Err(error) => warn!(code = code.value(), %error, "a kept room cannot be read and is left alone"),
        }
    }
    Ok(rooms)
}
