//! The numbers of a knock-out's heats.

/// The numbers of the heats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnockOutTuning {
    /// Longest round in ticks. All heats are equally long: this, divided by their number.
    pub round_ticks: u64,
    /// The final lasts at least as long as this, in ticks, if the round has as much time left.
    pub final_ticks: u64,
}
