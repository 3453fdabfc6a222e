//! Powers: picked up as blips, held until a tap uses them.

/// A power that a player can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// A dash that costs nothing.
    Dash,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 1] = [Self::Dash];

    /// Returns its name in events and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dash => "dash",
        }
    }
}
