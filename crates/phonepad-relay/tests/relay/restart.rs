//! Data that survives `kill -9`: a relay with `--data-dir` keeps its promises.

use std::{fs, path::Path, time::Instant};

use phonepad_protocol::{CloseCode, Command, Hello, RelayText, RoomInfo, Welcome};
use phonepad_relay::{Config, Store};

use crate::{
    binary::{Running, relay, spawn, start},
    client::{Client, is_refused},
    support::{DEADLINE, MOMENT, Relay, empty_folder},
};

/// Starts a relay with its rooms in `folder`.
fn relay_in(folder: &Path) -> (Running, Relay) {
    let (running, line) = start(&["--bind", "127.0.0.1:0", "--data-dir", folder.to_str().unwrap()]);
    (running, Relay::announced(&line))
}

/// Returns the seats in a host's welcome: slot, name and whether the phone is connected.
async fn welcome_of_host(relay: &Relay, code: &str, token: &str) -> Vec<(u8, String, bool)> {
    let mut host = Client::connect(relay, code).await;
    host.send_hello(&Hello::host(token)).await;
    match host.news().await {
        RelayText::Welcome(Welcome::Host { peers, .. }) => {
            peers.into_iter().map(|peer| (peer.slot, peer.name, peer.connected)).collect()
        }
        other => panic!("instead of a welcome came {other:?}"),
    }
}

