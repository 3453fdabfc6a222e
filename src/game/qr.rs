//! The join link as a QR code, for the terminal and for the window.

use qrcode::{Color, EcLevel, QrCode, render::unicode::Dense1x2};

/// Light modules around the code; the standard asks for four.
pub(super) const QUIET_ZONE: usize = 4;

/// Links longer than this would make a dense code, in bytes.
const LONG_LINK: usize = 64;

/// A square of modules, quiet zone included.
pub(super) struct Modules {
    /// Modules on a side.
    pub width: usize,
    /// Row by row; true is dark.
    pub dark: Vec<bool>,
}

/// The code of a text; `None` if it is too long for one.
pub(super) fn modules(text: &str) -> Option<Modules> {
    let code = encode(text)?;
    let (inner, width) = (code.width(), code.width() + 2 * QUIET_ZONE);
    let colours = code.to_colors();
    let mut dark = vec![false; width * width];
    for (i, colour) in colours.iter().enumerate() {
        let (row, column) = (i / inner + QUIET_ZONE, i % inner + QUIET_ZONE);
        dark[row * width + column] = *colour == Color::Dark;
    }
    Some(Modules { width, dark })
}

/// The code drawn with half-block characters, light modules lit, for a terminal with a dark background.
pub(super) fn for_terminal(text: &str) -> Option<String> {
    let code = encode(text)?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

/// Nothing smudges a screen, and a phone across the room reads larger modules better than more of them: medium correction,
/// and low for links with addresses and keys in them.
fn encode(text: &str) -> Option<QrCode> {
    let level = if text.len() > LONG_LINK { EcLevel::L } else { EcLevel::M };
    QrCode::with_error_correction_level(text, level).ok()
}
