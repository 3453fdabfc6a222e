//! From a phone's sensors to a steering value: samples → up vector → lean → steering.
//!
//! Pure: times come with the samples; nothing here reads a clock.
//!
//! ```
//! use glam::Vec3;
//! use phonepad_motion::{STANDARD_GRAVITY, Tracker, lean_degrees};
//! use phonepad_protocol::{MotionFrame, MotionSample};
//!
//! // A phone that lies in the hand and leans 30 degrees to the right: gravity pulls towards its right edge.
//! let up = Vec3::new(-0.5, 0.0, 0.75_f32.sqrt());
//! assert!((lean_degrees(up) - 30.0).abs() < 1e-3);
//!
//! let mut tracker = Tracker::default();
//! for seq in 0..60_u16 {
//!     let samples = vec![MotionSample {
//!         age_ms: 0,
//!         acceleration: up * STANDARD_GRAVITY,
//!         rotation_rate: Vec3::ZERO,
//!     }];
//!     let t = u32::from(seq) * 16;
//!     tracker.motion(&MotionFrame { seq, t, screen_angle: 0, gyroscope: true, sign_verified: true, taps: 0, samples });
//! }
//! assert!(tracker.steer() > 0.5, "steers to the right");
//! ```

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
