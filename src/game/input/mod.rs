//! Input: keys, gamepads, phones' readings, and the steering of each tick.

pub(crate) mod bindings;
pub(crate) mod device;
pub(crate) mod devices;
pub(crate) mod gamepad;
pub(crate) mod keyboard;
pub(crate) mod latch;
pub(crate) mod latched;
pub(crate) mod menu_keys;
