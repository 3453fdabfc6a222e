//! A phone's output, line by line, as text: the form of recordings that the game writes and the simulated phone plays.
//!
//! CSV with a first line of names. A line is a reading of the sensors (`ax` to `gz`), one of the touch screen (`steer`)
//! or a message (`message`, JSON); the other cells are empty. Recordings from other sources need only [`COLUMNS`].

use core::{fmt, iter};

use csv::{Position, ReaderBuilder, StringRecord, Trim};
use glam::Vec3;
use serde::Deserialize;

use phonepad_protocol::{Frame, PhoneMessage};

/// The required columns of a reading: `t_ms` in milliseconds, acceleration including gravity in m/s², rotation rate in
/// °/s.
pub const COLUMNS: [&str; 7] = ["t_ms", "ax", "ay", "az", "gx", "gy", "gz"];
/// The first line of our own recordings. `arrived_ms` counts from the first line, by the game's clock.
pub const HEADER: &str = "t_ms,ax,ay,az,gx,gy,gz,screen_angle,gyroscope,steer,arrived_ms,message";

/// One reading or message of a phone.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A reading of the sensors.
    Motion {
        /// In m/s², gravity included.
        acceleration: Vec3,
        /// In °/s.
        rotation_rate: Vec3,
        /// Turn of the screen: 0, 90, 180 or 270.
        screen_angle: u16,
        /// Whether there is a gyroscope.
        gyroscope: bool,
    },
    /// A reading of the touch screen, −32767 full left … 32767 full right.
    Touch(i16),
    /// A message that must not be lost.
    Message(PhoneMessage),
}

/// A line of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedLine {
    /// The phone's clock in ms.
    pub t_ms: f64,
    /// The reading or message.
    pub said: Said,
}

impl RecordedLine {
    /// Returns the line as text, without a line break; `arrived_ms` is for human readers.
    pub fn to_text(&self, arrived_ms: f64) -> String {
        let t_ms = self.t_ms;
        match &self.said {
            Said::Motion { acceleration: a, rotation_rate: g, screen_angle, gyroscope } => format!(
                "{t_ms},{},{},{},{},{},{},{screen_angle},{},,{arrived_ms:.1},",
                a.x,
                a.y,
                a.z,
                g.x,
                g.y,
                g.z,
                u8::from(*gyroscope)
            ),
            Said::Touch(steer) => format!("{t_ms},,,,,,,,,{steer},{arrived_ms:.1},"),
            Said::Message(message) => {
                let payload = Frame::FromPhone(message.clone()).encode();
                // The only cell that can need quotes, which is less than a writer of CSV asks for.
                let json = String::from_utf8_lossy(&payload[1..]).replace('"', "\"\"");
                format!("{t_ms},,,,,,,,,,{arrived_ms:.1},\"{json}\"")
            }
        }
    }
}

/// A column that is missing from a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingColumn(pub &'static str);

impl fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is missing", self.0)
    }
}

/// Reads the text of a recording. Returns its lines except empty ones, each with its number, counted from 1; `None`
/// stands for a line that is not valid.
///
/// # Errors
/// Returns the name of a missing column without which there are no readings.
///
/// ```
/// use phonepad_motion::recording::read;
///
/// let mut lines = read("t_ms,ax,ay,az,gx,gy,gz\n20,0,0,9.81,0,0,0\n").expect("all columns");
/// let (number, line) = lines.next().expect("a line");
/// assert_eq!((number, line.map(|line| line.t_ms)), (2, Some(20.0)));
/// ```
pub fn read(text: &str) -> Result<impl Iterator<Item = (u64, Option<RecordedLine>)>, MissingColumn> {
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    // Reading from memory cannot fail, and text is UTF-8.
    let names = reader.headers().cloned().unwrap_or_default();
    if let Some(missing) = COLUMNS.into_iter().find(|column| !names.iter().any(|name| name == *column)) {
        return Err(MissingColumn(missing));
    }
    let mut record = StringRecord::new();
    Ok(iter::from_fn(move || {
        let number = line_at(text, reader.position());
        while reader.read_record(&mut record).ok()? {
            // A line of spaces is one empty cell.
            if record.len() > 1 || !record.as_slice().is_empty() {
                let row = record.deserialize::<CsvRow>(Some(&names)).ok();
                return Some((number, row.and_then(CsvRow::into_line)));
            }
        }
        None
    }))
}

/// Returns the number of the line with the next record. The reader's own position is before the line breaks that lead
/// to it.
fn line_at(text: &str, position: &Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|start| text.as_bytes().get(start..)).unwrap_or_default();
    let breaks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).filter(|byte| **byte == b'\n');
    position.line() + breaks.count() as u64
}

