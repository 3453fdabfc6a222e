//! What happens in a round, and what ends a run.

use super::{Blip, Hazard, HazardKind};

/// What ended a player's run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Left the arena.
    Edge,
    /// Touched a body.
    Body {
        /// Whose.
        of: u8,
    },
    /// Ran into another head, which has run into this one.
    Head {
        /// Whose.
        of: u8,
    },
    /// Touched a hazard.
    Hazard(HazardKind),
}

impl Cause {
    /// Its name in events.
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

    /// Whose doing it was, if it was another player's.
    pub fn by(self, victim: u8) -> Option<u8> {
        match self {
            Self::Body { of } | Self::Head { of } | Self::Hazard(HazardKind::Spirit { of }) => {
                Some(of).filter(|&of| of != victim)
            }
            Self::Edge | Self::Hazard(HazardKind::Thorn | HazardKind::Drifter) => None,
        }
    }
}

/// Something that happened in a tick.
#[derive(Debug, Clone, PartialEq)]
pub enum GameEvent {
    /// A blip is there to be taken.
    BlipAppeared(Blip),
    /// Nobody took it in time, or the edge has passed over it.
    BlipGone(Blip),
    /// A player took a blip.
    BlipTaken {
        /// Whose.
        slot: u8,
        /// Which.
        blip: Blip,
        /// What it was worth.
        points: u64,
        /// How many in quick succession, with this one; 1 where the mode has no combos.
        combo: u32,
    },
    /// A player came close to something that kills, and got away.
    NearMiss {
        /// Who.
        slot: u8,
        /// What it was worth.
        points: u64,
    },
    /// The next wave has begun, and everybody alive has got points for it.
    WaveBegan {
        /// Counting from 1; the first one begins with the round and is not told.
        wave: u32,
        /// The points.
        points: u64,
    },
    /// A hazard is there; it only warns at first.
    HazardAppeared(Hazard),
    /// A player's run is over.
    Crashed {
        /// Whose.
        slot: u8,
        /// Why.
        cause: Cause,
    },
    /// A player who came later, or had been away, is there.
    Entered {
        /// Whose.
        slot: u8,
    },
    /// A ghost can touch and be touched again.
    Returned {
        /// Whose.
        slot: u8,
    },
    /// The round is over.
    RoundOver,
}
