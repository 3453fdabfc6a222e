//! A disk that is full for a while, from the program's point of view: the system's limit on a file's size is lowered
//! while it runs.

use std::{
    io::Read,
    process::{Command, Stdio},
    time::Instant,
};

use phonepad_protocol::{ErrorBody, ErrorCode, RoomCreated};
use tokio::time::sleep;

use crate::{
    binary::{Running, spawn, start},
    client::Client,
    support::{Answer, DEADLINE, GENEROUS, MOMENT, Relay, empty_folder},
};

/// Starts a relay with its rooms in `folder`, which gets an error instead of a deadly signal for a file that is too
/// big.
fn start_ignoring_signal(folder: &str) -> (Running, Relay) {
    let script = format!(
        "trap '' XFSZ; exec '{}' --bind 127.0.0.1:0 --data-dir '{folder}' {}",
        env!("CARGO_BIN_EXE_full-tilt-relay"),
        GENEROUS.join(" ")
    );
    let (running, line) = spawn(Command::new("sh").args(["-c", &script]).stdout(Stdio::piped()).stderr(Stdio::piped()));
    (running, Relay::announced(&line))
}

/// Prevents writing beyond a file's first byte, or allows it again.
fn set_full(running: &Running, is_full: bool) {
    let limit = if is_full { "--fsize=1:" } else { "--fsize=unlimited:" };
    let status = Command::new("prlimit").args(["--pid", &running.0.id().to_string(), limit]).status().unwrap();
    assert!(status.success());
}

fn can_set_limits() -> bool {
    let works = Command::new("prlimit").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !works {
        println!("not tested: there is no prlimit here");
    }
    works
}

fn assert_cannot_keep(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(ErrorBody::parse(answer.body.as_bytes()).unwrap().error, ErrorCode::CannotKeep);
    assert!(answer.header("retry-after").expect("when to come back").parse::<u32>().unwrap() > 0);
}

async fn measure(relay: &Relay, name: &str) -> f64 {
    let text = relay.get("/metrics").await.body;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in\n{text}")).parse().unwrap()
}

/// Opens a room as soon as it is possible.
async fn room_once_possible(relay: &Relay) -> RoomCreated {
    let deadline = Instant::now() + DEADLINE;
    loop {
        let answer = relay.request("POST", "/api/rooms", "").await;
        if answer.status == 201 {
            return RoomCreated::parse(answer.body.as_bytes()).unwrap();
        }
        assert_cannot_keep(&answer);
        assert!(Instant::now() < deadline, "the relay never writes again");
        sleep(MOMENT / 5).await;
    }
}

#[tokio::test]
async fn a_disk_that_was_full_is_written_again_and_nothing_is_promised_meanwhile() {
    if !can_set_limits() {
        return;
    }
    let folder = empty_folder("full_disk");
    let folder = folder.to_str().unwrap();
    let (mut running, relay) = start_ignoring_signal(folder);
    let untouched = relay.room("").await;
    let room = relay.room("").await;
    let mut seats = vec![Client::peer(&relay, &room, "", None).await.seat];
    let mut opened = Vec::new();
    for outage in 0..2 {
        set_full(&running, true);
        for _ in 0..4 {
            assert_cannot_keep(&relay.request("POST", "/api/rooms", "").await);
        }
        // A party goes on.
        seats.push(Client::peer(&relay, &room, "", None).await.seat);
        assert_eq!(measure(&relay, "full_tilt_relay_store_healthy").await, 0.0);
        assert!(measure(&relay, "full_tilt_relay_store_failures_total").await > f64::from(outage));
        assert_eq!(measure(&relay, "full_tilt_relay_rooms").await, (2 + opened.len()) as f64, "refused rooms are gone");
        set_full(&running, false);
        opened.push(room_once_possible(&relay).await);
        assert_eq!(measure(&relay, "full_tilt_relay_store_healthy").await, 1.0);
    }
    let mut log = String::new();
    running.0.kill().unwrap();
    running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    drop(running);
    let (begun, over) = (log.matches("cannot keep rooms").count(), log.matches("kept again").count());
    assert_eq!((begun, over, log.matches("ERROR").count()), (2, 2, 2), "once for each outage, in\n{log}");

    let (_running, line) = start(&["--bind", "127.0.0.1:0", "--data-dir", folder]);
    let relay = Relay::announced(&line);
    for room in opened.iter().chain([&untouched]) {
        assert_eq!(relay.get(&format!("/api/rooms/{}", room.room.code)).await.status, 200);
    }
    for seat in seats {
        assert!(Client::peer(&relay, &room, "", Some(&seat)).await.resumed);
    }
}
