//! The pages that may use a relay, and the headers of our own page.

use phonepad_protocol::{ErrorBody, ErrorCode};
use phonepad_relay::Config;

use crate::support::{Answer, Relay, exchange, generous, read_head, request};

async fn ask(relay: &Relay, method: &str, path: &str, origin: &str) -> Answer {
    let host = relay.address.to_string();
    let request = request(method, path, &host, "").replacen("\r\n", &format!("\r\nOrigin: {origin}\r\n"), 1);
    exchange(relay.connect().await, &request).await
}

async fn upgrade(relay: &Relay, code: &str, origin: &str) -> String {
    let address = relay.address;
    let request = format!(
        "GET /api/rooms/{code}/ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n\r\n"
    );
    read_head(relay.connect().await, &request).await
}

async fn agreeing() -> Relay {
    let origins = vec!["https://page.example".to_owned()];
    Relay::own(Config { origins, limits: generous(), ..Config::default() }).await
}

#[tokio::test]
async fn the_relays_own_page_may_use_it() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let own = relay.origin();
    assert_eq!(ask(&relay, "POST", "/api/rooms", &own).await.status, 201);
    assert!(upgrade(&relay, room.room.code.as_str(), &own).await.starts_with("HTTP/1.1 101"));
}

#[tokio::test]
async fn foreign_pages_may_not() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let path = format!("/api/rooms/{}", room.room.code);
    for origin in ["https://evil.example", "null", "https://page.example.evil.example"] {
        for (method, path) in [("POST", "/api/rooms"), ("GET", &path), ("OPTIONS", &path)] {
            let answer = ask(&relay, method, path, origin).await;
            assert_eq!(answer.status, 403, "{method} {path} from {origin}");
            assert_eq!(ErrorBody::parse(answer.body.as_bytes()).unwrap().error, ErrorCode::ForbiddenOrigin);
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
        assert!(upgrade(&relay, room.room.code.as_str(), origin).await.starts_with("HTTP/1.1 403"));
    }
}

#[tokio::test]
async fn allowed_pages_may_and_browsers_are_informed() {
    let relay = agreeing().await;
    let origin = "https://page.example";
    let answer = ask(&relay, "POST", "/api/rooms", origin).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (201, Some(origin)));
    assert_eq!(answer.header("vary"), Some("Origin"));
    let preflight = ask(&relay, "OPTIONS", "/api/rooms", origin).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(origin)));
    let code = relay.room("").await.room.code;
    assert!(upgrade(&relay, code.as_str(), origin).await.starts_with("HTTP/1.1 101"));
    assert_eq!(ask(&relay, "POST", "/api/rooms", "https://other.example").await.status, 403);
}

#[tokio::test]
async fn the_page_itself_may_be_linked_from_anywhere() {
    let relay = Relay::any().await;
    assert_eq!(ask(&relay, "GET", "/?room=AAAA", "https://evil.example").await.status, 200);
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    let relay = Relay::any().await;
    for path in ["/", "/sw.js", "/api/rooms/AAAA", "/nothing/here", "/healthz"] {
        let answer = relay.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {path}");
        }
        let policy = answer.header("permissions-policy").unwrap();
        assert!(policy.contains("accelerometer=(self)") && policy.contains("camera=()"), "{policy}");
        assert_eq!(answer.header("strict-transport-security"), None, "without a certificate of the operator's");
    }
}

#[tokio::test]
async fn the_page_may_load_and_talk_to_its_own_relay_only() {
    let relay = Relay::any().await;
    let answer = relay.get("/").await;
    let policy = answer.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains(" ws:;"), "{policy}");
}

#[tokio::test]
async fn heads_of_requests_have_limits() {
    let relay = Relay::any().await;
    let long = request("GET", "/", "x", "").replacen("\r\n", &format!("\r\nX-Long: {}\r\n", "x".repeat(20_000)), 1);
    assert_eq!(exchange(relay.connect().await, &long).await.status, 431);
    let many: String = (0..100).map(|i| format!("X-{i}: 1\r\n")).collect();
    let many = request("GET", "/", "x", "").replacen("\r\n", &format!("\r\n{many}"), 1);
    assert_eq!(exchange(relay.connect().await, &many).await.status, 431);
}
