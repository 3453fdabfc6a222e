//! The round: its phases, pauses and results, and the games between rounds.

pub(crate) mod attendance;
pub(crate) mod attract;
pub(crate) mod displayed;
pub(crate) mod evening;
pub(crate) mod lifecycle;
pub(crate) mod machine;
pub(crate) mod moment;
pub(crate) mod pause;
pub(crate) mod pausing;
pub(crate) mod phase;
pub(crate) mod plan;
pub(crate) mod playground;
pub(crate) mod standing;
pub(crate) mod standings;
pub(crate) mod state;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<moment::Moment>().add_plugins((
        attendance::plugin,
        lifecycle::plugin,
        pausing::plugin,
        playground::plugin,
    ));
}
