//! The game: everything that knows Bevy.
//!
//! `rules_plugin` is the whole game without a window; `view::plugin` draws it and reads the keyboard, and taking it
//! away changes no outcome.

use bevy::prelude::*;

mod bindings;
mod bots;
mod cli;
mod events;
mod identity;
mod log;
mod member;
mod menu;
mod net;
mod options;
mod party;
mod pause;
mod phones;
mod playground;
mod qr;
mod record;
mod reports;
mod roster;
mod round;
mod runs;
mod scores;
mod settings;
mod stage;
mod standings;
mod store;
#[cfg(test)]
mod tests;
mod view;
mod votes;

pub use cli::run;

/// The order of everything that happens in one tick; all of it runs in `FixedUpdate`, at the simulation's rate.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum SimSystems {
    /// Take what the phones sent, as late as possible.
    ApplyInput,
    /// Move the round on.
    Step,
    /// Tell phones, event stream and score board what happened.
    Publish,
}

/// The order of what happens once a frame, before the ticks; all of it runs in `PreUpdate`.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum FrameSystems {
    /// Take what the link has to tell.
    Receive,
    /// Keep the list of players.
    Seat,
}

/// Everything that must run without a window. Expects the resources that `cli` makes: `Options`, `net::Network`,
/// `scores::Scores`, `settings::CurrentSettings` and `round::Playback`.
fn rules_plugin(app: &mut App) {
    app.insert_resource(pause::Focus(true))
        .insert_resource(Time::<Fixed>::from_hz(f64::from(crate::sim::TICK_HZ)))
        .configure_sets(PreUpdate, (FrameSystems::Receive, FrameSystems::Seat).chain())
        .configure_sets(FixedUpdate, (SimSystems::ApplyInput, SimSystems::Step, SimSystems::Publish).chain())
        .add_plugins((
            net::plugin,
            (roster::plugin, bots::plugin, votes::plugin),
            (round::plugin, party::plugin, playground::plugin),
            scores::plugin,
            settings::plugin,
            menu::plugin,
            (phones::plugin, reports::plugin),
            events::plugin,
        ));
}
