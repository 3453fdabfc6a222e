//! Every decoder: it returns for any input, and encodes again what it has decoded in the same way.

use phonepad_protocol::{
    ClientText, Command, CreateRoom, ErrorBody, Frame, RelayText, RoomCode, RoomCreated, RoomInfo, clean_name,
    parse_client_text, seat_name,
};
use phonepad_relay::RoomRecord;

const MAX_NAME_CHARS: usize = 24;

/// Binary game data, from either side.
pub(crate) fn frame(data: &[u8]) {
    for decode in [Frame::from_phone, Frame::from_host] {
        if let Ok(frame) = decode(data) {
            let encoded = frame.encode();
            let again = decode(&encoded).expect("what was encoded can be decoded");
            assert_eq!(again.encode(), encoded);
        }
    }
}

/// Text frames, from either side.
pub(crate) fn text(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(ClientText::Command(command)) = parse_client_text(text) {
        assert_eq!(parse_client_text(&command.to_text()), Ok(ClientText::Command(command)));
    }
    if let Some(relay) = RelayText::parse(text) {
        assert_eq!(RelayText::parse(&relay.to_text()), Some(relay));
    }
    let name = clean_name(text);
    assert!(name.chars().count() <= MAX_NAME_CHARS && clean_name(&name) == name, "{name:?}");
    assert!(!name.chars().any(char::is_control), "{name:?}");
    let other = seat_name(text, 3, [name.as_str()]);
    assert!(!other.is_empty() && other != name, "{other:?} beside {name:?}");
    assert!(other.chars().count() <= MAX_NAME_CHARS && clean_name(&other) == other, "{other:?}");
    let rename = Command::Rename { name: text.to_owned() };
    assert_eq!(parse_client_text(&rename.to_text()), Ok(ClientText::Command(rename)));
}

/// Bodies of requests and responses, codes, and records on disk.
pub(crate) fn body(data: &[u8]) {
    if let Some(request) = CreateRoom::parse(data) {
        assert!((1..=15).contains(&request.max_peers));
    }
    if let Some(created) = RoomCreated::parse(data) {
        assert_eq!(RoomCreated::parse(created.to_body().as_bytes()), Some(created));
    }
    if let Some(room) = RoomInfo::parse(data) {
        assert_eq!(RoomInfo::parse(room.to_body().as_bytes()), Some(room));
    }
    if let Some(error) = ErrorBody::parse(data) {
        assert_eq!(ErrorBody::parse(error.to_body().as_bytes()), Some(error));
    }
    if let Ok(code) = str::from_utf8(data).unwrap_or_default().parse::<RoomCode>() {
        assert_eq!(code.as_str().parse::<RoomCode>().ok(), Some(code));
    }
    if let Ok(record) = RoomRecord::from_json(data) {
        assert_eq!(RoomRecord::from_json(&record.to_json()).expect("what was written can be read"), record);
    }
}
