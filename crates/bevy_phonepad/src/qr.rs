//! QR codes as modules.

use qrcode::{Color, EcLevel, QrCode};

/// Width of the light margin around the code, as required by the standard.
const QUIET_ZONE: usize = 4;
/// Links longer than this, in bytes, would make a dense code with medium correction.
const LONG_LINK: usize = 64;

/// A square of modules, including the quiet zone.
pub(crate) struct Modules {
    /// Number of modules on a side.
    pub(crate) width: usize,
    /// The modules, row by row; `true` is dark.
    pub(crate) dark: Vec<bool>,
}

/// Returns the code of a text, or `None` if the text is too long for one.
pub(crate) fn modules(text: &str) -> Option<Modules> {
    // A screen does not get smudged, and a phone across the room reads large modules better than many.
    let level = if text.len() > LONG_LINK { EcLevel::L } else { EcLevel::M };
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let (inner, width) = (code.width(), code.width() + 2 * QUIET_ZONE);
    let mut dark = vec![false; width * width];
    for (i, colour) in code.to_colors().iter().enumerate() {
        let (row, column) = (i / inner + QUIET_ZONE, i % inner + QUIET_ZONE);
        dark[row * width + column] = *colour == Color::Dark;
    }
    Some(Modules { width, dark })
}
