//! The desktop program: command line, files, window, sound and tools.

mod dev;
pub(crate) mod disk_folder;
mod error;
mod log;
pub(crate) mod options;
mod recording;
mod run;
mod runs;
mod speaker;
mod window;

pub use run::run;
