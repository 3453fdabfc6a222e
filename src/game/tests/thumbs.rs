//! The thumb: taps of phones, and hands at full lock, each of which acts exactly once.

use bevy::{platform::time::Instant, prelude::*};

use super::{Table, Told, party::room};
use crate::{
    game::{
        players::roster::StartRequested,
        round::{
            phase::Phase,
            state::{Round, RoundEvent},
        },
        settings::model::CurrentSettings,
    },
    link::{Reading, Received},
    messages::GameMessage,
    protocol::{PhoneMessage, TouchFrame},
    sim::{GameEvent, Power},
};

/// Slots of the thumbs that have acted, in order.
#[derive(Resource, Default)]
struct Acted(Vec<u8>);

fn note(mut events: MessageReader<RoundEvent>, mut acted: ResMut<Acted>) {
    for event in events.read() {
        if let RoundEvent::Sim { event: GameEvent::Acted { slot, .. }, .. } = event {
            acted.0.push(*slot);
        }
    }
}

/// Creates a round with two phones in which heads move.
fn playing() -> Table {
    let mut table = room(&["--mode", "crown"], 2);
    table.app.init_resource::<Acted>().add_systems(PostUpdate, note);
    table.app.world_mut().write_message(StartRequested);
    table.until(Phase::Playing);
    table
}

impl Table {
    /// Sends a reading of a phone whose page has been tapped so often.
    fn tapped(&mut self, slot: u8, taps: u8) {
        self.seq += 1;
        let frame = TouchFrame { taps, seq: self.seq, t: u32::from(self.seq) * 8, steer: 0 };
        self.received(Received { slot, at: Instant::now(), reading: Reading::Touch(frame) });
    }

    fn hold_power(&mut self, slot: u8) {
        let mut round = self.app.world_mut().resource_mut::<Round>();
        round.game.as_mut().unwrap().hold(slot, Some(Power::Magnet));
    }

    fn acted(&self) -> &[u8] {
        &self.app.world().resource::<Acted>().0
    }
}

#[test]
fn a_tap_in_play_acts_once_however_often_its_readings_arrive() {
    let mut table = playing();
    table.tapped(0, 3);
    table.hold_power(0);
    table.ticks(5);
    assert!(table.acted().is_empty(), "taps before play are not for the thumb");
    table.tapped(0, 4);
    table.tapped(0, 4);
    table.ticks(3);
    assert_eq!(table.acted(), [0]);
    // 300 ms in which nothing arrives, a tap among it.
    table.ticks(36);
    table.hold_power(0);
    table.tapped(0, 5);
    table.ticks(3);
    assert_eq!(table.acted(), [0, 0]);
}

#[test]
fn a_phone_shows_what_its_thumb_does_and_that_a_tap_was_taken() {
    let mut table = playing();
    table.tapped(0, 0);
    table.told();
    table.hold_power(0);
    table.ticks(2);
    let told = table.told_to(0);
    let shows_magnet = |message: &Told| match message {
        Told::Game(GameMessage::Thumb { action: Some(action), ready, taken, .. }) => {
            action == "magnet" && *ready && *taken == 0
        }
        _ => false,
    };
    assert!(told.iter().any(shows_magnet), "{told:?}");
    table.tapped(0, 1);
    table.ticks(3);
    let told = table.told_to(0);
    let is_taken = |message: &Told| matches!(message, Told::Game(GameMessage::Thumb { taken: 1, .. }));
    assert!(told.iter().any(is_taken), "{told:?}");
}

#[test]
fn a_tap_that_ends_a_pause_does_not_act() {
    let mut table = playing();
    table.tapped(0, 0);
    table.hold_power(0);
    table.say(0, PhoneMessage::Pause);
    table.ticks(2);
    assert!(table.round().pause.holds());
    table.tapped(0, 1);
    table.say(0, PhoneMessage::Tap);
    table.ticks(400);
    assert!(table.round().is_moving());
    assert!(table.acted().is_empty());
}

#[test]
fn half_a_second_at_full_lock_acts_for_those_who_chose_it() {
    for chosen in [false, true] {
        let mut table = playing();
        table.app.world_mut().resource_mut::<CurrentSettings>().lock_acts = chosen;
        table.hold_power(0);
        (0..90).for_each(|_| table.lean(0, 40.0));
        assert_eq!(table.acted().len(), usize::from(chosen));
    }
}
