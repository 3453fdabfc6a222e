//! The rules: arena, players, blips, scores. No pixels, colours, sounds, phones or sockets.
//!
//! [`Game::step`] is one tick of 1/120 s. Same mode, players, seed and inputs give the same state, bit for bit.
//! Lengths are arena units, angles degrees clockwise from "right" as seen on the screen with y down.

mod autopilot;
pub mod classic;
mod game;
mod player;

pub use autopilot::autopilot;
pub use game::{Blip, Cause, Game, GameEvent, Inputs, Mode};
pub use player::{Player, Pose};

/// Ticks in a second.
pub const TICK_HZ: u32 = 120;
/// Seconds in a tick.
pub const TICK_S: f32 = 1.0 / TICK_HZ as f32;
/// Slots a game can seat: 15 phones, and one for whoever sits at the machine itself.
pub const MAX_PLAYERS: usize = 16;
