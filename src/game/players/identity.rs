//! What tells one player from another: a colour, a shape and a pattern, the same on the big screen and on the phone.

use crate::protocol::MAX_PEERS;

/// How a player looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Red, green, blue (sRGB).
    pub rgb: [u8; 3],
    /// The shape of the head.
    pub shape: Shape,
    /// What is painted on it.
    pub pattern: Pattern,
}

/// The shape of a head: told apart without seeing colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Circle,
    Triangle,
    Square,
    Star,
    Cross,
}

/// What is painted on a head: told apart where shapes are too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// Nothing: filled.
    Plain,
    /// A dark ring, and in it a bright core.
    Ring,
    /// A dark stripe across.
    Band,
}

/// Five hues of Okabe and Ito's palette, which people with any colour vision can tell apart, lightened for a dark
/// background.
const HUES: [[u8; 3]; 5] = [[255, 176, 0], [86, 180, 233], [0, 200, 140], [240, 228, 66], [230, 120, 180]];
/// Whoever sits at the machine itself is nobody's hue.
const LOCAL: [u8; 3] = [235, 240, 246];
const PATTERNS: [Pattern; 3] = [Pattern::Plain, Pattern::Ring, Pattern::Band];

impl Identity {
    /// The look of the player in a slot: any two of hue, shape and pattern are enough to know which phone it is.
    pub(crate) fn of(slot: u8) -> Self {
        if slot >= MAX_PEERS {
            return Self { rgb: LOCAL, shape: Shape::Circle, pattern: Pattern::Plain };
        }
        let (row, hue) = (usize::from(slot) / HUES.len(), usize::from(slot) % HUES.len());
        let shape = Shape::ALL[(hue + 2 * row) % Shape::ALL.len()];
        Self { rgb: HUES[hue], shape, pattern: PATTERNS[row % PATTERNS.len()] }
    }

    /// `#rrggbb`.
    pub(crate) fn colour_name(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

impl Shape {
    /// All of them, in the order in which they are dealt out.
    pub(crate) const ALL: [Self; 5] = [Self::Circle, Self::Triangle, Self::Square, Self::Star, Self::Cross];

    /// The shape's name on the wire.
    pub(crate) fn name(self) -> &'static str {
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
    /// The pattern's name on the wire.
    pub(crate) fn name(self) -> &'static str {
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

    /// How many of the fifteen phones a look at some of their features tells apart.
    fn told_apart<T: Ord>(by: impl Fn(Identity) -> T) -> usize {
        (0..MAX_PEERS).map(|slot| by(Identity::of(slot))).collect::<BTreeSet<T>>().len()
    }

    #[test]
    fn any_two_features_tell_all_phones_apart() {
        assert_eq!(told_apart(|look| (look.rgb, look.shape.name())), 15);
        assert_eq!(told_apart(|look| (look.rgb, look.pattern.name())), 15);
        assert_eq!(told_apart(|look| (look.shape.name(), look.pattern.name())), 15);
    }

    #[test]
    fn the_first_five_phones_differ_in_hue_and_in_shape() {
        for first in 0..MAX_PEERS {
            // … and so do any five of one pattern.
            for second in (0..first).filter(|second| Identity::of(*second).pattern == Identity::of(first).pattern) {
                let [first, second] = [first, second].map(Identity::of);
                assert!(first.rgb != second.rgb && first.shape != second.shape, "{first:?} and {second:?}");
            }
        }
    }

    #[test]
    fn whoever_sits_at_the_machine_is_white_and_plain() {
        let local = Identity::of(MAX_PEERS);
        assert_eq!(
            (local.shape, local.pattern, local.colour_name()),
            (Shape::Circle, Pattern::Plain, "#ebf0f6".into())
        );
        assert!((0..MAX_PEERS).all(|slot| Identity::of(slot).rgb != local.rgb));
    }
}
