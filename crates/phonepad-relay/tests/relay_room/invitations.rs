//! Invitations: passing a seat to another phone, and the fate of its old tokens.

use phonepad_protocol::{CloseCode, Command, Hello, RelayText};
use phonepad_relay::{Change, Output, SocketId, room::SEAT_KEEPING_MS};
use serde_json::json;

use crate::world::{Caused, HOST, World, network};

const NO_SUCH_SEAT: &str = r#"{"type":"error","error":"no_such_seat"}"#;
const RATE_LIMITED: &str = r#"{"type":"error","error":"rate_limited"}"#;

/// Returns a room with a host and Ada on socket 0, in slot 0, and her seat token.
fn with_ada() -> (World, String) {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "Ada");
    (world, seat)
}

/// Returns an invitation to an existing seat.
fn invite(world: &mut World, slot: u8) -> String {
    let caused = world.command(HOST, Command::Invite { slot });
    match &caused.texts(HOST)[..] {
        [RelayText::Invitation { slot: told, seat }] if *told == slot => seat.clone(),
        other => panic!("instead of an invitation came {other:?}"),
    }
}

fn is_refused(world: &mut World, socket: u64, token: &str) -> bool {
    world.peer_returns(socket, token).closes() == [(socket, CloseCode::WrongToken)]
}

#[test]
fn an_invitation_takes_the_seat_with_its_slot_and_its_name() {
    let (mut world, seat) = with_ada();
    world.peer_joins(1, "Bob");
    world.gone(0);
    let invitation = invite(&mut world, 0);
    let caused = world.hello(2, Hello::peer("Eve", Some(invitation)));
    let (slot, fresh, resumed) = caused.peer_welcome(2).unwrap();
    assert_eq!((slot, resumed), (0, true));
    assert_ne!(fresh, seat);
    let RelayText::Welcome(welcome) = &caused.texts(2)[0] else { panic!("no welcome") };
    assert_eq!(serde_json::to_value(welcome).unwrap()["name"], json!("Ada"), "and is told whose it is");
    assert_eq!(caused.texts(HOST), [RelayText::PeerJoined { slot: 0, name: "Ada".into(), resumed: true }]);
    assert_eq!(world.room.info().peers, 2);
}

#[test]
fn the_phone_that_came_by_invitation_returns_like_any_other() {
    let (mut world, _) = with_ada();
    let invitation = invite(&mut world, 0);
    let (_, fresh, _) = world.peer_returns(1, &invitation).peer_welcome(1).unwrap();
    world.gone(1);
    assert_eq!(world.peer_returns(2, &fresh).peer_welcome(2), Some((0, fresh, true)));
}

#[test]
fn once_taken_neither_the_invitation_nor_the_old_token_opens_the_seat() {
    let (mut world, seat) = with_ada();
    let invitation = invite(&mut world, 0);
    world.peer_returns(1, &invitation);
    assert!(is_refused(&mut world, 2, &invitation));
    assert!(is_refused(&mut world, 3, &seat));
    assert_eq!(world.frame(1, &[1, 2]).frames(), [(HOST, vec![0, 1, 2])], "the phone in the seat stays");
}

#[test]
fn the_phone_that_sat_there_is_replaced_on_both_lanes() {
    let (mut world, seat) = with_ada();
    world.hello(1, Hello { lane: 1, ..Hello::peer("", Some(seat)) });
    let invitation = invite(&mut world, 0);
    let caused = world.peer_returns(2, &invitation);
    assert_eq!(caused.closes(), [(0, CloseCode::Replaced), (1, CloseCode::Replaced)]);
    assert!(world.gone(0).0.is_empty(), "the end of the first socket is not reported");
    assert!(world.frame(0, &[1, 2]).0.is_empty(), "and its later frames are not forwarded");
}

#[test]
fn until_it_is_taken_the_old_token_still_works() {
    let (mut world, seat) = with_ada();
    let invitation = invite(&mut world, 0);
    world.gone(0);
    assert!(world.peer_returns(1, &seat).peer_welcome(1).is_some());
    assert!(world.peer_returns(2, &invitation).peer_welcome(2).is_some(), "and so does the invitation");
}

#[test]
fn a_new_invitation_replaces_the_older_one() {
    let (mut world, _) = with_ada();
    let older = invite(&mut world, 0);
    let newer = invite(&mut world, 0);
    assert!(is_refused(&mut world, 1, &older));
    assert!(world.peer_returns(2, &newer).peer_welcome(2).is_some());
}

