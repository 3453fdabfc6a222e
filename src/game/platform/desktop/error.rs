//! Errors that stop the game from starting or from doing what the user asked for, each with a sentence for the user.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{link::HostError, sim::ReplayError};

/// An error that the user sees.
#[derive(Debug, Error)]
pub(crate) enum GameError {
    #[error("no display found; use --headless to play without a window")]
    NoDisplay,
    #[error(
        "cannot open a window on the display that DISPLAY or WAYLAND_DISPLAY names; use --headless to play without a window"
    )]
    UnusableDisplay,
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("cannot create {}: {source}", folder.display())]
    RecordingFolder { folder: PathBuf, source: io::Error },
    #[error("cannot read {}: {source}", path.display())]
    UnreadableRun { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    DamagedRun { path: PathBuf, source: ReplayError },
    #[error("{}: recorded with the rules of another version of the game", path.display())]
    OtherRules { path: PathBuf },
    #[error("{}: false: claims {claimed:.1} points, but the replay gives {score:.1}", path.display())]
    FalseRun { path: PathBuf, claimed: f64, score: f64 },
    #[error("expected a number of seconds from 0 to 3600")]
    Seconds,
    #[error("an evening has 6, 9, 12 or 18 rounds")]
    EveningLength,
    #[error("expected a size such as 1280x720")]
    WindowSize,
}
