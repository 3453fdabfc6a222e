//! The example, without a window: two simulated phones join, steer to both sides, sleep, and return to the same entity;
//! and the same without a network.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[allow(dead_code, unreachable_pub, missing_docs, reason = "an example is a program")]
#[path = "../examples/spaceships.rs"]
mod spaceships;

#[allow(unreachable_pub, reason = "a test is a program")]
mod frames;

use std::f32::consts::PI;

use bevy::{
    input::gamepad::{Gamepad, GamepadAxis},
    prelude::*,
};
use bevy_phonepad::{Connected, Host, JoinInfo, Phone, Route, RouteKind, Tilt};
use frames::{app, until};
use full_tilt_test_support::{Relay, Wire, phones::TestPhone, quick};
use phonepad_sim::{JoinLink, Movement, PhoneConfig};
use spaceships::Ship;
use tokio::runtime::Runtime;

/// The game, a relay for it, and a proxy to that relay that can be disconnected.
struct Stage {
    app: App,
    runtime: Runtime,
    relay: Relay,
    wire: Wire,
}

impl Stage {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (relay, wire, link) = runtime.block_on(async {
            let relay = Relay::start().await;
            let wire = Wire::to(relay.address).await;
            let (link, task) = phonepad_host::connect(quick(relay.url()));
            tokio::spawn(task);
            (relay, wire, link)
        });
        let host = Host::from_link(link, wire.url().as_str().trim_end_matches('/'));
        Self { app: app(host, spaceships::spaceships), runtime, relay, wire }
    }

    /// Runs frames until `wanted` returns a value.
    fn until<T>(&mut self, what: &str, wanted: impl Fn(&mut World) -> Option<T>) -> T {
        until(&mut self.app, what, || {}, wanted)
    }

    fn join(&mut self, name: &str, degrees: f32) -> TestPhone {
        let link = self.until("link", |world| world.resource::<JoinInfo>().links.clone());
        let config = PhoneConfig {
            join: JoinLink::parse(&link.first).unwrap(),
            name: name.into(),
            movement: Movement::Hold { degrees, pitch: 45.0 },
            taps: None,
            direct: false,
            jitter_seed: 1,
        };
        let _guard = self.runtime.enter();
        TestPhone::with(config)
    }
}

/// Returns the phone of this name, if it steers as wanted.
fn phone(name: &'static str, wanted: fn(&Tilt) -> bool) -> impl Fn(&mut World) -> Option<Entity> {
    move |world| {
        let mut phones = world.query::<(Entity, &Phone, &Tilt)>();
        let found = phones.iter(world).find(|(_, phone, tilt)| phone.name == name && wanted(tilt));
        found.map(|(entity, ..)| entity)
    }
}

fn heading(world: &World, ship: Entity) -> f32 {
    world.get::<Transform>(ship).unwrap().rotation.to_euler(EulerRot::XYZ).2
}

#[test]
fn two_phones_fly_sleep_and_come_back() {
    let mut stage = Stage::new();
    let (left, right) = (stage.join("Ada", -20.0), stage.join("Bob", 20.0));
    let ada = stage.until("phone to the left", phone("Ada", |tilt| tilt.steer < -0.3));
    let bob = stage.until("phone to the right", phone("Bob", |tilt| tilt.steer > 0.3));
    let world = stage.app.world();
    assert!(world.get::<Ship>(ada).is_some() && world.get::<Ship>(bob).is_some(), "each has a ship");
    assert!((world.get::<Tilt>(bob).unwrap().lean - 20.0).abs() < 3.0, "{:?}", world.get::<Tilt>(bob));
    // Each starts at a heading of its own.
    let [from_ada, from_bob] = [ada, bob].map(|ship| heading(stage.app.world(), ship));
    stage.until("ships that turn", |world| {
        let turned = |ship, from: f32| (heading(world, ship) - from + PI).rem_euclid(2.0 * PI) - PI;
        (turned(ada, from_ada) > 0.1 && turned(bob, from_bob) < -0.1).then_some(())
    });

    // A phone is a gamepad, too.
    stage.until("sticks", |world| {
        let [ada, bob] = [ada, bob].map(|phone| world.get::<Gamepad>(phone)?.get(GamepadAxis::LeftStickX));
        (ada? < -0.3 && bob? > 0.3).then_some(())
    });

    stage.wire.refuse(true);
    stage.wire.cut();
    stage.until("phones that are gone", |world| {
        let gone = |phone| world.get::<Connected>(phone).is_none() && world.get::<Gamepad>(phone).is_none();
        (gone(ada) && gone(bob)).then_some(())
    });
    let before = stage.app.world().get::<Transform>(ada).copied().unwrap();
    stage.app.update();
    assert_eq!(stage.app.world().get::<Transform>(ada).copied().unwrap(), before, "a ship without a phone rests");

    stage.wire.refuse(false);
    stage.until("phones that are back", |world| {
        let back = |phone| world.get::<Connected>(phone).is_some() && world.get::<Gamepad>(phone).is_some();
        (back(ada) && back(bob)).then_some(())
    });
    assert_eq!(stage.until("Ada", phone("Ada", |tilt| tilt.steer < -0.3)), ada, "the same entity as before");
    assert_eq!(stage.until("Bob", phone("Bob", |tilt| tilt.steer > 0.3)), bob, "the same entity as before");

    let runtime = stage.runtime;
    drop(stage.app);
    runtime.block_on(async {
        drop((left, right));
        stage.relay.kill().await;
    });
}

#[test]
fn a_phone_in_memory_flies_sleeps_and_comes_back() {
    let (host, phones) = Host::in_memory().unwrap();
    let mut app = app(host, spaceships::spaceships);
    let mut phone_in_hand = phones.join("Ada");
    let to_the_right = phone("Ada", |tilt| tilt.steer > 0.3);
    let ada = until(&mut app, "phone to the right", || _ = phone_in_hand.lean(20.0), &to_the_right);
    assert_eq!(app.world().get::<Route>(ada), Some(&Route(RouteKind::Memory)));
    let from = heading(app.world(), ada);
    until(
        &mut app,
        "a ship that turns",
        || _ = phone_in_hand.lean(20.0),
        |world| ((heading(world, ada) - from + PI).rem_euclid(2.0 * PI) - PI < -0.1).then_some(()),
    );
    phone_in_hand.disconnect();
    until(&mut app, "a phone that is gone", || {}, |world| world.get::<Connected>(ada).is_none().then_some(()));
    phone_in_hand.connect();
    until(&mut app, "a phone that is back", || {}, |world| world.get::<Connected>(ada).map(|_| ()));
    assert_eq!(until(&mut app, "Ada", || _ = phone_in_hand.lean(20.0), to_the_right), ada, "the same entity as before");
}
