//! The game without a window, and everything it needs to run.

use bevy::prelude::*;

use crate::game::{
    events, input,
    net::{self, Network},
    options::Options,
    persistence::scores::{self, Scores},
    phones, players,
    round::{self, state::Playback},
    schedule,
    settings::{self, model::CurrentSettings},
};

/// Everything that runs without a window.
///
/// Not a Bevy [`Plugin`]: those are built from a shared reference, and there is only one of a network or a score file.
pub(crate) struct GamePlugin {
    pub options: Options,
    pub network: Network,
    pub scores: Scores,
    pub settings: CurrentSettings,
    /// A recorded run to show instead of playing, if any.
    pub playback: Playback,
}

impl GamePlugin {
    /// Adds the game to an app.
    pub(crate) fn build(self, app: &mut App) {
        app.insert_resource(self.options)
            .insert_resource(self.network)
            .insert_resource(self.scores)
            .insert_resource(self.settings)
            .insert_resource(self.playback)
            .add_plugins((schedule::plugin, net::plugin, input::latch::plugin))
            .add_plugins((players::plugin, phones::plugin, round::plugin))
            .add_plugins((scores::plugin, settings::plugin, events::plugin));
    }
}
