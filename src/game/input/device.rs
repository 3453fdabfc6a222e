//! Input devices of players.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A player's input device. Each device has its own score boards, because they are not equally easy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InputDevice {
    Tilt,
    Touch,
    Keyboard,
    Gamepad,
}

impl fmt::Display for InputDevice {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Tilt => "tilt",
            Self::Touch => "touch",
            Self::Keyboard => "keyboard",
            Self::Gamepad => "gamepad",
        })
    }
}
