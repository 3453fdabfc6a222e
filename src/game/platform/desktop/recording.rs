//! Records the input of phones, for `--record`: enough to play a round again, and to investigate players' complaints.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use bevy::{platform::time::Instant, prelude::*};
use bevy_phonepad::HostEvent;

use crate::{
    game::{
        input::latch::{ReadingReceived, receive_readings},
        platform::desktop::error::GameError,
        schedule::FrameSystems,
    },
    link::{LinkEvent, Reading, Received},
    motion::recording::{HEADER, RecordedLine, Said},
    protocol::{MotionFrame, PhoneMessage},
};

/// Maximum size of the recording of one phone, in bytes: some hours.
const MAX_BYTES: u64 = 60 * 1024 * 1024;
/// Maximum number of recordings of one run of the game: fifteen phones that come back a dozen times each.
const MAX_FILES: u32 = 200;
/// Maximum size of all recordings of one run of the game together, in bytes.
const MAX_TOTAL_BYTES: u64 = 1024 * 1024 * 1024;
/// Number of attempts to find a file name that no other program has taken meanwhile.
const NAME_ATTEMPTS: u32 = 8;
const FLUSH_EVERY: Duration = Duration::from_millis(500);

/// The recordings' folder, and each phone's file.
#[derive(Resource, Debug)]
pub(crate) struct Recorder {
    folder: PathBuf,
    files: BTreeMap<u8, Recording>,
    /// Number in the next file's name.
    next_take: u32,
    files_left: u32,
    bytes_left: u64,
}

/// The recording of one phone, from joining to leaving.
#[derive(Debug)]
struct Recording {
    /// The file; `None` after a failed write, and once it has become too long.
    out: Option<BufWriter<File>>,
    bytes: u64,
    began: Instant,
    /// Time of the last flush to the disk.
    flushed: Instant,
    /// The phone's clock at its newest reading, in milliseconds: as sent, which wraps, and without wrapping.
    newest: Option<(u32, f64)>,
}

impl Recorder {
    /// Creates the folder.
    ///
    /// # Errors
    /// If the folder cannot be created.
    pub(crate) fn new(folder: PathBuf) -> Result<Self, GameError> {
        if let Err(source) = fs::create_dir_all(&folder) {
            return Err(GameError::RecordingFolder { folder, source });
        }
        let next_take = highest_take(&folder).map_or(1, |take| take.saturating_add(1));
        let (files_left, bytes_left) = (MAX_FILES, MAX_TOTAL_BYTES);
        Ok(Self { folder, files: BTreeMap::new(), next_take, files_left, bytes_left })
    }

    /// Adds the systems.
    pub(crate) fn build(self, app: &mut App) {
        app.insert_resource(self)
            .add_message::<ReadingReceived>()
            .add_systems(PreUpdate, follow_link.in_set(FrameSystems::Seat))
            .add_systems(FixedUpdate, follow_readings.after(receive_readings));
    }

    /// Records a reading.
    fn reading(&mut self, received: &Received) {
        self.write(received.slot, |recording| match &received.reading {
            Reading::Motion(frame) => recording.motion(frame, received.at),
            Reading::Touch(frame) => recording.line(frame.t, Said::Touch(frame.steer), received.at),
            Reading::Clock { .. } => {}
        });
    }

    /// Writes to a phone's recording while the budget lasts.
    fn write(&mut self, slot: u8, write: impl FnOnce(&mut Recording)) {
        let Some(recording) = self.files.get_mut(&slot) else { return };
        let before = recording.bytes;
        write(recording);
        let bytes = recording.bytes - before;
        let had_bytes = self.bytes_left > 0;
        self.bytes_left = self.bytes_left.saturating_sub(bytes);
        if had_bytes && self.bytes_left == 0 {
            tracing::warn!("recording ends: the recordings have reached {} MiB", MAX_TOTAL_BYTES >> 20);
            (self.files_left, self.files) = (0, BTreeMap::new());
        }
    }

