//! The plugin: phones join, steer and leave.

use std::time::Instant;

use bevy::prelude::*;
use phonepad_host::{Host, HostConfig, Identity, LinkEvent};
use phonepad_motion::lean_degrees;
use phonepad_protocol::{HostMessage, PhoneMessage};

use crate::{
    gamepad,
    host_plugin::{self, PhoneHostPlugin},
    messages::{HostCommand, HostEvent, PhoneHost, PhonePadSystems},
    phone::{Connected, FromPhone, Phone, PhonePressed, PhoneReadings, Route, Tilt, ToPhone},
    seats::Seats,
};

/// Most readings taken at once: more than a full room sends between two frames of a slow machine.
const MAX_READINGS: usize = 1024;

/// Phones as controllers: every phone in the room is an entity with [`Phone`], [`Tilt`] and [`Route`], and a gamepad. The
/// default runs a built-in relay, which serves the phones' page, and accepts phones directly where their network allows
/// it. Includes [`PhoneHostPlugin`].
#[derive(Default)]
pub struct PhonePadPlugin {
    host: PhoneHostPlugin,
}

impl PhonePadPlugin {
    /// Creates a plugin with another relay, address, port or folder than the default.
    pub fn with_config(config: HostConfig) -> Self {
        Self { host: PhoneHostPlugin::with_config(config) }
    }

    /// Creates a plugin with a running host, such as [`Host::in_memory`] in tests.
    pub fn with_host(host: Host) -> Self {
        Self { host: PhoneHostPlugin::with_host(host) }
    }
}

impl Plugin for PhonePadPlugin {
    fn build(&self, app: &mut App) {
        // `add_plugins` would need to own it.
        self.host.build(app);
        app.init_resource::<Seats>()
            .add_message::<ToPhone>()
            .add_systems(
                PreUpdate,
                (follow_seats, read, gamepad::move_sticks)
                    .chain()
                    .after(host_plugin::receive)
                    .in_set(PhonePadSystems::Receive),
            )
            .add_systems(FixedUpdate, read.in_set(PhonePadSystems::Read))
            .add_systems(
                PostUpdate,
                (gamepad::rumble, address).chain().before(host_plugin::send).in_set(PhonePadSystems::Send),
            )
            .add_observer(gamepad::connect)
            .add_observer(gamepad::disconnect)
            .add_observer(gamepad::press);
    }
}

fn follow_seats(
    mut events: MessageReader<HostEvent>,
    mut seats: ResMut<Seats>,
    mut phones: Query<(&mut Phone, &mut Route, &mut PhoneReadings)>,
    mut to_phones: MessageWriter<ToPhone>,
    mut commands: Commands,
) {
    for HostEvent(event) in events.read() {
        match event {
            LinkEvent::PeerJoined { slot, name, resumed } => {
                let slot = *slot;
                let before = seats.phone(slot);
                let entity = match before.filter(|_| *resumed) {
                    Some(entity) => {
                        if let Ok((mut phone, _, mut input)) = phones.get_mut(entity) {
                            phone.name.clone_from(name);
                            input.0.reconnected();
                        }
                        commands.entity(entity).insert(Connected);
                        entity
                    }
                    None => {
                        before.into_iter().for_each(|entity| commands.entity(entity).despawn());
                        let phone = phone(slot, name.clone());
                        let bundle = (phone, Tilt::default(), Route::default(), PhoneReadings::default(), Connected);
                        commands.spawn((Name::new(name.clone()), bundle)).id()
                    }
                };
                seats.seat(slot, entity);
                to_phones.write(ToPhone { phone: Some(entity), message: you(slot, name.clone()) });
            }
            LinkEvent::PeerLeft { slot, .. } => {
                if let Some(entity) = seats.phone(*slot) {
                    commands.entity(entity).remove::<Connected>();
                }
            }
            LinkEvent::SeatReleased { slot } => {
                if let Some(entity) = seats.release(*slot) {
                    commands.entity(entity).despawn();
                }
            }
            LinkEvent::PeerRenamed { slot, name } => {
                if let Some(Ok((mut phone, ..))) = seats.phone(*slot).map(|entity| phones.get_mut(entity)) {
                    phone.name.clone_from(name);
                }
            }
            LinkEvent::PathChanged { slot, path } => {
                if let Some(Ok((_, mut route, _))) = seats.phone(*slot).map(|entity| phones.get_mut(entity)) {
                    route.0 = *path;
                }
            }
            LinkEvent::Message { slot, message } => {
                let Some(entity) = seats.phone(*slot) else { continue };
                if let Ok((_, _, mut input)) = phones.get_mut(entity) {
                    match message {
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
                commands.trigger(FromPhone { entity, message: message.clone() });
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
fn read(mut host: Option<ResMut<PhoneHost>>, seats: Res<Seats>, mut phones: Query<(&mut PhoneReadings, &mut Tilt)>) {
    for _ in 0..MAX_READINGS {
        let Some(received) = host.as_mut().and_then(|host| host.poll_reading()) else { break };
        if let Some(Ok((mut input, _))) = seats.phone(received.slot).map(|entity| phones.get_mut(entity)) {
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

/// Turns messages to entities into messages to slots.
fn address(mut messages: MessageReader<ToPhone>, phones: Query<&Phone>, mut commands: MessageWriter<HostCommand>) {
    for ToPhone { phone, message } in messages.read() {
        match phone.map(|entity| phones.get(entity)) {
            None => _ = commands.write(HostCommand::to_all(message.clone())),
            Some(Ok(phone)) => _ = commands.write(HostCommand::to_phone(phone.slot, message.clone())),
            // The phone has given up its seat.
            Some(Err(_)) => {}
        }
    }
}