/// The cells of a line. Empty cells and missing columns are `None`.
#[derive(Deserialize)]
struct CsvRow {
    t_ms: f64,
    ax: Option<f64>,
    ay: Option<f64>,
    az: Option<f64>,
    gx: Option<f64>,
    gy: Option<f64>,
    gz: Option<f64>,
    screen_angle: Option<f64>,
    gyroscope: Option<f64>,
    steer: Option<i16>,
    message: Option<String>,
}

impl CsvRow {
    /// Returns `None` if the cells are no reading and no message.
    fn into_line(self) -> Option<RecordedLine> {
        let said = if let Some(json) = self.message {
            let payload = [&[0x80], json.as_bytes()].concat();
            let Ok(Frame::FromPhone(message)) = Frame::from_phone(&payload) else { return None };
            Said::Message(message)
        } else if let Some(steer) = self.steer {
            Said::Touch(Some(steer).filter(|steer| *steer != i16::MIN)?)
        } else {
            let angle = self.screen_angle.unwrap_or(0.0);
            Said::Motion {
                acceleration: vector([self.ax, self.ay, self.az])?,
                rotation_rate: vector([self.gx, self.gy, self.gz])?,
                screen_angle: [0, 90, 180, 270].into_iter().find(|known| f64::from(*known) == angle)?,
                gyroscope: self.gyroscope.unwrap_or(1.0) != 0.0,
            }
        };
        self.t_ms.is_finite().then_some(RecordedLine { t_ms: self.t_ms, said })
    }
}

fn vector(cells: [Option<f64>; 3]) -> Option<Vec3> {
    let [x, y, z] = cells.map(|cell| cell.filter(|value| value.is_finite()).map(|value| value as f32));
    Some(Vec3::new(x?, y?, z?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonepad_protocol::SteeringSettings;

    /// Reads a single line below our own header.
    fn read_line(text: &str) -> Option<RecordedLine> {
        let text = format!("{HEADER}\n{text}");
        let lines: Vec<_> = read(&text).unwrap().collect();
        let [(2, line)] = &lines[..] else { panic!("{lines:?}") };
        line.clone()
    }

    #[test]
    fn written_lines_can_be_read() {
        for said in [
            Said::Motion {
                acceleration: Vec3::new(0.1, -9.81, 3.0),
                rotation_rate: Vec3::new(-300.5, 0.0, 7.1),
                screen_angle: 270,
                gyroscope: false,
            },
            Said::Touch(-32767),
            Said::Message(PhoneMessage::Recenter),
            Said::Message(PhoneMessage::Settings(SteeringSettings {
                full: Some(20.5),
                dead: Some(2.0),
                ..Default::default()
            })),
        ] {
            let line = RecordedLine { t_ms: 123_456.0, said };
            assert_eq!(read_line(&line.to_text(7.25)), Some(line.clone()), "{}", line.to_text(7.25));
        }
    }

    #[test]
    fn malformed_lines_are_refused() {
        for text in [
            "x",
            "1,2,3",
            "1,0,0,x,0,0,0,0,1,,,",
            "1,0,0,0,0,0,NaN,0,1,,,",
            "1,0,0,0,0,0,0,45,1,,,",
            ",0,0,0,0,0,0,0,1,,,",
            "1,,,,,,,,,40000,,",
            "1,,,,,,,,,-32768,,",
            "1,,,,,,,,,,,\"{\"\"type\"\":\"\"dance\"\"}\"",
            "1,,,,,,,,,,,\"",
        ] {
            assert_eq!(read_line(text), None, "{text}");
        }
    }

    #[test]
    fn lines_keep_their_numbers() {
        let numbers = |text: &str| -> Vec<_> {
            read(text).unwrap().map(|(number, line)| (number, line.map(|line| line.t_ms))).collect()
        };
        let good = [(2, Some(1.0)), (5, Some(2.0)), (6, None), (8, Some(3.0))];
        let text = "t_ms,ax,ay,az,gx,gy,gz\n1,0,0,0,0,0,0\n\n  \n2,0,0,0,0,0,0,,\nx\n\n 3, 0,0,0,0,0,\"0\"";
        assert_eq!(numbers(text), good);
        assert_eq!(numbers(&text.replace('\n', "\r\n")), good);
        assert_eq!(numbers(&format!("\u{feff}{text}\n\n")), good);
        assert_eq!(numbers("t_ms,ax,ay,az,gx,gy,gz"), []);
    }

    #[test]
    fn an_empty_text_has_no_columns() {
        assert_eq!(read("").err(), Some(MissingColumn("t_ms")));
    }
}
