//! Full Tilt: phones as motion controllers for one big screen. This is the game; the crates beside it are what it is made of.

use full_tilt_rules as sim;
use full_tilt_sound as sound;
use phonepad_files as files;
use phonepad_host as link;
use phonepad_motion as motion;
use phonepad_protocol as protocol;
use phonepad_relay as relay;

pub mod game;
