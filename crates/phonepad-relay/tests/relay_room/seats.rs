//! Slots, seat tokens, names: how a peer keeps and loses them.

use phonepad_protocol::{CloseCode, Command, Hello, PeerLeftReason, RelayText};
use phonepad_relay::SocketId;

use crate::world::{Caused, HOST, World};

#[test]
fn a_peer_gets_the_lowest_free_slot() {
    let mut world = World::with_peers(3);
    world.command(1, Command::Leave);
    assert_eq!(world.peer_joins(10, "").0, 1);
    assert_eq!(world.peer_joins(11, "").0, 3);
}

#[test]
fn a_socket_leads_to_its_slot_as_long_as_it_is_open() {
    let mut world = World::hosted();
    world.peer_joins(0, "Ada");
    let (slot, _) = world.peer_joins(1, "Bob");
    let slot_of = |world: &World, socket| world.room.slot_of_socket(SocketId(socket));
    assert_eq!((slot_of(&world, 1), slot_of(&world, HOST), slot_of(&world, 2)), (Some(slot), None, None));
    world.gone(1);
    assert_eq!(slot_of(&world, 1), None);
}

#[test]
fn a_cut_peer_comes_back_to_its_slot_and_name() {
    let mut world = World::hosted();
    world.peer_joins(0, "Ada");
    let (slot, seat) = world.peer_joins(1, "Bob");
    let left = RelayText::PeerLeft { slot, reason: PeerLeftReason::Closed };
    assert_eq!(world.gone(1).texts(HOST), [left]);
    let caused = world.peer_returns(2, &seat);
    assert_eq!(caused.peer_welcome(2), Some((slot, seat, true)));
    assert_eq!(caused.texts(HOST), [RelayText::PeerJoined { slot, name: "Bob".into(), resumed: true }]);
}

#[test]
fn a_returning_peer_may_bring_a_new_name() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "Ada");
    let caused = world.hello(1, Hello::peer("Eve", Some(seat)));
    assert_eq!(caused.texts(HOST), [RelayText::PeerJoined { slot, name: "Eve".into(), resumed: true }]);
}

fn name_told(caused: &Caused) -> String {
    match caused.texts(HOST).as_slice() {
        [RelayText::PeerJoined { name, .. } | RelayText::PeerRenamed { name, .. }] => name.clone(),
        other => panic!("no name in {other:?}"),
    }
}

#[test]
fn a_taken_name_gets_a_number() {
    let mut world = World::hosted();
    let mut joins = |socket, name: &str| name_told(&world.hello(socket, Hello::peer(name, None)));
    assert_eq!(joins(0, "Ada"), "Ada");
    assert_eq!(joins(1, "ada"), "ada 2");
    assert_eq!(joins(2, " A\u{200B}da "), "Ada 3");
    assert_eq!(joins(3, "\u{3164}"), "Player 4", "it has no visible characters");
    let rename = |world: &mut World, name: &str| world.command(3, Command::Rename { name: name.into() });
    assert_eq!(name_told(&rename(&mut world, "ADA")), "ADA 4");
    assert!(rename(&mut world, "ADA").0.is_empty(), "a repeated request is not reported");
    world.command(0, Command::Leave);
    assert_eq!(name_told(&rename(&mut world, "ADA")), "ADA", "it is free again");
}

#[test]
fn a_returning_peer_gets_its_own_name_again() {
    let mut world = World::hosted();
    world.peer_joins(0, "Ada");
    let (_, seat) = world.peer_joins(1, "Ada");
    for socket in 2..4 {
        let caused = world.hello(socket, Hello::peer("Ada", Some(seat.clone())));
        assert_eq!(name_told(&caused), "Ada 2");
    }
    assert_eq!(name_told(&world.peer_returns(4, &seat)), "Ada 2", "a hello without a name keeps it");
}

