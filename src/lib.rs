//! Full Tilt: phones as motion controllers for one big screen. This package is the game; the crates beside it are the kit
//! and the rules that it is built from.
//!
//! # Code map
//!
//! ```text
//! src/                     the game (Bevy)
//! crates/
//!   phonepad-protocol      codes, names, text frames, binary frames, limits: the wire             pure
//!   phonepad-motion        sensor readings → up vector → lean → steering; clocks; recordings      pure
//!   phonepad-relay         rooms as values; feature `server`: the tokio server and the program    pure without `server`
//!   phonepad-host          the game's side: a room on a relay, the direct path, seats, join links
//!   phonepad-sim           simulated phones, and the program `full-tilt-phone`
//!   phonepad-files         files replaced as a whole, in folders that programs share
//!   bevy_phonepad          phones as Bevy entities and gamepads
//!   full-tilt-messages     the game's own messages to phones                                       pure
//!   full-tilt-rules        arena, players, blips, hazards, scores; bots; replays                   pure
//!   full-tilt-sound        music and effects, generated sample by sample                           pure
//!   full-tilt-worklet      the same as a module for a browser's AudioWorklet                       pure
//! web-controller/          the page that runs on phones, the shell of the web edition in `game/`, and the relay for
//!                          Cloudflare's Durable Objects
//! tests/                   whole path, attacks, fuzz targets, a lossy network, the code's structure
//! ```
//!
//! The page's source is `web-controller/page`; the relay serves the bundle in `web-controller/dist`.
//! `web-controller/worker` implements the relay again, in TypeScript, with the same protocol and the same tests.
//!
//! Dependencies between crates point one way, and Cargo enforces it: pure crates ← `phonepad-relay/server`, `phonepad-host`
//! ← `phonepad-sim`, `bevy_phonepad` ← the game.
//!
//! # Invariants
//!
//! 1. Pure crates do no I/O, read no clock, use only entropy passed to them, and cannot panic on any input. They build
//!    for wasm32. `crates/clippy.toml` lists what they must not call.
//! 2. Only the game and `bevy_phonepad` depend on Bevy; only `phonepad-relay/server`, `phonepad-host` and
//!    `phonepad-sim` use tokio or sockets.
//! 3. Only `phonepad-protocol` and its twins `protocol.js` and `signals.js` in `web-controller/page/net` contain the wire
//!    format. One set of vectors in `tests/protocol/` tests both, and `tests/bindings` writes the types and limits of
//!    TypeScript. Full Tilt's own messages are in `full-tilt-messages` and `web-controller/page/party`.
//! 4. `full-tilt-rules` contains no pixels, colours, sounds, phones or sockets. Removing every view plugin changes no
//!    outcome, steering included. The same seed and inputs give the same state, bit for bit, on every platform
//!    (trigonometry through libm).
//! 5. The relay routes frames and does not interpret them. No queue is unbounded. A hostile phone can at worst be
//!    disconnected.
//! 6. A phone, a keyboard, a gamepad, a bot and a recorded run all produce the same [`full_tilt_rules::Inputs`].
//! 7. No folder has files that import each other in a circle.
//! 8. Only `game::platform` differs between the desktop program and the web edition.

use bevy_phonepad::{host as link, motion, protocol};
use full_tilt_messages as messages;
use full_tilt_rules as sim;
use full_tilt_sound as sound;

pub mod game;
