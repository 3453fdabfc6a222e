//! Recovery of the link when the relay is unreachable, is not a relay, or goes away.

use std::time::{Duration, Instant};

use phonepad_host::{LinkCommand, LinkEvent, LinkState};
use phonepad_protocol::{ClientText, Command, Hello, PeerInfo, PeerLeftReason, RelayText};
use tokio::io::AsyncReadExt;

use crate::{code, failure, link_to, link_with, next, next_state, ready, retry_reason, scripted::ScriptedRelay};
use full_tilt_test_support::{quick, soon};

#[tokio::test]
async fn it_waits_for_a_relay_and_reports_it() {
    let relay = ScriptedRelay::start().await;
    let (address, url) = (relay.address(), relay.url());
    relay.stop().await;
    let (mut link, _task) = link_to(url.clone());
    assert_eq!(next_state(&mut link).await, LinkState::Connecting);
    for attempt in 1..=3 {
        let reason = format!("nothing answers at http://localhost:{}", address.port());
        assert_eq!(next_state(&mut link).await, LinkState::Retrying { attempt, reason });
    }
    let mut relay = ScriptedRelay::start_at(&address.to_string()).await.expect("the port is free again");
    let _socket = relay.welcome("K7TQ").await;
    assert_eq!(ready(&mut link).await, code("K7TQ"));
}

#[tokio::test]
async fn localhost_may_be_on_ipv6_only() {
    // Not every machine has IPv6.
    let Ok(mut relay) = ScriptedRelay::start_at("[::1]:0").await else { return };
    let (mut link, _task) = link_to(relay.url());
    let _socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
}

#[tokio::test]
async fn a_server_that_is_not_a_relay_is_reported_and_tried_again() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.6\r\n",
    ] {
        relay.caller().await.answer_raw(answer).await;
        let reason = retry_reason(&mut link).await;
        assert!(reason.ends_with("answers, but not as a Full Tilt relay does"), "{answer:?}: {reason}");
    }
    let long = format!("HTTP/1.1 201 Created\r\nContent-Length: 99999\r\n\r\n{}", " ".repeat(99_999));
    relay.caller().await.answer_raw(&long).await;
    assert!(retry_reason(&mut link).await.contains("not as a Full Tilt relay"));
    relay.give_room("K7TQ").await;
    relay.caller().await.answer("200 OK", "no socket here").await;
    assert!(retry_reason(&mut link).await.contains("not as a Full Tilt relay"));
    let mut socket = relay.socket().await;
    socket.say_raw("how do you do").await;
    assert!(retry_reason(&mut link).await.contains("not as a Full Tilt relay"));
    relay.socket().await.welcome("K7TQ", &[]).await;
    assert_eq!(ready(&mut link).await, code("K7TQ"));
}

#[tokio::test]
async fn it_retries_no_sooner_than_requested() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let body = r#"{"error":"rate_limited","message":"Too many rooms."}"#;
    let answer = format!("HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    relay.caller().await.answer_raw(&answer).await;
    let refused = Instant::now();
    assert_eq!(retry_reason(&mut link).await, "the relay refuses: Too many rooms.");
    relay.caller().await;
    assert!(refused.elapsed() > Duration::from_millis(900), "{:?}", refused.elapsed());
}

#[tokio::test]
async fn after_these_closes_it_reconnects_to_its_room() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    for close in [1001, 1011, 1012, 1013, 4008, 4013] {
        socket.close(close).await;
        retry_reason(&mut link).await;
        socket = relay.socket().await;
        assert_eq!((socket.path.as_str(), &socket.hello), ("/api/rooms/K7TQ/ws", &Hello::host("token of K7TQ")));
        socket.welcome("K7TQ", &[]).await;
        assert_eq!(ready(&mut link).await, code("K7TQ"), "{close}");
    }
    // No close frame at all: 1006.
    drop(socket);
    assert_eq!(retry_reason(&mut link).await, "the connection broke off");
    relay.socket().await.welcome("K7TQ", &[]).await;
    assert_eq!(ready(&mut link).await, code("K7TQ"));
}

#[tokio::test]
async fn when_the_room_is_gone_it_asks_for_another() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    for (close, new) in [(4003, "AAAA"), (4004, "DDDD"), (4005, "EEEE")] {
        socket.say(&RelayText::PeerJoined { slot: 2, name: "Ada".into(), resumed: false }).await;
        assert!(matches!(next(&mut link).await, LinkEvent::PeerJoined { slot: 2, .. }));
        socket.close(1001).await;
        relay.socket().await.close(close).await;
        socket = relay.welcome(new).await;
        assert!(matches!(next(&mut link).await, LinkEvent::State(LinkState::Retrying { .. })));
        assert_eq!(next(&mut link).await, LinkEvent::PeerLeft { slot: 2, reason: PeerLeftReason::Closed });
        assert_eq!(next(&mut link).await, LinkEvent::SeatReleased { slot: 2 });
        assert_eq!(ready(&mut link).await, code(new), "{close}");
        assert_eq!(socket.path, format!("/api/rooms/{new}/ws"));
    }
}

