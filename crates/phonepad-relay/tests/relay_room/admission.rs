//! Admission to a room, and the welcome messages.

use phonepad_protocol::{CloseCode, Command, Hello, HelloRole, MAX_HZ, PeerInfo, RelayText, Welcome};
use serde_json::json;

use crate::world::{HOST, World};

fn hello_with_direct(world: &World) -> Hello {
    let direct = Some(json!({"h": "192.168.1.5:7171"}));
    Hello { role: HelloRole::Host { token: world.host_token.clone(), direct }, ..Hello::host("") }
}

#[test]
fn the_host_is_welcomed_with_the_seats_that_are_taken() {
    let mut world = World::empty(15);
    world.peer_joins(0, "Ada");
    world.peer_joins(1, "Bob");
    world.gone(1);
    let caused = world.host_joins();
    let expected = vec![
        PeerInfo { slot: 0, name: "Ada".into(), connected: true },
        PeerInfo { slot: 1, name: "Bob".into(), connected: false },
    ];
    let RelayText::Welcome(Welcome::Host { peers, room, .. }) = &caused.texts(HOST)[0] else { panic!("no welcome") };
    assert_eq!(*peers, expected);
    assert!(room.host_connected);
    assert_eq!(room.peers, 2);
    assert_eq!(caused.texts(0), [RelayText::HostJoined]);
}

#[test]
fn a_peer_is_welcomed_and_announced() {
    let mut world = World::hosted();
    let caused = world.hello(0, Hello::peer(" Ada\u{202E} ", None));
    let RelayText::Welcome(Welcome::Peer { slot, resumed, host_connected, max_hz, direct, .. }) = &caused.texts(0)[0]
    else {
        panic!("no welcome")
    };
    assert_eq!((*slot, *resumed, *host_connected, *max_hz, direct), (0, false, true, MAX_HZ, &None));
    assert_eq!(caused.texts(HOST), [RelayText::PeerJoined { slot: 0, name: "Ada".into(), resumed: false }]);
}

#[test]
fn a_peer_may_come_before_the_host() {
    let mut world = World::empty(15);
    let caused = world.hello(0, Hello::peer("Ada", None));
    assert!(matches!(caused.texts(0)[0], RelayText::Welcome(Welcome::Peer { host_connected: false, .. })));
}

#[test]
fn a_wrong_host_token_is_refused() {
    let mut world = World::empty(15);
    for token in ["", "wrong", &world.host_token.clone()[1..], &format!("{}x", world.host_token)] {
        assert_eq!(world.hello(5, Hello::host(token)).closes(), [(5, CloseCode::WrongToken)]);
    }
    assert!(!world.room.info().host_connected);
}

#[test]
fn a_second_host_replaces_the_first() {
    let mut world = World::hosted();
    let hello = Hello::host(world.host_token.clone());
    let caused = world.hello(5, hello);
    assert_eq!(caused.closes(), [(HOST, CloseCode::Replaced)]);
    assert!(world.gone(HOST).0.is_empty(), "the first has left the room");
    assert!(world.room.info().host_connected);
}

#[test]
fn a_full_room_admits_only_returning_phones() {
    let mut world = World::empty(2);
    let (_, seat) = world.peer_joins(0, "");
    world.peer_joins(1, "");
    assert_eq!(world.hello(2, Hello::peer("", None)).closes(), [(2, CloseCode::RoomFull)]);
    world.gone(0);
    assert_eq!(world.hello(2, Hello::peer("", None)).closes(), [(2, CloseCode::RoomFull)]);
    assert!(world.peer_returns(3, &seat).peer_welcome(3).is_some());
}

#[test]
fn a_locked_room_admits_only_returning_phones() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "");
    world.command(HOST, Command::Lock { locked: true });
    assert_eq!(world.hello(1, Hello::peer("", None)).closes(), [(1, CloseCode::RoomLocked)]);
    assert!(world.peer_returns(2, &seat).peer_welcome(2).is_some());
    world.command(HOST, Command::Lock { locked: false });
    world.peer_joins(3, "");
}

#[test]
fn there_is_no_third_lane() {
    let mut world = World::with_peers(1);
    let hello = Hello { lane: 2, ..Hello::peer("", None) };
    assert_eq!(world.hello(1, hello).closes(), [(1, CloseCode::BadHello)]);
}

#[test]
fn the_direct_path_is_passed_to_present_and_future_peers() {
    let mut world = World::empty(15);
    world.peer_joins(0, "");
    let hello = hello_with_direct(&world);
    let direct = json!({"h": "192.168.1.5:7171"});
    let expected = [RelayText::HostJoined, RelayText::Direct { direct: direct.clone() }];
    assert_eq!(world.hello(HOST, hello).texts(0), expected);
    let caused = world.hello(1, Hello::peer("", None));
    let RelayText::Welcome(Welcome::Peer { direct: told, .. }) = &caused.texts(1)[0] else { panic!("no welcome") };
    assert_eq!(*told, Some(direct));

    let changed = json!({"h": "10.0.0.7:7171"});
    let caused = world.command(HOST, Command::Direct { direct: changed.clone() });
    assert_eq!(caused.texts(0), [RelayText::Direct { direct: changed.clone() }]);
    assert_eq!(caused.texts(1), [RelayText::Direct { direct: changed }]);
}
