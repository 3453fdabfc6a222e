//! The numbers of modes for several players.

use glam::Vec2;

/// Differences with several players.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartyTuning {
    /// Number of rounds in a match.
    pub rounds: u32,
    /// Arenas by number of players: the first one that is for at least as many applies.
    pub arenas: [(usize, Vec2); 3],
    /// Ticks before the start in which heads stand and only turn …
    pub countdown_ticks: u64,
    /// … by at most this many degrees to either side, at full lock.
    pub pivot: f32,
    /// Whether a head that leaves the arena always comes in again on the other side.
    pub open: bool,
    /// The cost of a crash; `None` if a crash ends the player's round.
    pub crash: Option<CrashTuning>,
    /// Distance between gaps in the body along the path, and length of a gap, in arena units.
    pub gap: Option<(f32, f32)>,
    /// How the edges close in; `None` if they do not.
    pub closing: Option<ClosingTuning>,
    /// The spirits of players who are out; `None` if there are none.
    pub spirit: Option<SpiritTuning>,
    /// Additional blips on the board for each player, beyond [`super::BlipTuning::at_least`].
    pub blips_each: f32,
    /// Ticks for which the edges stay open after a player has taken a portal.
    pub portal_ticks: u64,
    /// Points for the player whose body another player crashed into.
    pub wall: u32,
    /// Points for all living players when another player crashes.
    pub outlived: u32,
    /// Points for being the last player left.
    pub last: u32,
    /// Ticks for which a returning player can touch nothing.
    pub protection_ticks: u64,
}

/// The cost of a crash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrashTuning {
    /// Ticks as a ghost.
    pub ghost_ticks: u64,
    /// Points deducted; no score falls below zero.
    pub points: u32,
}

/// The closing-in of the edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClosingTuning {
    /// The tick at which they begin to move.
    pub from: u64,
    /// The tick at which they stop, in an arena of any size …
    pub until: u64,
    /// … this far from the middle line.
    pub leave: f32,
}

/// The spirits of players who are out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpiritTuning {
    /// Radius in arena units.
    pub radius: f32,
    /// Speed in units per second: lower than that of living players.
    pub speed: f32,
    /// Turn rate in degrees per second at full lock.
    pub turn_rate: f32,
    /// Ticks for which it only warns.
    pub warning_ticks: u64,
    /// Points for its owner when a player crashes into it.
    pub points: u32,
}
