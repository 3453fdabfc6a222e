//! The piece: sixteen bars in A minor, in steps of a sixteenth.

/// Steps in a bar.
pub(super) const BAR: u32 = 16;

/// Steps in the whole loop.
pub(super) const LOOP: u32 = 16 * BAR;

/// One bar's harmony, in MIDI note numbers.
#[derive(Debug)]
pub(super) struct Chord {
    /// The bass's root.
    pub(super) root: u8,
    /// The pad's notes; each moves as little as it can from bar to bar.
    pub(super) pad: [u8; 3],
}

const AM: Chord = Chord { root: 33, pad: [57, 60, 64] };
const F: Chord = Chord { root: 29, pad: [57, 60, 65] };
const C: Chord = Chord { root: 36, pad: [55, 60, 64] };
const G: Chord = Chord { root: 31, pad: [55, 59, 62] };
const DM: Chord = Chord { root: 38, pad: [57, 62, 65] };
const EM: Chord = Chord { root: 28, pad: [55, 59, 64] };
/// Major: its G sharp leads back to A.
const E: Chord = Chord { root: 28, pad: [56, 59, 64] };

/// The harmony, bar by bar.
pub(super) const CHORDS: [Chord; 16] = [AM, F, C, G, AM, F, DM, E, F, G, EM, AM, F, G, E, E];

/// The bass's bar: semitones above the root at each step, grouped three, three and two like the melody.
pub(super) const BASS: [Option<u8>; 16] = [
    Some(0),
    None,
    Some(0),
    Some(12),
    None,
    Some(0),
    Some(12),
    None,
    Some(0),
    None,
    Some(0),
    Some(12),
    None,
    Some(0),
    Some(7),
    Some(12),
];

/// The arpeggio's bar: the index of the chord's note at each step; 3 is the first an octave up.
pub(super) const ARPEGGIO: [u8; 16] = [0, 1, 2, 3, 2, 1, 0, 2, 3, 2, 1, 2, 0, 1, 3, 2];

/// The melody, bar by bar: the step, the number of steps, and the note.
pub(super) const LEAD: [&[(u8, u8, u8)]; 16] = [
    &[(0, 3, 76), (3, 3, 81), (6, 2, 79), (8, 6, 76), (14, 2, 74)],
    &[(0, 3, 72), (3, 3, 77), (6, 2, 76), (8, 8, 72)],
    &[(0, 3, 76), (3, 3, 79), (6, 2, 76), (8, 4, 74), (12, 4, 72)],
    &[(0, 6, 74), (6, 2, 71), (8, 8, 74)],
    &[(0, 3, 76), (3, 3, 81), (6, 2, 79), (8, 6, 76), (14, 2, 79)],
    &[(0, 3, 81), (3, 3, 84), (6, 2, 81), (8, 8, 77)],
    &[(0, 3, 77), (3, 3, 76), (6, 2, 74), (8, 4, 77), (12, 4, 81)],
    &[(0, 6, 80), (6, 2, 76), (8, 8, 83)],
    &[(0, 4, 84), (4, 4, 81), (8, 3, 77), (11, 3, 79), (14, 2, 81)],
    &[(0, 6, 83), (6, 2, 79), (8, 8, 74)],
    &[(0, 3, 76), (3, 3, 79), (6, 2, 83), (8, 4, 83), (12, 4, 79)],
    &[(0, 8, 81), (8, 4, 76)],
    &[(0, 3, 81), (3, 3, 79), (6, 2, 77), (8, 4, 81), (12, 4, 84)],
    &[(0, 3, 83), (3, 3, 81), (6, 2, 79), (8, 4, 83), (12, 4, 86)],
    &[(0, 6, 88), (6, 2, 86), (8, 4, 84), (12, 4, 83)],
    &[(0, 4, 80), (4, 4, 83), (8, 8, 76)],
];

/// Whether the snare hits: on two and four, and a fill before each half begins again.
pub(super) fn snare(bar: u32, step: u32) -> bool {
    let fill = bar % 8 == 7 && matches!(step, 10 | 13 | 14 | 15);
    fill || matches!(step, 4 | 12)
}
