//! Signals against the vectors that the page's counterpart reads as well.

use phonepad_protocol::{Frame, FrameError, Signal, SignalDescription};
use serde_json::Value;

use super::{list, vectors};

fn signal_of(value: &Value) -> Signal {
    let description = value.get("description").map(|description| {
        let fingerprint = std::array::from_fn(|i| description["fingerprint"][i].as_u64().unwrap() as u8);
        let member = |name: &str| description[name].as_str().unwrap();
        SignalDescription::new(member("ufrag"), member("password"), fingerprint).unwrap()
    });
    let candidate = |value: &Value| {
        let (address, kind) = (value["address"].as_str().unwrap(), value["type"].as_str().unwrap());
        format!("{} {address} {} {kind}", value["priority"], value["port"]).parse().unwrap()
    };
    Signal {
        attempt: value["attempt"].as_u64().unwrap().try_into().unwrap(),
        description,
        candidates: value["candidates"].as_array().unwrap().iter().map(candidate).collect(),
    }
}

fn payload(vector: &Value) -> Vec<u8> {
    [&[0x82], vector["text"].as_str().unwrap().as_bytes()].concat()
}

#[test]
fn signals_are_read_and_written_as_in_the_vectors() {
    let vectors = vectors(include_str!("../../../../tests/protocol/signals.json"));
    for (key, is_written_so) in [("good", true), ("readable", false)] {
        for vector in list(&vectors, key) {
            let frame = Frame::Signal(signal_of(&vector["signal"]));
            assert_eq!(Frame::from_phone(&payload(vector)), Ok(frame.clone()), "{}", vector["name"]);
            assert_eq!(Frame::from_host(&payload(vector)), Ok(frame.clone()), "{}", vector["name"]);
            assert!(!is_written_so || frame.encode() == payload(vector), "writing {}", vector["name"]);
        }
    }
}

#[test]
fn malformed_signals_are_errors_on_either_side() {
    let vectors = vectors(include_str!("../../../../tests/protocol/signals.json"));
    for vector in list(&vectors, "bad") {
        assert_eq!(Frame::from_phone(&payload(vector)), Err(FrameError::Signal), "{}", vector["name"]);
        assert_eq!(Frame::from_host(&payload(vector)), Err(FrameError::Signal), "{}", vector["name"]);
    }
}

#[test]
fn a_candidates_values_are_what_was_read() {
    let candidate: phonepad_protocol::SignalCandidate = "7 fd00::5 50000 srflx".parse().unwrap();
    let values = (candidate.priority(), candidate.address(), candidate.port(), candidate.kind().name());
    assert_eq!(values, (7, "fd00::5", 50000, "srflx"));
}
