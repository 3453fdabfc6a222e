//! The messages from a relay, native or in a browser.

use bytes::Bytes;

/// A message from the relay.
#[derive(Debug)]
pub enum Incoming {
    /// A text between the relay and this client.
    Text(String),
    /// Game data.
    Binary(Bytes),
    /// A sign of life without content.
    Alive,
}
