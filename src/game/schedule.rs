//! The order of everything that happens in a tick and in a frame. Systems name these steps, never each other.

use bevy::prelude::*;

/// The steps of one tick; all of them run in `FixedUpdate`, at the simulation's rate.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SimSystems {
    /// Take what the phones sent, as late as possible.
    ApplyInput,
    /// Let players enter and leave a round that runs.
    Admit,
    /// Decide whether the round stands still.
    Pause,
    /// Move the round on.
    Step,
    /// Move the lobby's playground on.
    Practise,
    /// Move on what is only shown.
    Show,
    /// Tell phones, event stream and score board what happened.
    Publish,
}

/// The steps of one frame, before the ticks; all of them run in `PreUpdate`.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FrameSystems {
    /// Take what the link has received.
    Receive,
    /// Keep the list of players.
    Seat,
}

pub(crate) fn plugin(app: &mut App) {
    use SimSystems::{Admit, ApplyInput, Pause, Practise, Publish, Show, Step};
    app.insert_resource(Time::<Fixed>::from_hz(f64::from(crate::sim::TICK_HZ)))
        .configure_sets(PreUpdate, (FrameSystems::Receive, FrameSystems::Seat).chain())
        .configure_sets(FixedUpdate, (ApplyInput, Admit, Pause, Step, Practise, Show, Publish).chain());
}
