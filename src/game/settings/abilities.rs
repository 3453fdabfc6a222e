//! Abilities of the platform on which rows of the menu depend.

use bevy::prelude::*;

/// The abilities; those of the desktop by default.
#[derive(Resource, Debug, Clone, Copy)]
pub(crate) struct Abilities {
    /// Whether the game decides when a frame is shown.
    pub paces_frames: bool,
    /// The way to carry the game's files elsewhere, where players cannot reach them themselves.
    pub exchange: Option<FileExchange>,
}

/// Functions that carry the game's files elsewhere and back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileExchange {
    /// Saves settings, scores and recorded runs in a file of the player's choice.
    pub export: fn(),
    /// Replaces them by those in such a file, and starts the game again.
    pub import: fn(),
}

impl Default for Abilities {
    fn default() -> Self {
        Self { paces_frames: true, exchange: None }
    }
}
