//! A client's second lane: its permitted traffic, and how it ends.

use phonepad_protocol::{CloseCode, Command, Hello, RelayText, Welcome};

use crate::world::{Caused, HOST, World};

const LOSSY: u8 = 0x01;
const RELIABLE: u8 = 0x80;
/// Socket of the host's second lane.
const HOST_2: u64 = HOST + 1;
/// Socket of the second lane of the peer on socket 0.
const PEER_2: u64 = 500;

fn second_lane(mut hello: Hello) -> Hello {
    hello.lane = 1;
    hello
}

fn host_opens_second(world: &mut World) -> Caused {
    let hello = second_lane(Hello::host(world.host_token.clone()));
    world.hello(HOST_2, hello)
}

/// Returns a host and one peer, both with two lanes; the peer's slot is 0. Also returns its seat token.
fn two_lanes_each() -> (World, String) {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "Ada");
    world.hello(PEER_2, second_lane(Hello::peer("", Some(seat.clone()))));
    host_opens_second(&mut world);
    (world, seat)
}

fn receivers(caused: &Caused) -> Vec<u64> {
    let mut receivers: Vec<u64> = caused.frames().into_iter().map(|(to, _)| to).collect();
    receivers.sort_unstable();
    receivers
}

#[test]
fn a_peers_second_lane_is_welcomed_and_not_announced() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "Ada");
    let caused = world.hello(PEER_2, second_lane(Hello::peer("Other", Some(seat.clone()))));
    let [RelayText::Welcome(Welcome::Peer { slot: there, seat: same, lane: 1, .. })] = &caused.texts(PEER_2)[..] else {
        panic!("{caused:?}")
    };
    assert_eq!((*there, same), (slot, &seat));
    assert_eq!(caused.0.len(), 1, "the first lane stays, and the host gets no message");
}

#[test]
fn a_hosts_second_lane_is_welcomed_and_replaces_nobody() {
    let mut world = World::with_peers(1);
    let caused = host_opens_second(&mut world);
    assert!(matches!(caused.texts(HOST_2)[..], [RelayText::Welcome(Welcome::Host { lane: 1, .. })]));
    assert_eq!(caused.0.len(), 1);
}

#[test]
fn a_second_lane_needs_the_right_token() {
    let mut world = World::with_peers(1);
    for hello in [Hello::host("AAAA"), Hello::peer("", None), Hello::peer("", Some("AAAA".into()))] {
        assert_eq!(world.hello(PEER_2, second_lane(hello)).closes(), [(PEER_2, CloseCode::WrongToken)]);
    }
}

#[test]
fn a_second_lane_needs_a_first_one() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "");
    world.gone(0);
    let caused = world.hello(PEER_2, second_lane(Hello::peer("", Some(seat))));
    assert_eq!(caused.closes(), [(PEER_2, CloseCode::BadHello)]);
    world.gone(HOST);
    assert_eq!(host_opens_second(&mut world).closes(), [(HOST_2, CloseCode::BadHello)]);
}

#[test]
fn a_lossy_frame_goes_to_both_lanes_of_its_receiver() {
    let (mut world, _) = two_lanes_each();
    assert_eq!(receivers(&world.frame(0, &[LOSSY])), [HOST, HOST_2]);
    assert_eq!(receivers(&world.frame(PEER_2, &[LOSSY])), [HOST, HOST_2]);
    assert_eq!(receivers(&world.frame(HOST, &[0, LOSSY])), [0, PEER_2]);
    assert_eq!(receivers(&world.frame(HOST_2, &[0, LOSSY])), [0, PEER_2]);
}

#[test]
fn frames_of_both_lanes_have_the_same_slot() {
    let (mut world, _) = two_lanes_each();
    assert!(world.frame(PEER_2, &[LOSSY, 7]).frames().iter().all(|(_, frame)| frame == &[0, LOSSY, 7]));
}