#[tokio::test]
async fn after_other_closes_it_gives_up_in_words() {
    for (close, words) in [
        (4000, "another game has taken over this room"),
        (1000, "goodbye"),
        (4001, "the hello was not understood"),
        (4029, "too many messages"),
    ] {
        let mut relay = ScriptedRelay::start().await;
        let (mut link, task) = link_to(relay.url());
        relay.welcome("K7TQ").await.close(close).await;
        assert_eq!(failure(&mut link).await, words);
        soon("end of the link", task).await.expect("no panic");
        assert_eq!(link.events.recv().await, None);
    }
}

#[tokio::test]
async fn an_invalid_relay_address_is_a_failure() {
    let (mut link, _task) = link_to("ftp://relay.example".parse().expect("a URL"));
    assert!(failure(&mut link).await.contains("must start with http:// or https://"));
}

#[tokio::test]
async fn a_silent_relay_is_a_lost_relay() {
    let mut relay = ScriptedRelay::start().await;
    let mut config = quick(relay.url());
    config.timing.ping_every = Duration::from_millis(100);
    config.timing.dead_after = Duration::from_secs(1);
    let (mut link, _task) = link_with(config);
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    // As long as every ping gets its pong, the link is fine …
    let answering = Instant::now();
    while answering.elapsed() < Duration::from_millis(1500) {
        assert_eq!(socket.frame().await.to_text().expect("a text"), "ping");
        socket.say_raw("pong").await;
    }
    assert!(link.events.try_recv().is_err(), "the link is still ready");
    // … and when they stop, it is not.
    assert_eq!(retry_reason(&mut link).await, "the connection fell silent");
    relay.socket().await.welcome("K7TQ", &[]).await;
    ready(&mut link).await;
}

#[tokio::test]
async fn a_relay_that_never_answers_is_given_up_after_a_while() {
    let mut relay = ScriptedRelay::start().await;
    let mut config = quick(relay.url());
    config.timing.answer_within = Duration::from_millis(200);
    let (mut link, _task) = link_with(config);
    let _no_answer = relay.caller().await;
    assert!(retry_reason(&mut link).await.ends_with("does not answer in time"));
    relay.give_room("K7TQ").await;
    let _no_welcome = relay.socket().await;
    assert!(retry_reason(&mut link).await.ends_with("does not answer in time"));
}

#[tokio::test]
async fn after_a_gap_the_game_receives_the_changes() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    for slot in 0..3 {
        socket.say(&RelayText::PeerJoined { slot, name: "x".into(), resumed: false }).await;
        next(&mut link).await;
    }
    socket.close(1012).await;
    retry_reason(&mut link).await;
    let peer = |slot, connected| PeerInfo { slot, name: "Ada".into(), connected };
    relay.socket().await.welcome("K7TQ", &[peer(0, true), peer(1, false)]).await;
    ready(&mut link).await;
    assert_eq!(next(&mut link).await, LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: true });
    assert_eq!(next(&mut link).await, LinkEvent::PeerLeft { slot: 1, reason: PeerLeftReason::Closed });
    assert_eq!(next(&mut link).await, LinkEvent::PeerLeft { slot: 2, reason: PeerLeftReason::Closed });
    assert_eq!(next(&mut link).await, LinkEvent::SeatReleased { slot: 2 });
}

#[tokio::test]
async fn a_lock_outlives_the_connection_and_other_commands_do_not() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    link.commands.send(LinkCommand::Lock { locked: true }).await.expect("the link lives");
    assert_eq!(socket.text().await, ClientText::Command(Command::Lock { locked: true }));
    socket.close(1012).await;
    retry_reason(&mut link).await;
    // The hello has been sent, so the link is between two connections until the welcome.
    let mut socket = relay.socket().await;
    link.commands.send(LinkCommand::Kick { slot: 1 }).await.expect("the link lives");
    link.commands.send(LinkCommand::Invite { slot: 1 }).await.expect("the link lives");
    soon("emptied queue", async {
        while link.commands.capacity() < link.commands.max_capacity() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    socket.welcome("K7TQ", &[]).await;
    assert_eq!(socket.text().await, ClientText::Command(Command::Lock { locked: true }));
    link.commands.send(LinkCommand::Lock { locked: false }).await.expect("the link lives");
    assert_eq!(socket.text().await, ClientText::Command(Command::Lock { locked: false }));
}

#[tokio::test]
async fn a_dropped_link_ends_wherever_it_is() {
    // While requesting a room.
    let mut relay = ScriptedRelay::start().await;
    let (link, task) = link_to(relay.url());
    let mut caller = relay.caller().await;
    drop(link);
    soon("end of the link", task).await.expect("no panic");
    soon("end of the connection", caller.stream.read_to_end(&mut Vec::new())).await.expect("a clean end");
    // While connected.
    let (mut link, task) = link_to(relay.url());
    let socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    drop(link);
    soon("end of the link", task).await.expect("no panic");
    socket.close(1000).await;
    // While pausing.
    let mut config = quick(relay.url());
    config.timing.first_pause = Duration::from_secs(3600);
    config.timing.longest_pause = Duration::from_secs(3600);
    relay.stop().await;
    let (mut link, task) = link_with(config);
    retry_reason(&mut link).await;
    drop(link);
    soon("end of the link", task).await.expect("no panic");
}