#[test]
fn a_second_socket_with_the_same_seat_replaces_the_first() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "Ada");
    let caused = world.peer_returns(1, &seat);
    assert_eq!(caused.closes(), [(0, CloseCode::Replaced)]);
    assert_eq!(caused.peer_welcome(1), Some((slot, seat, true)));
    assert!(world.gone(0).0.is_empty(), "the end of the first socket is not reported");
    assert!(world.frame(0, &[1, 2]).0.is_empty(), "and its later frames are not forwarded");
    assert_eq!(world.frame(1, &[1, 2]).frames(), [(HOST, vec![slot, 1, 2])]);
}

#[test]
fn a_token_of_no_seat_is_refused_and_leaves_no_trace() {
    let mut world = World::hosted();
    for token in ["AAAAAAAAAAAAAAAAAAAAAA", ""] {
        let caused = world.peer_returns(0, token);
        assert_eq!((caused.closes(), caused.0.len()), (vec![(0, CloseCode::WrongToken)], 1));
    }
    assert_eq!(world.room.info().peers, 0);
}

#[test]
fn every_seat_token_is_different_and_long_enough() {
    let mut world = World::hosted();
    let mut seats: Vec<String> = (0..15).map(|socket| world.peer_joins(socket, "").1).collect();
    assert!(seats.iter().all(|seat| seat.len() >= 22));
    seats.sort();
    seats.dedup();
    assert_eq!(seats.len(), 15);
}

#[test]
fn a_seat_is_released_after_two_minutes() {
    let mut world = World::with_peers(1);
    world.gone(0);
    assert!(world.pass(119_999).1.0.is_empty());
    assert_eq!(world.pass(1).1.texts(HOST), [RelayText::SeatReleased { slot: 0 }]);
    assert_eq!(world.peer_joins(1, "").0, 0);
}

#[test]
fn leaving_gives_the_seat_up_at_once() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "");
    let caused = world.command(0, Command::Leave);
    assert_eq!(caused.closes(), [(0, CloseCode::Normal)]);
    let expected = [RelayText::PeerLeft { slot, reason: PeerLeftReason::Closed }, RelayText::SeatReleased { slot }];
    assert_eq!(caused.texts(HOST), expected);
    assert_eq!(world.peer_returns(1, &seat).closes(), [(1, CloseCode::WrongToken)]);
}

#[test]
fn a_kicked_peer_loses_its_seat() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "");
    let caused = world.command(HOST, Command::Kick { slot });
    assert_eq!(caused.closes(), [(0, CloseCode::Kicked)]);
    let expected = [RelayText::PeerLeft { slot, reason: PeerLeftReason::Kicked }, RelayText::SeatReleased { slot }];
    assert_eq!(caused.texts(HOST), expected);
    assert_eq!(world.peer_returns(1, &seat).closes(), [(1, CloseCode::WrongToken)]);
}

#[test]
fn the_seat_of_an_absent_peer_can_be_kicked() {
    let mut world = World::with_peers(1);
    world.gone(0);
    let caused = world.command(HOST, Command::Kick { slot: 0 });
    assert_eq!(caused.texts(HOST), [RelayText::SeatReleased { slot: 0 }]);
}

#[test]
fn kicking_an_empty_or_impossible_slot_does_nothing() {
    let mut world = World::with_peers(1);
    for slot in [1, 14, 15, 255] {
        assert!(world.command(HOST, Command::Kick { slot }).0.is_empty());
    }
}

#[test]
fn a_new_name_is_cleaned_and_announced() {
    let mut world = World::with_peers(2);
    for (wished, name) in [(" Eve\u{7} ", "Eve"), ("", "Player 2"), (&"x".repeat(40), &"x".repeat(24))] {
        let caused = world.command(1, Command::Rename { name: wished.to_owned() });
        assert_eq!(caused.texts(HOST), [RelayText::PeerRenamed { slot: 1, name: name.to_owned() }]);
    }
}

#[test]
fn peers_are_notified_when_the_host_leaves_and_joins() {
    let mut world = World::with_peers(2);
    let caused = world.gone(HOST);
    assert_eq!((caused.texts(0), caused.texts(1)), (vec![RelayText::HostLeft], vec![RelayText::HostLeft]));
    let caused = world.host_joins();
    assert_eq!((caused.texts(0), caused.texts(1)), (vec![RelayText::HostJoined], vec![RelayText::HostJoined]));
}