    fn open(&mut self, slot: u8, name: &str) {
        // The previous recording ends here in any case.
        self.files.remove(&slot);
        let Some(files_left) = self.files_left.checked_sub(1) else { return };
        self.files_left = files_left;
        if files_left == 0 {
            tracing::warn!("this is the last of {MAX_FILES} recordings of this game");
        }
        let out = self.create(slot, name).inspect_err(|error| {
            tracing::warn!("the phone in slot {slot} cannot be recorded in {}: {error}", self.folder.display());
        });
        let recording =
            Recording { out: out.ok(), bytes: 0, began: Instant::now(), flushed: Instant::now(), newest: None };
        self.files.insert(slot, recording);
    }

    /// Creates a file without ever overwriting another one.
    fn create(&mut self, slot: u8, name: &str) -> io::Result<BufWriter<File>> {
        let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        for _ in 0..NAME_ATTEMPTS {
            let take = self.next_take;
            self.next_take = take.saturating_add(1);
            match File::create_new(self.folder.join(format!("{slot:02}-{name}-{take}.csv"))) {
                Ok(file) => {
                    let mut out = BufWriter::new(file);
                    writeln!(out, "{HEADER}")?;
                    return Ok(out);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("another program writes recordings there"))
    }
}

/// Returns the highest number in the names of a folder's recordings, or `None` if there are no recordings.
fn highest_take(folder: &Path) -> Option<u32> {
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".csv")?.rsplit('-').next()?.parse().ok()).max()
}

impl Recording {
    fn motion(&mut self, frame: &MotionFrame, at: Instant) {
        for (_, t, sample) in frame.oldest_first() {
            let said = Said::Motion {
                acceleration: sample.acceleration,
                rotation_rate: sample.rotation_rate,
                screen_angle: frame.screen_angle,
                gyroscope: frame.gyroscope,
            };
            self.line(t, said, at);
        }
    }

    fn message(&mut self, message: &PhoneMessage) {
        let t_ms = self.newest.map_or(0.0, |(_, t_ms)| t_ms);
        self.write(t_ms, Said::Message(message.clone()), Instant::now());
    }

    /// Writes a reading; repeated and late readings are skipped.
    fn line(&mut self, t: u32, said: Said, at: Instant) {
        let t_ms = match self.newest {
            Some((newest, t_ms)) => match t.wrapping_sub(newest) as i32 {
                ms if ms <= 0 => return,
                ms => t_ms + f64::from(ms),
            },
            None => f64::from(t),
        };
        self.newest = Some((t, t_ms));
        self.write(t_ms, said, at);
    }

    fn write(&mut self, t_ms: f64, said: Said, at: Instant) {
        let Some(out) = &mut self.out else { return };
        let arrived_ms = at.saturating_duration_since(self.began).as_secs_f64() * 1000.0;
        let text = RecordedLine { t_ms, said }.to_text(arrived_ms);
        self.bytes += text.len() as u64 + 1;
        let mut written = writeln!(out, "{text}");
        // If the game is killed, only the last moment is lost, not the recording.
        if self.flushed.elapsed() > FLUSH_EVERY {
            self.flushed = Instant::now();
            written = written.and_then(|()| out.flush());
        }
        if let Err(error) = &written {
            tracing::warn!("a recording ends here because it cannot be written: {error}");
        }
        if written.is_err() || self.bytes > MAX_BYTES {
            self.out = None;
        }
    }
}

fn follow_readings(mut readings: MessageReader<ReadingReceived>, mut recorder: ResMut<Recorder>) {
    for ReadingReceived(received) in readings.read() {
        recorder.reading(received);
    }
}

fn follow_link(mut link: MessageReader<HostEvent>, mut recorder: ResMut<Recorder>) {
    for HostEvent(event) in link.read() {
        match event {
            // Also phones that come back: a page that was loaded again has another clock.
            LinkEvent::PeerJoined { slot, name, .. } => recorder.open(*slot, name),
            LinkEvent::PeerLeft { slot, .. } | LinkEvent::SeatReleased { slot } => {
                recorder.files.remove(slot);
            }
            LinkEvent::Message { slot, message } => {
                recorder.write(*slot, |recording| recording.message(message));
            }
            LinkEvent::State(_)
            | LinkEvent::PeerRenamed { .. }
            | LinkEvent::Invitation { .. }
            | LinkEvent::PathChanged { .. }
            | LinkEvent::DirectReady(_) => {}
        }
    }
}
