//! Phones that sleep, fall silent, are away, or are held wrongly.

use super::*;

#[test]
fn a_seat_survives_sleep_and_is_gone_once_released() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    table.hear(LinkEvent::PeerLeft { slot: 0, reason: crate::protocol::PeerLeftReason::Timeout });
    let roster = |table: &Table| table.app.world().resource::<Roster>().ready_slots();
    assert!(roster(&table).is_empty(), "asleep, so absent from the next round");
    table.hear(LinkEvent::PeerJoined { slot: 0, name: "Ada".to_owned(), resumed: true });
    assert_eq!(roster(&table), [0], "back, and still ready");
    table.hear(LinkEvent::PeerJoined { slot: 0, name: "Eve".to_owned(), resumed: false });
    assert!(roster(&table).is_empty(), "another player, who has not tapped Play");
    table.hear(LinkEvent::SeatReleased { slot: 0 });
    assert!(table.app.world().resource::<Roster>().get(0).is_none());
}

#[test]
fn a_player_whose_phone_fell_silent_is_steered_away_from_the_edge() {
    let mut table = Table::new(&["--mode", "classic"]);
    table.join(0, "Ada");
    table.join(1, "Eve");
    [0, 1].into_iter().for_each(|slot| table.say(slot, PhoneMessage::Tap));
    table.until(Phase::Playing);
    table.touched(0, 0, Duration::from_secs(2));
    let lives = |table: &Table, slot: u8| {
        let game = table.round().game.as_ref().unwrap();
        game.players().iter().any(|player| player.slot == slot && player.alive)
    };
    while lives(&table, 1) {
        table.app.update();
    }
    // A player who has never steered runs straight into the edge; the other one would have, at the same time.
    table.ticks(20 * 120);
    assert!(lives(&table, 0), "the autopilot has flown for more than 20 s");
    table.touched(0, i16::MAX, Duration::ZERO);
    assert_eq!(table.round().game.as_ref().unwrap().players()[0].steer, 1.0, "the player steers again immediately");
}

#[test]
fn the_age_of_a_reading_is_that_of_the_sensor_once_the_clocks_are_compared() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    let now = Instant::now();
    let ago = |ms| now.checked_sub(Duration::from_millis(ms)).unwrap();
    // The phone's clock showed 50,000 half-way through a round trip of 20 ms; a reading of 49,900 came 10 ms later.
    let clock = Reading::Clock { sent: ago(40), theirs: 50_000 };
    table.far_end.readings.try_send(Received { slot: 0, at: ago(20), reading: clock }).unwrap();
    let touch = Reading::Touch(TouchFrame { taps: 0, seq: 1, t: 49_900, steer: 0 });
    table.far_end.readings.try_send(Received { slot: 0, at: ago(10), reading: touch }).unwrap();
    table.ticks(1);
    let age = table.app.world().resource::<Roster>().get(0).unwrap().age(now).unwrap();
    assert!((age.as_secs_f64() * 1000.0 - 130.0).abs() < 2.0, "{age:?}");
}

#[test]
fn a_phone_that_reports_away_is_asleep_until_its_next_input() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    let away = |table: &Table| table.app.world().resource::<Roster>().get(0).unwrap().away;
    table.say(0, PhoneMessage::Away);
    assert!(away(&table));
    table.lean(0, 0.0);
    assert!(!away(&table));
}

#[test]
fn a_player_who_spins_a_flat_phone_gets_advice_to_tip_it() {
    let mut table = Table::new(&[]);
    table.join(0, "Ada");
    table.told();
    for _ in 0..300 {
        table.moved(0, Vec3::Z * STANDARD_GRAVITY, Vec3::Z * 90.0, 17);
    }
    let tips = |(to, message): &(Recipient, Told)| {
        *to == Recipient::Slot(0)
            && matches!(message, Told::Host(HostMessage::Notice { key: Some(NoticeKey::TipIt), .. }))
    };
    assert_eq!(table.told().iter().filter(|told| tips(told)).count(), 1);
}

#[test]
fn in_teams_a_phone_has_the_colour_of_its_team_for_the_round() {
    let mut table = super::party::room(&["--mode", "ball"], 4);
    let colours = |table: &mut Table| -> BTreeMap<u8, String> {
        let you = |message: Told| match message {
            Told::Host(HostMessage::You { slot, colour, .. }) => Some((slot, colour)),
            _ => None,
        };
        table.told().into_iter().filter_map(|(_, message)| you(message)).collect()
    };
    let own = colours(&mut table);
    table.app.world_mut().write_message(crate::game::players::roster::StartRequested);
    table.until(Phase::Playing);
    let teams = table.round().game.as_ref().unwrap().teams().unwrap();
    let shown = colours(&mut table);
    assert_eq!(shown.len(), 4);
    for (slot, colour) in &shown {
        for (other, others) in &shown {
            assert_eq!(colour == others, teams.of(*slot) == teams.of(*other), "{slot} and {other}: {shown:?}");
        }
    }
    table.app.world_mut().write_message(crate::game::round::state::BackToLobby);
    table.ticks(3);
    assert_eq!(colours(&mut table), own, "back in the lobby");
}
