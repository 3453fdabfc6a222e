//! A relay's log entries about its clients: no secrets, and nothing unescaped.

use std::fs::{self, File};

use phonepad_protocol::Hello;

use crate::{
    binary::{relay as program, spawn},
    client::{Client, Peer, is_refused},
    support::{Relay, empty_folder, exchange, request},
};

/// Would colour a terminal, and begin a new line.
const CONTROL: &str = "\u{1b}[31m\u{7}";

#[tokio::test]
async fn neither_secrets_nor_control_characters_get_into_the_log() {
    check_log("phonepad_relay=trace,full_tilt_relay=trace,info", "log").await;
}

#[tokio::test]
async fn nor_do_they_with_full_logging() {
    check_log("trace", "whole_log").await;
}

async fn check_log(wanted: &str, test: &str) {
    let file = empty_folder(test).join("log");
    let mut command = program(&["--bind", "127.0.0.1:0"]);
    command.env("RUST_LOG", wanted).env("NO_COLOR", "1").stderr(File::create(&file).unwrap());
    let (mut running, line) = spawn(&mut command);
    let relay = Relay::announced(&line);
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let Peer { client: _first, seat, slot, .. } = Client::peer(&relay, &room, &format!("Ada{CONTROL}"), None).await;
    host.news().await;
    let unused = host.invitation(slot).await;
    let used = host.invitation(slot).await;
    assert!(is_refused(&relay, &room, &unused).await);
    let mut peer = Client::peer(&relay, &room, "", Some(&used)).await;
    host.news().await;
    peer.client.send_text(&format!(r#"{{"type":"rename","name":"{}"}}"#, "\\u001b[31mEve\\u0007")).await;
    host.news().await;
    peer.client.send_text(&format!(r#"{{"type":"{}"}}"#, "\\u001b[31m")).await;
    peer.client.text().await;
    peer.client.send_text(&format!("{CONTROL} is not JSON")).await;
    assert_eq!(peer.client.close_code().await, 1003);
    let mut wrong = Client::connect(&relay, room.room.code.as_str()).await;
    wrong.send_hello(&Hello::host("a-wrong-host-token")).await;
    assert_eq!(wrong.close_code().await, 4003);
    for head in [
        format!("GET /%1b%5b31m HTTP/1.1\r\nHost: x\r\nX-Evil: {CONTROL}\r\nConnection: close\r\n\r\n"),
        format!("GET /?token={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", room.host_token),
        format!("{CONTROL} / HTTP/1.1\r\n\r\n"),
        request("GET", "/api/rooms/%1b%5b31m", "x", ""),
    ] {
        exchange(relay.connect().await, &head).await;
    }

    running.0.kill().unwrap();
    running.0.wait().unwrap();
    let log = fs::read_to_string(&file).unwrap();
    assert!(log.contains("phonepad_relay"), "the relay logs nothing at all");
    for secret in
        [room.host_token.as_str(), &peer.seat, &seat, &unused, &used, "a-wrong-host-token", "Ada", "Eve", "is not JSON"]
    {
        assert!(!log.contains(secret), "{secret} in\n{log}");
    }
    assert!(log.chars().all(|c| c == '\n' || !c.is_control()), "{log:?}");
}
