//! The example of actions, without a window or a network: a phone drives a boat by its gamepad.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[allow(dead_code, unreachable_pub, missing_docs, reason = "an example is a program")]
#[path = "../examples/actions.rs"]
mod actions;

#[allow(unreachable_pub, reason = "a test is a program")]
mod frames;

use actions::{Boat, boats};
use bevy::{input::gamepad::Gamepad, prelude::*};
use bevy_phonepad::{Host, Phone, PhoneMessage};
use frames::{app, until};

fn the_boat(world: &mut World) -> Option<Entity> {
    world.query_filtered::<Entity, (With<Boat>, With<Phone>, With<Gamepad>)>().single(world).ok()
}

fn heading(world: &World, boat: Entity) -> f32 {
    world.get::<Transform>(boat).unwrap().rotation.to_euler(EulerRot::XYZ).2
}

#[test]
fn a_phone_steers_and_boosts_by_its_gamepad() {
    let (host, phones) = Host::in_memory().unwrap();
    let mut app = app(host, boats);
    let mut ada = phones.join("Ada");
    let boat = until(&mut app, "boat", || {}, the_boat);
    assert_eq!(heading(app.world(), boat), 0.0);

    let right = |world: &mut World| (heading(world, boat) < -0.3).then_some(());
    until(&mut app, "turn to the right", || _ = ada.lean(20.0), right);
    let left = |world: &mut World| (heading(world, boat) > 0.3).then_some(());
    until(&mut app, "turn to the left", || _ = ada.lean(-20.0), left);

    assert!(ada.send(PhoneMessage::Tap));
    let boosted = |world: &mut World| (world.get::<Boat>(boat)?.boost > 0.0).then_some(());
    until(&mut app, "boost after a tap, which is the button South", || {}, boosted);
}

#[test]
fn a_phone_that_comes_back_has_its_boat() {
    let (host, phones) = Host::in_memory().unwrap();
    let mut app = app(host, boats);
    let mut ada = phones.join("Ada");
    let boat = until(&mut app, "boat", || {}, the_boat);
    ada.disconnect();
    until(&mut app, "phone that is gone", || {}, |world| world.get::<Gamepad>(boat).is_none().then_some(()));
    ada.connect();
    assert_eq!(until(&mut app, "boat of a phone that is back", || {}, the_boat), boat, "one boat, the same one");
    let right = |world: &mut World| (heading(world, boat) < -0.3).then_some(());
    until(&mut app, "turn to the right", || _ = ada.lean(20.0), right);
}
