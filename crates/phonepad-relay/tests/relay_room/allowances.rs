//! Limits on changes of a room and its seats; commands without effect cost nothing.

use phonepad_protocol::{CloseCode, Command, Hello, HelloRole, RelayText};
use phonepad_relay::Change;
use serde_json::json;

use crate::world::{Caused, HOST, World};

fn is_rate_limited(caused: &Caused, socket: u64) -> bool {
    caused.texts(socket) == [RelayText::Error { error: "rate_limited".into() }] && caused.0.len() == 1
}

fn rename(world: &mut World, socket: u64, name: &str) -> Caused {
    world.command(socket, Command::Rename { name: name.into() })
}

/// Returns a host's command, every second of which is a new direct path.
fn host_command(number: usize) -> Command {
    match number % 2 {
        0 => Command::Lock { locked: number.is_multiple_of(4) },
        _ => Command::Direct { direct: json!(number) },
    }
}

#[test]
fn commands_without_effect_are_ignored() {
    let mut world = World::with_peers(2);
    rename(&mut world, 0, "Ada");
    world.command(HOST, Command::Direct { direct: json!({"h": 1}) });
    world.room.take_change();
    for _ in 0..100 {
        for name in ["Ada", " Ada\u{202E} "] {
            assert!(rename(&mut world, 0, name).0.is_empty());
        }
        assert!(rename(&mut world, 1, "").0.is_empty(), "it is Player 2 already");
        assert!(world.command(HOST, Command::Lock { locked: false }).0.is_empty());
        assert!(world.command(HOST, Command::Direct { direct: json!({"h": 1}) }).0.is_empty());
        assert!(world.command(HOST, Command::Kick { slot: 9 }).0.is_empty());
        world.now_ms += 10;
    }
    assert_eq!(world.room.take_change(), Change::None);
}

#[test]
fn a_host_that_returns_with_the_same_direct_path_is_not_announced_again() {
    let mut world = World::with_peers(1);
    let hello = |world: &World, direct| Hello {
        role: HelloRole::Host { token: world.host_token.clone(), direct },
        ..Hello::host("")
    };
    let first = hello(&world, Some(json!(1)));
    assert_eq!(world.hello(HOST, first).texts(0), [RelayText::HostJoined, RelayText::Direct { direct: json!(1) }]);
    let same = hello(&world, Some(json!(1)));
    assert_eq!(world.hello(HOST + 1, same).texts(0), [RelayText::HostJoined]);
    let other = hello(&world, Some(json!(2)));
    let expected = [RelayText::HostJoined, RelayText::Direct { direct: json!(2) }];
    assert_eq!(world.hello(HOST + 2, other).texts(0), expected);
}

#[test]
fn five_new_names_at_once_and_then_one_a_second() {
    let mut world = World::with_peers(2);
    for number in 0..5 {
        assert_eq!(rename(&mut world, 0, &format!("P{number}")).texts(HOST).len(), 1);
    }
    world.room.take_change();
    assert!(is_rate_limited(&rename(&mut world, 0, "Eve"), 0));
    assert_eq!(world.room.take_change(), Change::None);
    assert_eq!(rename(&mut world, 1, "Bob").texts(HOST).len(), 1, "others have their own");
    world.now_ms += 1000;
    assert_eq!(rename(&mut world, 0, "Eve").texts(HOST).len(), 1);
    assert!(is_rate_limited(&rename(&mut world, 0, "Adam"), 0));
}

#[test]
fn returning_does_not_refill_the_allowance_for_names() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "");
    for number in 0..5 {
        rename(&mut world, 0, &format!("P{number}"));
    }
    world.gone(0);
    world.peer_returns(1, &seat);
    assert!(is_rate_limited(&rename(&mut world, 1, "Eve"), 1));
}

#[test]
fn ten_commands_of_a_host_at_once_and_then_one_a_second() {
    let mut world = World::with_peers(1);
    let mut number = 0;
    let mut run = |world: &mut World, n: usize| {
        let mut change = || {
            number += 1;
            !is_rate_limited(&world.command(HOST, Command::Direct { direct: json!(number) }), HOST)
        };
        (0..n).filter(|_| change()).count()
    };
    world.command(HOST, Command::Lock { locked: true });
    assert_eq!(run(&mut world, 100), 9, "a lock counts too");
    assert!(is_rate_limited(&world.command(HOST, Command::Lock { locked: false }), HOST));
    assert!(is_rate_limited(&world.command(HOST, Command::Kick { slot: 0 }), HOST), "kicks count too");
    assert_eq!(world.room.info().peers, 1);
    world.now_ms += 3000;
    assert_eq!(run(&mut world, 100), 3);
    world.host_joins();
    assert_eq!(run(&mut world, 100), 0, "returning refills nothing");
}

#[test]
fn the_changes_of_a_room_in_a_minute_are_bounded() {
    let mut world = World::with_peers(15);
    world.room.take_change();
    let mut changes = 0;
    for number in 0..60_000_usize {
        world.now_ms += 1;
        world.command(HOST, host_command(number));
        rename(&mut world, (number % 15) as u64, &format!("P{number}"));
        changes += usize::from(world.room.take_change() == Change::Promised);
    }
    assert!(changes <= 70, "{changes} locks must be written at once");
}

#[test]
fn fifteen_new_seats_at_once_and_then_two_a_second() {
    let mut world = World::hosted();
    let enter_and_leave = |world: &mut World, socket| {
        let closes = world.hello(socket, Hello::peer("", None)).closes();
        world.command(socket, Command::Leave);
        closes
    };
    for socket in 0..15 {
        assert!(enter_and_leave(&mut world, socket).is_empty());
    }
    world.room.take_change();
    let caused = world.hello(20, Hello::peer("", None));
    assert_eq!(
        (caused.closes(), caused.0.len()),
        (vec![(20, CloseCode::TooManyMessages)], 1),
        "nobody else hears of it"
    );
    assert_eq!(world.room.take_change(), Change::None);
    world.now_ms += 1000;
    for (socket, refused) in [(21, false), (22, false), (23, true)] {
        assert_eq!(!enter_and_leave(&mut world, socket).is_empty(), refused, "{socket}");
    }
}

#[test]
fn while_the_host_is_behind_nobody_joins_and_it_gets_no_messages() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "");
    let Some(RelayText::Invitation { seat: invitation, .. }) =
        world.command(HOST, Command::Invite { slot: 0 }).texts(HOST).pop()
    else {
        panic!("no invitation")
    };
    world.gone(0);
    world.is_host_behind = true;
    for (socket, token) in (1..).zip([None, Some(seat.clone()), Some(invitation)]) {
        let caused = world.hello(socket, Hello::peer("", token));
        assert_eq!((caused.closes(), caused.0.len()), (vec![(socket, CloseCode::TooManyMessages)], 1));
    }
    assert_eq!(world.peer_returns(8, "nonsense").closes(), [(8, CloseCode::WrongToken)]);
    world.is_host_behind = false;
    assert!(world.peer_returns(9, &seat).peer_welcome(9).is_some(), "its seat was not touched");
}

#[test]
fn returning_to_a_seat_is_no_new_seat() {
    let mut world = World::hosted();
    let seats: Vec<String> = (0..15).map(|socket| world.peer_joins(socket, "").1).collect();
    for round in 1..10 {
        for (seat, socket) in seats.iter().zip(100 * round..) {
            assert!(world.peer_returns(socket, seat).peer_welcome(socket).is_some());
        }
    }
}
