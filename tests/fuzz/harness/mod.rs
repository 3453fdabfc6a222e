//! What is fuzzed: functions that take any bytes and panic if something is wrong. Both the fuzz targets and the tests of
//! every day call them.

#[cfg(feature = "net")]
mod chunks;
mod decoders;
mod files;
mod hub;
mod input;
mod outbox;
#[cfg(feature = "net")]
mod packet;
#[cfg(feature = "net")]
#[path = "../../support/raw_phone.rs"]
mod raw_phone;
mod room;

use input::Input;

/// A function to be fuzzed.
pub(crate) type Target = fn(&[u8]);

/// All of them, by the names of their fuzz targets.
#[allow(dead_code, reason = "a fuzz target calls only its own")]
pub(crate) const TARGETS: &[(&str, Target)] = &[
    ("body", decoders::body),
    #[cfg(feature = "net")]
    ("chunks", chunks::chunks),
    ("frame", decoders::frame),
    ("hub", hub::hub),
    ("outbox", outbox::outbox),
    #[cfg(feature = "net")]
    ("packet", packet::packet),
    ("replay", files::replay),
    ("room", room::room),
    ("text", decoders::text),
    #[cfg(feature = "net")]
    ("trace", files::trace),
];
