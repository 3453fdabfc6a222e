//! The example of actions, without a window: a phone and a gamepad drive the same boat.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[allow(dead_code, unreachable_pub, missing_docs, reason = "an example is a program")]
#[path = "../examples/actions.rs"]
mod actions;

use std::time::{Duration, Instant};

use actions::Boat;
use bevy::{
    asset::AssetPlugin,
    input::{
        InputPlugin,
        gamepad::{Gamepad, GamepadAxis},
    },
    prelude::*,
    time::TimeUpdateStrategy,
};
use bevy_phonepad::{Host, Phone, PhoneMessage, PhonePadPlugin};
use phonepad_host::{FarEnd, LinkEvent, Reading, Received, in_memory};
use phonepad_protocol::{PeerLeftReason, TouchFrame};

const FRAME: Duration = Duration::from_millis(16);

struct Stage {
    app: App,
    far_end: FarEnd,
}

impl Stage {
    fn new() -> Self {
        let (link, far_end) = in_memory();
        let host = Host::from_link(link, "https://192.0.2.1:7171");
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, InputPlugin, AssetPlugin::default()))
            .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME))
            .add_plugins((PhonePadPlugin::with_host(host), actions::boats));
        app.finish();
        app.cleanup();
        app.update();
        Self { app, far_end }
    }

    fn hear(&mut self, event: LinkEvent) {
        self.far_end.events.try_send(event).unwrap();
        self.app.update();
        self.app.update();
    }

    /// Steers for some frames; full lock is 32,767.
    fn steer(&mut self, steer: i16, frames: u16) {
        for seq in 0..frames {
            let reading = Reading::Touch(TouchFrame { seq, t: u32::from(seq) * 16, steer });
            self.far_end.readings.try_send(Received { slot: 0, at: Instant::now(), reading }).unwrap();
            self.app.update();
        }
    }

    fn boat(&mut self) -> (Entity, f32, f32) {
        let world = self.app.world_mut();
        let mut boats = world.query::<(Entity, &Boat, &Transform)>();
        let (entity, boat, transform) = boats.single(world).unwrap();
        (entity, boat.boost, transform.rotation.to_euler(EulerRot::XYZ).2)
    }
}

#[test]
fn a_phone_steers_and_boosts_by_its_gamepad() {
    let mut stage = Stage::new();
    stage.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: false });
    let (boat, boost, heading) = stage.boat();
    assert!(stage.app.world().get::<Phone>(boat).is_some() && stage.app.world().get::<Gamepad>(boat).is_some());
    assert_eq!((boost, heading), (0.0, 0.0));

    stage.steer(i16::MAX, 20);
    let (_, _, right) = stage.boat();
    assert!((-0.8..-0.4).contains(&right), "to the right, two radians a second for 20 frames of 16 ms: {right}");
    stage.steer(-i16::MAX, 40);
    let (_, _, left) = stage.boat();
    assert!(left > right + 1.0, "and back to the left: {right}, {left}");

    stage.hear(LinkEvent::Message { slot: 0, message: PhoneMessage::Tap });
    assert!(stage.boat().1 > 0.4, "a tap is the button South");
}

#[test]
fn a_phone_that_comes_back_has_its_boat() {
    let mut stage = Stage::new();
    stage.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: false });
    let (boat, ..) = stage.boat();
    stage.hear(LinkEvent::PeerLeft { slot: 0, reason: PeerLeftReason::Timeout });
    assert!(stage.app.world().get::<Gamepad>(boat).is_none());
    stage.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: true });
    assert_eq!(stage.boat().0, boat, "one boat, the same one");
    stage.steer(i16::MAX, 20);
    assert!(stage.boat().2 < -0.4, "and it still answers");
}
