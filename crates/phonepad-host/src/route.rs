//! The kinds of routes between a phone and the game.

use std::fmt;

/// The kind of a route; each is a [transport](crate) of its own. Of several that work, the last in this order is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum RouteKind {
    /// Through the relay.
    #[default]
    Relay,
    /// Within this process, from a phone that a test plays.
    Memory,
    /// Directly from the phone.
    Direct,
}

impl RouteKind {
    /// Returns one word for tables and events: `relay`, `memory` or `direct`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Memory => "memory",
            Self::Direct => "direct",
        }
    }
}

impl fmt::Display for RouteKind {
    /// Writes the end of a sentence such as "steers directly".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Relay => "through the relay",
            Self::Memory => "within the process",
            Self::Direct => "directly",
        })
    }
}
