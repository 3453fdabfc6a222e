//! Files kept between runs of the game.

pub(crate) mod runs;
pub(crate) mod scores;
pub(crate) mod store;
