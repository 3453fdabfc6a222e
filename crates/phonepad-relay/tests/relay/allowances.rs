//! Limits on changes of a room by its phones, by its host, and by joining and leaving clients. Times are bounded from
//! the side that a slow machine does not affect.

use std::time::{Duration, Instant};

use phonepad_protocol::{CloseCode, Command, RelayText, RoomCreated};
use serde_json::json;
use tokio::time::sleep;

use crate::{
    client::{Client, Peer},
    support::{DEADLINE, Relay},
};

/// Much more than any allowance.
const MANY: usize = 60;
const PAUSE: Duration = Duration::from_millis(200);

/// Returns the most of an allowance that may have passed since `begun`.
fn allowed(burst: f64, per_second: f64, begun: Instant) -> f64 {
    burst + per_second * begun.elapsed().as_secs_f64() + 1.0
}

/// Returns how many of the previous commands were refused for their rate; other messages are skipped.
async fn refusals(client: &mut Client) -> usize {
    let limited = RelayText::Error { error: "rate_limited".into() };
    client.send_text("ping").await;
    let mut count = 0;
    loop {
        match client.text().await {
            text if text == "pong" => return count,
            text => count += usize::from(RelayText::parse(&text) == Some(limited.clone())),
        }
    }
}

/// Joins as a new peer. Returns it, or the close code.
async fn enter(relay: &Relay, room: &RoomCreated) -> Result<Peer, u16> {
    let client = Client::connect(relay, room.room.code.as_str()).await;
    client.try_to_become_peer("", None).await
}

#[tokio::test]
async fn commands_without_effect_are_ignored() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let direct = Command::Direct { direct: json!({"h": [1, {"x": null, "y": 2}]}) };
    host.command(&direct).await;
    peer.client.news().await;
    for _ in 0..MANY {
        peer.client.command(&Command::Rename { name: " Ada\n".into() }).await;
        host.command(&Command::Lock { locked: false }).await;
        host.command(&direct).await;
        host.command(&Command::Kick { slot: 7 }).await;
    }
    peer.client.assert_quiet().await;
    host.assert_quiet().await;
    // They did not use up the allowance either.
    host.command(&Command::Lock { locked: true }).await;
    host.assert_quiet().await;
}

#[tokio::test]
async fn five_new_names_at_once_and_then_one_a_second() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "Ada", None).await;
    let begun = Instant::now();
    for number in 0..MANY {
        peer.client.command(&Command::Rename { name: format!("P{number}") }).await;
    }
    let passed = MANY - refusals(&mut peer.client).await;
    assert!(passed >= 5 && passed as f64 <= allowed(5.0, 1.0, begun), "{passed}");
    // The remaining allowance belongs to the seat, and it grows over time.
    let mut again = Client::peer(&relay, &room, "", Some(&peer.seat)).await;
    let deadline = Instant::now() + DEADLINE;
    loop {
        again.client.command(&Command::Rename { name: "Eve".into() }).await;
        if refusals(&mut again.client).await == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "never again");
        sleep(PAUSE).await;
    }
    let news = RelayText::PeerRenamed { slot: 0, name: "Eve".into() };
    while host.news().await != news {}
}

#[tokio::test]
async fn ten_commands_of_a_host_at_once_and_then_one_a_second() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut peer = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let begun = Instant::now();
    for number in 0..MANY {
        host.command(&Command::Direct { direct: json!(number) }).await;
    }
    let passed = MANY - refusals(&mut host).await;
    assert!(passed >= 10 && passed as f64 <= allowed(10.0, 1.0, begun), "{passed}");
    for _ in 0..passed {
        assert!(matches!(peer.client.news().await, RelayText::Direct { .. }));
    }
    peer.client.assert_quiet().await;
}

#[tokio::test]
async fn fifteen_new_seats_at_once_and_then_two_a_second() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let begun = Instant::now();
    let mut seats = 0;
    let refused = loop {
        host.assert_quiet_after_news().await;
        match enter(&relay, &room).await {
            Ok(mut peer) => {
                seats += 1;
                peer.client.command(&Command::Leave).await;
                peer.client.close_code().await;
            }
            Err(code) => break code,
        }
    };
    assert_eq!(refused, CloseCode::TooManyMessages.as_u16());
    host.assert_quiet().await;
    assert!(seats >= 15 && f64::from(seats) <= allowed(15.0, 2.0, begun), "{seats}");
    let deadline = Instant::now() + DEADLINE;
    while enter(&relay, &room).await.is_err() {
        assert!(Instant::now() < deadline, "never again");
        sleep(PAUSE).await;
    }
}

#[tokio::test]
async fn a_phone_that_returns_takes_no_new_seat() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    for _ in 0..MANY {
        peer = Client::peer(&relay, &room, "", Some(&peer.seat)).await;
        assert!(peer.resumed);
    }
}

/// All connections here, including the host's, come from one address: so one newcomer in ten seconds is admitted.
#[tokio::test]
async fn a_kicked_address_gets_no_new_seat_but_one_in_ten_seconds_where_others_share_it() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let stays = Client::peer(&relay, &room, "Ada", None).await;
    let kicked = Client::peer(&relay, &room, "Eve", None).await;
    host.assert_quiet_after_news().await;
    let sent = Instant::now();
    host.command(&Command::Kick { slot: kicked.slot }).await;
    host.assert_quiet_after_news().await;
    let returned = Client::peer(&relay, &room, "", Some(&stays.seat)).await;
    assert!(returned.resumed, "seat tokens still work");
    host.assert_quiet_after_news().await;
    let mut refused = 0;
    let newcomer = loop {
        match enter(&relay, &room).await {
            Ok(peer) => break peer,
            Err(code) => assert_eq!(code, CloseCode::Kicked.as_u16()),
        }
        refused += 1;
        if refused == 1 {
            host.assert_quiet().await;
        }
        assert!(sent.elapsed() < 2 * DEADLINE, "nobody is admitted");
        sleep(PAUSE).await;
    };
    assert!(sent.elapsed() >= Duration::from_secs(10) && refused > 0, "after {:?}", sent.elapsed());
    assert_eq!(newcomer.slot, kicked.slot);
    assert_eq!(enter(&relay, &room).await.err(), Some(CloseCode::Kicked.as_u16()), "the next one waits again");
}
