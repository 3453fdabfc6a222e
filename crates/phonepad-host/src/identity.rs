//! The features that distinguish players: a colour, a shape and a pattern, the same on the big screen and on the phone.

use phonepad_protocol::{HostMessage, MAX_PEERS};

/// The appearance of a player.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Colour as red, green, blue (sRGB).
    pub rgb: [u8; 3],
    /// The shape of the head.
    pub shape: Shape,
    /// The pattern on the head.
    pub pattern: Pattern,
}

/// The shape of a head, which is distinguishable without colour vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Circle,
    /// A triangle with a corner ahead.
    Triangle,
    /// A square.
    Square,
    /// A star with five points.
    Star,
    /// Two crossed bars.
    Cross,
}

/// The pattern on a head, which is distinguishable where shapes are too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// No pattern: filled.
    Plain,
    /// A dark ring with a bright core.
    Ring,
    /// A dark stripe across.
    Band,
}

/// Five hues of Okabe and Ito's palette, which people with any colour vision can tell apart, lightened for a dark
/// background.
const HUES: [[u8; 3]; 5] = [[255, 176, 0], [86, 180, 233], [0, 200, 140], [240, 228, 66], [230, 120, 180]];
/// Colour of players at the machine itself; no phone has it.
const LOCAL: [u8; 3] = [235, 240, 246];
const PATTERNS: [Pattern; 3] = [Pattern::Plain, Pattern::Ring, Pattern::Band];

impl Identity {
    /// Returns the appearance of the player in a slot: any two of hue, shape and pattern suffice to identify the phone.
    pub fn of(slot: u8) -> Self {
        if slot >= MAX_PEERS {
            return Self { rgb: LOCAL, shape: Shape::Circle, pattern: Pattern::Plain };
        }
        let (row, hue) = (usize::from(slot) / HUES.len(), usize::from(slot) % HUES.len());
        let shape = Shape::ALL[(hue + 2 * row) % Shape::ALL.len()];
        Self { rgb: HUES[hue], shape, pattern: PATTERNS[row % PATTERNS.len()] }
    }

    /// Returns the message that shows a phone its slot, name and usual appearance.
    pub fn greeting(slot: u8, name: String) -> HostMessage {
        Self::of(slot).introduce(slot, name)
    }

    /// Returns the message that shows a phone its slot, its name and this appearance, which can be another one than usual:
    /// a team's colour, say.
    pub fn introduce(self, slot: u8, name: String) -> HostMessage {
        HostMessage::You {
            slot,
            name,
            colour: self.colour_name(),
            shape: self.shape.name().to_owned(),
            pattern: Some(self.pattern.name().to_owned()),
        }
    }

    /// Returns the colour as `#rrggbb`.
    pub fn colour_name(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

impl Shape {
    /// All shapes, in the order in which they are assigned.
    pub const ALL: [Self; 5] = [Self::Circle, Self::Triangle, Self::Square, Self::Star, Self::Cross];

    /// Returns the shape's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Triangle => "triangle",
            Self::Square => "square",
            Self::Star => "star",
            Self::Cross => "cross",
        }
    }
}

impl Pattern {
    /// Returns the pattern's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ring => "ring",
            Self::Band => "band",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Returns how many of the fifteen phones can be distinguished by some of their features.
    fn told_apart<T: Ord>(by: impl Fn(Identity) -> T) -> usize {
        (0..MAX_PEERS).map(|slot| by(Identity::of(slot))).collect::<BTreeSet<T>>().len()
    }

    #[test]
    fn any_two_features_distinguish_all_phones() {
        assert_eq!(told_apart(|look| (look.rgb, look.shape.name())), 15);
        assert_eq!(told_apart(|look| (look.rgb, look.pattern.name())), 15);
        assert_eq!(told_apart(|look| (look.shape.name(), look.pattern.name())), 15);
    }

    #[test]
    fn the_first_five_phones_differ_in_hue_and_in_shape() {
        for first in 0..MAX_PEERS {
            // … and so do any five with the same pattern.
            for second in (0..first).filter(|second| Identity::of(*second).pattern == Identity::of(first).pattern) {
                let [first, second] = [first, second].map(Identity::of);
                assert!(first.rgb != second.rgb && first.shape != second.shape, "{first:?} and {second:?}");
            }
        }
    }

    #[test]
    fn players_at_the_machine_are_white_and_plain() {
        let local = Identity::of(MAX_PEERS);
        assert_eq!(
            (local.shape, local.pattern, local.colour_name()),
            (Shape::Circle, Pattern::Plain, "#ebf0f6".into())
        );
        assert!((0..MAX_PEERS).all(|slot| Identity::of(slot).rgb != local.rgb));
    }
}
