//! Full Tilt: phones as motion controllers for one big screen.

#[cfg(feature = "net")]
pub mod link;
#[cfg(feature = "net")]
pub mod phone;
pub mod protocol;
pub mod relay;
