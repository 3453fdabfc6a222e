//! The numbers of hush.

/// The numbers of hush. Motion values are those of [`crate::Inputs::set_motion`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HushTuning {
    /// Longest round in ticks. Of several players left, the stillest wins.
    pub round_ticks: u64,
    /// Permitted motion at the slowest and at the fastest music, at the start.
    pub limits: (f32, f32),
    /// Share of these limits that is left at the end; they shrink evenly.
    pub end_share: f32,
    /// Ticks for which a player can move twice as much as permitted.
    pub patience_ticks: u64,
    /// The most that motion beyond the limit counts, as a multiple of the limit. It bounds the weight of a single reading.
    pub most_excess: f32,
    /// Reach of a draught, from its middle to a head's, in arena units. A draught is the spirit of a player who is out.
    pub draught_reach: f32,
    /// Share of the limit that is left to a player in a draught; a second draught makes no difference.
    pub draught_share: f32,
    /// The dot of players without a sensor.
    pub dot: DotTuning,
}

/// The numbers of the dot.
///
/// Its distance from the middle becomes a motion value, so that the same limits and the same judgement apply to both
/// kinds of players: the ring around the middle in which it must stay is [`crate::Hush::ring`], and shrinks with the limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotTuning {
    /// Speed of the dot at full steering, in units per second.
    pub steering: f32,
    /// Standard deviation of the speed of its drift, in units per second.
    pub drift: f32,
    /// Time in seconds over which the drift forgets its direction.
    pub memory_s: f32,
    /// The motion value of a dot at a distance of one unit.
    pub motion: f32,
    /// Exponent of the distance in the motion value. It gives a steered dot the rare large values of a hand: the 95th
    /// percentile of the motion is three and a half times the median.
    pub exponent: f32,
}
