//! The numbers of crown's circle.

/// The numbers of the circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrownTuning {
    /// Radius in arena units. A player is inside if the head's middle is.
    pub radius: f32,
    /// Speed in units per second.
    pub speed: f32,
    /// Distance that the circle keeps from the edges, in arena units.
    pub margin: f32,
    /// Ticks from one payment to the next.
    pub every_ticks: u64,
    /// Points of one payment, for each player inside.
    pub points: u32,
    /// Ticks before the end of the round from which payments are multiplied …
    pub finale_ticks: u64,
    /// … by this factor.
    pub finale_factor: u32,
    /// Share of all points that a player loses in a crash, beyond its usual cost.
    pub drop: f32,
}
