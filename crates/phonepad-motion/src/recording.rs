//! A phone's output, line by line, as text: the form of recordings that the game writes and the simulated phone plays.
//!
//! CSV with a first line of names. A line is a reading of the sensors (`ax` to `gz`), one of the touch screen (`steer`)
//! or a message (`message`, JSON); the other cells are empty. Recordings from other sources need only [`COLUMNS`].

use core::fmt;

use glam::Vec3;

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
                let json = String::from_utf8_lossy(&payload[1..]).replace('"', "\"\"");
                format!("{t_ms},,,,,,,,,,{arrived_ms:.1},\"{json}\"")
            }
        }
    }
}

/// The positions of the columns.
#[derive(Debug, Clone)]
pub struct Columns {
    needed: [usize; COLUMNS.len()],
    screen_angle: Option<usize>,
    gyroscope: Option<usize>,
    steer: Option<usize>,
    message: Option<usize>,
}

/// A column that is missing from a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingColumn(pub &'static str);

impl fmt::Display for MissingColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is missing", self.0)
    }
}

impl Columns {
    /// Reads the first line.
    ///
    /// # Errors
    /// Returns the name of a missing column without which there are no readings.
    pub fn parse(header: &str) -> Result<Self, MissingColumn> {
        let names = cells(header);
        let find = |name: &str| names.iter().position(|cell| cell == name);
        let mut needed = [0; COLUMNS.len()];
        for (column, name) in needed.iter_mut().zip(COLUMNS) {
            *column = find(name).ok_or(MissingColumn(name))?;
        }
        let [screen_angle, gyroscope, steer, message] = ["screen_angle", "gyroscope", "steer", "message"].map(find);
        Ok(Self { needed, screen_angle, gyroscope, steer, message })
    }

    /// Reads another line; `None` if it is not a valid one.
    pub fn line(&self, text: &str) -> Option<RecordedLine> {
        let cells = cells(text);
        let cell = |at: usize| cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty());
        let number = |at: usize| cell(at)?.parse().ok().filter(|value: &f64| value.is_finite());
        let t_ms = number(self.needed[0])?;
        let said = if let Some(json) = self.message.and_then(cell) {
            let payload = [&[0x80], json.as_bytes()].concat();
            let Ok(Frame::FromPhone(message)) = Frame::from_phone(&payload) else { return None };
            Said::Message(message)
        } else if let Some(steer) = self.steer.and_then(cell) {
            Said::Touch(steer.parse().ok().filter(|steer| *steer != i16::MIN)?)
        } else {
            let vector = |first: usize| {
                let [x, y, z] = [0, 1, 2].map(|i| number(self.needed[first + i]).map(|value| value as f32));
                Some(Vec3::new(x?, y?, z?))
            };
            let optional = |column: Option<usize>, default: f64| match column.and_then(cell) {
                Some(_) => column.and_then(number),
                None => Some(default),
            };
            let quarter = optional(self.screen_angle, 0.0)? / 90.0;
            Said::Motion {
                acceleration: vector(1)?,
                rotation_rate: vector(4)?,
                screen_angle: [0, 90, 180, 270].into_iter().find(|angle| f64::from(*angle) == quarter * 90.0)?,
                gyroscope: optional(self.gyroscope, 1.0)? != 0.0,
            }
        };
        Some(RecordedLine { t_ms, said })
    }
}

/// Splits a line into its cells; quotes around a cell keep its commas, and a doubled quote in it stands for one.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut characters) = (false, line.trim().chars().peekable());
    while let Some(c) = characters.next() {
        let Some(cell) = cells.last_mut() else { break };
        match c {
            '"' if quoted && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells.iter_mut().for_each(|cell| *cell = cell.trim().to_owned());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonepad_protocol::SteeringSettings;

    #[test]
    fn written_lines_can_be_read() {
        let columns = Columns::parse(HEADER).unwrap();
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
            assert_eq!(columns.line(&line.to_text(7.25)), Some(line.clone()), "{}", line.to_text(7.25));
        }
    }

    #[test]
    fn malformed_lines_are_refused() {
        let columns = Columns::parse(HEADER).unwrap();
        for text in [
            "",
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
            assert_eq!(columns.line(text), None, "{text}");
        }
    }
}
