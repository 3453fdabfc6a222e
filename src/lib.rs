//! Full Tilt: phones as motion controllers for one big screen.

pub mod motion;
pub mod protocol;
pub mod sim;
