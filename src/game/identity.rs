//! What tells one player from another: a colour and a shape, the same on the big screen and on the phone.

use crate::protocol::MAX_PEERS;

/// How a player looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// Red, green, blue (sRGB).
    pub rgb: [u8; 3],
    /// The shape of the head.
    pub shape: Shape,
}

/// The shape of a head: told apart without seeing colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Triangle,
    Square,
}

/// Five hues of Okabe and Ito's palette, which people with any colour vision can tell apart, lightened for a dark
/// background.
const HUES: [[u8; 3]; 5] = [[255, 176, 0], [86, 180, 233], [0, 200, 140], [240, 228, 66], [230, 120, 180]];
/// Whoever sits at the machine itself is nobody's hue.
const LOCAL: [u8; 3] = [235, 240, 246];
const SHAPES: [Shape; 3] = [Shape::Circle, Shape::Triangle, Shape::Square];

impl Identity {
    /// The look of the player in a slot: no two of the fifteen phones share both hue and shape.
    pub(super) fn of(slot: u8) -> Self {
        if slot >= MAX_PEERS {
            return Self { rgb: LOCAL, shape: Shape::Circle };
        }
        let slot = usize::from(slot);
        Self { rgb: HUES[slot % HUES.len()], shape: SHAPES[slot / HUES.len() % SHAPES.len()] }
    }

    /// `#rrggbb`.
    pub(super) fn colour_name(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

impl Shape {
    /// The shape's name on the wire.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Triangle => "triangle",
            Self::Square => "square",
        }
    }
}
