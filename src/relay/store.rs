//! Rooms on disk: what a relay has promised is kept over a crash and a restart. An own thread writes, because a commit
//! waits for the disk; changes that come in meanwhile are committed together.
//!
//! The database is redb: one file, transactions that survive a crash at any moment, no C code, a stable file format.

use std::{
    collections::BTreeMap,
    fs, io,
    path::Path,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use tokio::sync::watch;
use tracing::{error, warn};

use super::{RoomRecord, mailbox::lock};
use crate::protocol::RoomCode;

/// The file in the data directory.
const FILE_NAME: &str = "rooms.redb";
/// What a file that cannot be read is renamed to.
const DAMAGED_FILE_NAME: &str = "rooms.redb.damaged";
/// Room code → [`RoomRecord`] as JSON. A later format gets another name.
const ROOMS: TableDefinition<&str, &[u8]> = TableDefinition::new("rooms/1");
/// Memory for pages of the file; ten thousand rooms take some 15 MB.
const CACHE_BYTES: usize = 4 * 1024 * 1024;
/// Pause after a failed commit, such as on a full disk.
const RETRY: Duration = Duration::from_secs(1);

/// Where a relay keeps its rooms; clones share the file. Dropping the last one writes what is left.
#[derive(Clone)]
pub struct Store(Arc<Writer>);

struct Writer {
    shared: Arc<Shared>,
    kept: Mutex<Vec<RoomRecord>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    pending: Mutex<Pending>,
    changed: Condvar,
    /// The number of the last change that is on disk.
    committed: watch::Sender<u64>,
}

/// Changes that are not on disk yet: of each room only the last, so there are never more than rooms.
#[derive(Default)]
struct Pending {
    rooms: BTreeMap<RoomCode, Option<RoomRecord>>,
    /// How many changes there were, ever.
    number: u64,
    is_closing: bool,
}

impl Store {
    /// Opens the store in `dir`, which is made if need be. A damaged file is set aside with a warning.
    ///
    /// # Errors
    /// If `dir` cannot be read or written, or another relay uses it.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let opened = open_database(dir).or_else(|error| match error {
            error if is_damage(&error) => {
                warn!(%error, "the kept rooms are damaged: they are now in {DAMAGED_FILE_NAME}, and the relay has none");
                fs::rename(dir.join(FILE_NAME), dir.join(DAMAGED_FILE_NAME))?;
                open_database(dir)
            }
            error => Err(error),
        });
        let (database, kept) = opened.map_err(|error| match error {
            redb::Error::DatabaseAlreadyOpen => io::Error::other("another relay uses this directory"),
            redb::Error::Io(error) => error,
            other => io::Error::other(other),
        })?;
        let shared =
            Arc::new(Shared { pending: Mutex::default(), changed: Condvar::new(), committed: watch::Sender::new(0) });
        let writer = Arc::clone(&shared);
        let thread = thread::Builder::new().name("relay store".into()).spawn(move || writer.run(&database))?;
        Ok(Self(Arc::new(Writer { shared, kept: Mutex::new(kept), thread: Some(thread) })))
    }

    /// The rooms that were kept when the store was opened; the second time, none.
    pub(super) fn take_kept(&self) -> Vec<RoomRecord> {
        std::mem::take(&mut lock(&self.0.kept))
    }

    /// Keeps a room as it is now, or, with `None`, forgets it. For one room, the caller must not let calls overtake each
    /// other.
    pub(super) fn put(&self, code: RoomCode, room: Option<RoomRecord>) {
        let mut pending = lock(&self.0.shared.pending);
        pending.rooms.insert(code, room);
        pending.number += 1;
        self.0.shared.changed.notify_one();
    }

    /// Waits until everything [`put`](Self::put) so far is on disk, or could not be written there.
    pub(super) async fn saved(&self) {
        let number = lock(&self.0.shared.pending).number;
        let mut committed = self.0.shared.committed.subscribe();
        // The sender lives as long as we do.
        let _ = committed.wait_for(|committed| *committed >= number).await;
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        lock(&self.shared.pending).is_closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn run(&self, database: &Database) {
        let mut pending = lock(&self.pending);
        loop {
            if pending.rooms.is_empty() {
                if pending.is_closing {
                    return;
                }
                pending = self.changed.wait(pending).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (rooms, number) = (std::mem::take(&mut pending.rooms), pending.number);
            drop(pending);
            let result = write(database, &rooms);
            pending = lock(&self.pending);
            if let Err(problem) = result {
                error!(%problem, "cannot keep rooms: a crash now would lose what is new in them");
                for (code, room) in rooms {
                    pending.rooms.entry(code).or_insert(room);
                }
            }
            // Also after a failure: a game that goes on without a safety net is better than one that does not start.
            self.committed.send_replace(number);
            if !pending.rooms.is_empty() && pending.number == number {
                if pending.is_closing {
                    return;
                }
                let retried = self.changed.wait_timeout(pending, RETRY);
                pending = retried.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }
}

/// The database in `dir`, and the rooms in it.
fn open_database(dir: &Path) -> Result<(Database, Vec<RoomRecord>), redb::Error> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // Names of players are in there.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(dir.join(FILE_NAME))?;
    let database = Database::builder().set_cache_size(CACHE_BYTES).create_file(file)?;
    let kept = read(&database)?;
    Ok((database, kept))
}

/// Whether what is in the file is to blame, and not the disk, permissions or another process.
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

/// One transaction: all of it is on disk afterwards, or nothing.
fn write(database: &Database, rooms: &BTreeMap<RoomCode, Option<RoomRecord>>) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(ROOMS)?;
        for (code, room) in rooms {
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
