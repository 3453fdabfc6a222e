//! Limits, close codes, room codes and the parts of frames, one by one.

use std::{
    convert::Infallible,
    time::{Duration, Instant},
};

use glam::Vec3;
use phonepad_protocol::{
    CloseCode, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, MAX_TEXT_BYTES, MotionFrame, MotionSample, PhoneMessage, RoomCode,
    TimePoint as _, clean_name, is_reliable,
};
use rand::TryRng;

#[test]
fn the_limits_are_those_of_the_documented_protocol() {
    assert_eq!((MAX_TEXT_BYTES, MAX_PEER_PAYLOAD, MAX_HOST_PAYLOAD), (4_096, 512, 16_384));
}

#[test]
fn close_codes_have_numbers_and_sentences_that_fit_a_close_frame() {
    let known: Vec<CloseCode> = (0..=u16::MAX).filter_map(CloseCode::from_u16).collect();
    let numbers: Vec<u16> = known.iter().map(|code| code.as_u16()).collect();
    let defined = [1000, 1003, 1009, 4000, 4001, 4002, 4003, 4004, 4005, 4008, 4009, 4010, 4011, 4013, 4029];
    assert_eq!(numbers, defined);
    let mut reasons: Vec<&str> = known.iter().map(|code| code.reason()).collect();
    assert_eq!(CloseCode::Kicked.reason(), "removed by the host");
    // A close frame has 125 bytes, two of them for the number.
    assert!(reasons.iter().all(|reason| (1..=123).contains(&reason.len())));
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), defined.len());
}

#[test]
fn clients_reconnect_after_failures_that_pass() {
    let retryable: Vec<u16> = (0..=u16::MAX).filter(|code| CloseCode::is_retryable(*code)).collect();
    assert_eq!(retryable, [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013]);
}

#[test]
fn kinds_from_128_on_are_reliable() {
    let reliable: Vec<u8> = (0..=255).filter(|kind| is_reliable(*kind)).collect();
    assert_eq!(reliable, (128..=255).collect::<Vec<u8>>());
}

#[test]
fn samples_are_numbered_back_from_the_newest() {
    let sample = |age_ms| MotionSample { age_ms, acceleration: Vec3::ZERO, rotation_rate: Vec3::ZERO };
    let samples = vec![sample(0), sample(17), sample(200)];
    let frame = MotionFrame { screen_angle: 0, gyroscope: true, sign_verified: true, taps: 0, seq: 1, t: 100, samples };
    let read: Vec<_> = frame.oldest_first().map(|(seq, t, sample)| (seq, t, sample.age_ms)).collect();
    assert_eq!(read, [(u16::MAX, u32::MAX - 99, 200), (0, 83, 17), (1, 100, 0)]);
}

/// Draws these numbers, one after the other.
struct Scripted(std::vec::IntoIter<u32>);

impl TryRng for Scripted {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next().unwrap())
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        unimplemented!("codes are drawn from 32 bits")
    }
    fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Infallible> {
        unimplemented!("codes are drawn from 32 bits")
    }
}

#[test]
fn every_character_of_a_random_code_is_equally_likely() {
    // 2³² − 16 is the largest multiple of 29: what is drawn beyond it would favour the first characters.
    let limit = 4_294_967_280;
    let draws = vec![u32::MAX, limit, limit - 1, limit + 1, 0, 28, 30];
    assert_eq!(RoomCode::random(&mut Scripted(draws.into_iter())).as_str(), "Z2Z3");
}

#[test]
fn a_code_is_printed_as_players_read_it() {
    let code: RoomCode = "k7tq".parse().unwrap();
    assert_eq!(format!("{code} {code:?} {}", String::from(code)), "K7TQ K7TQ K7TQ");
    assert_eq!(RoomCode::try_from("k7tq".to_owned()), Ok(code));
    assert!(RoomCode::try_from("K7TO".to_owned()).is_err());
}

#[test]
fn a_games_own_message_is_read_as_its_type() {
    let message = PhoneMessage::Game { data: serde_json::json!([7, 8]) };
    assert_eq!(message.game_data::<Vec<u8>>(), Some(vec![7, 8]));
    assert_eq!(message.game_data::<String>(), None);
    assert_eq!(PhoneMessage::Tap.game_data::<Vec<u8>>(), None);
}

#[test]
fn letters_after_a_regional_flag_are_kept() {
    let england = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}Ada";
    assert_eq!(clean_name(england), england);
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test may read the clock")]
fn instants_measure_time_and_never_go_back() {
    let (now, second) = (Instant::now(), Duration::from_secs(1));
    assert_eq!(now.after(second).since(now), second);
    assert_eq!(now.since(now.after(second)), Duration::ZERO);
}
