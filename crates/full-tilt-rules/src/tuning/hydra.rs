//! The numbers of the hydras.

/// The numbers of the hydras.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HydraTuning {
    /// Up to this number of players there is one hydra, which plays against the clock; beyond, there are two.
    pub alone: usize,
    /// Of the riders, one in this number, rounded up, must tap for the hydra to act …
    pub share: usize,
    /// … within this number of ticks.
    pub tap_ticks: u64,
    /// Distance for a point, in arena units.
    pub distance: f32,
    /// Points that one hydra should reach, by number of players, from 1; the last one is for all larger numbers.
    pub targets: [u32; 3],
}
