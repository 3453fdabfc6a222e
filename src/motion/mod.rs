//! From a phone's sensors to a steering value: samples → up vector → lean → steer.
//!
//! Pure: times come with the samples, nothing here reads a clock.

mod attitude;
mod steering;
mod tracker;

pub use attitude::{Attitude, STANDARD_GRAVITY};
pub use steering::{SteeringLaw, hold_then_fade, lean_degrees, to_screen};
pub use tracker::Tracker;
