//! The order of all steps of a tick and of a frame. Systems refer to these steps, never to each other.

use bevy::prelude::*;

/// The steps of one tick; all of them run in `FixedUpdate`, at the simulation's rate.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SimSystems {
    /// Take the phones' input, as late as possible.
    ApplyInput,
    /// Let players enter and leave a running round.
    Admit,
    /// Decide whether the round is paused.
    Pause,
    /// Advance the round.
    Step,
    /// Advance the lobby's playground.
    Practise,
    /// Advance what is only displayed.
    Show,
    /// Report events to phones, event stream and score board.
    Publish,
}

/// The steps of one frame, before the ticks; all of them run in `PreUpdate`.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FrameSystems {
    /// Take the events that the link has received.
    Receive,
    /// Update the list of players.
    Seat,
}

pub(crate) fn plugin(app: &mut App) {
    use SimSystems::{Admit, ApplyInput, Pause, Practise, Publish, Show, Step};
    app.insert_resource(Time::<Fixed>::from_hz(f64::from(crate::sim::TICK_HZ)))
        .configure_sets(PreUpdate, (FrameSystems::Receive, FrameSystems::Seat).chain())
        .configure_sets(FixedUpdate, (ApplyInput, Admit, Pause, Step, Practise, Show, Publish).chain());
}