#[test]
fn each_seat_has_its_own() {
    let mut world = World::with_peers(3);
    let invitations: Vec<String> = (0..3).map(|slot| invite(&mut world, slot)).collect();
    for slot in [2, 0, 1] {
        let socket = 10 + u64::from(slot);
        let welcome = world.peer_returns(socket, &invitations[usize::from(slot)]).peer_welcome(socket);
        assert_eq!(welcome.map(|(slot, _, _)| slot), Some(slot));
    }
}

#[test]
fn only_the_host_can_ask_for_one() {
    let mut world = World::with_peers(2);
    for slot in [0, 1] {
        let caused = world.command(0, Command::Invite { slot });
        assert_eq!(caused.texts(0), [RelayText::Error { error: "unknown_type".into() }]);
        assert_eq!(caused.0.len(), 1);
    }
    let hello = Hello { lane: 1, ..Hello::host(world.host_token.clone()) };
    world.hello(500, hello);
    let caused = world.command(500, Command::Invite { slot: 0 });
    assert_eq!(caused.closes(), [(500, CloseCode::BadData)], "nor is a second lane for that");
}

#[test]
fn an_empty_slot_has_none() {
    let mut world = World::with_peers(1);
    for slot in [1, 14, 15, 255] {
        assert_eq!(world.command(HOST, Command::Invite { slot }).raw_texts(HOST), [NO_SUCH_SEAT]);
    }
}

#[test]
fn an_invitation_goes_with_its_seat() {
    type End = fn(&mut World);
    let ends: [End; 3] = [
        |world| drop(world.command(HOST, Command::Kick { slot: 0 })),
        |world| drop(world.command(0, Command::Leave)),
        |world| {
            world.gone(0);
            world.pass(SEAT_KEEPING_MS);
        },
    ];
    for end in ends {
        let (mut world, seat) = with_ada();
        let invitation = invite(&mut world, 0);
        end(&mut world);
        assert!(is_refused(&mut world, 1, &invitation));
        assert!(is_refused(&mut world, 2, &seat));
        // Even if another phone has the seat, from another address: after a kick the kicked one gets no new seat.
        world.network = network(9);
        assert_eq!(world.peer_joins(3, "Eve").0, 0);
        assert!(is_refused(&mut world, 4, &invitation));
    }
}

#[test]
fn locked_and_full_rooms_let_an_invitation_in() {
    let mut world = World::empty(1);
    world.host_joins();
    world.peer_joins(0, "Ada");
    let invitation = invite(&mut world, 0);
    world.command(HOST, Command::Lock { locked: true });
    assert!(world.peer_returns(1, &invitation).peer_welcome(1).is_some());
}

#[test]
fn an_invitation_opens_no_second_lane() {
    let (mut world, _) = with_ada();
    let invitation = invite(&mut world, 0);
    let caused = world.hello(1, Hello { lane: 1, ..Hello::peer("", Some(invitation.clone())) });
    assert_eq!(caused.closes(), [(1, CloseCode::WrongToken)]);
    assert!(world.peer_returns(2, &invitation).peer_welcome(2).is_some(), "and is not spent by trying");
}

#[test]
fn thirty_at_once_and_then_one_a_second() {
    let (mut world, _) = with_ada();
    let asked = |world: &mut World| world.command(HOST, Command::Invite { slot: 0 });
    let is_given = |caused: Caused| matches!(caused.texts(HOST)[..], [RelayText::Invitation { .. }]);
    assert_eq!((0..100).filter(|_| is_given(asked(&mut world))).count(), 30);
    assert_eq!(asked(&mut world).raw_texts(HOST), [RATE_LIMITED]);
    world.now_ms += 2000;
    assert_eq!((0..100).filter(|_| is_given(asked(&mut world))).count(), 2);
}

#[test]
fn a_refused_request_leaves_the_last_invitation_unchanged() {
    let (mut world, _) = with_ada();
    let last = (0..30).map(|_| invite(&mut world, 0)).last().unwrap();
    world.command(HOST, Command::Invite { slot: 0 });
    assert!(world.peer_returns(1, &last).peer_welcome(1).is_some());
}

#[test]
fn an_invitation_is_given_out_only_when_it_is_stored() {
    let (mut world, _) = with_ada();
    world.room.take_change();
    let caused = world.command(HOST, Command::Invite { slot: 0 });
    assert!(matches!(caused.0[..], [Output::Promise { to: SocketId(HOST), .. }]), "{caused:?}");
    assert_eq!(world.room.take_change(), Change::Promised);
}

#[test]
fn the_rate_limit_of_a_seat_is_not_reset_by_an_invitation() {
    let (mut world, _) = with_ada();
    for _ in 0..300 {
        world.frame(0, &[1, 2]);
    }
    let invitation = invite(&mut world, 0);
    world.peer_returns(1, &invitation);
    assert!(world.frame(1, &[1, 2]).0.is_empty());
}
