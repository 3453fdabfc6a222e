//! Join links as QR codes, for the terminal and for the window.

use qrcode::{Color, EcLevel, QrCode};

/// Width of the light border around the code, in modules; the standard requires four.
const QUIET_ZONE: usize = 4;

/// Rows of a terminal of the usual size.
const TERMINAL_ROWS: usize = 24;
/// Rows of text below the code: how to join, and the room.
const ROWS_BELOW: usize = 3;

/// Length in bytes above which a link would make a dense code.
const LONG_LINK: usize = 64;

/// A square of modules, quiet zone included.
pub struct Modules {
    /// Modules on a side.
    pub width: usize,
    /// Row by row; true is dark.
    pub dark: Vec<bool>,
}

impl Modules {
    /// Returns the dark modules as the data of an SVG path, a unit per module.
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (row, modules) in self.dark.chunks(self.width).enumerate() {
            let mut column = 0;
            for run in modules.chunk_by(|one, next| one == next) {
                if run[0] {
                    path += &format!("M{column} {row}h{length}v1h-{length}z", length = run.len());
                }
                column += run.len();
            }
        }
        path
    }
}

/// Returns the code of a text, or `None` if the text is too long.
pub fn modules(text: &str) -> Option<Modules> {
    // A screen gets no smudges, and a phone across the room reads larger modules better than more modules: medium
    // correction, and low correction for links that contain addresses and keys.
    let level = if text.len() > LONG_LINK { EcLevel::L } else { EcLevel::M };
    Some(within(&QrCode::with_error_correction_level(text, level).ok()?, QUIET_ZONE))
}

/// Returns the code drawn with half-block characters, light modules lit, for a terminal with a dark background, or
/// `None` if the text is too long. It is as small as possible, with a narrower quiet zone if it would not fit into a
/// terminal of the usual size otherwise.
pub fn for_terminal(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let rows = |quiet: usize| (code.width() + 2 * quiet).div_ceil(2);
    let widest = |most_rows| (1..=QUIET_ZONE).rev().find(|quiet| rows(*quiet) <= most_rows);
    // A larger code may still fit into a larger terminal.
    let quiet = widest(TERMINAL_ROWS - ROWS_BELOW).or_else(|| widest(TERMINAL_ROWS)).unwrap_or(QUIET_ZONE);
    let Modules { width, dark } = within(&code, quiet);
    let rows = dark.chunks(2 * width).map(|pair| {
        let (upper, lower) = pair.split_at(width);
        // With an odd number of rows, the last row has nothing below it.
        let lower = lower.iter().chain(std::iter::repeat(&true));
        let halves = upper.iter().zip(lower).map(|(upper, lower)| match (upper, lower) {
            (false, false) => '█',
            (false, true) => '▀',
            (true, false) => '▄',
            (true, true) => ' ',
        });
        halves.collect::<String>()
    });
    Some(rows.collect::<Vec<_>>().join("\n"))
}

fn within(code: &QrCode, quiet: usize) -> Modules {
    let (inner, width) = (code.width(), code.width() + 2 * quiet);
    let mut dark = vec![false; width * width];
    for (i, colour) in code.to_colors().iter().enumerate() {
        let (row, column) = (i / inner + quiet, i % inner + quiet);
        dark[row * width + column] = *colour == Color::Dark;
    }
    Modules { width, dark }
}

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, fs, process::Command};

    use super::{Modules, for_terminal};

    /// Columns of a terminal of the usual size.
    const COLUMNS: usize = 80;
    /// Width of a module in pixels: enough for any reader.
    const PIXELS: usize = 4;

    #[test]
    fn a_path_covers_the_dark_modules() {
        let code = Modules { width: 3, dark: vec![true, true, false, false, false, false, true, false, true] };
        assert_eq!(code.svg_path(), "M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z");
    }

    /// Reads the code in the characters with a barcode reader.
    fn read(name: &str, picture: &str) -> String {
        let rows: Vec<Vec<bool>> = picture
            .lines()
            .flat_map(|line| [['█', '▀'], ['█', '▄']].map(|lit| line.chars().map(|c| lit.contains(&c)).collect()))
            .collect();
        // The surroundings are dark, as in the terminal.
        let (width, height) = (rows[0].len() + 4, rows.len() + 4);
        let mut pgm = format!("P2\n{} {}\n1\n", width * PIXELS, height * PIXELS);
        for y in 0..height * PIXELS {
            for x in 0..width * PIXELS {
                let row = (y / PIXELS).checked_sub(2).and_then(|row| rows.get(row));
                let lit = row.zip((x / PIXELS).checked_sub(2)).and_then(|(row, column)| row.get(column));
                write!(pgm, "{} ", u8::from(lit == Some(&true))).unwrap();
            }
            pgm.push('\n');
        }
        let file = std::env::temp_dir().join(format!("full-tilt-code-{name}-{}.pgm", std::process::id()));
        fs::write(&file, pgm).unwrap();
        let read = Command::new("zbarimg")
            .args(["--quiet", "--raw", "--set", "*.enable=0", "--set", "qrcode.enable=1"])
            .arg(&file)
            .output()
            .expect("zbarimg, which scripts/test installs");
        fs::remove_file(&file).unwrap();
        String::from_utf8(read.stdout).unwrap().trim_end().to_owned()
    }

    #[test]
    fn a_code_in_a_terminal_fits_and_can_be_read() {
        let secret = format!("f={}&k={}", "x".repeat(43), "y".repeat(24));
        for (name, link, most_columns, most_rows) in [
            ("short", "https://10.0.0.7:7171/?room=K7TQ".to_owned(), 37, 19),
            ("v4", "https://192.168.178.123:65535/?room=K7TQ".to_owned(), 37, 19),
            ("v6", "https://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535/?room=K7TQ".to_owned(), 41, 21),
            ("relay", "https://full-tilt-relay.some-long-account-name.workers.example/?room=K7TQ".to_owned(), 41, 21),
            ("page", format!("https://play.example/#h=192.168.178.123:7171&{secret}"), 80, 24),
            (
                "page6",
                format!("https://play.example/#h=%5B2001:db8:1234:5678:9abc:def0:1234:5678%5D:7171&{secret}"),
                80,
                24,
            ),
        ] {
            let picture = for_terminal(&link).unwrap();
            let columns = picture.lines().map(|line| line.chars().count()).max().unwrap();
            let rows = picture.lines().count();
            assert!(columns <= most_columns.min(COLUMNS) && rows <= most_rows, "{name}: {columns} x {rows}");
            assert_eq!(read(name, &picture), link, "{name}");
        }
    }

    #[test]
    fn a_link_too_long_for_a_terminal_still_gets_a_code() {
        let link = format!("https://play.example/#{}", "x".repeat(400));
        let picture = for_terminal(&link).unwrap();
        assert_eq!(read("long", &picture), link);
    }
}
