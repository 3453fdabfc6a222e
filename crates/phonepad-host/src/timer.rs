//! The clock, and the timers of a link's tasks.

#[cfg(not(target_family = "wasm"))]
mod native;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
pub(super) use native::{Interval, sleep, timer};
#[cfg(target_family = "wasm")]
pub(super) use web::{Interval, sleep, timer};

/// The clock of readings: `std::time::Instant`, and the same for a browser, which has no such clock. Bevy's
/// `bevy::platform::time::Instant` is this type.
pub use web_time::Instant;
