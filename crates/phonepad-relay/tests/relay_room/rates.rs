//! The rate limit of a peer.

use phonepad_protocol::{CloseCode, Command, PeerLeftReason, RelayText};
use phonepad_relay::{Output, SocketId};

use crate::world::{HOST, World};

const LOSSY: [u8; 2] = [0x01, 0];
const RELIABLE: [u8; 2] = [0x80, 0];

/// Returns how many of `n` frames sent at once are forwarded.
fn burst(world: &mut World, n: usize, frame: &[u8]) -> usize {
    (0..n).map(|_| world.frame(0, frame).frames().len()).sum()
}

#[test]
fn a_burst_of_240_passes_and_then_120_a_second() {
    let mut world = World::with_peers(1);
    assert_eq!(burst(&mut world, 300, &LOSSY), 240);
    assert_eq!(world.room.take_dropped_frames(), 60);
    world.now_ms += 1000;
    assert_eq!(burst(&mut world, 300, &LOSSY), 120);
}

#[test]
fn a_steady_120_hertz_is_never_limited() {
    let mut world = World::with_peers(1);
    for tick in 0..12_000 {
        world.now_ms += if tick % 3 == 0 { 9 } else { 8 };
        assert_eq!(burst(&mut world, 1, &LOSSY), 1);
    }
}

#[test]
fn reliable_frames_pass_beyond_the_rate() {
    let mut world = World::with_peers(1);
    assert_eq!(burst(&mut world, 1000, &RELIABLE), 1000);
}

#[test]
fn ten_times_over_the_rate_is_the_end() {
    let mut world = World::with_peers(1);
    assert_eq!(burst(&mut world, 2400, &LOSSY), 240);
    let caused = world.frame(0, &LOSSY);
    assert_eq!(caused.closes(), [(0, CloseCode::TooManyMessages)]);
    assert_eq!(caused.texts(HOST), [RelayText::PeerLeft { slot: 0, reason: PeerLeftReason::RateLimited }]);
}

#[test]
fn commands_count_too() {
    let mut world = World::with_peers(1);
    let rename = Command::Rename { name: "Eve".into() };
    let closed = (0..2401).find(|_| !world.command(0, rename.clone()).closes().is_empty());
    assert_eq!(closed, Some(2400));
}

#[test]
fn coming_back_does_not_refill_the_allowance() {
    let mut world = World::hosted();
    let (_, seat) = world.peer_joins(0, "");
    burst(&mut world, 300, &LOSSY);
    world.gone(0);
    world.peer_returns(1, &seat);
    assert!(world.frame(1, &LOSSY).0.is_empty());
}

#[test]
fn a_peer_over_its_rate_is_named_as_the_culprit_of_an_overflow() {
    let mut world = World::with_peers(1);
    let culprit = |caused: crate::world::Caused| match caused.0.as_slice() {
        [Output::Send { culprit, .. }] => *culprit,
        other => panic!("{other:?}"),
    };
    assert_eq!(culprit(world.frame(0, &RELIABLE)), None);
    burst(&mut world, 300, &RELIABLE);
    assert_eq!(culprit(world.frame(0, &RELIABLE)), Some(SocketId(0)));
    assert_eq!(culprit(world.command(0, Command::Rename { name: "Eve".into() })), Some(SocketId(0)));
}

#[test]
fn the_host_is_not_limited() {
    let mut world = World::with_peers(1);
    let sent: usize = (0..10_000).map(|_| world.frame(HOST, &[0, 1, 2]).frames().len()).sum();
    assert_eq!(sent, 10_000);
}
