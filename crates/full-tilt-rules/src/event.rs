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
    /// Touched nothing: a rule of the mode.
    Rule(Rule),
}

/// The rules that end a run without a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Held the bomb when it blew.
    Bomb,
    /// Had the fewest points when the heat was over.
    Lowest,
    /// Moved the phone more than was permitted.
    Motion,
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
            Self::Rule(Rule::Bomb) => "bomb",
            Self::Rule(Rule::Lowest) => "lowest",
            Self::Rule(Rule::Motion) => "motion",
        }
    }

    /// Returns the slot of the other player who caused it, or `None` if no other player did.
    pub fn by(self, victim: u8) -> Option<u8> {
        match self {
            Self::Body { of } | Self::Head { of } | Self::Hazard(HazardKind::Spirit { of }) => {
                Some(of).filter(|&of| of != victim)
            }
            Self::Edge | Self::Hazard(HazardKind::Thorn | HazardKind::Drifter) | Self::Rule(_) => None,
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
    /// Something has happened to the bomb.
    Bomb(BombEvent),
    /// Something has happened to the heats of a knock-out.
    KnockOut(KnockOutEvent),
    /// Something has happened in hush.
    Hush(HushEvent),
    /// A player has closed a trail and taken the land inside.
    LandTaken {
        /// The player's slot.
        slot: u8,
        /// The number of cells won.
        cells: u32,
    },
    /// A player's head has pushed the ball.
    Kicked {
        /// The player's slot.
        slot: u8,
        /// The ball's speed afterwards, in units per second.
        speed: f32,
    },
    /// A team has scored.
    Goal {
        /// The team.
        team: u8,
        /// The slot of the scorer; `None` if it went into the goal of the player who touched it last, or if nobody has touched the ball.
        scorer: Option<u8>,
    },
    /// The round is over.
    RoundOver,
}

/// An event of the bomb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BombEvent {
    /// A player holds a new bomb, or has inherited it from one who left: its head burns from now on.
    Lit {
        /// The holder's slot. Its phone should say so.
        slot: u8,
        /// Ticks until it blows: the tempo of the ticking.
        fuse_ticks: u64,
    },
    /// The holder has passed it on. Both phones should tell.
    Passed {
        /// The slot of the player who is rid of it.
        from: u8,
        /// The new holder's slot.
        to: u8,
    },
    /// It has blown; [`GameEvent::Crashed`] of its holder and [`BombEvent::Lit`] of the next one follow.
    Blew {
        /// The holder's slot.
        slot: u8,
        /// The points for each other player on the board, …
        points: u32,
        /// … apart from the player who passed it on to the holder, if there is one: "Ada has blown Bob up", …
        by: Option<u8>,
        /// … who receives these.
        planted: u32,
    },
}

/// An event of a knock-out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnockOutEvent {
    /// A heat has begun. The last one is the final of two.
    HeatBegan {
        /// Number of the heat, counting from 1.
        heat: u32,
        /// Number of heats in all, as things stand.
        of: u32,
        /// Ticks until the lowest is out.
        ticks: u64,
        /// Whether it is the final: from now on the last player on the board wins.
        is_final: bool,
    },
    /// The heat is about to end: "5 s to the next knock-out, lowest is Ada".
    Warning {
        /// Ticks until the lowest is out; in the final, until the round is over.
        ticks: u64,
        /// The slot of the player who would be out now; `None` if several share the fewest points.
        lowest: Option<u8>,
    },
}

/// An event of hush.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HushEvent {
    /// The tempo of the music changes, and with it the permitted motion: slow is strict, fast is generous.
    Tempo {
        /// The tempo to be reached, as a factor on the usual tempo: 0.6..=1.4.
        tempo: f32,
        /// Ticks that the change takes, at an even rate.
        ticks: u64,
    },
    /// A player has moved so much that half of the patience is gone: the phone should tell.
    Uneasy {
        /// The player's slot.
        slot: u8,
    },
}
