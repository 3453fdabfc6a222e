//! Player names, as they are allowed on a screen in front of everybody.

/// Longest name, in Unicode scalar values.
const MAX_CHARS: usize = 24;

/// Makes a name harmless: control and bidirectional-override characters removed, white space trimmed, at most 24
/// characters. What remains may be empty; see [`default_name`].
pub fn clean_name(raw: &str) -> String {
    let visible: String = raw.chars().filter(|&c| !c.is_control() && !is_bidi_control(c)).collect();
    let short: String = visible.trim().chars().take(MAX_CHARS).collect();
    short.trim_end().to_owned()
}

/// What a player without a name is called: `Player 1` in slot 0.
pub fn default_name(slot: u8) -> String {
    format!("Player {}", u16::from(slot) + 1)
}

/// Marks, embeddings, overrides and isolates of the Unicode Bidirectional Algorithm (UAX #9, table 1).
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
