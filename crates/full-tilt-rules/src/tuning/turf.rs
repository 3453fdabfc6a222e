//! The numbers of turf's land.

/// The numbers of the land.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TurfTuning {
    /// Side of a cell in arena units, about: cells fill the arena exactly.
    pub cell: f32,
    /// Cells from the middle of a patch to its rim: a patch has 2 × `patch` + 1 cells a side.
    pub patch: u8,
    /// Share of the victim's land that a cut from a player with more land gives, as a square where the trail was cut.
    /// From others it gives a patch.
    pub bounty: f32,
    /// Speed at which a ghost flies home, in units per second.
    pub flight: f32,
    /// Points for all of the arena; land gives a share of them.
    pub all: u32,
}
