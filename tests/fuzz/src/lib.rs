//! The fuzzed functions: they take any bytes and panic if something is wrong. Both the fuzz targets and the regular
//! tests call them.

#![allow(clippy::unwrap_used, reason = "a target that cannot go on has found something")]

mod chunks;
mod decoders;
mod files;
mod hub;
mod input;
mod outbox;
mod packet;
mod room;

use input::Input;

/// A function to be fuzzed.
pub type Target = fn(&[u8]);

/// All functions, by the names of their fuzz targets.
pub const TARGETS: &[(&str, Target)] = &[
    ("body", decoders::body),
    ("chunks", chunks::chunks),
    ("frame", decoders::frame),
    ("hub", hub::hub),
    ("outbox", outbox::outbox),
    ("packet", packet::packet),
    ("replay", files::replay),
    ("room", room::room),
    ("text", decoders::text),
    ("trace", files::trace),
];
