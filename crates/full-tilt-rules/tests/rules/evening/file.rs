//! An evening as a file: written at any moment, resumed, and refused if it is damaged.

use full_tilt_rules::{Evening, Mode};

use super::{Kind, in_phase, play, setup, step};

#[test]
fn an_evening_resumes_from_every_phase_as_if_nothing_had_happened() {
    for from in [Kind::Waiting, Kind::Introduction, Kind::Round, Kind::Standings, Kind::TieBreak, Kind::Podium] {
        let mut evening = in_phase(from);
        let text = serde_json::to_string(&evening).unwrap();
        assert!(text.len() < Evening::MAX_BYTES);
        let mut loaded: Evening = serde_json::from_str(&text).unwrap();
        assert_eq!(loaded, evening);
        for other in [&mut loaded, &mut evening] {
            other.enter(9);
            step(other, 3000);
        }
        assert_eq!((loaded.round_setup(), loaded.places()), (evening.round_setup(), evening.places()), "{from:?}");
        assert_eq!(loaded, evening);
    }
}

#[test]
fn the_longest_evening_of_the_most_guests_is_below_the_limit() {
    let modes = Mode::ALL.to_vec();
    let mut evening = Evening::new(setup(&modes, 18, u64::MAX)).unwrap();
    (0..17).for_each(|slot| evening.enter(slot));
    step(&mut evening, 1);
    let points: Vec<(u8, u32)> = (0..17).map(|slot| (slot, 10 + u32::from(slot))).collect();
    (0..18).for_each(|_| play(&mut evening, &points));
    let text = serde_json::to_string(&evening).unwrap();
    assert!(text.len() < Evening::MAX_BYTES / 4, "{}", text.len());
}

#[test]
fn files_beyond_the_limits_are_refused() {
    let mut evening = in_phase(Kind::TieBreak);
    evening.leave(1);
    let text = serde_json::to_string(&evening).unwrap();
    for (from, to) in [
        ("\"version\":1", "\"version\":2"),
        ("\"length\":6", "\"length\":7"),
        ("\"length\":6", "\"length\":4294967295"),
        ("\"modes\":[2,3,4]", "\"modes\":[2,2]"),
        ("\"modes\":[2,3,4]", "\"modes\":[2,3,4,250]"),
        ("\"modes\":[2,3,4]", "\"modes\":[0]"),
        ("\"teams\":null", "\"teams\":9"),
        ("\"guests\":{\"0\"", "\"guests\":{\"17\""),
        ("\"left_after\":6", "\"left_after\":4000000000"),
        ("\"factor\":1", "\"factor\":4294967295"),
        ("[0,1,78]", "[0,1,4294967295]"),
        ("[0,1,78]", "[0,0,78]"),
        ("[0,1,78]", "[16,1,78]"),
        ("[0,1,78]", "[0,1,78],[0,1,78]"),
        ("\"crashes\":6", "\"crashes\":4294967295"),
        ("\"phase\":\"tie_break\"", "\"phase\":{\"round\":{\"mode\":2}}"),
        ("\"phase\":\"tie_break\"", "\"phase\":\"afterwards\""),
    ] {
        let damaged = text.replacen(from, to, 1);
        assert_ne!(damaged, text, "{from} is in {text}");
        assert!(serde_json::from_str::<Evening>(&damaged).is_err(), "{from} became {to}");
    }
    assert!(serde_json::from_str::<Evening>(&text[..text.len() / 2]).is_err());
}

#[test]
fn times_beyond_the_limits_are_cut() {
    let text = serde_json::to_string(&in_phase(Kind::Introduction)).unwrap();
    let long = text.replacen("\"ticks_left\":600", "\"ticks_left\":18446744073709551615", 1);
    assert_ne!(long, text);
    let mut evening: Evening = serde_json::from_str(&long).unwrap();
    step(&mut evening, 600);
    assert_eq!(super::kind(&evening), Kind::Round);
}
