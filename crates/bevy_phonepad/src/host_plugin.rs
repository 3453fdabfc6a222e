//! The plugin for the host alone: events and commands, without an entity for each phone.

use std::sync::Mutex;

use bevy::{input::InputSystems, prelude::*};
use phonepad_host::{Host, HostConfig};

use crate::{
    join::{self, JoinInfo},
    messages::{HostCommand, HostEvent, PhoneHost, PhonePadSystems},
};

/// Most events taken in one frame; the rest waits for the next.
const MAX_EVENTS_PER_FRAME: usize = 256;
/// The port that a game prefers, so that a bookmark on a phone stays valid.
pub const DEFAULT_PORT: u16 = 7171;

/// The lower half of [`PhonePadPlugin`](crate::PhonePadPlugin), for games that keep a list of players of their own: the
/// host as [`PhoneHost`], its events as [`HostEvent`] and its commands as [`HostCommand`]. Readings are left in the host,
/// see [`Host::poll_reading`].
///
/// The default runs a built-in relay, which serves the phones' page, and accepts phones directly where their network
/// allows it.
pub struct PhoneHostPlugin {
    source: Mutex<Option<HostSource>>,
}

enum HostSource {
    Start(Box<HostConfig>),
    Running(Box<Host>),
}

impl Default for PhoneHostPlugin {
    fn default() -> Self {
        Self::with_config(HostConfig { port: DEFAULT_PORT, ..HostConfig::default() })
    }
}

impl PhoneHostPlugin {
    /// Creates a plugin with another relay, address, port or folder than the default.
    pub fn with_config(config: HostConfig) -> Self {
        Self { source: Mutex::new(Some(HostSource::Start(Box::new(config)))) }
    }

    /// Creates a plugin with a running host, such as [`Host::in_memory`] in tests.
    pub fn with_host(host: Host) -> Self {
        Self { source: Mutex::new(Some(HostSource::Running(Box::new(host)))) }
    }
}

impl Plugin for PhoneHostPlugin {
    fn build(&self, app: &mut App) {
        let source = self.source.lock().ok().and_then(|mut source| source.take());
        let started = match source {
            Some(HostSource::Running(host)) => Ok(*host),
            Some(HostSource::Start(config)) => Host::start(*config).map_err(|error| error.to_string()),
            None => Err("the plugin was added twice".to_owned()),
        };
        let mut info = JoinInfo::default();
        match started {
            Ok(host) => _ = app.insert_resource(PhoneHost(host)),
            Err(error) => {
                tracing::error!("phones cannot join: {error}");
                info.trouble = Some(error);
            }
        }
        app.insert_resource(info)
            .add_message::<HostEvent>()
            .add_message::<HostCommand>()
            .configure_sets(PreUpdate, PhonePadSystems::Receive.before(InputSystems))
            .add_systems(
                PreUpdate,
                (receive, join::follow).chain().in_set(PhonePadSystems::Receive).run_if(resource_exists::<PhoneHost>),
            )
            .add_systems(PostUpdate, send.in_set(PhonePadSystems::Send))
            .add_systems(Update, join::show_codes);
    }
}

pub(crate) fn receive(mut host: ResMut<PhoneHost>, mut events: MessageWriter<HostEvent>) {
    for _ in 0..MAX_EVENTS_PER_FRAME {
        let Some(event) = host.poll_event() else { return };
        events.write(HostEvent(event));
    }
}

pub(crate) fn send(mut commands: MessageReader<HostCommand>, host: Option<Res<PhoneHost>>) {
    let Some(host) = host else { return commands.clear() };
    for HostCommand(command) in commands.read() {
        if !host.send(command.clone()) {
            // The link is hundreds of messages behind, or gone; its state shows which.
            tracing::debug!("a command to the host was dropped");
        }
    }
}
