//! The join link as a QR code, for the terminal and for the window.

use qrcode::{Color, EcLevel, QrCode, render::unicode::Dense1x2};

/// Light modules around the code; the standard asks for four.
pub(super) const QUIET_ZONE: usize = 4;

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

/// Medium correction: a phone across the room reads larger modules better than more of them.
fn encode(text: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).ok()
}
