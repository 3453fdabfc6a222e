//! The wire format against the vectors that the page's counterpart of this module reads as well.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests may use clocks, files and sockets"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "protocol/bodies.rs"]
mod bodies;
#[path = "protocol/direct_texts.rs"]
mod direct_texts;
#[path = "protocol/numbers.rs"]
mod numbers;
#[path = "protocol/signals.rs"]
mod signals;
#[path = "protocol/values.rs"]
mod values;

use glam::Vec3;
use numbers::numbers_as_floats;
use phonepad_protocol::{
    ClientText, CreateRoom, Frame, FrameError, HostMessage, MotionFrame, MotionSample, NoticeKey, PairingToken,
    RelayText, RoomCode, TextError, TouchFrame, clean_name, default_name, join_url, parse_client_text, rejoin_url,
    seat_name,
};
use serde_json::Value;

fn vectors(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn list<'a>(vectors: &'a Value, key: &str) -> &'a [Value] {
    let list = vectors[key].as_array().unwrap();
    assert!(!list.is_empty(), "no vectors under {key}");
    list
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn vec3(value: &Value) -> Vec3 {
    Vec3::from_array(std::array::from_fn(|i| value[i].as_f64().unwrap() as f32))
}

fn frame_of(value: &Value) -> Frame {
    let number = |key: &str| value[key].as_i64().unwrap();
    match value["kind"].as_str().unwrap() {
        "motion" => Frame::Motion(MotionFrame {
            screen_angle: number("screenAngle") as u16,
            gyroscope: value["gyroscope"].as_bool().unwrap(),
            sign_verified: value["signVerified"].as_bool().unwrap(),
            taps: number("taps") as u8,
            seq: number("seq") as u16,
            t: number("t") as u32,
            samples: list(value, "samples")
                .iter()
                .map(|sample| MotionSample {
                    age_ms: sample["ageMs"].as_u64().unwrap() as u8,
                    acceleration: vec3(&sample["acceleration"]),
                    rotation_rate: vec3(&sample["rotationRate"]),
                })
                .collect(),
        }),
        "touch" => Frame::Touch(TouchFrame {
            taps: number("taps") as u8,
            seq: number("seq") as u16,
            t: number("t") as u32,
            steer: number("steer") as i16,
        }),
        "echo" => Frame::Echo { t: number("t") as u32 },
        "echo_reply" => Frame::EchoReply { t: number("t") as u32, mine: number("mine") as u32 },
        "message" => Frame::FromPhone(serde_json::from_value(value["json"].clone()).unwrap()),
        "tie" => Frame::PairingToken(PairingToken(std::array::from_fn(|i| value["bytes"][i].as_u64().unwrap() as u8))),
        other => panic!("unknown kind {other}"),
    }
}

#[test]
fn frames_are_read_and_written_as_in_the_vectors() {
    let vectors = vectors(include_str!("../../../tests/protocol/frames.json"));
    for vector in list(&vectors, "good") {
        let (bytes, frame) = (bytes(&vector["hex"]), frame_of(&vector["frame"]));
        assert_eq!(Frame::from_phone(&bytes), Ok(frame.clone()), "reading {}", vector["name"]);
        assert_eq!(frame.encode(), bytes, "writing {}", vector["name"]);
    }
}

#[test]
fn malformed_frames_are_errors_on_either_side() {
    let vectors = vectors(include_str!("../../../tests/protocol/frames.json"));
    for vector in list(&vectors, "bad") {
        let bytes = bytes(&vector["hex"]);
        assert!(Frame::from_phone(&bytes).is_err(), "from a phone: {}", vector["name"]);
        assert!(Frame::from_host(&bytes).is_err(), "from the game: {}", vector["name"]);
    }
    assert_eq!(Frame::from_phone(&[]), Err(FrameError::Empty));
    assert_eq!(Frame::from_phone(&[1, 2, 3]), Err(FrameError::Length { kind: 1, len: 3 }));
}

