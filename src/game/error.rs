//! Everything that keeps the game from starting or from doing what it was asked for, each in a sentence for people.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{link::HostError, sim::ReplayError};

/// Why the game could not do what it was asked for.
#[derive(Debug, Error)]
pub(crate) enum GameError {
    #[error("there is no display here; start it with --headless to play without a window")]
    NoDisplay,
    #[error(transparent)]
    Host(#[from] HostError),
    #[error("{} cannot be made: {source}", folder.display())]
    RecordingFolder { folder: PathBuf, source: io::Error },
    #[error("{} cannot be read: {source}", path.display())]
    UnreadableRun { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    DamagedRun { path: PathBuf, source: ReplayError },
    #[error("{}: it was played by the rules of another version of the game", path.display())]
    OtherRules { path: PathBuf },
    #[error("{}: false: it claims {claimed:.1} points, and played again it gives {score:.1}", path.display())]
    FalseRun { path: PathBuf, claimed: f64, score: f64 },
    #[error("{0}")]
    Url(#[from] url::ParseError),
    #[error("a relay's address starts with http:// or https://")]
    RelayScheme,
    #[error("a page's address starts with https://, or phones would not let it have their sensors")]
    PageScheme,
    #[error("give the page's address without anything from ? or # on")]
    PageQuery,
    #[error("give a number of seconds from 0 to 3600")]
    Seconds,
    #[error("give a size such as 1280x720")]
    WindowSize,
}
