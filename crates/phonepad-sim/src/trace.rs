//! Recordings to play: a phone's readings and messages with their times, from a CSV file. Reading is limited; the
//! columns are the only assumption.

use std::{fs::File, io::Read, path::Path, time::Duration};

use phonepad_motion::recording::{self, MissingColumn, RecordedLine, Said};

/// Longest file in bytes: hours of a phone's sensors.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Longest recording: more than a file of [`MAX_BYTES`] holds at the slowest rate of any phone.
const MAX_LENGTH: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Most lines in any second. Phones report 60 to 200 readings a second; playing many more would only keep a core busy.
const MAX_LINES_PER_SECOND: usize = 2000;

/// A recording that can be played again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// At least two entries, in the order of time, the first at 0.
    rows: Vec<(Duration, Said)>,
    length: Duration,
}

/// The error for a file that is not a recording. The strings are for users and name the file or the fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// It cannot be read at all.
    #[error("the recording {file} cannot be read: {why}")]
    Unreadable {
        /// The path as given.
        file: String,
        /// The operating system's message.
        why: String,
    },
    /// Its first line lacks a column.
    #[error("a recording needs a first line with the columns t_ms, ax, ay, az, gx, gy, gz; {0}")]
    NoColumn(MissingColumn),
    /// A line does not match the first one.
    #[error("line {0} of the recording has a missing or bad number, or goes back in time")]
    BadLine(u64),
    /// There is nothing to play.
    #[error("a recording needs at least two lines of numbers at different times")]
    TooShort,
    /// A line is later than the longest recording.
    #[error("line {0} of the recording is more than seven days after the first one")]
    TooLong(u64),
    /// There are more lines in a second than any phone sends.
    #[error("the recording has more than {MAX_LINES_PER_SECOND} lines in one second")]
    TooDense,
}

impl Trace {
    /// Reads a recording from a file.
    ///
    /// # Errors
    /// Returns a [`TraceError`] that describes the fault of the file.
    pub fn load(path: &Path) -> Result<Self, TraceError> {
        let unreadable = |why: String| TraceError::Unreadable { file: path.display().to_string(), why };
        let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
        let mut text = String::new();
        file.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(|error| unreadable(error.to_string()))?;
        if text.len() as u64 > MAX_BYTES {
            return Err(unreadable(format!("it is longer than {} MiB", MAX_BYTES >> 20)));
        }
        Self::parse(&text)
    }

    /// Reads a recording from the text of a CSV file; see [`phonepad_motion::recording`] for its contents.
    ///
    /// # Errors
    /// Returns a [`TraceError`] that describes the fault of the text.
    pub fn parse(text: &str) -> Result<Self, TraceError> {
        let mut rows: Vec<(Duration, Said)> = Vec::new();
        let mut start = None;
        for (number, line) in recording::read(text).map_err(TraceError::NoColumn)? {
            let bad = || TraceError::BadLine(number);
            let RecordedLine { t_ms, said } = line.ok_or_else(bad)?;
            let since = t_ms - *start.get_or_insert(t_ms);
            let at = Duration::try_from_secs_f64(since / 1000.0).map_err(|_| bad())?;
            if rows.last().is_some_and(|(last, _)| at < *last) {
                return Err(bad());
            }
            if at > MAX_LENGTH {
                return Err(TraceError::TooLong(number));
            }
            rows.push((at, said));
        }
        let last = rows.last().map(|(at, _)| *at).filter(|at| !at.is_zero()).ok_or(TraceError::TooShort)?;
        // The first row follows the last one at the average distance.
        let gap = last / u32::try_from(rows.len() - 1).unwrap_or(u32::MAX);
        let trace = Self { rows, length: last + gap };
        if trace.is_too_dense() { Err(TraceError::TooDense) } else { Ok(trace) }
    }

    /// Whether any second of it, repetitions included, has more than [`MAX_LINES_PER_SECOND`] lines.
    fn is_too_dense(&self) -> bool {
        let second = Duration::from_secs(1);
        let crowded = |lines: &[(Duration, Said)]| lines[MAX_LINES_PER_SECOND].0 - lines[0].0 < second;
        let on_average = self.rows.len() as f64 / self.length.as_secs_f64();
        on_average > MAX_LINES_PER_SECOND as f64 || self.rows.windows(MAX_LINES_PER_SECOND + 1).any(crowded)
    }

