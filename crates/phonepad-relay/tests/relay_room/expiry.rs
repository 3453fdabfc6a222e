//! The end of a room.

use phonepad_protocol::{CloseCode, Hello};
use phonepad_relay::room::{BAN_MS, HOST_ABSENCE_MS, ROOM_LIFETIME_MS, SEAT_KEEPING_MS, SHARED_BAN_MS};

use crate::world::{CREATED_MS, HOST, World};

#[test]
fn a_room_ends_ten_minutes_after_it_was_made_if_no_host_comes() {
    let mut world = World::empty(15);
    world.peer_joins(0, "");
    assert!(world.pass(HOST_ABSENCE_MS - 1).0);
    let (is_live, caused) = world.pass(1);
    assert!(!is_live);
    assert_eq!(caused.closes(), [(0, CloseCode::RoomClosed)]);
}

#[test]
fn a_room_ends_ten_minutes_after_its_host_left() {
    let mut world = World::hosted();
    assert!(world.pass(5 * HOST_ABSENCE_MS).0);
    world.gone(HOST);
    assert!(world.pass(HOST_ABSENCE_MS - 1).0);
    assert!(!world.pass(1).0);
}

#[test]
fn a_host_that_comes_back_in_time_keeps_the_room() {
    let mut world = World::hosted();
    world.gone(HOST);
    world.pass(HOST_ABSENCE_MS - 1);
    world.host_joins();
    assert!(world.pass(HOST_ABSENCE_MS).0);
}

#[test]
fn a_room_ends_after_a_day_in_any_case() {
    let mut world = World::with_peers(1);
    assert_eq!(world.room.info().expires_at, CREATED_MS + ROOM_LIFETIME_MS);
    assert!(world.pass(ROOM_LIFETIME_MS - 1).0);
    let (is_live, caused) = world.pass(1);
    assert!(!is_live);
    assert_eq!(caused.closes(), [(0, CloseCode::RoomClosed), (HOST, CloseCode::RoomClosed)]);
}

#[test]
fn a_room_that_is_over_admits_nobody() {
    let mut world = World::empty(15);
    world.now_ms += HOST_ABSENCE_MS;
    let hello = Hello::host(world.host_token.clone());
    assert_eq!(world.hello(HOST, hello).closes(), [(HOST, CloseCode::RoomClosed)]);
    assert_eq!(world.hello(1, Hello::peer("", None)).closes(), [(1, CloseCode::RoomClosed)]);
}

#[test]
fn a_clock_that_jumps_back_ends_nothing() {
    let mut world = World::with_peers(2);
    world.gone(1);
    world.now_ms -= ROOM_LIFETIME_MS;
    assert!(world.pass(0).1.0.is_empty());
    assert_eq!(world.frame(0, &[1, 2]).frames().len(), 1);
}

#[test]
fn the_times_are_those_of_the_documented_protocol() {
    const MINUTE_MS: u64 = 60_000;
    assert_eq!((ROOM_LIFETIME_MS, HOST_ABSENCE_MS), (24 * 60 * MINUTE_MS, 10 * MINUTE_MS));
    assert_eq!((SEAT_KEEPING_MS, BAN_MS, SHARED_BAN_MS), (2 * MINUTE_MS, 5 * MINUTE_MS, MINUTE_MS / 6));
}

#[test]
fn connected_phones_keep_their_seats_for_as_long_as_the_room_lives() {
    let mut world = World::with_peers(2);
    let (is_live, caused) = world.pass(ROOM_LIFETIME_MS - 1);
    assert!(is_live && caused.0.is_empty(), "{caused:?}");
    assert_eq!((world.room.info().peers, world.room.connected_peers()), (2, 2));
}

#[test]
fn a_room_that_was_closed_stays_closed() {
    let mut world = World::with_peers(1);
    let mut out = Vec::new();
    world.room.close(CloseCode::Restarting, &mut out);
    assert_eq!(out.len(), 2);
    let (is_live, caused) = world.pass(0);
    assert!(!is_live && caused.0.is_empty());
    assert_eq!((world.room.host_socket(), world.room.connected_peers()), (None, 0));
}
