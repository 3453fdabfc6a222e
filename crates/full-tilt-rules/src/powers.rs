//! Powers: picked up as blips, held until a tap uses them. A player holds one at most; a new one replaces it.
//!
//! No power changes where a player's steering leads to: steering is never inverted. Powers that put a head somewhere else
//! protect it: it is a ghost until nothing touches it.

/// A power that a player can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// A dash that costs nothing.
    Dash,
    /// The next crash does not happen, if it comes in time.
    Shield,
    /// Blips come from further away, for a while.
    Magnet,
    /// A ghost for a while: it touches nothing.
    Ghost,
    /// Turns round on the spot.
    Reverse,
    /// Slows all opponents for a while.
    Slow,
    /// Makes the trails of all opponents wider for a while.
    Fat,
    /// Swaps places with the opponent who is placed best.
    Swap,
}

impl Power {
    /// All powers.
    pub const ALL: [Self; 8] =
        [Self::Dash, Self::Shield, Self::Magnet, Self::Ghost, Self::Reverse, Self::Slow, Self::Fat, Self::Swap];

    /// Returns its name in events and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dash => "dash",
            Self::Shield => "shield",
            Self::Magnet => "magnet",
            Self::Ghost => "ghost",
            Self::Reverse => "reverse",
            Self::Slow => "slow",
            Self::Fat => "fat",
            Self::Swap => "swap",
        }
    }
}
