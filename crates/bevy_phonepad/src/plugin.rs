//! The plugin: phones join, steer and leave.

use std::{sync::Mutex, time::Instant};

use bevy::{input::InputSystems, prelude::*};
use phonepad_host::{Host, HostConfig, Identity, LinkCommand, LinkEvent, Recipient, Transport};
use phonepad_motion::lean_degrees;
use phonepad_protocol::{HostMessage, PhoneMessage};

use crate::{
    gamepad,
    join::{self, JoinInfo},
    phone::{Connected, FromPhone, Phone, PhonePressed, PhoneReadings, Route, Tilt, ToPhone},
    room::PhoneRoom,
};

/// Most events taken in one frame; the rest waits for the next.
const MAX_EVENTS_PER_FRAME: usize = 256;
/// Most readings taken at once: more than a full room sends between two frames of a slow machine.
const MAX_READINGS: usize = 1024;
/// The port that a game prefers, so that a bookmark on a phone stays valid.
const DEFAULT_PORT: u16 = 7171;

/// Phones as controllers. The default runs a built-in relay, which serves the phones' page, and accepts phones directly
/// where their network allows it.
pub struct PhonePadPlugin {
    host: Mutex<Option<HostSource>>,
}

enum HostSource {
    Start(HostConfig),
    Running(Box<Host>),
}

impl Default for PhonePadPlugin {
    fn default() -> Self {
        Self::with_config(HostConfig { port: DEFAULT_PORT, ..HostConfig::default() })
    }
}

impl PhonePadPlugin {
    /// Creates a plugin with another relay, address, port or folder than the default.
    pub fn with_config(config: HostConfig) -> Self {
        Self { host: Mutex::new(Some(HostSource::Start(config))) }
    }

    /// Creates a plugin with a running host, such as one over [`phonepad_host::in_memory`] in tests.
    pub fn with_host(host: Host) -> Self {
        Self { host: Mutex::new(Some(HostSource::Running(Box::new(host)))) }
    }
}

/// The system sets of the plugin.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhonePadSystems {
    /// Phones join and leave, taps arrive; in [`PreUpdate`], before [`InputSystems`].
    Receive,
    /// [`Tilt`] is updated; in [`FixedUpdate`].
    Read,
    /// [`ToPhone`] messages are sent; in [`PostUpdate`].
    Send,
}

impl Plugin for PhonePadPlugin {
    fn build(&self, app: &mut App) {
        let source = self.host.lock().ok().and_then(|mut source| source.take());
        let (host, failure) = match source {
            Some(HostSource::Running(host)) => (Some(*host), None),
            Some(HostSource::Start(config)) => match Host::start(config) {
                Ok(host) => (Some(host), None),
                Err(error) => {
                    tracing::error!("phones cannot join: {error}");
                    (None, Some(error.to_string()))
                }
            },
            None => (None, Some("the plugin was added twice".to_owned())),
        };
        app.insert_resource(PhoneRoom::new(host))
            .insert_resource(JoinInfo { links: None, room: None, trouble: failure })
            .add_message::<ToPhone>()
            .configure_sets(PreUpdate, PhonePadSystems::Receive.before(InputSystems))
            .add_systems(
                PreUpdate,
                (receive, join::follow, read, gamepad::move_sticks).chain().in_set(PhonePadSystems::Receive),
            )
            .add_systems(FixedUpdate, read.in_set(PhonePadSystems::Read))
            .add_systems(PostUpdate, (gamepad::rumble, send).chain().in_set(PhonePadSystems::Send))
            .add_systems(Update, join::show_codes)
            .add_observer(gamepad::connect)
            .add_observer(gamepad::disconnect)
            .add_observer(gamepad::press);
    }
}

