//! Files kept between runs of the game.

pub(crate) mod progress;
pub(crate) mod scores;
pub(crate) mod store;