    /// Returns the entries from `from` up to, but not including, `to` in an endless repetition, each with its time.
    pub fn between(&self, from: Duration, to: Duration) -> impl Iterator<Item = (Duration, &Said)> {
        let round = |time: Duration| (time.as_nanos() / self.length.as_nanos()) as u32;
        (round(from)..=round(to)).flat_map(move |round| {
            let base = self.length * round;
            let first = self.rows.partition_point(|(at, _)| base + *at < from);
            let rows = self.rows[first..].iter().map(move |(at, said)| (base + *at, said));
            rows.take_while(move |(at, _)| *at < to)
        })
    }
}

#[cfg(test)]
mod tests {
    use glam::Vec3;

    use super::*;

    const SHORT: &str =
        "t_ms,ax,ay,az,gx,gy,gz,ux,moving\n100,1,2,3,4,5,6,,0\n120,7,8,9,10,11,12,,1\n\n140,0,0,0,0,0,0,,1\n";

    #[test]
    fn a_recording_plays_in_real_time_and_loops() {
        let trace = Trace::parse(SHORT).expect("a trace");
        let ms = Duration::from_millis;
        let played = |from, to| -> Vec<(u128, f32)> {
            let motion = |said: &Said| match said {
                Said::Motion { acceleration, .. } => acceleration.x,
                other => panic!("{other:?}"),
            };
            trace.between(ms(from), ms(to)).map(|(at, said)| (at.as_millis(), motion(said))).collect()
        };
        assert_eq!(played(0, 41), [(0, 1.0), (20, 7.0), (40, 0.0)]);
        assert_eq!(played(0, 20), [(0, 1.0)]);
        assert_eq!(played(21, 40), []);
        assert_eq!(played(40, 125), [(40, 0.0), (60, 1.0), (80, 7.0), (100, 0.0), (120, 1.0)]);
        assert_eq!(played(6019, 6021), [(6020, 7.0)]);
    }

    #[test]
    fn columns_may_come_in_any_order() {
        let trace = Trace::parse("gz,gy,gx,az,ay,ax,t_ms\n6,5,4,3,2,1,0\n0,0,0,0,0,0,10\n").expect("a trace");
        let (_, first) = trace.between(Duration::ZERO, Duration::from_millis(1)).next().expect("a row");
        let expected = Said::Motion {
            acceleration: Vec3::new(1.0, 2.0, 3.0),
            rotation_rate: Vec3::new(4.0, 5.0, 6.0),
            screen_angle: 0,
            gyroscope: true,
        };
        assert_eq!(*first, expected);
    }

    #[test]
    fn files_that_are_not_recordings_are_refused_in_words() {
        let header = "t_ms,ax,ay,az,gx,gy,gz\n";
        for (text, error) in [
            (String::new(), TraceError::NoColumn(MissingColumn("t_ms"))),
            ("t_ms,ax,ay,az,gx,gy\n".into(), TraceError::NoColumn(MissingColumn("gz"))),
            (header.into(), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n"), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n0,0,0,0,0,0,0\n"), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n10,0,0,x,0,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,0\n10,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,NaN\n"), TraceError::BadLine(2)),
            (format!("{header}10,0,0,0,0,0,0\n9,0,0,0,0,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,0\n1e300,0,0,0,0,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,0\n1e22,0,0,0,0,0,0\n"), TraceError::TooLong(3)),
            (format!("{header}-1e22,0,0,0,0,0,0\n0,0,0,0,0,0,0\n"), TraceError::TooLong(3)),
            (format!("{header}0,0,0,0,0,0,0\n0.000001,0,0,0,0,0,0\n"), TraceError::TooDense),
        ] {
            assert_eq!(Trace::parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_burst_within_a_long_recording_is_refused() {
        let burst = |lines: usize| {
            let lines: String = (0..lines).map(|line| format!("{},0,0,0,0,0,0\n", line as f64 / 1000.0)).collect();
            Trace::parse(&format!("t_ms,ax,ay,az,gx,gy,gz\n{lines}60000,0,0,0,0,0,0\n"))
        };
        assert!(burst(MAX_LINES_PER_SECOND).is_ok());
        assert_eq!(burst(MAX_LINES_PER_SECOND + 1), Err(TraceError::TooDense));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Trace::load(Path::new("/no/such/file.csv")).expect_err("no file").to_string();
        assert!(error.contains("/no/such/file.csv"), "{error}");
    }
}
