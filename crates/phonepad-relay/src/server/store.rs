//! Rooms on disk: a relay's promises survive a crash and a restart. A separate thread writes, because a commit waits
//! for the disk; changes that arrive meanwhile are committed together.
//!
//! When a write fails, as on a full disk, the file is opened again once a second until all rooms are in it.

mod file;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use prometheus_client::metrics::{counter::Counter, gauge::Gauge};
use tokio::sync::watch;
use tracing::{error, info};

use super::shared_send_queue::lock;
use crate::{Change, RoomRecord};
use file::{Batch, RoomFile};
use phonepad_protocol::RoomCode;

/// Longest delay of a change without a promise, so that such changes of a room are written at most once in this time.
const MINOR_DELAY: Duration = Duration::from_secs(1);
/// Pause between two attempts to write after a failed one.
const RETRY: Duration = Duration::from_secs(1);

/// The storage of a relay's rooms; clones share the file. Dropping the last one writes the remaining changes.
#[derive(Clone)]
pub struct Store(Arc<Writer>);

struct Writer {
    shared: Arc<StoreState>,
    kept: Mutex<Vec<RoomRecord>>,
    thread: Option<JoinHandle<()>>,
}

struct StoreState {
    dir: PathBuf,
    rooms: Mutex<Rooms>,
    changed: Condvar,
    progress: watch::Sender<StoreProgress>,
    measures: StoreMeasures,
}

/// Metrics of a store for operators.
#[derive(Clone, Default)]
pub(super) struct StoreMeasures {
    /// Number of rooms written or removed.
    pub(super) writes: Counter,
    /// Number of failed attempts to write.
    pub(super) failures: Counter,
    /// Whether the last attempt succeeded: 1 or 0.
    pub(super) healthy: Gauge,
}

/// The progress of promises.
#[derive(Debug, Clone, Copy)]
struct StoreProgress {
    /// The number of the last promise that was written, or could not be.
    promises: u64,
    /// Whether the last attempt to write succeeded.
    is_healthy: bool,
}

/// The rooms as they should be on disk.
#[derive(Default)]
struct Rooms {
    live: BTreeMap<RoomCode, RoomRecord>,
    /// The rooms that differ from the disk, with their deadlines.
    due: BTreeMap<RoomCode, Instant>,
    /// Total number of promises.
    promises: u64,
    is_closing: bool,
}

/// The file from the writing thread's point of view.
enum Disk {
    Open(RoomFile),
    /// The last write failed; the time of the next attempt.
    Failed(Instant),
}

