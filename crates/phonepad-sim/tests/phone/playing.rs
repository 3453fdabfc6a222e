//! The behaviour of a phone in a room.

use std::{collections::BTreeMap, sync::Arc};

use phonepad_host::{LinkCommand, LinkEvent, Reading, Recipient};
use phonepad_motion::lean_degrees;
use phonepad_protocol::{HostMessage, MotionFrame, PhoneMessage, rejoin_url};
use phonepad_sim::{Movement, News, PhoneConfig, Trace};
use serde_json::{Value, json};

use full_tilt_test_support::phones::{TestPhone, leaning};
use full_tilt_test_support::{Game, Relay, Wire, soon};

async fn next_motion(game: &mut Game) -> (u8, MotionFrame) {
    loop {
        let received = soon("reading", game.link.readings.recv()).await.expect("the link lives");
        match received.reading {
            Reading::Motion(motion) => return (received.slot, motion),
            Reading::Clock { .. } => {}
            Reading::Touch(touch) => panic!("nobody touches: {touch:?}"),
        }
    }
}

async fn send(game: &Game, to: Recipient, message: HostMessage) {
    game.link.commands.send(LinkCommand::Send { to, message }).await.expect("the link lives");
}

/// A message of some game.
fn phase(phase: &str) -> HostMessage {
    HostMessage::Game { data: json!({ "phase": phase }) }
}

fn waits_in_the_lobby(data: &Value) -> Option<bool> {
    data.get("phase").map(|phase| phase == "lobby")
}

fn joined(news: News) -> Option<(u8, bool)> {
    match news {
        News::Joined { slot, resumed, .. } => Some((slot, resumed)),
        _ => None,
    }
}

fn message(event: LinkEvent) -> Option<(u8, PhoneMessage)> {
    match event {
        LinkEvent::Message { slot, message } => Some((slot, message)),
        _ => None,
    }
}

#[tokio::test]
async fn its_readings_are_those_of_the_pose_at_the_rate_of_a_sensor() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    let (_, first) = next_motion(&mut game).await;
    let mut last = first.clone();
    for _ in 0..60 {
        let (slot, motion) = next_motion(&mut game).await;
        assert_eq!((slot, motion.screen_angle, motion.gyroscope, motion.samples.len()), (0, 0, true, 1));
        let acceleration = motion.samples[0].acceleration;
        assert!((lean_degrees(acceleration.normalize()) - 10.0).abs() < 0.1, "{acceleration}");
        assert!((acceleration.length() - 9.81).abs() < 0.02, "{acceleration}");
        assert!(motion.seq > last.seq && motion.t > last.t, "{motion:?} after {last:?}");
        last = motion;
    }
    let (samples, ms) = (u32::from(last.seq - first.seq), last.t - first.t);
    assert!(ms + 20 >= samples * 1000 / 60, "{samples} samples in {ms} ms");
    phone.leave().await;
}

#[tokio::test]
async fn it_plays_a_recording_faithfully() {
    let trace = "t_ms,ax,ay,az,gx,gy,gz\n0,1,2,3,4,5,6\n50,-1,-2,-3,-4,-5,-6\n";
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let movement = Movement::Trace(Arc::new(Trace::parse(trace).expect("a trace")));
    let phone = TestPhone::with(PhoneConfig { movement, ..leaning("Ada", &game.join_url(&relay.url())) });
    let mut seen = BTreeMap::new();
    while seen.len() < 2 {
        let sample = next_motion(&mut game).await.1.samples[0];
        let values = [sample.acceleration.to_array(), sample.rotation_rate.to_array()].concat();
        seen.insert(values[0] as i32, values);
    }
    assert_eq!(seen[&1], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(seen[&-1], [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0]);
    phone.leave().await;
}

#[tokio::test]
async fn it_reports_the_games_messages_and_times_its_echoes() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let mut phone = TestPhone::join("Ada", &game.join_url(&relay.url()));
    game.until(message).await;
    let (name, colour, shape) = ("Ada".to_owned(), "#ff8800".to_owned(), "circle".to_owned());
    let you = HostMessage::You { slot: 0, name, colour, shape, pattern: Some("plain".to_owned()) };
    send(&game, Recipient::Slot(0), you).await;
    send(&game, Recipient::All, phase("countdown")).await;
    let said = phone.until(|news| if let News::You { colour, .. } = news { Some(colour) } else { None }).await;
    assert_eq!(said, "#ff8800");
    let said = phone.until(|news| if let News::Game(data) = news { Some(data) } else { None }).await;
    assert_eq!(said, json!({ "phase": "countdown" }));
    // It sends an echo as soon as it has a seat, and this is longer than any echo takes.
    let first = next_motion(&mut game).await.1.t;
    while next_motion(&mut game).await.1.t < first + 700 {}
    let trips = phone.leave().await;
    assert!(trips.count() > 0 && trips.summary().is_some(), "{trips}");
}

