//! Rooms over HTTP, and the page.

use phonepad_protocol::{ErrorBody, ErrorCode, RoomInfo};
use phonepad_relay::{Config, Limits};

use crate::{
    client::Client,
    support::{Answer, Relay, another_code},
};

#[track_caller]
fn assert_error(answer: &Answer, error: ErrorCode) {
    assert_eq!(answer.status, error.status(), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(ErrorBody::parse(answer.body.as_bytes()).map(|body| body.error), Some(error), "{answer:?}");
}

#[tokio::test]
async fn a_room_is_opened() {
    let relay = Relay::any().await;
    let created = relay.room("").await;
    assert!(created.host_token.len() >= 22);
    assert!(created.room.expires_at > created.room.created_at);
    assert_eq!((created.room.host_connected, created.room.peers, created.room.max_peers), (false, 0, 15));
    assert_eq!(relay.room(r#"{"maxPeers":3}"#).await.room.max_peers, 3);
}

#[tokio::test]
async fn a_room_is_not_opened_for_a_bad_body() {
    let relay = Relay::any().await;
    for body in ["x", "[]", r#"{"maxPeers":0}"#, r#"{"maxPeers":16}"#, r#"{"maxPeers":"3"}"#] {
        assert_error(&relay.request("POST", "/api/rooms", body).await, ErrorCode::BadRequest);
    }
    let body = format!(r#"{{"maxPeers":3,"x":"{}"}}"#, "x".repeat(100_000));
    assert_error(&relay.request("POST", "/api/rooms", &body).await, ErrorCode::TooLarge);
}

#[tokio::test]
async fn a_room_is_looked_up_in_either_case() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let _peer = Client::peer(&relay, &room, "Ada", None).await;
    let code = room.room.code.to_string();
    for code in [code.clone(), code.to_lowercase()] {
        let answer = relay.get(&format!("/api/rooms/{code}")).await;
        assert_eq!(answer.status, 200);
        let expected = RoomInfo { peers: 1, ..room.room.clone() };
        assert_eq!(RoomInfo::parse(answer.body.as_bytes()), Some(expected));
        assert!(!answer.body.contains(&room.host_token));
    }
}

#[tokio::test]
async fn an_unknown_room_is_not_found() {
    let relay = Relay::any().await;
    let code = another_code(relay.room("").await.room.code);
    assert_error(&relay.get(&format!("/api/rooms/{code}")).await, ErrorCode::RoomNotFound);
}

#[tokio::test]
async fn a_malformed_code_is_a_bad_request() {
    let relay = Relay::any().await;
    for path in ["/api/rooms/x", "/api/rooms/K7T0", "/api/rooms/K7TQ2", "/api/rooms/%FF%FF", "/api/rooms/x/ws"] {
        assert_error(&relay.get(path).await, ErrorCode::BadRequest);
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let relay = Relay::any().await;
    for path in ["/api", "/api/", "/api/players", "/nothing.js", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_error(&relay.get(path).await, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn wrong_methods_are_not_allowed() {
    let relay = Relay::any().await;
    for (method, path) in [("GET", "/api/rooms"), ("DELETE", "/api/rooms/K7TQ"), ("POST", "/"), ("POST", "/healthz")] {
        assert_error(&relay.request(method, path, "").await, ErrorCode::MethodNotAllowed);
    }
}

#[tokio::test]
async fn the_page_is_served_with_and_without_a_room() {
    let relay = Relay::any().await;
    for path in ["/", "/?room=K7TQ"] {
        let answer = relay.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(answer.body.contains("<html"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self' ws://"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
}

#[tokio::test]
async fn the_page_loads_a_script_that_never_changes() {
    let relay = Relay::any().await;
    let document = relay.get("/").await.body;
    let (_, script) = document.split_once("<script type=\"module\" src=\".").unwrap();
    let answer = relay.get(script.split_once('"').unwrap().0).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    // The file that controls the copy on phones is checked at each visit.
    let answer = relay.get("/sw.js").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert_eq!(answer.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn heads_of_the_page_have_no_body() {
    let relay = Relay::any().await;
    for path in ["/", "/sw.js"] {
        let answer = relay.request("HEAD", path, "").await;
        assert_eq!((answer.status, answer.body.as_str(), answer.header("cache-control")), (200, "", Some("no-cache")));
    }
}

#[tokio::test]
async fn health_is_ok() {
    let answer = Relay::any().await.get("/healthz").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "ok"));
}

#[tokio::test]
async fn a_full_relay_reports_it() {
    let limits = Limits { rooms: 1, ..Limits::default() };
    let relay = Relay::own(Config { limits, ..Config::default() }).await;
    relay.room("").await;
    assert_error(&relay.request("POST", "/api/rooms", "").await, ErrorCode::NoRoomCode);
}
