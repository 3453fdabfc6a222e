//! Full Tilt: phones as motion controllers for one big screen.
//!
//! # Code map
//!
//! ```text
//! protocol   what goes over the wire: codes, names, text frames, binary frames, limits   } pure: values in,
//! motion     sensor readings → up vector → lean → steering; clocks; recordings           } values out
//! sim        the rules: arena, players, blips, hazards, scores; bots; replays            }
//! sound      music and effects, made sample by sample                                    }
//! relay      room, hub, outbox: rooms as values                                          }
//!            server and what it is made of: the same on the network      [feature net]
//! link       the game's connection to a relay; link::direct: phones that
//!            come without one                                            [feature net]
//! files      files replaced as a whole, in folders that programs share    [feature net]
//! phone      a simulated phone, for trying things without fifteen friends [feature net]
//! game       everything Bevy: one plugin a file                          [feature game]
//! bin        full-tilt, full-tilt-relay, full-tilt-phone
//! ```
//!
//! The page that runs on the phone is `web-controller/page`; the relay serves what a bundler makes of it, `dist` beside it.
//! `web-controller/worker` is the relay once more, in TypeScript for Cloudflare's Durable Objects, with the same protocol
//! and the same tests.
//!
//! Arrows point one way: `protocol, motion, sim, relay::{room, hub}` ← `relay::server, link` ← `game` ← binaries. Features
//! enforce it (`cargo test --no-default-features` builds the core without Bevy and tokio), and `tests/architecture.rs`
//! reads the sources.
//!
//! # Invariants
//!
//! 1. The core does no I/O, reads no clock, owns no entropy it was not given, and cannot panic on any input.
//! 2. Only `game` knows Bevy; only `relay::server`, `link` and `phone` know tokio; only `game::net` knows both.
//! 3. Only `protocol` and its twin `web-controller/page/net/protocol.js` know the wire format. One set of vectors in
//!    `tests/protocol/` tests both.
//! 4. `sim` knows no pixels, colours, sounds, phones or sockets. Removing every view plugin changes no outcome. Same seed
//!    and same inputs give the same state, bit for bit, on every platform (trigonometry through libm).
//! 5. The relay routes frames and does not interpret them. No queue is unbounded. A hostile phone can at worst be
//!    disconnected.
//! 6. A phone, a keyboard, a gamepad, a bot and a recorded run all produce the same [`sim::Inputs`].

#[cfg(feature = "net")]
pub mod files;
#[cfg(feature = "game")]
pub mod game;
#[cfg(feature = "net")]
pub mod link;
pub mod motion;
#[cfg(feature = "net")]
pub mod phone;
pub mod protocol;
pub mod relay;
pub mod sim;
pub mod sound;
