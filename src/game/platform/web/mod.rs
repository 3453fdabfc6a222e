//! The web edition: query string, the browser's storage, the page around the canvas.

mod engine;
mod log;
mod options;
mod pictures;
mod run;
mod shell;
mod storage;
mod visibility;

pub use run::run;
