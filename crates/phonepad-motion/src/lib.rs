//! From a phone's sensors to a steering value: samples → up vector → lean → steer.
//!
//! Pure: times come with the samples, nothing here reads a clock.

mod attitude;
mod clock;
mod fusion;
mod gravity;
mod neutral;
mod one_euro;
pub mod recording;
mod spin;
mod steering;
mod stillness;
mod tracker;

pub use attitude::Attitude;
pub use clock::ClockSync;
pub use steering::{MAX_LEAD_DEG, SteeringLaw, hold_then_ease, lead_s, lean_degrees, to_screen};
pub use tracker::Tracker;

/// One g in m/s².
pub const STANDARD_GRAVITY: f32 = 9.806_65;
