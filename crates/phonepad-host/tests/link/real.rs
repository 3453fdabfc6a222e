//! The link and a real relay.

use phonepad_host::{LinkCommand, LinkConfig, LinkEvent, LinkState, Trust, connect};
use phonepad_protocol::{InputKind, PeerLeftReason, PhoneMessage, rejoin_url};
use phonepad_relay::Config;

use crate::{ready, retry_reason};
use full_tilt_test_support::phones::TestPhone;
use full_tilt_test_support::{Game, Relay, Wire, quick, soon};

#[tokio::test]
async fn a_phone_joins_and_leaves() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    assert_eq!(game.next().await, LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: false });
    let message = PhoneMessage::Ready { input: InputKind::Tilt };
    assert_eq!(game.next().await, LinkEvent::Message { slot: 0, message });
    phone.leave().await;
    assert_eq!(game.next().await, LinkEvent::PeerLeft { slot: 0, reason: PeerLeftReason::Closed });
}

#[tokio::test]
async fn an_invitation_brings_another_phone_into_the_seat() {
    let relay = Relay::start().await;
    let wire = Wire::to(relay.address).await;
    let mut game = Game::at(relay.url()).await;
    let first = TestPhone::join("Ada", &game.join_url(&relay.url()));
    game.until(|event| matches!(event, LinkEvent::Message { .. }).then_some(())).await;
    game.link.commands.send(LinkCommand::Invite { slot: 0 }).await.expect("the link lives");
    let seat =
        game.until(|event| if let LinkEvent::Invitation { slot: 0, seat } = event { Some(seat) } else { None }).await;

    let url = rejoin_url(wire.url().as_str(), game.code, &seat);
    let second = TestPhone::join("Eve", &url);
    let back = LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: true };
    assert_eq!(game.next().await, back);
    assert_eq!(first.out().await, "another connection took this place");
    // It is Ada's phone from now on, even when it reconnects.
    game.until(|event| matches!(event, LinkEvent::Message { .. }).then_some(())).await;
    wire.cut();
    assert!(matches!(game.next().await, LinkEvent::PeerLeft { slot: 0, .. }));
    assert_eq!(game.next().await, back);
    second.leave().await;
}

#[tokio::test]
async fn after_a_disconnection_the_room_is_the_same_and_phones_are_notified() {
    let relay = Relay::start().await;
    let wire = Wire::to(relay.address).await;
    let mut game = Game::at(wire.url()).await;
    let phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    game.until(|event| matches!(event, LinkEvent::Message { .. }).then_some(())).await;
    wire.cut();
    assert!(matches!(game.next().await, LinkEvent::State(LinkState::Retrying { attempt: 1, .. })));
    assert_eq!(ready(&mut game.link).await, game.code);
    assert_eq!(game.next().await, LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: true });
    // The phone cannot determine which messages the game has missed, so it repeats that it is ready.
    assert!(matches!(game.next().await, LinkEvent::Message { slot: 0, message: PhoneMessage::Ready { .. } }));
    phone.leave().await;
}

#[tokio::test]
async fn after_a_relay_has_lost_its_memory_there_is_a_new_room() {
    let relay = Relay::start().await;
    let address = relay.address.to_string();
    let mut game = Game::at(relay.url()).await;
    let phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    game.until(|event| matches!(event, LinkEvent::PeerJoined { .. }).then_some(())).await;
    relay.kill().await;
    retry_reason(&mut game.link).await;
    let relay = Relay::start_at(&address, Config::default()).await;
    game.until(|event| (event == LinkEvent::SeatReleased { slot: 0 }).then_some(())).await;
    let code = ready(&mut game.link).await;
    assert_eq!(phone.out().await, "there is no such room");
    game.code = code;
    let phone = TestPhone::join("Eve", &game.join_url(&relay.url()));
    game.until(|event| matches!(event, LinkEvent::PeerJoined { resumed: false, .. }).then_some(())).await;
    phone.leave().await;
}

#[tokio::test]
async fn a_restarting_relay_sends_its_close_code() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    relay.stop().await;
    assert_eq!(retry_reason(&mut game.link).await, "the relay is restarting, come back");
}

#[tokio::test]
async fn a_certificate_is_trusted_only_if_allowed() {
    let relay = Relay::start_secure().await;
    let (mut link, task) = connect(quick(relay.url()));
    let task = tokio::spawn(task);
    let reason = retry_reason(&mut link).await;
    assert!(reason.starts_with("the certificate of https://localhost:") && reason.ends_with("trusts"), "{reason}");
    drop(link);
    soon("end of the link", task).await.expect("no panic");

    let mut game = Game::with(LinkConfig { trust: Trust::Anything, ..quick(relay.url()) }).await;
    let phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    game.until(|event| matches!(event, LinkEvent::PeerJoined { .. }).then_some(())).await;
    phone.leave().await;
}
