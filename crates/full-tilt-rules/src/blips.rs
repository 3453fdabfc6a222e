//! Blips: the collectable items.

use glam::Vec2;

use super::Power;

/// A collectable item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blip {
    /// Number of the blip, counting from 0 in the order of appearance.
    pub id: u32,
    /// Kind of the blip, which determines its effect.
    pub kind: BlipKind,
    /// Position in arena units.
    pub position: Vec2,
    /// The tick at which it appeared.
    pub appeared_at: u64,
    /// The tick at which it disappears; `None` if it stays.
    pub expires_at: Option<u64>,
}

/// The effect of a blip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlipKind {
    /// Gives points and a longer body.
    Plain,
    /// Gives many points, but is there only for a short while.
    Gold,
    /// Cuts off a share of the body.
    Scissors,
    /// Slows the player for a moment.
    Calm,
    /// Removes the bodies of all players from the board.
    Sweep,
    /// Opens the edges for all players for a while: a head that leaves the arena comes in again on the other side.
    Portal,
    /// Gives a power to hold, in place of the one held before.
    Power(Power),
}

impl BlipKind {
    /// Returns its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gold => "gold",
            Self::Scissors => "scissors",
            Self::Calm => "calm",
            Self::Sweep => "sweep",
            Self::Portal => "portal",
            Self::Power(power) => power.name(),
        }
    }

    /// Returns its number in fingerprints.
    pub(super) fn number(self) -> u64 {
        match self {
            Self::Plain => 0,
            Self::Gold => 1,
            Self::Scissors => 2,
            Self::Calm => 3,
            Self::Sweep => 4,
            Self::Portal => 5,
            Self::Power(power) => 16 + power as u64,
        }
    }
}
