//! Messages through a healthy link.

use phonepad_host::{LinkCommand, LinkEvent, Reading, Recipient};
use phonepad_protocol::{
    ClientText, Command, Frame, Hello, HostMessage, InputKind, PeerLeftReason, PhoneMessage, RelayText, TouchFrame,
};

use crate::{
    code, link_to, link_with, next, ready,
    scripted::{ScriptedRelay, room},
};
use full_tilt_test_support::{quick, soon};

fn touch(seq: u16) -> Frame {
    Frame::Touch(TouchFrame { taps: 0, seq, t: 1000, steer: 500 })
}

#[tokio::test]
async fn it_asks_for_a_room_and_enters_it_as_host() {
    let mut relay = ScriptedRelay::start().await;
    let mut config = quick(relay.url());
    config.max_peers = 4;
    let (mut link, _task) = link_with(config);
    let caller = relay.caller().await;
    let request = caller.request.to_lowercase();
    assert!(request.contains(&format!("\r\nhost: localhost:{}\r\n", relay.address().port())), "{request}");
    assert!(request.ends_with("{\"maxpeers\":4}"), "{request}");
    caller.answer("201 Created", &room("K7TQ").to_body()).await;
    let caller = relay.caller().await;
    assert!(caller.request.to_lowercase().contains(&format!("\r\nhost: localhost:{}\r\n", relay.address().port())));
    drop(caller);
    let mut socket = relay.socket().await;
    assert_eq!((socket.path.as_str(), &socket.hello), ("/api/rooms/K7TQ/ws", &Hello::host("token of K7TQ")));
    socket.welcome("K7TQ", &[]).await;
    assert_eq!(ready(&mut link).await, code("K7TQ"));
}

#[tokio::test]
async fn updates_about_the_room_arrive_in_order() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    socket.say(&RelayText::PeerJoined { slot: 3, name: "Ada".into(), resumed: false }).await;
    socket.say_raw(r#"{"type":"of a later version"}"#).await;
    socket.say_raw("not even JSON").await;
    socket.say(&RelayText::PeerJoined { slot: 15, name: "nobody can sit here".into(), resumed: false }).await;
    socket.say(&RelayText::Invitation { slot: 15, seat: "to nowhere".into() }).await;
    socket.say(&RelayText::PeerRenamed { slot: 3, name: "Eve".into() }).await;
    socket.say(&RelayText::Invitation { slot: 3, seat: "abc".into() }).await;
    socket.say(&RelayText::Error { error: "no_such_seat".into() }).await;
    let ready = PhoneMessage::Ready { input: InputKind::Touch };
    socket.send(3, &Frame::FromPhone(ready.clone()).encode()).await;
    socket.say(&RelayText::PeerLeft { slot: 3, reason: PeerLeftReason::Kicked }).await;
    socket.say(&RelayText::SeatReleased { slot: 3 }).await;
    assert_eq!(next(&mut link).await, LinkEvent::PeerJoined { slot: 3, name: "Ada".into(), resumed: false });
    assert_eq!(next(&mut link).await, LinkEvent::PeerRenamed { slot: 3, name: "Eve".into() });
    assert_eq!(next(&mut link).await, LinkEvent::Invitation { slot: 3, seat: "abc".into() });
    assert_eq!(next(&mut link).await, LinkEvent::Message { slot: 3, message: ready });
    assert_eq!(next(&mut link).await, LinkEvent::PeerLeft { slot: 3, reason: PeerLeftReason::Kicked });
    assert_eq!(next(&mut link).await, LinkEvent::SeatReleased { slot: 3 });
}

#[tokio::test]
async fn bad_frames_are_counted_and_stop_nothing() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    for bad in [&[][..], &[0x01], &[0x55, 1, 2], &[0x80, b'{'], &[0x02, 0, 0]] {
        socket.send(1, bad).await;
    }
    socket.send(15, &touch(1).encode()).await;
    socket.send(255, &touch(1).encode()).await;
    socket.send(1, &touch(2).encode()).await;
    let received = soon("reading", link.readings.recv()).await.expect("the link lives");
    assert_eq!(
        (received.slot, received.reading),
        (1, Reading::Touch(TouchFrame { taps: 0, seq: 2, t: 1000, steer: 500 }))
    );
    assert_eq!(link.counters.bad_frames(), 7);
    assert_eq!(link.counters.dropped_readings(), 0);
}

