//! The numbers of the bomb.

use super::CrashTuning;

/// The numbers of the bomb.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BombTuning {
    /// Ticks from a new bomb to its explosion. Passing it on does not prolong them.
    pub fuse_ticks: u64,
    /// Ticks that remain at least for a player who inherits the bomb from one who has left.
    pub least_ticks: u64,
    /// Distance from skin to skin, in arena units, from which the holder's head passes it on to the player whose head or
    /// body is there.
    pub reach: f32,
    /// Ticks before a receiver can pass it on at all.
    pub hold_ticks: u64,
    /// Ticks before a receiver can pass it straight back. Until then the two cannot harm each other either.
    pub truce_ticks: u64,
    /// Factor on the holder's speed.
    pub haste: f32,
    /// The cost of the first explosion, for the holder. The second one costs four times as many points, the
    /// third one nine times, and so on: the last bomb decides most.
    pub blast: CrashTuning,
    /// Points for each other player on the board at the first explosion; four times that at the second one,
    /// and so on.
    pub survived: u32,
    /// Points for the player who passed it on to the holder, instead of those, in the same proportion.
    pub planted: u32,
    /// Chance of the leader to receive the next bomb, relative to that of another player.
    pub leader: f32,
}
