//! The state of a room after the relay has been restarted.

use phonepad_protocol::{CloseCode, Command, Hello, RelayText};
use phonepad_relay::{
    Change, Room, RoomRecord,
    room::{HOST_ABSENCE_MS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS},
};

use crate::world::{CREATED_MS, HOST, World};

/// Returns the same room in a relay that was started `later_ms` afterwards, through its form on the disk.
fn restart(mut world: World, later_ms: u64) -> World {
    world.now_ms += later_ms;
    let record = RoomRecord::from_json(&world.room.record().to_json()).unwrap();
    world.room = Room::restore(record, world.now_ms);
    world
}

#[test]
fn codes_slots_tokens_and_names_survive() {
    let mut world = World::hosted();
    let seats: Vec<String> = (0..3).map(|socket| world.peer_joins(socket, &format!("P{socket}")).1).collect();
    world.command(1, Command::Leave);
    let before = world.room.info();
    let mut world = restart(world, 5000);
    let after = world.room.info();
    assert_eq!((after.code, after.created_at, after.peers, after.max_peers), (before.code, CREATED_MS, 2, 15));
    assert!(!after.host_connected);
    assert_eq!(world.host_joins().raw_texts(HOST).len(), 1);
    for slot in [0, 2] {
        let caused = world.peer_returns(10 + slot as u64, &seats[slot]);
        assert_eq!(caused.peer_welcome(10 + slot as u64), Some((slot as u8, seats[slot].clone(), true)));
        let expected = format!(r#""name":"P{slot}""#);
        assert!(caused.raw_texts(HOST)[0].contains(&expected));
    }
    assert_eq!(world.peer_returns(20, &seats[1]).closes(), [(20, CloseCode::WrongToken)]);
}

#[test]
fn an_invitation_survives_whether_fresh_or_spent() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "Ada");
    let older = invitation(&mut world, slot);
    let newer = invitation(&mut world, slot);
    let mut world = restart(world, 5000);
    assert_eq!(world.peer_returns(1, &older).closes(), [(1, CloseCode::WrongToken)]);
    let (there, fresh, _) = world.peer_returns(2, &newer).peer_welcome(2).unwrap();
    assert_eq!(there, slot);
    let mut world = restart(world, 5000);
    for spent in [&newer, &seat] {
        assert_eq!(world.peer_returns(3, spent).closes(), [(3, CloseCode::WrongToken)]);
    }
    assert_eq!(world.peer_returns(4, &fresh).peer_welcome(4), Some((slot, fresh, true)));
}

#[test]
fn a_room_stored_before_invitations_existed_is_restored() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "Ada");
    let json = String::from_utf8(world.room.record().to_json()).unwrap();
    assert!(!json.contains("invitation"), "without one it is written as before");
    let mut world = restart(world, 0);
    assert!(world.peer_returns(1, &seat).peer_welcome(1).is_some());
}

fn invitation(world: &mut World, slot: u8) -> String {
    match world.command(HOST, Command::Invite { slot }).texts(HOST).pop() {
        Some(RelayText::Invitation { seat, .. }) => seat,
        other => panic!("instead of an invitation came {other:?}"),
    }
}

#[test]
fn a_locked_room_stays_locked() {
    let mut world = World::hosted();
    world.command(HOST, Command::Lock { locked: true });
    let mut world = restart(world, 0);
    assert_eq!(world.hello(1, Hello::peer("", None)).closes(), [(1, CloseCode::RoomLocked)]);
}

#[test]
fn the_time_to_return_restarts_but_the_rooms_lifetime_does_not() {
    let mut world = World::with_peers(1);
    world.gone(HOST);
    world.gone(0);
    let mut world = restart(world, ROOM_LIFETIME_MS - HOST_ABSENCE_MS + 1000);
    let info = world.room.info();
    assert_eq!(info.expires_at, CREATED_MS + ROOM_LIFETIME_MS);
    assert!(world.pass(SEAT_KEEPING_MS - 1).0);
    assert_eq!(world.room.info().peers, 1);
    world.pass(1);
    assert_eq!(world.room.info().peers, 0);
    let (is_live, _) = world.pass(HOST_ABSENCE_MS - SEAT_KEEPING_MS - 1000);
    assert!(!is_live);
}

#[test]
fn only_stored_data_counts_as_a_change() {
    let mut world = World::hosted();
    assert_ne!(world.room.take_change(), Change::None, "a new room");
    let (_, seat) = world.peer_joins(0, "Ada");
    assert_ne!(world.room.take_change(), Change::None, "a new seat");
    world.frame(0, &[1, 2]);
    world.text(0, "ping");
    world.gone(0);
    world.peer_returns(1, &seat);
    world.gone(HOST);
    world.host_joins();
    assert_eq!(world.room.take_change(), Change::None, "traffic, coming and going");
    world.command(1, Command::Rename { name: "Eve".into() });
    assert_ne!(world.room.take_change(), Change::None, "a name");
    world.command(HOST, Command::Lock { locked: true });
    assert_ne!(world.room.take_change(), Change::None, "a lock");
    let invitation = invitation(&mut world, 0);
    assert_ne!(world.room.take_change(), Change::None, "an invitation");
    world.peer_returns(2, &invitation);
    assert_ne!(world.room.take_change(), Change::None, "a seat that was taken by one");
    world.command(HOST, Command::Kick { slot: 0 });
    assert_ne!(world.room.take_change(), Change::None, "a seat's end");
}

#[test]
fn the_stored_record_holds_no_token() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "Ada");
    let invitation = invitation(&mut world, slot);
    let json = String::from_utf8(world.room.record().to_json()).unwrap();
    let room = format!("{:?}", world.room);
    for token in [&seat, &invitation, &world.host_token] {
        assert!(!json.contains(token) && !room.contains(token));
    }
}

#[test]
fn a_record_with_impossible_slots_or_hashes_does_no_harm() {
    let world = World::with_peers(1);
    let json = String::from_utf8(world.room.record().to_json()).unwrap();
    for (slot, peers) in [(14, 1), (15, 0), (99, 0)] {
        let moved =
            RoomRecord::from_json(json.replace(r#""slot":0"#, &format!(r#""slot":{slot}"#)).as_bytes()).unwrap();
        assert_eq!(Room::restore(moved, world.now_ms).info().peers, peers, "slot {slot}");
    }
    let short = json.replacen(r#""host_token":""#, r#""host_token":"AAAA"#, 1);
    assert!(RoomRecord::from_json(short.as_bytes()).is_err());
}

#[test]
fn a_kick_is_stored_at_once_and_a_departure_within_a_second() {
    let mut world = World::with_peers(2);
    world.room.take_change();
    world.command(0, Command::Leave);
    assert_eq!(world.room.take_change(), Change::Minor);
    world.command(HOST, Command::Kick { slot: 1 });
    assert_eq!(world.room.take_change(), Change::Promised);
}
