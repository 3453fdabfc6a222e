//! The steering of one tick: the rules' only input from phones, keys, gamepads and bots.

use bevy::prelude::*;

use crate::sim::Inputs;

/// All players' steering in the coming tick.
#[derive(Resource, Debug, Default)]
pub(crate) struct Latched(pub Inputs);