fn receive(
    mut room: ResMut<PhoneRoom>,
    mut phones: Query<(&mut Phone, &mut Route, &mut PhoneReadings)>,
    mut to_phones: MessageWriter<ToPhone>,
    mut commands: Commands,
) {
    for _ in 0..MAX_EVENTS_PER_FRAME {
        let Some(event) = room.host.as_mut().and_then(Host::poll_event) else { return };
        match event {
            LinkEvent::PeerJoined { slot, name, resumed } => {
                let before = room.phone(slot);
                let entity = match before.filter(|_| resumed) {
                    Some(entity) => {
                        if let Ok((mut phone, _, mut input)) = phones.get_mut(entity) {
                            phone.name.clone_from(&name);
                            input.0.reconnected();
                        }
                        commands.entity(entity).insert(Connected);
                        entity
                    }
                    None => {
                        before.into_iter().for_each(|entity| commands.entity(entity).despawn());
                        let phone = phone(slot, name.clone());
                        let bundle = (phone, Tilt::default(), Route::Relay, PhoneReadings::default(), Connected);
                        commands.spawn((Name::new(name.clone()), bundle)).id()
                    }
                };
                if let Some(seat) = room.seats.get_mut(usize::from(slot)) {
                    *seat = Some(entity);
                }
                to_phones.write(ToPhone { phone: Some(entity), message: you(slot, name) });
            }
            LinkEvent::PeerLeft { slot, .. } => {
                if let Some(entity) = room.phone(slot) {
                    commands.entity(entity).remove::<Connected>();
                }
            }
            LinkEvent::SeatReleased { slot } => {
                if let Some(entity) = room.seats.get_mut(usize::from(slot)).and_then(Option::take) {
                    commands.entity(entity).despawn();
                }
            }
            LinkEvent::PeerRenamed { slot, name } => {
                if let Some(Ok((mut phone, ..))) = room.phone(slot).map(|entity| phones.get_mut(entity)) {
                    phone.name = name;
                }
            }
            LinkEvent::PathChanged { slot, path } => {
                if let Some(Ok((_, mut route, _))) = room.phone(slot).map(|entity| phones.get_mut(entity)) {
                    *route = if path == Transport::Direct { Route::Direct } else { Route::Relay };
                }
            }
            LinkEvent::Message { slot, message } => {
                let Some(entity) = room.phone(slot) else { continue };
                if let Ok((_, _, mut input)) = phones.get_mut(entity) {
                    match &message {
                        PhoneMessage::Recenter => input.0.tracker.recenter(),
                        PhoneMessage::Settings(wish) => input.0.tracker.settings(wish),
                        _ => {}
                    }
                }
                match message {
                    PhoneMessage::Tap => commands.trigger(PhonePressed { entity, pause: false }),
                    PhoneMessage::Pause => commands.trigger(PhonePressed { entity, pause: true }),
                    _ => {}
                }
                commands.trigger(FromPhone { entity, message });
            }
            LinkEvent::State(_) | LinkEvent::DirectReady(_) | LinkEvent::Invitation { .. } => {}
        }
    }
}

fn phone(slot: u8, name: String) -> Phone {
    let Identity { rgb: [red, green, blue], shape, pattern } = Identity::of(slot);
    Phone { slot, name, colour: Color::srgb_u8(red, green, blue), shape, pattern }
}

/// Returns the message that shows a phone its slot and appearance.
fn you(slot: u8, name: String) -> HostMessage {
    let look = Identity::of(slot);
    HostMessage::You {
        slot,
        name,
        colour: look.colour_name(),
        shape: look.shape.name().to_owned(),
        pattern: Some(look.pattern.name().to_owned()),
    }
}

/// Runs every tick, not only every frame: a slow frame must not make input older than it is.
fn read(mut room: ResMut<PhoneRoom>, mut phones: Query<(&mut PhoneReadings, &mut Tilt)>) {
    for _ in 0..MAX_READINGS {
        let Some(received) = room.host.as_mut().and_then(Host::poll_reading) else { break };
        if let Some(Ok((mut input, _))) = room.phone(received.slot).map(|entity| phones.get_mut(entity)) {
            input.0.read(&received);
        }
    }
    let now = Instant::now();
    for (input, mut tilt) in &mut phones {
        let age = input.0.age(now).unwrap_or_default();
        let up = input.0.tracker.up_in(0.0).unwrap_or(Vec3::Z);
        *tilt = Tilt { steer: input.0.steer(now).unwrap_or(0.0), lean: lean_degrees(up), up, age };
    }
}

fn send(mut messages: MessageReader<ToPhone>, phones: Query<&Phone>, room: Res<PhoneRoom>) {
    let Some(host) = &room.host else { return messages.clear() };
    for ToPhone { phone, message } in messages.read() {
        let to = match phone {
            None => Recipient::All,
            Some(entity) => match phones.get(*entity) {
                Ok(phone) => Recipient::Slot(phone.slot),
                Err(_) => continue,
            },
        };
        if !host.send(LinkCommand::Send { to, message: message.clone() }) {
            tracing::debug!("a message to the phones was dropped");
        }
    }
}