#[tokio::test]
async fn it_comes_back_to_its_seat() {
    let relay = Relay::start().await;
    let wire = Wire::to(relay.address).await;
    let mut game = Game::at(relay.url()).await;
    let other = TestPhone::join("Eve", &game.join_url(&relay.url()));
    game.until(message).await;
    let mut phone = TestPhone::join("Ada", &game.join_url(&wire.url()));
    assert_eq!(phone.until(joined).await, (1, false));
    wire.cut();
    phone.until(|news| matches!(news, News::Lost(_)).then_some(())).await;
    assert_eq!(phone.until(joined).await, (1, true));
    phone.leave().await;
    other.leave().await;
}

#[tokio::test]
async fn after_a_refused_invitation_it_gets_its_own_seat() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let other = TestPhone::join("Eve", &game.join_url(&relay.url()));
    game.until(message).await;
    let stale = rejoin_url(relay.url().as_str(), game.code, "AAAAAAAAAAAAAAAAAAAAAA");
    let mut phone = TestPhone::join("Ada", &stale);
    assert_eq!(phone.until(joined).await, (1, false));
    phone.leave().await;
    other.leave().await;
}

#[tokio::test]
async fn once_its_seat_is_gone_it_takes_another() {
    let relay = Relay::start().await;
    let wire = Wire::to(relay.address).await;
    let mut game = Game::at(relay.url()).await;
    let mut phone = TestPhone::join("Ada", &game.join_url(&wire.url()));
    assert_eq!(phone.until(joined).await, (0, false));
    wire.refuse(true);
    wire.cut();
    game.until(|event| matches!(event, LinkEvent::PeerLeft { slot: 0, .. }).then_some(())).await;
    game.link.commands.send(LinkCommand::Kick { slot: 0 }).await.expect("the link lives");
    game.until(|event| matches!(event, LinkEvent::SeatReleased { slot: 0 }).then_some(())).await;
    // It returns over another network: the one that was kicked gets no new seat for a while.
    wire.come_from([127, 0, 0, 2].into());
    wire.refuse(false);
    assert_eq!(phone.until(joined).await, (0, false));
    phone.leave().await;
}

#[tokio::test]
async fn it_taps_only_if_configured_and_only_while_the_game_waits() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url());
    let quiet = TestPhone::join("Eve", &url);
    assert_eq!(game.until(message).await.0, 0);
    let eager = TestPhone::with(PhoneConfig { taps: Some(waits_in_the_lobby), ..leaning("Ada", &url) });
    assert!(matches!(game.until(message).await, (1, PhoneMessage::Ready { .. })));
    send(&game, Recipient::All, phase("lobby")).await;
    for _ in 0..2 {
        assert_eq!(game.until(message).await, (1, PhoneMessage::Tap));
    }
    quiet.leave().await;
    eager.leave().await;
}

#[tokio::test]
async fn a_kicked_phone_is_out() {
    let relay = Relay::start().await;
    let mut game = Game::at(relay.url()).await;
    let url = game.join_url(&relay.url());
    let (kicked, mut stays) = (TestPhone::join("Ada", &url), TestPhone::join("Eve", &url));
    stays.until(joined).await;
    let slot = game
        .until(|event| match event {
            LinkEvent::PeerJoined { slot, name, .. } if name == "Ada" => Some(slot),
            _ => None,
        })
        .await;
    game.link.commands.send(LinkCommand::Kick { slot }).await.expect("the link lives");
    assert_eq!(kicked.out().await, "removed by the host");
    stays.leave().await;
}