#[tokio::test]
async fn untaken_readings_are_dropped_and_counted_while_events_wait() {
    const SENT: u16 = 2000;
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    for seq in 0..SENT {
        socket.send(0, &touch(seq).encode()).await;
    }
    for slot in 0..2000_u32 {
        let slot = (slot % 15) as u8;
        socket.say(&RelayText::PeerRenamed { slot, name: "Ada".into() }).await;
    }
    ready(&mut link).await;
    for slot in 0..2000_u32 {
        let slot = (slot % 15) as u8;
        assert_eq!(next(&mut link).await, LinkEvent::PeerRenamed { slot, name: "Ada".into() });
    }
    let mut taken = 0;
    while link.readings.try_recv().is_ok() {
        taken += 1;
    }
    assert!(taken > 0 && taken < u64::from(SENT));
    assert_eq!(taken + link.counters.dropped_readings(), u64::from(SENT));
}

#[tokio::test]
async fn echoes_are_answered_with_the_links_own_clock() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    let mut clocks = Vec::new();
    for t in [7, u32::MAX] {
        socket.send(4, &Frame::Echo { t }.encode()).await;
        let (slot, payload) = socket.binary().await;
        let Ok(Frame::EchoReply { t: asked, mine }) = Frame::from_host(&payload) else { panic!("not a reply") };
        assert_eq!((slot, asked), (4, t));
        clocks.push(mine);
    }
    assert!(clocks[0] <= clocks[1] && clocks[1] < 20_000, "{clocks:?}");
    // An answer without a request; it is not an error either.
    socket.send(4, &Frame::EchoReply { t: 1, mine: 2 }.encode()).await;
    socket.send(4, &touch(1).encode()).await;
    soon("reading", link.readings.recv()).await.expect("the link lives");
    assert_eq!(link.counters.bad_frames(), 0);
}

#[tokio::test]
async fn phones_are_asked_for_their_clocks_while_any_is_connected() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    socket.say(&RelayText::PeerJoined { slot: 4, name: "Ada".into(), resumed: false }).await;
    for theirs in [1_000_000, 1_000_250] {
        let (slot, payload) = socket.binary().await;
        let Ok(Frame::Echo { t }) = Frame::from_host(&payload) else { panic!("not an echo") };
        assert_eq!(slot, 255, "one frame for everybody");
        socket.send(4, &Frame::EchoReply { t, mine: theirs }.encode()).await;
        let received = soon("clock", link.readings.recv()).await.expect("the link lives");
        let Reading::Clock { sent, theirs: heard } = received.reading else { panic!("{received:?}") };
        assert_eq!((received.slot, heard), (4, theirs));
        assert!(sent <= received.at && received.at.duration_since(sent).as_millis() < 1000);
    }
    // An answer without a request is not a clock reading.
    socket.send(4, &Frame::EchoReply { t: u32::MAX, mine: 7 }.encode()).await;
    socket.send(4, &touch(1).encode()).await;
    let received = soon("reading", link.readings.recv()).await.expect("the link lives");
    assert!(matches!(received.reading, Reading::Touch(_)), "{received:?}");
}

#[tokio::test]
async fn commands_reach_the_relay() {
    let mut relay = ScriptedRelay::start().await;
    let (mut link, _task) = link_to(relay.url());
    let mut socket = relay.welcome("K7TQ").await;
    ready(&mut link).await;
    socket.say(&RelayText::PeerJoined { slot: 2, name: "Ada".into(), resumed: false }).await;
    assert!(matches!(next(&mut link).await, LinkEvent::PeerJoined { slot: 2, .. }));
    let message = HostMessage::Haptic { pattern: vec![30] };
    for (to, slot) in [(Recipient::Slot(2), 2), (Recipient::All, 255)] {
        link.commands.send(LinkCommand::Send { to, message: message.clone() }).await.expect("the link lives");
        let said = loop {
            let (slot, payload) = socket.binary().await;
            // Echoes come in between.
            if !matches!(Frame::from_host(&payload), Ok(Frame::Echo { .. })) {
                break (slot, payload);
            }
        };
        assert_eq!(said, (slot, Frame::FromHost(message.clone()).encode()));
    }
    link.commands.send(LinkCommand::Kick { slot: 2 }).await.expect("the link lives");
    assert_eq!(socket.text().await, ClientText::Command(Command::Kick { slot: 2 }));
    link.commands.send(LinkCommand::Invite { slot: 2 }).await.expect("the link lives");
    assert_eq!(socket.text().await, ClientText::Command(Command::Invite { slot: 2 }));
    link.commands.send(LinkCommand::Lock { locked: true }).await.expect("the link lives");
    assert_eq!(socket.text().await, ClientText::Command(Command::Lock { locked: true }));
}