#[test]
fn reliable_frames_and_news_stay_on_the_first_lane() {
    let (mut world, _) = two_lanes_each();
    assert_eq!(receivers(&world.frame(0, &[RELIABLE])), [HOST]);
    assert_eq!(receivers(&world.frame(HOST, &[255, RELIABLE])), [0]);
    let caused = world.command(0, Command::Rename { name: "Eve".into() });
    assert_eq!((caused.texts(HOST).len(), caused.texts(HOST_2).len()), (1, 0));
}

#[test]
fn reliable_frames_and_commands_on_the_second_lane_close_it_alone() {
    for breach in 0..3 {
        let (mut world, _) = two_lanes_each();
        let caused = match breach {
            0 => world.frame(PEER_2, &[RELIABLE]),
            1 => world.command(PEER_2, Command::Leave),
            _ => world.text(PEER_2, r#"{"type":"later"}"#),
        };
        assert_eq!(caused.closes(), [(PEER_2, CloseCode::BadData)]);
        assert_eq!(caused.0.len(), 1, "it is not announced");
        assert_eq!(receivers(&world.frame(0, &[LOSSY])), [HOST, HOST_2], "the first lane works");
    }
    let (mut world, _) = two_lanes_each();
    assert_eq!(world.frame(HOST_2, &[0, RELIABLE]).closes(), [(HOST_2, CloseCode::BadData)]);
}

#[test]
fn ping_is_answered_on_its_own_lane() {
    let (mut world, _) = two_lanes_each();
    assert_eq!(world.text(PEER_2, "ping").raw_texts(PEER_2), ["pong"]);
}

#[test]
fn the_second_lane_dies_with_the_first() {
    let (mut world, _) = two_lanes_each();
    assert_eq!(world.gone(0).closes(), [(PEER_2, CloseCode::Normal)]);
    assert!(world.frame(PEER_2, &[LOSSY]).0.is_empty());
    assert_eq!(world.gone(HOST).closes(), [(HOST_2, CloseCode::Normal)]);
}

#[test]
fn both_lanes_are_closed_for_the_same_reason() {
    let (mut world, seat) = two_lanes_each();
    let both = |code| vec![(0, code), (PEER_2, code)];
    assert_eq!(world.peer_returns(1, &seat).closes(), both(CloseCode::Replaced));
    let (mut world, _) = two_lanes_each();
    assert_eq!(world.command(HOST, Command::Kick { slot: 0 }).closes(), both(CloseCode::Kicked));
    let (mut world, _) = two_lanes_each();
    let mut closes = world.frame(0, &[0; 513]).closes();
    closes.sort_unstable_by_key(|(socket, _)| *socket);
    assert_eq!(closes, both(CloseCode::TooBig));
}

#[test]
fn the_end_of_a_second_lane_is_not_reported() {
    let (mut world, seat) = two_lanes_each();
    assert!(world.gone(PEER_2).0.is_empty());
    assert_eq!(receivers(&world.frame(HOST, &[0, LOSSY])), [0]);
    let caused = world.hello(PEER_2 + 1, second_lane(Hello::peer("", Some(seat))));
    assert!(caused.closes().is_empty(), "it can be opened again");
    assert_eq!(receivers(&world.frame(HOST, &[0, LOSSY])), [0, PEER_2 + 1]);
}

#[test]
fn another_second_lane_replaces_the_one_there_is() {
    let (mut world, seat) = two_lanes_each();
    let caused = world.hello(PEER_2 + 1, second_lane(Hello::peer("", Some(seat))));
    assert_eq!(caused.closes(), [(PEER_2, CloseCode::Replaced)]);
}

#[test]
fn each_lane_has_the_whole_rate() {
    let (mut world, _) = two_lanes_each();
    let sent = |world: &mut World, socket| (0..300).filter(|_| !world.frame(socket, &[LOSSY]).0.is_empty()).count();
    assert_eq!((sent(&mut world, 0), sent(&mut world, PEER_2)), (240, 240));
}
