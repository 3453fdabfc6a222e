//! A game and phones with an emulated network between them: two network namespaces, and a link with delay, jitter and loss.

mod ages;
mod game;
mod lanes;
mod namespace;
mod phones;
mod wire;

pub use ages::{Ages, Summary};
pub use game::{Game, Reach};
pub use lanes::two_lanes;
pub use namespace::Namespace;
pub use phones::{Phones, phone};
pub use wire::{Conditions, Wire};

use std::io;

/// Two namespaces and the link between them.
pub struct Network {
    /// The link, which is dropped before the namespaces.
    pub wire: Wire,
    /// The namespace of the game.
    pub home: Namespace,
    /// The namespace of the phones.
    pub room: Namespace,
}

impl Network {
    /// Creates them; they are removed when this is dropped.
    ///
    /// # Errors
    /// Returns an error if this machine does not allow it; [`why_not`] puts it into words.
    pub fn new() -> io::Result<Self> {
        let (home, room) = (Namespace::new("game")?, Namespace::new("phones")?);
        let wire = Wire::between((&home, &["10.77.0.1/24", "fd77::1/64"]), (&room, &["10.77.0.2/24", "fd77::2/64"]))?;
        Ok(Self { wire, home, room })
    }
}

/// Returns the message for users whose machine cannot create such a network.
pub fn why_not(error: &io::Error) -> String {
    format!(
        "SKIPPED: no emulated network on this machine ({error}). It takes Linux, root (or CAP_NET_ADMIN and \
         CAP_SYS_ADMIN), /dev/net/tun and the `ip` command."
    )
}
