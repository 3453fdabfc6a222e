//! Full Tilt: phones as motion controllers for one big screen.

pub mod protocol;
pub mod relay;
