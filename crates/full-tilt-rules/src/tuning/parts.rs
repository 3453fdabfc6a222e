//! The numbers of the parts with a state of their own, in their order; see [`crate::Parts`].

use super::{BallTuning, BombTuning, CrownTuning, HushTuning, HydraTuning, KnockOutTuning, TurfTuning};

/// The numbers of the parts that are on; `None` for those that are off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartsTuning {
    /// A wandering circle that gives points to players inside it.
    pub crown: Option<CrownTuning>,
    /// A bomb that one player holds.
    pub bomb: Option<BombTuning>,
    /// Land that players enclose.
    pub turf: Option<TurfTuning>,
    /// A ball and two goals.
    pub ball: Option<BallTuning>,
    /// Snakes that several players steer together.
    pub hydra: Option<HydraTuning>,
    /// Heats, each of which somebody leaves.
    pub knock_out: Option<KnockOutTuning>,
    /// Limits to the motion of the phones.
    pub hush: Option<HushTuning>,
}

impl PartsTuning {
    /// All parts are off.
    pub const NONE: Self =
        Self { crown: None, bomb: None, turf: None, ball: None, hydra: None, knock_out: None, hush: None };
}
