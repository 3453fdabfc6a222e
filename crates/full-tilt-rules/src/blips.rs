//! Blips: what there is to collect.

use glam::Vec2;

/// Something to collect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blip {
    /// Counts from 0 in the order of appearance.
    pub id: u32,
    /// What it does.
    pub kind: BlipKind,
    /// In arena units.
    pub position: Vec2,
    /// The tick it appeared at.
    pub appeared_at: u64,
    /// The tick it is gone at, if it does not wait.
    pub expires_at: Option<u64>,
}

/// What a blip does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlipKind {
    /// Points, and a longer body.
    Plain,
    /// Many points, for a short while.
    Gold,
    /// Cuts off a share of the body.
    Scissors,
    /// Slows the player for a moment.
    Calm,
    /// Wipes everybody's body off the board.
    Sweep,
    /// Opens the edges for everybody for a while: whoever leaves comes in again on the other side.
    Portal,
}

impl BlipKind {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gold => "gold",
            Self::Scissors => "scissors",
            Self::Calm => "calm",
            Self::Sweep => "sweep",
            Self::Portal => "portal",
        }
    }
}
