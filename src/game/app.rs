//! The game without a window: the plugin with everything that it needs to run.

use bevy::prelude::*;
use bevy_phonepad::{Host, PhoneHostPlugin};

use crate::game::{
    events::{self, EventStream},
    input, net,
    persistence::{
        progress::KeptProgress,
        scores::{self, Scores},
    },
    phones,
    players::{self, bots::Bots},
    round::{
        self,
        state::{Playback, RoundConfig},
    },
    schedule,
    settings::{self, model::CurrentSettings},
};

/// Everything that runs without a window.
///
/// Not a Bevy [`Plugin`]: Bevy builds plugins from a shared reference, but there is only one network or score file.
pub(crate) struct GamePlugin {
    /// The room of the phones.
    pub host: Host,
    /// The boards and their folder.
    pub scores: Scores,
    /// The match or the evening in progress, and its file.
    pub progress: KeptProgress,
    /// The settings and their file.
    pub settings: CurrentSettings,
    /// The configuration of the rounds.
    pub round: RoundConfig,
    /// The number of bots.
    pub bots: Bots,
    /// The configuration of the event stream; `None` without `--events`.
    pub events: Option<EventStream>,
    /// A recorded run to show instead of playing; `None` for a normal game.
    pub playback: Playback,
}

impl GamePlugin {
    /// Adds the game to an app.
    pub(crate) fn build(self, app: &mut App) {
        app.add_plugins(PhoneHostPlugin::with_host(self.host))
            .insert_resource(self.scores)
            .insert_resource(self.progress)
            .insert_resource(self.settings)
            .insert_resource(self.round)
            .insert_resource(self.bots)
            .insert_resource(self.playback)
            .add_plugins((schedule::plugin, net::plugin, input::latch::plugin))
            .add_plugins((players::plugin, phones::plugin, round::plugin))
            .add_plugins((scores::plugin, settings::plugin));
        if let Some(stream) = self.events {
            app.insert_resource(stream).add_plugins(events::plugin);
        }
    }
}
