//! The plugin: phones join, steer and leave.

use bevy::{ecs::component::Mutable, prelude::*};
use phonepad_host::{Host, HostConfig, Identity, Instant, LinkEvent};
use phonepad_motion::lean_degrees;
use phonepad_protocol::PhoneMessage;

use crate::{
    gamepad,
    host_plugin::{self, PhoneHostPlugin},
    messages::{HostCommand, HostEvent, PhoneHost, PhonePadSystems},
    phone::{Connected, FromPhone, Phone, PhonePressed, PhoneReadings, Route, Tilt, ToPhone},
    seats::PhoneSeats,
};

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
        app.init_resource::<PhoneSeats>()
            .add_message::<ToPhone>()
            .add_systems(
                PreUpdate,
                (gamepad::release, follow_seats, read, gamepad::move_sticks)
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
    mut seats: ResMut<PhoneSeats>,
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
                        rename(&mut commands, entity, name);
                        change(&mut commands, entity, |readings: &mut PhoneReadings| readings.0.reconnected());
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
                to_phones.write(ToPhone { phone: Some(entity), message: Identity::greeting(slot, name.clone()) });
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
                if let Some(entity) = seats.phone(*slot) {
                    rename(&mut commands, entity, name);
                }
            }
            LinkEvent::PathChanged { slot, path } => {
                if let Some(entity) = seats.phone(*slot) {
                    commands.entity(entity).insert(Route(*path));
                }
            }
            LinkEvent::Message { slot, message } => {
                let Some(entity) = seats.phone(*slot) else { continue };
                match message {
                    PhoneMessage::Recenter => {
                        change(&mut commands, entity, |readings: &mut PhoneReadings| readings.0.tracker.recenter());
                    }
                    PhoneMessage::Settings(wish) => {
                        let wish = *wish;
                        change(&mut commands, entity, move |readings: &mut PhoneReadings| {
                            readings.0.tracker.settings(&wish);
                        });
                    }
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

/// Changes a phone's component once all earlier events have taken effect: a phone that joined in this frame does not exist
/// before.
fn change<C: Component<Mutability = Mutable>>(
    commands: &mut Commands,
    phone: Entity,
    change: impl FnOnce(&mut C) + Send + 'static,
) {
    commands.entity(phone).queue_silenced(move |mut phone: EntityWorldMut| {
        if let Some(mut component) = phone.get_mut::<C>() {
            change(&mut component);
        }
    });
}

fn rename(commands: &mut Commands, phone: Entity, name: &str) {
    let name = name.to_owned();
    change(commands, phone, move |phone: &mut Phone| phone.name = name);
}

fn phone(slot: u8, name: String) -> Phone {
    let Identity { rgb: [red, green, blue], shape, pattern } = Identity::of(slot);
    Phone { slot, name, colour: Color::srgb_u8(red, green, blue), shape, pattern }
}

/// Runs every tick, not only every frame: a slow frame must not make input older than it is.
fn read(
    mut host: Option<ResMut<PhoneHost>>,
    seats: Res<PhoneSeats>,
    mut phones: Query<(&mut PhoneReadings, &mut Tilt)>,
) {
    for received in host.iter_mut().flat_map(|host| host.readings()) {
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

#[cfg(test)]
mod tests {
    use bevy::input::InputPlugin;
    use phonepad_host::{Link, RouteKind};
    use phonepad_protocol::SteeringSettings;

    use super::*;

    #[test]
    fn messages_in_the_frame_of_a_join_take_effect() {
        let (link, far_end) = Link::scripted();
        let host = Host::from_link(link, "https://192.0.2.1:7171");
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, InputPlugin, PhonePadPlugin::with_host(host)));
        let settings = PhoneMessage::Settings(SteeringSettings { invert: Some(true), ..SteeringSettings::default() });
        for event in [
            LinkEvent::PeerJoined { slot: 3, name: "Ada".into(), resumed: false },
            LinkEvent::PathChanged { slot: 3, path: RouteKind::Direct },
            LinkEvent::PeerRenamed { slot: 3, name: "Bob".into() },
            LinkEvent::Message { slot: 3, message: settings },
        ] {
            far_end.events.try_send(event).unwrap();
        }
        app.update();
        let (phone, route, readings) =
            app.world_mut().query::<(&Phone, &Route, &PhoneReadings)>().single(app.world()).unwrap();
        assert_eq!((phone.name.as_str(), *route), ("Bob", Route(RouteKind::Direct)));
        assert!(readings.0.tracker.law().invert);
    }
}
