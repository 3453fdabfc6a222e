//! Phones as controllers for Bevy games.
//!
//! Add [`PhonePadPlugin`], show [`JoinQr`], and every phone that scans it becomes an entity with [`Phone`], [`Tilt`]
//! and [`Route`], which is a [`Gamepad`](bevy::input::gamepad::Gamepad) as well. Players install nothing: their
//! controller is a small web page, which the plugin serves from a built-in relay.
//!
//! ```no_run
//! use bevy::prelude::*;
//! use bevy_phonepad::{JoinQr, Phone, PhonePadPlugin, PhonePadSystems, Tilt};
//!
//! fn main() {
//!     App::new()
//!         .add_plugins((DefaultPlugins, PhonePadPlugin::default()))
//!         .add_observer(|on: On<Add, Phone>, mut commands: Commands| {
//!             commands.entity(on.entity).insert(Transform::default());
//!         })
//!         .add_systems(Startup, |mut commands: Commands| {
//!             commands.spawn((Camera2d, JoinQr::default()));
//!         })
//!         .add_systems(FixedUpdate, fly.after(PhonePadSystems::Read))
//!         .run();
//! }
//!
//! fn fly(mut ships: Query<(&Tilt, &mut Transform)>, time: Res<Time>) {
//!     for (tilt, mut transform) in &mut ships {
//!         transform.rotate_z(-3.0 * tilt.steer * time.delta_secs());
//!     }
//! }
//! ```
//!
//! A phone keeps its entity while it sleeps, reloads the page or changes networks: [`Connected`] and `Gamepad` are
//! removed from the entity meanwhile and return later. The entity is despawned once the seat is released, two minutes
//! after the phone has gone.

mod gamepad;
mod host_plugin;
mod join;
mod messages;
mod phone;
mod plugin;
mod seats;

pub use host_plugin::{DEFAULT_PORT, PhoneHostPlugin};
pub use join::{JoinInfo, JoinQr, qr_image};
pub use messages::{HostCommand, HostEvent, PhoneHost, PhonePadSystems};
pub use phone::{Connected, FromPhone, Phone, PhonePressed, Route, Tilt, ToPhone};
/// The host itself, below the plugins.
pub use phonepad_host as host;
pub use phonepad_host::{Host, HostConfig, HostError, JoinLinks, LinkCommands, Pattern, RouteKind, Shape};
/// From readings to steering.
pub use phonepad_motion as motion;
/// The messages between phones, host and relay, and their limits.
pub use phonepad_protocol as protocol;
pub use phonepad_protocol::{HostMessage, Json, JsonError, PhoneMessage};
pub use plugin::PhonePadPlugin;