#[test]
fn no_bytes_make_the_decoder_panic() {
    // Every kind, every length up to well past the longest fixed frame, a few fillings.
    for kind in 0..=255 {
        for len in 0..80 {
            for fill in [0, 1, 4, b'{', 0x7f, 0xff] {
                let mut payload = vec![fill; len + 1];
                payload[0] = kind;
                let _ = Frame::from_phone(&payload);
                let _ = Frame::from_host(&payload);
            }
        }
    }
}

#[test]
fn values_beyond_the_wire_saturate() {
    let wild =
        MotionSample { age_ms: 0, acceleration: Vec3::splat(1e9), rotation_rate: Vec3::new(f32::NAN, -1e9, 0.0) };
    let frame = MotionFrame {
        screen_angle: 0,
        gyroscope: true,
        sign_verified: false,
        taps: 0,
        seq: 0,
        t: 0,
        samples: vec![wild],
    };
    let Ok(Frame::Motion(read)) = Frame::from_phone(&Frame::Motion(frame).encode()) else {
        panic!("not a motion frame")
    };
    assert_eq!(read.samples[0].acceleration, Vec3::splat(327.67));
    assert_eq!(read.samples[0].rotation_rate, Vec3::new(0.0, -3276.8, 0.0));
}

#[test]
fn messages_are_accepted_only_from_their_side() {
    let vectors = vectors(include_str!("../../../tests/protocol/messages.json"));
    for (key, good) in [("good", true), ("bad", false)] {
        for vector in list(&vectors, key) {
            let payload = [&[0x80], vector["json"].to_string().as_bytes()].concat();
            let frame = match vector["from"].as_str().unwrap() {
                "phone" => Frame::from_phone(&payload),
                _ => Frame::from_host(&payload),
            };
            assert_eq!(frame.is_ok(), good, "{}: {frame:?}", vector["name"]);
            if let Ok(frame) = frame {
                let written: Value = serde_json::from_slice(&frame.encode()[1..]).unwrap();
                assert_eq!(numbers_as_floats(&written), numbers_as_floats(&vector["json"]), "{}", vector["name"]);
            }
        }
    }
}

