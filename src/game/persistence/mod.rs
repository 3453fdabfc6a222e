//! Files kept between runs of the game.

pub(crate) mod evening;
pub(crate) mod scores;
pub(crate) mod store;
