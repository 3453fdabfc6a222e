//! Passing a seat to another phone, at the host's request.

use phonepad_protocol::{Command, Hello, RelayText, Welcome};

use crate::{
    client::{Client, is_refused},
    support::Relay,
};

#[tokio::test]
async fn an_invitation_takes_the_seat_with_its_slot_and_its_name() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let _other = Client::peer(&relay, &room, "Bob", None).await;
    host.news().await;
    let ada = Client::peer(&relay, &room, "Ada", None).await;
    let (slot, old) = (ada.slot, ada.seat.clone());
    host.news().await;
    drop(ada);
    host.peer_left().await;

    let invitation = host.invitation(slot).await;
    assert!(invitation.len() >= 22, "128 bits in base64url");
    let mut phone = Client::connect(&relay, room.room.code.as_str()).await;
    phone.send_hello(&Hello::peer("Sunny Newt", Some(invitation.clone()))).await;
    let RelayText::Welcome(Welcome::Peer { slot: there, seat, resumed, name, .. }) = phone.news().await else {
        panic!("the phone is not welcomed")
    };
    assert_eq!((there, resumed, name.as_deref()), (slot, true, Some("Ada")));
    assert!(seat != invitation && seat != old);
    assert_eq!(host.news().await, RelayText::PeerJoined { slot, name: "Ada".into(), resumed: true });
    phone.assert_quiet().await;

    // From now on its own token is the only one that opens the seat.
    drop(phone);
    host.peer_left().await;
    assert!(is_refused(&relay, &room, &invitation).await);
    assert!(is_refused(&relay, &room, &old).await);
    let back = Client::peer(&relay, &room, "", Some(&seat)).await;
    assert_eq!((back.slot, back.seat, back.resumed), (slot, seat, true));
}

#[tokio::test]
async fn the_phone_in_the_seat_is_closed_with_4000() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut first = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let invitation = host.invitation(first.slot).await;
    let mut second = Client::peer(&relay, &room, "", Some(&invitation)).await;
    assert_eq!(first.client.close_code().await, 4000);
    assert_eq!(host.news().await, RelayText::PeerJoined { slot: 0, name: "Ada".into(), resumed: true });
    second.client.send_frame(&[1, 2]).await;
    assert_eq!(host.frame().await, [0, 1, 2]);
}

#[tokio::test]
async fn until_it_is_taken_nothing_changes_for_the_phone_in_the_seat() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let mut ada = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    host.invitation(ada.slot).await;
    ada.client.assert_quiet().await;
    let again = Client::peer(&relay, &room, "", Some(&ada.seat)).await;
    assert_eq!((again.slot, again.resumed), (ada.slot, true));
}

#[tokio::test]
async fn a_new_invitation_replaces_the_older_one() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let ada = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let older = host.invitation(ada.slot).await;
    let newer = host.invitation(ada.slot).await;
    assert!(is_refused(&relay, &room, &older).await);
    assert!(Client::peer(&relay, &room, "", Some(&newer)).await.resumed);
}

#[tokio::test]
async fn only_the_host_can_ask_for_one() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let _ada = Client::peer(&relay, &room, "Ada", None).await;
    let mut eve = Client::peer(&relay, &room, "Eve", None).await;
    for slot in [0, 1] {
        eve.client.command(&Command::Invite { slot }).await;
        assert_eq!(eve.client.news().await, RelayText::Error { error: "unknown_type".into() });
    }
    host.assert_quiet_after_news().await;
}

#[tokio::test]
async fn an_empty_slot_has_none() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    for slot in [0, 14, 15, 255] {
        host.command(&Command::Invite { slot }).await;
        assert_eq!(host.news().await, RelayText::Error { error: "no_such_seat".into() }, "{slot}");
    }
    for text in [r#"{"type":"invite"}"#, r#"{"type":"invite","slot":256}"#, r#"{"type":"invite","slot":"0"}"#] {
        host.send_text(text).await;
        assert_eq!(host.news().await, RelayText::Error { error: "bad_message".into() }, "{text}");
    }
    host.assert_quiet().await;
}

#[tokio::test]
async fn the_invitation_to_a_seat_that_is_gone_opens_nothing() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let kicked = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    // Before the kick: both come from one address, which gets no new seat after it.
    let mut left = Client::peer(&relay, &room, "Bob", None).await;
    host.news().await;
    let to_kicked = host.invitation(kicked.slot).await;
    host.command(&Command::Kick { slot: kicked.slot }).await;
    host.assert_quiet_after_news().await;
    let to_left = host.invitation(left.slot).await;
    left.client.command(&Command::Leave).await;
    assert_eq!(left.client.close_code().await, 1000);
    host.assert_quiet_after_news().await;
    for invitation in [to_kicked, to_left] {
        assert!(is_refused(&relay, &room, &invitation).await);
    }
    host.assert_quiet().await;
}

#[tokio::test]
async fn a_locked_and_full_room_lets_an_invitation_in() {
    let relay = Relay::any().await;
    let room = relay.room(r#"{"maxPeers":1}"#).await;
    let mut host = Client::host(&relay, &room).await;
    let ada = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let invitation = host.invitation(ada.slot).await;
    host.command(&Command::Lock { locked: true }).await;
    host.assert_quiet().await;
    assert!(Client::peer(&relay, &room, "", Some(&invitation)).await.resumed);
}

#[tokio::test]
async fn an_invitation_opens_no_second_lane() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let ada = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let invitation = host.invitation(ada.slot).await;
    let mut lane = Client::connect(&relay, room.room.code.as_str()).await;
    lane.send_hello(&Hello { lane: 1, ..Hello::peer("", Some(invitation.clone())) }).await;
    assert_eq!(lane.close_code().await, 4003);
    assert!(Client::peer(&relay, &room, "", Some(&invitation)).await.resumed);
}

#[tokio::test]
async fn a_host_that_asks_without_end_is_refused() {
    let relay = Relay::any().await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let ada = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let mut last = String::new();
    let refusal = loop {
        host.command(&Command::Invite { slot: ada.slot }).await;
        match host.news().await {
            RelayText::Invitation { seat, .. } => last = seat,
            other => break other,
        }
    };
    assert_eq!(refusal, RelayText::Error { error: "rate_limited".into() });
    assert!(Client::peer(&relay, &room, "", Some(&last)).await.resumed, "the last one is still good");
}
