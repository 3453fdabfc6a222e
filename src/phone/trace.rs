//! Recorded motion from a CSV file. Reading is limited; nothing about the recording is assumed but its columns.

use std::{fs::File, io::Read, path::Path, time::Duration};

use glam::Vec3;

/// Longest file in bytes: hours of a phone's sensors.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// The columns that must be there, in any order and among any others.
const COLUMNS: [&str; 7] = ["t_ms", "ax", "ay", "az", "gx", "gy", "gz"];

/// A recording that can be played again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// At least two, in the order of time, the first at 0.
    rows: Vec<Row>,
    length: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    at: Duration,
    acceleration: Vec3,
    rotation_rate: Vec3,
}

/// Why a file is not a recording. The strings are for people and name the file or the fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// It cannot be read at all.
    #[error("the recording {file} cannot be read: {why}")]
    Unreadable {
        /// The path as given.
        file: String,
        /// The operating system's words.
        why: String,
    },
    /// Its first line lacks a column.
    #[error("a recording needs a first line with the columns t_ms, ax, ay, az, gx, gy, gz; {0} is missing")]
    NoColumn(&'static str),
    /// A line is not what the first one promised.
    #[error("line {0} of the recording has a missing or bad number, or goes back in time")]
    BadLine(usize),
    /// There is nothing to play.
    #[error("a recording needs at least two lines of numbers at different times")]
    TooShort,
}

impl Trace {
    /// Reads a recording from a file.
    ///
    /// # Errors
    /// A [`TraceError`] that says what is wrong with the file.
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

    /// Reads a recording from the text of a CSV file: `t_ms` in milliseconds, `ax ay az` in m/s² including gravity,
    /// `gx gy gz` in degrees per second.
    ///
    /// # Errors
    /// A [`TraceError`] that says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, TraceError> {
        let mut lines = text.lines().enumerate();
        let header: Vec<&str> = lines.next().map(|(_, line)| cells(line).collect()).unwrap_or_default();
        let mut columns = [0; COLUMNS.len()];
        for (column, name) in columns.iter_mut().zip(COLUMNS) {
            *column = header.iter().position(|cell| *cell == name).ok_or(TraceError::NoColumn(name))?;
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut start = None;
        for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let bad = TraceError::BadLine(index + 1);
            let values = numbers(line, columns).ok_or_else(|| bad.clone())?;
            let row = Row::new(values, *start.get_or_insert(values[0])).ok_or_else(|| bad.clone())?;
            if rows.last().is_some_and(|last| row.at < last.at) {
                return Err(bad);
            }
            rows.push(row);
        }
        let last = rows.last().map(|row| row.at).filter(|at| !at.is_zero()).ok_or(TraceError::TooShort)?;
        // The first row follows the last one at the usual distance.
        let gap = last / u32::try_from(rows.len() - 1).unwrap_or(u32::MAX);
        Ok(Self { rows, length: last + gap })
    }

    /// Acceleration in m/s² and rotation rate in degrees per second at this time of an endless repetition.
    pub fn at(&self, time: Duration) -> (Vec3, Vec3) {
        let within = Duration::from_secs_f64(time.as_secs_f64() % self.length.as_secs_f64());
        let next = self.rows.partition_point(|row| row.at <= within);
        let row = self.rows[next.saturating_sub(1)];
        (row.acceleration, row.rotation_rate)
    }
}

impl Row {
    fn new([t, ax, ay, az, gx, gy, gz]: [f64; 7], start: f64) -> Option<Self> {
        let vector = |x: f64, y: f64, z: f64| Vec3::new(x as f32, y as f32, z as f32);
        let at = Duration::try_from_secs_f64((t - start) / 1000.0).ok()?;
        Some(Self { at, acceleration: vector(ax, ay, az), rotation_rate: vector(gx, gy, gz) })
    }
}

fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(str::trim)
}

fn numbers(line: &str, columns: [usize; 7]) -> Option<[f64; 7]> {
    let cells: Vec<&str> = cells(line).collect();
    let mut numbers = [0.0; 7];
    for (number, column) in numbers.iter_mut().zip(columns) {
        *number = cells.get(column)?.parse().ok().filter(|value: &f64| value.is_finite())?;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: &str =
        "t_ms,ax,ay,az,gx,gy,gz,ux,moving\n100,1,2,3,4,5,6,,0\n120,7,8,9,10,11,12,,1\n\n140,0,0,0,0,0,0,,1\n";

    #[test]
    fn a_recording_plays_in_real_time_and_loops() {
        let trace = Trace::parse(SHORT).expect("a trace");
        for (ms, ax) in
            [(0, 1.0), (19, 1.0), (20, 7.0), (39, 7.0), (40, 0.0), (59, 0.0), (60, 1.0), (80, 7.0), (6021, 7.0)]
        {
            assert_eq!(trace.at(Duration::from_millis(ms)).0.x, ax, "{ms} ms");
        }
        assert_eq!(trace.at(Duration::ZERO).1, Vec3::new(4.0, 5.0, 6.0));
    }

    #[test]
    fn columns_may_come_in_any_order() {
        let trace = Trace::parse("gz,gy,gx,az,ay,ax,t_ms\n6,5,4,3,2,1,0\n0,0,0,0,0,0,10\n").expect("a trace");
        assert_eq!(trace.at(Duration::ZERO), (Vec3::new(1.0, 2.0, 3.0), Vec3::new(4.0, 5.0, 6.0)));
    }

    #[test]
    fn what_is_no_recording_is_refused_in_words() {
        let header = "t_ms,ax,ay,az,gx,gy,gz\n";
        for (text, error) in [
            (String::new(), TraceError::NoColumn("t_ms")),
            ("t_ms,ax,ay,az,gx,gy\n".into(), TraceError::NoColumn("gz")),
            (header.into(), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n"), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n0,0,0,0,0,0,0\n"), TraceError::TooShort),
            (format!("{header}0,0,0,0,0,0,0\n10,0,0,x,0,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,0\n10,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,NaN\n"), TraceError::BadLine(2)),
            (format!("{header}10,0,0,0,0,0,0\n9,0,0,0,0,0,0\n"), TraceError::BadLine(3)),
            (format!("{header}0,0,0,0,0,0,0\n1e300,0,0,0,0,0,0\n"), TraceError::BadLine(3)),
        ] {
            assert_eq!(Trace::parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Trace::load(Path::new("/no/such/file.csv")).expect_err("no file").to_string();
        assert!(error.contains("/no/such/file.csv"), "{error}");
    }
}
