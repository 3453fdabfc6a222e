//! After a kick, newcomers from the same client address are refused for a while.

use phonepad_protocol::{CloseCode, Command, Hello, RelayText};
use phonepad_relay::room::{BAN_MS, SHARED_BAN_MS};

use crate::world::{HOST, World, network};

const KICKED: u64 = 0;

/// A room whose host is at address 1; a phone from address 2 has been kicked.
fn world() -> World {
    let mut world = World::hosted();
    world.network = network(2);
    world.peer_joins(KICKED, "");
    assert_eq!(world.command(HOST, Command::Kick { slot: 0 }).closes(), [(KICKED, CloseCode::Kicked)]);
    world
}

fn is_refused(world: &mut World, socket: u64) -> bool {
    let caused = world.hello(socket, Hello::peer("", None));
    if caused.peer_welcome(socket).is_some() {
        return false;
    }
    assert_eq!((caused.closes(), caused.0.len()), (vec![(socket, CloseCode::Kicked)], 1), "nobody else hears of it");
    true
}

#[test]
fn a_kicked_address_gets_no_new_seat_for_five_minutes() {
    let mut world = world();
    for socket in 1..1000 {
        assert!(is_refused(&mut world, socket));
        world.now_ms += BAN_MS / 1000;
    }
    world.now_ms += BAN_MS / 1000;
    assert!(!is_refused(&mut world, 2000));
}

#[test]
fn other_addresses_are_let_in() {
    let mut world = world();
    world.network = network(3);
    assert!(!is_refused(&mut world, 1));
}

#[test]
fn seat_tokens_and_invitations_still_work_from_a_kicked_address() {
    let mut world = World::hosted();
    world.network = network(2);
    let (_, seat) = world.peer_joins(5, "Ada");
    let (slot, _) = world.peer_joins(6, "Eve");
    world.command(HOST, Command::Kick { slot });
    assert!(world.peer_returns(7, &seat).peer_welcome(7).is_some());
    let caused = world.command(HOST, Command::Invite { slot: 0 });
    let Some(RelayText::Invitation { seat, .. }) = caused.texts(HOST).pop() else { panic!("no invitation") };
    assert!(world.peer_returns(8, &seat).peer_welcome(8).is_some());
}

/// Behind one router, the others must be able to join: one every ten seconds.
#[test]
fn where_a_member_has_the_same_address_one_newcomer_in_ten_seconds_is_let_in() {
    let mut hosted = World::hosted();
    hosted.peer_joins(KICKED, "");
    hosted.command(HOST, Command::Kick { slot: 0 });
    let mut beside_a_peer = World::hosted();
    beside_a_peer.network = network(2);
    beside_a_peer.peer_joins(KICKED, "");
    beside_a_peer.peer_joins(90, "");
    beside_a_peer.command(HOST, Command::Kick { slot: 0 });
    for world in [&mut hosted, &mut beside_a_peer] {
        for round in 1..4 {
            assert!(is_refused(world, 10 * round));
            world.now_ms += SHARED_BAN_MS - 1;
            assert!(is_refused(world, 10 * round + 1));
            world.now_ms += 1;
            assert!(!is_refused(world, 10 * round + 2), "in round {round}");
        }
    }
}

#[test]
fn an_absent_member_shares_nothing() {
    let mut world = World::hosted();
    world.peer_joins(KICKED, "");
    world.command(HOST, Command::Kick { slot: 0 });
    world.gone(HOST);
    world.now_ms += SHARED_BAN_MS;
    assert!(is_refused(&mut world, 1));
}

#[test]
fn the_address_of_an_absent_phone_is_kicked_too() {
    let mut world = World::hosted();
    world.network = network(2);
    world.peer_joins(KICKED, "");
    world.gone(KICKED);
    world.command(HOST, Command::Kick { slot: 0 });
    assert!(is_refused(&mut world, 1));
}

#[test]
fn thirty_two_addresses_are_remembered_and_the_oldest_is_forgotten_first() {
    let mut world = World::hosted();
    for last in 2..=34 {
        world.network = network(last);
        world.peer_joins(last.into(), "");
        world.command(HOST, Command::Kick { slot: 0 });
        world.now_ms += 1000;
    }
    for (last, refused) in [(34, true), (3, true), (2, false)] {
        world.network = network(last);
        assert_eq!(is_refused(&mut world, 100 + u64::from(last)), refused, "{last}");
    }
}

#[test]
fn an_absent_phone_shares_nothing() {
    let mut world = world();
    world.network = network(3);
    let (_, seat) = world.peer_joins(1, "");
    world.network = network(2);
    world.peer_returns(2, &seat);
    world.gone(2);
    world.now_ms += SHARED_BAN_MS;
    assert!(is_refused(&mut world, 3), "its address is the kicked one, but it is not connected");
    world.peer_returns(4, &seat);
    assert!(!is_refused(&mut world, 5));
}

#[test]
fn an_address_kicked_again_is_remembered_once() {
    let mut world = World::hosted();
    world.network = network(200);
    let (first, second) = (world.peer_joins(200, "").0, world.peer_joins(201, "").0);
    for last in 1..=31 {
        world.network = network(last + 1);
        let (slot, _) = world.peer_joins(last.into(), "");
        world.command(HOST, Command::Kick { slot });
        world.now_ms += 1000;
    }
    for slot in [first, second] {
        world.command(HOST, Command::Kick { slot });
        world.now_ms += 1000;
    }
    world.network = network(2);
    assert!(is_refused(&mut world, 300), "the oldest of 32 addresses is not forgotten for it");
}
