//! The game without a window, and everything it needs to run.

use bevy::prelude::*;

use super::{
    bots, events, from_link, latch, lifecycle, menu,
    net::{self, Network},
    options::Options,
    party, pausing, phones, playground, reports, roster,
    round::Playback,
    schedule,
    scores::{self, Scores},
    settings::{self, CurrentSettings},
    votes,
};

/// Everything that runs without a window.
///
/// Not a Bevy [`Plugin`]: those are built from a shared reference, and there is only one of a network or a score file.
pub(super) struct GamePlugin {
    pub options: Options,
    pub network: Network,
    pub scores: Scores,
    pub settings: CurrentSettings,
    /// A recorded run to show instead of playing, if any.
    pub playback: Playback,
}

impl GamePlugin {
    /// Adds the game to an app.
    pub(super) fn build(self, app: &mut App) {
        app.insert_resource(self.options)
            .insert_resource(self.network)
            .insert_resource(self.scores)
            .insert_resource(self.settings)
            .insert_resource(self.playback)
            .add_plugins((
                (schedule::plugin, net::plugin, latch::plugin),
                (roster::plugin, from_link::plugin, bots::plugin, votes::plugin),
                (lifecycle::plugin, pausing::plugin, party::plugin, playground::plugin),
                scores::plugin,
                settings::plugin,
                menu::plugin,
                (phones::plugin, reports::plugin),
                events::plugin,
            ));
    }
}