impl Store {
    /// Opens the store in `dir`, which is created if needed. A damaged file is set aside with a warning.
    ///
    /// # Errors
    /// Returns an error if `dir` cannot be read or written, or another relay uses it.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        let (file, kept) = RoomFile::open(dir).map_err(|error| match error {
            redb::Error::DatabaseAlreadyOpen => io::Error::other("another relay uses this directory"),
            redb::Error::Io(error) => error,
            other => io::Error::other(other),
        })?;
        let live = kept.iter().map(|room| (room.code(), room.clone())).collect();
        let shared = Arc::new(StoreState {
            dir: dir.to_owned(),
            rooms: Mutex::new(Rooms { live, ..Rooms::default() }),
            changed: Condvar::new(),
            progress: watch::Sender::new(StoreProgress { promises: 0, is_healthy: true }),
            measures: StoreMeasures::default(),
        });
        shared.measures.healthy.set(1);
        let writer = Arc::clone(&shared);
        let thread = thread::Builder::new().name("relay store".into()).spawn(move || writer.run(Disk::Open(file)))?;
        Ok(Self(Arc::new(Writer { shared, kept: Mutex::new(kept), thread: Some(thread) })))
    }

    /// Returns the rooms that were stored when the store was opened; nothing at the second call.
    pub(super) fn take_kept(&self) -> Vec<RoomRecord> {
        std::mem::take(&mut lock(&self.0.kept))
    }

    /// Stores the current state of a room, or removes it with `None`. For one room, the caller must keep calls in
    /// order.
    pub(super) fn put(&self, code: RoomCode, room: Option<RoomRecord>, change: Change) {
        let mut rooms = lock(&self.0.shared.rooms);
        match room {
            Some(room) => rooms.live.insert(code, room),
            None => rooms.live.remove(&code),
        };
        let now = Instant::now();
        let at = if change == Change::Promised { now } else { now + MINOR_DELAY };
        rooms.due.entry(code).and_modify(|due| *due = at.min(*due)).or_insert(at);
        rooms.promises += u64::from(change == Change::Promised);
        self.0.shared.changed.notify_one();
    }

    /// Waits until all promises so far are on disk, or could not be written. Returns whether they are on disk.
    pub(super) async fn saved(&self) -> bool {
        let promises = lock(&self.0.shared.rooms).promises;
        let mut progress = self.0.shared.progress.subscribe();
        // The sender lives as long as `self`.
        progress.wait_for(|progress| progress.promises >= promises).await.is_ok_and(|progress| progress.is_healthy)
    }

    /// Whether the last attempt to write succeeded.
    pub(super) fn is_healthy(&self) -> bool {
        self.0.shared.progress.borrow().is_healthy
    }

    pub(super) fn measures(&self) -> &StoreMeasures {
        &self.0.shared.measures
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        lock(&self.shared.rooms).is_closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl StoreState {
    fn run(&self, mut disk: Disk) {
        let mut rooms = lock(&self.rooms);
        loop {
            let now = Instant::now();
            let is_closing = rooms.is_closing;
            let next = match disk {
                Disk::Open(_) => rooms.due.values().min().copied(),
                Disk::Failed(retry_at) => Some(retry_at),
            };
            if next.is_none() && is_closing {
                return;
            }
            if !is_closing && next.is_none_or(|next| next > now) {
                if let Disk::Failed(_) = disk {
                    // A game without a safety net is better than one that waits for a disk.
                    self.report(rooms.promises, false);
                }
                rooms = self.wait(rooms, next.map(|next| next - now));
                continue;
            }
            let promises = rooms.promises;
            drop(rooms);
            disk = self.attempt(disk, is_closing);
            rooms = lock(&self.rooms);
            let is_healthy = matches!(disk, Disk::Open(_));
            self.report(promises, is_healthy);
            if is_closing && !is_healthy {
                return;
            }
        }
    }

    fn wait<'a>(&self, rooms: MutexGuard<'a, Rooms>, longest: Option<Duration>) -> MutexGuard<'a, Rooms> {
        match longest {
            Some(longest) => self.changed.wait_timeout(rooms, longest).unwrap_or_else(PoisonError::into_inner).0,
            None => self.changed.wait(rooms).unwrap_or_else(PoisonError::into_inner),
        }
    }

    fn report(&self, promises: u64, is_healthy: bool) {
        self.measures.healthy.set(is_healthy.into());
        self.progress.send_replace(StoreProgress { promises, is_healthy });
    }

    /// Writes the due changes, or everything if the last attempt failed. Logs once when writing begins to fail, and
    /// once when it works again.
    fn attempt(&self, disk: Disk, is_closing: bool) -> Disk {
        let was_failed = matches!(disk, Disk::Failed(_));
        let file = match disk {
            Disk::Open(file) => Ok(file),
            Disk::Failed(_) => RoomFile::open(&self.dir).map(|(file, _)| file),
        };
        let written = file.and_then(|file| {
            let batch = lock(&self.rooms).take_batch(Instant::now(), was_failed || is_closing);
            match file.write(&batch) {
                Ok(()) => {
                    self.measures.writes.inc_by(batch.len() as u64);
                    Ok(file)
                }
                Err(problem) => {
                    lock(&self.rooms).put_back(batch);
                    Err(problem)
                }
            }
        });
        match written {
            Ok(file) => {
                if was_failed {
                    info!("rooms are kept again, all of them");
                }
                Disk::Open(file)
            }
            Err(problem) => {
                self.measures.failures.inc();
                if !was_failed {
                    error!(%problem, "cannot keep rooms: a crash now would lose what is new in them, and none can be opened");
                }
                Disk::Failed(Instant::now() + RETRY)
            }
        }
    }
}

impl Rooms {
    /// Returns the changes due by `now`, or, with `all`, every existing room and every one to be removed.
    fn take_batch(&mut self, now: Instant, all: bool) -> Batch {
        let mut codes: Vec<RoomCode> =
            self.due.iter().filter(|(_, at)| all || **at <= now).map(|(code, _)| *code).collect();
        for code in &codes {
            self.due.remove(code);
        }
        if all {
            codes.extend(self.live.keys());
        }
        codes.into_iter().map(|code| (code, self.live.get(&code).cloned())).collect()
    }

    /// Takes back a batch that was not written.
    fn put_back(&mut self, batch: Batch) {
        let now = Instant::now();
        for code in batch.into_keys() {
            self.due.entry(code).or_insert(now);
        }
    }
}