#[test]
fn members_of_a_later_version_are_ignored() {
    let payload = [&[0x80], br#"{"type":"tap","force":3}"#.as_slice()].concat();
    assert!(Frame::from_phone(&payload).is_ok());
    let text = r#"{"type":"hello","protocol":1,"role":"peer","name":"Ada","mood":"good"}"#;
    assert!(matches!(parse_client_text(text), Ok(ClientText::Hello(_))));
    assert!(RelayText::parse(r#"{"type":"host_left","why":"lunch"}"#).is_some());
}

#[test]
fn words_of_a_later_version_are_read_as_other() {
    let notice = &*[b"\x80".as_slice(), br#"{"type":"notice","text":"Lunch.","key":"lunch"}"#].concat();
    let expected = HostMessage::Notice { text: "Lunch.".to_owned(), key: Some(NoticeKey::Other) };
    assert_eq!(Frame::from_host(notice), Ok(Frame::FromHost(expected)));
}

#[test]
fn a_games_own_numbers_have_as_few_digits_as_they_need() {
    let message = HostMessage::game(&[0.1_f32, 52.5, 1.0 / 3.0]).unwrap();
    let expected = &*[b"\x80".as_slice(), br#"{"type":"game","data":[0.1,52.5,0.33333334]}"#].concat();
    assert_eq!(String::from_utf8(Frame::FromHost(message.clone()).encode()), String::from_utf8(expected.to_vec()));
    assert_eq!(message.game_data(), Some([0.1_f32, 52.5, 1.0 / 3.0]));
    assert_eq!(message.game_data::<String>(), None);
    assert!(HostMessage::game(&std::collections::BTreeMap::from([([1], 2)])).is_err(), "not expressible in JSON");
}

#[test]
fn texts_are_read_and_written_as_in_the_vectors() {
    let vectors = vectors(include_str!("../../../tests/protocol/texts.json"));
    for vector in list(&vectors, "client") {
        let text = vector["text"].as_str().unwrap();
        let written = match parse_client_text(text).unwrap() {
            ClientText::Hello(hello) => hello.to_text(),
            ClientText::Command(command) => command.to_text(),
            other => panic!("{}: {other:?}", vector["name"]),
        };
        assert_same_json(&written, text);
    }
    for vector in list(&vectors, "relay") {
        let text = vector["text"].as_str().unwrap();
        let read = RelayText::parse(text).unwrap_or_else(|| panic!("{}", vector["name"]));
        assert_same_json(&read.to_text(), text);
    }
    for vector in list(&vectors, "bad_client") {
        let outcome = match parse_client_text(vector["text"].as_str().unwrap()) {
            Err(TextError::NotJson) => "not_json",
            Err(TextError::BadHello) => "bad_hello",
            Err(TextError::BadMessage) => "bad_message",
            Ok(ClientText::UnknownType) => "unknown_type",
            Ok(other) => panic!("{}: {other:?}", vector["name"]),
        };
        assert_eq!(outcome, vector["error"], "{}", vector["name"]);
    }
    assert_eq!(parse_client_text("ping"), Ok(ClientText::Ping));
}

fn assert_same_json(left: &str, right: &str) {
    let [left, right]: [Value; 2] = [left, right].map(|text| serde_json::from_str(text).unwrap());
    assert_eq!(left, right);
}

#[test]
fn room_codes_are_case_insensitive_and_otherwise_strict() {
    let vectors = vectors(include_str!("../../../tests/protocol/codes.json"));
    for vector in list(&vectors, "good") {
        let code: RoomCode = vector["input"].as_str().unwrap().parse().unwrap();
        assert_eq!(code.as_str(), vector["code"]);
    }
    for bad in list(&vectors, "bad") {
        assert!(bad.as_str().unwrap().parse::<RoomCode>().is_err(), "{bad} is not a code");
    }
}

#[test]
fn random_codes_are_well_formed_and_use_the_whole_alphabet() {
    use rand::SeedableRng as _;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..1000 {
        let code = RoomCode::random(&mut rng);
        assert_eq!(code.as_str().parse(), Ok(code));
        seen.extend(code.as_str().chars());
    }
    assert_eq!(seen.len(), 29);
}

#[test]
fn names_are_made_harmless() {
    for vector in vectors(include_str!("../../../tests/protocol/names.json")).as_array().unwrap() {
        assert_eq!(clean_name(vector["input"].as_str().unwrap()), vector["name"], "from {}", vector["input"]);
    }
    assert_eq!(default_name(0), "Player 1");
}

#[test]
fn a_taken_name_gets_a_number() {
    for vector in vectors(include_str!("../../../tests/protocol/seat_names.json")).as_array().unwrap() {
        let taken = vector["taken"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        let slot = vector["slot"].as_u64().unwrap() as u8;
        let name = seat_name(vector["wish"].as_str().unwrap(), slot, taken);
        assert_eq!(name, vector["name"], "from {vector}");
        assert_eq!(clean_name(&name), name, "a cleaned name stays unchanged");
    }
}

#[test]
fn a_room_may_be_requested_with_or_without_a_size() {
    assert_eq!(CreateRoom::parse(b"").map(|room| room.max_peers), Some(15));
    assert_eq!(CreateRoom::parse(b"{}").map(|room| room.max_peers), Some(15));
    assert_eq!(CreateRoom::parse(br#"{"maxPeers":4}"#).map(|room| room.max_peers), Some(4));
    for bad in ["{", "[]", r#"{"maxPeers":0}"#, r#"{"maxPeers":16}"#, r#"{"maxPeers":"many"}"#] {
        assert_eq!(CreateRoom::parse(bad.as_bytes()), None, "{bad}");
    }
}

#[test]
fn the_join_link_is_the_relays_origin_and_the_code() {
    let code: RoomCode = "K7TQ".parse().unwrap();
    assert_eq!(join_url("https://192.168.1.5:7171", code), "https://192.168.1.5:7171/?room=K7TQ");
    assert_eq!(join_url("https://relay.example/", code), "https://relay.example/?room=K7TQ");
    assert_eq!(rejoin_url("https://relay.example/", code, "a-_9"), "https://relay.example/?room=K7TQ#s=a-_9");
}
