//! The events of a round, and the causes of the end of a run.

use super::{Action, Blip, Hazard, HazardKind};

/// The cause of the end of a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Left the arena.
    Edge,
    /// Touched a body.
    Body {
        /// The owner's slot.
        of: u8,
    },
    /// Collided with another head, which has run into this one.
    Head {
        /// The slot of the other player.
        of: u8,
    },
    /// Touched a hazard.
    Hazard(HazardKind),
}

impl Cause {
    /// Returns its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Body { .. } => "tail",
            Self::Head { .. } => "head",
            Self::Hazard(HazardKind::Thorn) => "thorn",
            Self::Hazard(HazardKind::Drifter) => "drifter",
            Self::Hazard(HazardKind::Spirit { .. }) => "spirit",
        }
    }

    /// Returns the slot of the other player who caused it, or `None` if no other player did.
    pub fn by(self, victim: u8) -> Option<u8> {
        match self {
            Self::Body { of } | Self::Head { of } | Self::Hazard(HazardKind::Spirit { of }) => {
                Some(of).filter(|&of| of != victim)
            }
            Self::Edge | Self::Hazard(HazardKind::Thorn | HazardKind::Drifter) => None,
        }
    }
}

/// An event of a tick.
#[derive(Debug, Clone, PartialEq)]
pub enum GameEvent {
    /// A blip has appeared.
    BlipAppeared(Blip),
    /// Nobody took the blip in time, or the edge has passed over it.
    BlipGone(Blip),
    /// A player took a blip.
    BlipTaken {
        /// The player's slot.
        slot: u8,
        /// The blip.
        blip: Blip,
        /// The points it gave.
        points: u64,
        /// Number of blips in quick succession, including this one; 1 where the mode has no combos.
        combo: u32,
    },
    /// A player came close to something deadly and escaped.
    NearMiss {
        /// The player's slot.
        slot: u8,
        /// The points it gave.
        points: u64,
    },
    /// The next wave has begun, and all living players have received points for it.
    WaveBegan {
        /// The wave, counting from 1; the first one begins with the round and has no event.
        wave: u32,
        /// The points for each living player.
        points: u64,
    },
    /// A hazard has appeared; it only warns at first.
    HazardAppeared(Hazard),
    /// A player's run is over.
    Crashed {
        /// The player's slot.
        slot: u8,
        /// The cause.
        cause: Cause,
    },
    /// A player's thumb has acted.
    Acted {
        /// The player's slot.
        slot: u8,
        /// The action.
        action: Action,
    },
    /// A player's shield broke instead of a crash.
    Saved {
        /// The player's slot.
        slot: u8,
        /// The cause of the crash that did not happen.
        cause: Cause,
    },
    /// A player who joined later, or had been away, has entered the round.
    Entered {
        /// The player's slot.
        slot: u8,
    },
    /// A ghost has become solid again.
    Returned {
        /// The player's slot.
        slot: u8,
    },
    /// The round is over.
    RoundOver,
}
