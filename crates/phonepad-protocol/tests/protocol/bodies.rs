//! The JSON bodies of the HTTP interface, as docs/protocol.md shows them.

use phonepad_protocol::{CreateRoom, ErrorBody, ErrorCode, RoomCreated, RoomInfo};

const ROOM: &str = r#"{"code":"K7TQ","createdAt":1700000000000,"expiresAt":1700086400000,"hostConnected":false,"peers":2,"maxPeers":8}"#;

fn room() -> RoomInfo {
    RoomInfo {
        code: "K7TQ".parse().unwrap(),
        created_at: 1_700_000_000_000,
        expires_at: 1_700_086_400_000,
        host_connected: false,
        peers: 2,
        max_peers: 8,
    }
}

#[test]
fn a_room_is_requested_by_its_size() {
    assert_eq!(CreateRoom { max_peers: 4 }.to_body(), r#"{"maxPeers":4}"#);
    assert_eq!(CreateRoom::default().to_body(), r#"{"maxPeers":15}"#);
}

#[test]
fn a_new_room_comes_with_its_hosts_token() {
    let (created, body) =
        (RoomCreated { room: room(), host_token: "t0ken".into() }, format!(r#"{{"room":{ROOM},"hostToken":"t0ken"}}"#));
    assert_eq!(created.to_body(), body);
    assert_eq!(RoomCreated::parse(body.as_bytes()), Some(created));
    assert_eq!(RoomCreated::parse(ROOM.as_bytes()), None);
}

#[test]
fn a_room_is_described_without_its_token() {
    let body = format!(r#"{{"room":{ROOM}}}"#);
    assert_eq!(room().to_body(), body);
    assert_eq!(RoomInfo::parse(body.as_bytes()), Some(room()));
    assert_eq!(RoomInfo::parse(ROOM.as_bytes()), None);
}

#[test]
fn an_error_has_a_status_a_code_and_a_sentence() {
    let (error, body) = (
        ErrorBody { error: ErrorCode::NoRoomCode, message: "No room is free.".into() },
        r#"{"error":"no_room_code","message":"No room is free."}"#,
    );
    assert_eq!(error.to_body(), body);
    assert_eq!(ErrorBody::parse(body.as_bytes()), Some(error));
    assert_eq!(ErrorBody::parse(b"{}"), None);
    for (status, error) in [
        (400, ErrorCode::BadRequest),
        (403, ErrorCode::ForbiddenOrigin),
        (404, ErrorCode::RoomNotFound),
        (404, ErrorCode::NotFound),
        (405, ErrorCode::MethodNotAllowed),
        (413, ErrorCode::TooLarge),
        (429, ErrorCode::RateLimited),
        (503, ErrorCode::NoRoomCode),
        (503, ErrorCode::CannotKeep),
    ] {
        assert_eq!(error.status(), status);
    }
}
