//! Forwarding of frames, and violations that cost the sender its socket.

use phonepad_protocol::{ALL_PEERS, CloseCode, Command, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, RelayText};
use phonepad_relay::{Output, QueuedMessage};

use crate::world::{HOST, World};

const UNKNOWN_TYPE: &str = r#"{"type":"error","error":"unknown_type"}"#;

#[test]
fn a_peers_frame_reaches_the_host_with_its_slot_in_front() {
    let mut world = World::with_peers(3);
    assert_eq!(world.frame(2, &[0x01, 9, 8]).frames(), [(HOST, vec![2, 0x01, 9, 8])]);
}

#[test]
fn the_hosts_frame_reaches_one_peer_or_all_without_the_slot() {
    let mut world = World::with_peers(3);
    assert_eq!(world.frame(HOST, &[1, 0x80, 7]).frames(), [(1, vec![0x80, 7])]);
    let all: Vec<_> = (0..3).map(|socket| (socket, vec![0x80, 7])).collect();
    assert_eq!(world.frame(HOST, &[ALL_PEERS, 0x80, 7]).frames(), all);
}

#[test]
fn the_first_byte_of_the_payload_decides_how_a_frame_is_queued() {
    let mut world = World::with_peers(1);
    for (kind, is_lossy) in [(0x00, true), (0x7F, true), (0x80, false), (0xFF, false)] {
        for caused in [world.frame(0, &[kind, 1]), world.frame(HOST, &[0, kind, 1])] {
            let Output::Send { message, .. } = &caused.0[0] else { panic!("not sent") };
            assert_eq!(matches!(message, QueuedMessage::Lossy { .. }), is_lossy, "kind {kind:#04x}");
        }
    }
}

#[test]
fn frames_without_payload_or_receiver_are_dropped_and_counted() {
    let mut world = World::with_peers(1);
    let frames: [(u64, &[u8]); 6] =
        [(0, &[]), (HOST, &[]), (HOST, &[0]), (HOST, &[ALL_PEERS]), (HOST, &[5, 1]), (HOST, &[200, 1])];
    for (socket, frame) in frames {
        assert!(world.frame(socket, frame).0.is_empty(), "{frame:?}");
    }
    world.gone(HOST);
    assert!(world.frame(0, &[1, 2]).0.is_empty());
    assert_eq!(world.room.take_dropped_frames(), 7);
}

#[test]
fn payloads_over_the_limit_close_their_sender() {
    let mut world = World::with_peers(1);
    assert!(world.frame(0, &[1; MAX_PEER_PAYLOAD]).closes().is_empty());
    assert_eq!(world.frame(0, &[1; MAX_PEER_PAYLOAD + 1]).closes(), [(0, CloseCode::TooBig)]);
    assert!(world.frame(HOST, &[0; 1 + MAX_HOST_PAYLOAD]).closes().is_empty());
    assert_eq!(world.frame(HOST, &[0; 2 + MAX_HOST_PAYLOAD]).closes(), [(HOST, CloseCode::TooBig)]);
}

#[test]
fn texts_over_the_limit_close_their_sender() {
    let mut world = World::with_peers(1);
    let fits = format!("{:<MAX_TEXT_BYTES$}", r#"{"type":"leave?"}"#);
    assert!(world.text(0, &fits).closes().is_empty());
    assert_eq!(world.text(0, &format!("{fits} ")).closes(), [(0, CloseCode::TooBig)]);
}

#[test]
fn an_expelled_peer_keeps_its_seat() {
    let mut world = World::hosted();
    let (slot, seat) = world.peer_joins(0, "");
    world.frame(0, &[1; MAX_PEER_PAYLOAD + 1]);
    assert_eq!(world.peer_returns(1, &seat).peer_welcome(1), Some((slot, seat, true)));
}

#[test]
fn ping_is_answered_with_pong() {
    let mut world = World::with_peers(1);
    assert_eq!(world.text(0, "ping").raw_texts(0), ["pong"]);
    assert_eq!(world.text(HOST, "ping").raw_texts(HOST), ["pong"]);
}

#[test]
fn text_that_is_not_json_closes_its_sender() {
    let mut world = World::with_peers(1);
    assert_eq!(world.text(0, "pong!").closes(), [(0, CloseCode::BadData)]);
}

#[test]
fn unknown_types_are_answered_and_otherwise_ignored() {
    let mut world = World::with_peers(1);
    for text in [r#"{"type":"dance"}"#, r#"{"no":"type"}"#, "17"] {
        let caused = world.text(0, text);
        assert_eq!((caused.raw_texts(0), caused.0.len()), (vec![UNKNOWN_TYPE], 1), "{text}");
    }
}

#[test]
fn the_other_sides_commands_are_unknown_types() {
    let mut world = World::with_peers(2);
    for command in [Command::Kick { slot: 1 }, Command::Lock { locked: true }] {
        assert_eq!(world.command(0, command).raw_texts(0), [UNKNOWN_TYPE]);
    }
    assert_eq!(world.command(HOST, Command::Leave).raw_texts(HOST), [UNKNOWN_TYPE]);
    world.peer_joins(2, "");
}

#[test]
fn a_known_type_with_wrong_members_is_answered() {
    let mut world = World::with_peers(1);
    for text in [r#"{"type":"rename"}"#, r#"{"type":"hello"}"#] {
        assert_eq!(world.text(0, text).texts(0), [RelayText::Error { error: "bad_message".into() }], "{text}");
    }
}

#[test]
fn frames_from_a_socket_that_is_not_in_the_room_are_ignored() {
    let mut world = World::with_peers(1);
    assert!(world.frame(77, &[1, 2]).0.is_empty());
    assert!(world.text(77, "ping").0.is_empty());
    assert!(world.gone(77).0.is_empty());
}
