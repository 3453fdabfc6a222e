//! The game's messages against the vectors that the game's part of the page reads as well.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../phonepad-protocol/tests/protocol/numbers.rs"]
mod numbers;

use full_tilt_messages::{CauseName, GameMessage, NextName, StateName};
use numbers::numbers_as_floats;
use phonepad_protocol::{Frame, HostMessage};
use serde_json::{Value, json};

/// Returns the message that arrives with this data.
fn read(data: &Value) -> Option<GameMessage> {
    let json = json!({ "type": "game", "data": data }).to_string();
    let frame = Frame::from_host(&[b"\x80", json.as_bytes()].concat());
    let Ok(Frame::FromHost(message)) = frame else { panic!("{frame:?}") };
    message.game_data()
}

#[test]
fn messages_are_read_and_written_as_in_the_vectors() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/protocol/game_messages.json")).unwrap();
    for (key, is_good) in [("good", true), ("bad", false)] {
        let vectors = vectors[key].as_array().unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let message = read(&vector["json"]);
            assert_eq!(message.is_some(), is_good, "{}: {message:?}", vector["name"]);
            let Some(message) = message else { continue };
            let HostMessage::Game { data } = HostMessage::from(message) else { panic!("not the game's own") };
            assert_eq!(numbers_as_floats(&data), numbers_as_floats(&vector["json"]), "{}", vector["name"]);
        }
    }
}

#[test]
fn words_of_a_later_version_are_read_as_other() {
    let fate = GameMessage::Fate { cause: CauseName::Other, by: None, colour: None, next: NextName::Other };
    assert_eq!(read(&json!({ "type": "fate", "cause": "comet", "next": "king" })), Some(fate));
    let score = read(&json!({ "type": "score", "score": 1, "best": 2, "alive": true, "state": "asleep" }));
    assert!(matches!(score, Some(GameMessage::Score { state: Some(StateName::Other), .. })));
}