#[tokio::test]
async fn rooms_slots_and_tokens_are_there_after_kill_9() {
    let folder = empty_folder("kill_9");
    let (running, relay) = relay_in(&folder);
    let room = relay.room(r#"{"maxPeers":4}"#).await;
    let code = room.room.code.to_string();
    let mut host = Client::host(&relay, &room).await;
    let first = Client::peer(&relay, &room, "Ada", None).await;
    let second = Client::peer(&relay, &room, "Bob", None).await;
    host.command(&Command::Lock { locked: true }).await;
    host.assert_quiet_after_news().await;
    drop(running);

    let (_running, relay) = relay_in(&folder);
    let found = RoomInfo::parse(relay.get(&format!("/api/rooms/{code}")).await.body.as_bytes()).unwrap();
    assert_eq!((found.created_at, found.peers, found.max_peers), (room.room.created_at, 2, 4));
    let again = Client::peer(&relay, &room, "", Some(&second.seat)).await;
    assert_eq!((again.slot, again.resumed), (second.slot, true));
    let expected = [(first.slot, "Ada".to_owned(), false), (second.slot, "Bob".to_owned(), true)];
    assert_eq!(welcome_of_host(&relay, &code, &room.host_token).await, expected);
    let mut stranger = Client::connect(&relay, &code).await;
    stranger.send_hello(&Hello::peer("", None)).await;
    assert_eq!(stranger.close_code().await, CloseCode::RoomLocked.as_u16());
}

/// Several times, because a message that is sent before it is on disk would mostly be lucky.
#[tokio::test]
async fn an_invitation_is_good_after_kill_9_and_a_spent_one_is_not() {
    let folder = empty_folder("invitation");
    for _ in 0..8 {
        let (running, relay) = relay_in(&folder);
        let room = relay.room("").await;
        let mut host = Client::host(&relay, &room).await;
        let ada = Client::peer(&relay, &room, "Ada", None).await;
        host.news().await;
        let invitation = host.invitation(ada.slot).await;
        drop(running);

        let (running, relay) = relay_in(&folder);
        let again = Client::peer(&relay, &room, "Eve", Some(&invitation)).await;
        assert_eq!((again.slot, again.resumed), (ada.slot, true));
        drop(running);

        let (_running, relay) = relay_in(&folder);
        assert!(is_refused(&relay, &room, &invitation).await);
        assert!(is_refused(&relay, &room, &ada.seat).await);
        let back = Client::peer(&relay, &room, "", Some(&again.seat)).await;
        assert!(back.resumed);
        let code = room.room.code.to_string();
        let expected = [(ada.slot, "Ada".to_owned(), true)];
        assert_eq!(welcome_of_host(&relay, &code, &room.host_token).await, expected);
    }
}

/// All promises made before the relay was killed, at any moment of the traffic, are kept.
#[tokio::test]
async fn a_kill_at_any_moment_loses_no_promise() {
    let folder = empty_folder("kill_at_any_moment");
    let mut promises: Vec<(String, u8, String)> = Vec::new();
    for round in 0..8 {
        let (running, relay) = relay_in(&folder);
        for (code, slot, seat) in &promises {
            let peer = Client::connect(&relay, code).await.become_peer("", Some(seat)).await;
            assert_eq!((peer.slot, peer.resumed), (*slot, true), "in round {round}");
        }
        promises.clear();
        let room = relay.room("").await;
        // The moment is different each time: after some of the joins.
        for _ in 0..=round {
            let peer = Client::peer(&relay, &room, "", None).await;
            promises.push((room.room.code.to_string(), peer.slot, peer.seat));
        }
        drop(running);
    }
}

#[tokio::test]
async fn ended_rooms_stay_removed() {
    let folder = empty_folder("ended_rooms");
    let (running, relay) = relay_in(&folder);
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let peer = Client::peer(&relay, &room, "Ada", None).await;
    let other = Client::peer(&relay, &room, "Bob", None).await;
    host.command(&Command::Kick { slot: peer.slot }).await;
    host.assert_quiet_after_news().await;
    // A change is on disk at the latest when a later promise is made.
    host.invitation(other.slot).await;
    drop(running);
    let (_running, relay) = relay_in(&folder);
    assert!(is_refused(&relay, &room, &peer.seat).await);
}

#[tokio::test]
async fn tokens_are_on_disk_only_as_hashes() {
    let folder = empty_folder("no_tokens");
    let (running, relay) = relay_in(&folder);
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let peer = Client::peer(&relay, &room, "Ada", None).await;
    host.news().await;
    let invitation = host.invitation(peer.slot).await;
    drop(running);
    let mut bytes = Vec::new();
    for file in fs::read_dir(&folder).unwrap() {
        bytes.extend(fs::read(file.unwrap().path()).unwrap());
    }
    let is_there = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(is_there(room.room.code.as_str()) && is_there("Ada"), "the room is kept");
    assert!(!is_there(&room.host_token) && !is_there(&peer.seat) && !is_there(&invitation));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_stored_rooms() {
    use std::os::unix::fs::PermissionsExt;
    let folder = empty_folder("permissions");
    let _store = Store::open(&folder).unwrap();
    let mode = fs::metadata(folder.join("rooms.redb")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[tokio::test]
async fn a_relay_that_stops_and_starts_keeps_its_rooms() {
    let folder = empty_folder("graceful");
    let relay = Relay::own(Config { store: Some(Store::open(&folder).unwrap()), ..Config::default() }).await;
    let room = relay.room("").await;
    let mut peer = Client::peer(&relay, &room, "", None).await;
    relay.stop().await;
    assert_eq!(peer.client.close_code().await, CloseCode::Restarting.as_u16());
    let relay = Relay::own(Config { store: Some(reopened(&folder).await), ..Config::default() }).await;
    assert!(Client::peer(&relay, &room, "", Some(&peer.seat)).await.resumed);
}

/// The last connections of a stopped relay release the store a moment later.
async fn reopened(folder: &Path) -> Store {
    let deadline = Instant::now() + DEADLINE;
    loop {
        match Store::open(folder) {
            Ok(store) => return store,
            Err(error) if Instant::now() > deadline => panic!("{error}"),
            Err(_) => tokio::time::sleep(MOMENT / 10).await,
        }
    }
}

#[test]
fn a_second_relay_in_the_same_folder_is_refused() {
    let folder = empty_folder("two_relays");
    let _first = Store::open(&folder).unwrap();
    let error = Store::open(&folder).err().unwrap();
    assert!(error.to_string().contains("another relay"), "{error}");
}

#[test]
fn damaged_rooms_are_set_aside() {
    let whole = empty_folder("damaged_rooms");
    drop(Store::open(&whole).unwrap());
    let sound = fs::read(whole.join("rooms.redb")).unwrap();
    let mut headless = sound.clone();
    headless[..64].fill(0xAA);
    for damaged in [b"nonsense".to_vec(), headless, sound[..sound.len() / 2].to_vec()] {
        fs::write(whole.join("rooms.redb"), &damaged).unwrap();
        let _ = fs::remove_file(whole.join("rooms.redb.damaged"));
        let store = Store::open(&whole).unwrap();
        drop(store);
        assert_eq!(fs::read(whole.join("rooms.redb.damaged")).unwrap(), damaged, "it is not lost");
    }
}

#[test]
fn without_a_data_directory_nothing_is_written() {
    let folder = empty_folder("nothing_written");
    let mut command = relay(&["--bind", "127.0.0.1:0", "--tls", "self-signed"]);
    command.current_dir(&folder).env("HOME", &folder).env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
    let (running, _) = spawn(&mut command);
    drop(running);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}
