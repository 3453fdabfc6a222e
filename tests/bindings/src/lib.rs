//! The wire format for the page and the Worker: types, checks and constants, made of the Rust types.
//!
//! `cargo run -p full-tilt-bindings` writes the files, which are checked in; a test of this crate fails while they are not
//! current. No program depends on this crate, so none is built with descriptions of its types.

mod checks;
mod constants;
mod typescript;

use std::path::{Path, PathBuf};

use full_tilt_messages::GameMessage;
use phonepad_protocol::{
    Command, CreateRoom, DirectGameText, DirectPhoneText, ErrorBody, Hello, HostMessage, PhoneMessage, RelayText,
    RoomCreated,
};
use schemars::{SchemaGenerator, generate::SchemaSettings};

/// The command that writes the files.
pub const COMMAND: &str = "cargo run -p full-tilt-bindings";

const HEADER: &str = "// Written by `cargo run -p full-tilt-bindings` from the Rust types. Do not edit.\n\n";

/// A file of this crate's making.
#[derive(Debug)]
pub struct File {
    /// Its path in the checkout.
    pub path: &'static str,
    /// The content that it should have.
    pub text: String,
}

/// Returns all files.
pub fn files() -> Vec<File> {
    let mut wire = generator();
    wire.subschema_for::<Hello>();
    wire.subschema_for::<Command>();
    wire.subschema_for::<RelayText>();
    wire.subschema_for::<DirectPhoneText>();
    wire.subschema_for::<DirectGameText>();
    wire.subschema_for::<PhoneMessage>();
    wire.subschema_for::<HostMessage>();
    wire.subschema_for::<CreateRoom>();
    wire.subschema_for::<RoomCreated>();
    wire.subschema_for::<ErrorBody>();
    let mut game = generator();
    game.subschema_for::<GameMessage>();
    let file = |path, text: String| File { path, text: format!("{HEADER}{text}") };
    vec![
        file("web-controller/shared/protocol.d.ts", typescript::declarations(&mut wire)),
        file("web-controller/shared/limits.js", constants::module()),
        file("web-controller/page/net/messages.js", checks::module(&mut wire, "HostMessage", "HOST_MESSAGES")),
        file("web-controller/page/party/types.d.ts", typescript::declarations(&mut game)),
        file("web-controller/page/party/messages.js", checks::module(&mut game, "GameMessage", "GAME_MESSAGES")),
    ]
}

/// Returns the root of the checkout. Asked at run time: clones that share a target folder share this program too.
pub fn checkout() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
    package.ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Describes types as they are written: a member that is always written is required.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}
