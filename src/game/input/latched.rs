//! The steering of one tick: all that the rules are given of phones, keys, gamepads and bots.

use bevy::prelude::*;

use crate::sim::Inputs;

/// How everybody steers in the coming tick.
#[derive(Resource, Debug, Default)]
pub(crate) struct Latched(pub Inputs);
