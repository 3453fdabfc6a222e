//! A room in which some clients misbehave as badly as possible: the others lose nothing, and hardly wait longer.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use phonepad_protocol::RoomCreated;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{
    binary::start,
    client::{Client, Peer},
    support::{DEADLINE, Relay, read_head, request},
};

const LOSSY: u8 = 0x01;
const RELIABLE: u8 = 0x80;
/// Number of phones that behave.
const GOOD_PHONES: u8 = 4;
const FRAME_TIME: Duration = Duration::from_micros(1_000_000 / 60);
/// Duration of each of the two phases.
const MEASURED: Duration = Duration::from_secs(3);
const FLOOD_FRAMES: usize = 20_000;
const GARBAGE_FRAMES: usize = 500;
const HALF_OPEN: usize = 1000;
/// Number of connections at once; both a test and a relay may open only a limited number of files.
const HALF_OPEN_AT_ONCE: usize = 200;
const SCANS: usize = 500;
/// The address of attackers that are not in the room.
const ELSEWHERE: &str = "127.0.0.2:0";
/// Shorter delays come from the tests that run beside this one, not from the relay. A client held up by an attacker
/// waits for seconds.
const NOISE: Duration = Duration::from_millis(100);

/// Sends a lossy frame with the time and a reliable one with a number in it, sixty times a second, until the end.
async fn behave(mut peer: Peer, epoch: Instant, end: Instant) -> (u8, u32) {
    let mut ticks = interval(FRAME_TIME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut number = 0_u32;
    while Instant::now() < end {
        ticks.tick().await;
        let now = epoch.elapsed().as_micros() as u64;
        peer.client.send_frame(&[&[LOSSY][..], &now.to_le_bytes()].concat()).await;
        peer.client.send_frame(&[&[RELIABLE][..], &number.to_le_bytes()].concat()).await;
        number += 1;
    }
    // The connection still exists and works.
    peer.client.assert_quiet_after_frames().await;
    (peer.slot, number)
}

/// The frames that the host receives from the phones that behave.
#[derive(Default)]
struct Heard {
    delays: Vec<Duration>,
    /// The next number expected from each slot.
    next: BTreeMap<u8, u32>,
}

async fn listen(host: &mut Client, heard: &mut Heard, epoch: Instant, duration: Duration) {
    let end = Instant::now() + duration;
    heard.delays.clear();
    while let Ok(message) = timeout(end.saturating_duration_since(Instant::now()), host.next()).await {
        let tokio_tungstenite::tungstenite::Message::Binary(frame) = message.unwrap() else { continue };
        let [slot @ 0..GOOD_PHONES, kind, rest @ ..] = &frame[..] else { continue };
        if *kind == LOSSY {
            let sent = Duration::from_micros(u64::from_le_bytes(rest.try_into().unwrap()));
            heard.delays.push(epoch.elapsed().saturating_sub(sent));
        } else {
            let next = heard.next.entry(*slot).or_default();
            assert_eq!(u32::from_le_bytes(rest.try_into().unwrap()), *next, "a reliable frame of slot {slot}");
            *next += 1;
        }
    }
}

fn p99(delays: &mut [Duration]) -> Duration {
    delays.sort_unstable();
    delays[delays.len() * 99 / 100]
}

/// In the room: stops reading, sends far too much, sends nonsense.
async fn join_badly(relay: &Relay, room: &RoomCreated) -> JoinSet<()> {
    let mut attackers = JoinSet::new();
    let deaf = Client::connect_narrow(relay, room.room.code.as_str()).await.become_peer("deaf", None).await;
    let mut flooding = Client::peer(relay, room, "flood", None).await.client;
    let mut babbling = Client::peer(relay, room, "garbage", None).await.client;
    attackers.spawn(async move {
        tokio::time::sleep(MEASURED).await;
        drop(deaf);
    });
    attackers.spawn(async move {
        for _ in 0..FLOOD_FRAMES {
            if flooding.try_send_frame(&[LOSSY; 512]).await.is_err() {
                return;
            }
        }
    });
    attackers.spawn(async move {
        for i in 0..GARBAGE_FRAMES {
            let garbage: Vec<u8> = (0..i % 500).map(|j| (i * 31 + j * 17) as u8 & 0x7F).collect();
            let text = format!(r#"{{"type":"{}"}}"#, "x".repeat(i % 100));
            let sent = babbling.try_send_frame(&garbage).await.is_ok() && babbling.try_send_text(&text).await.is_ok();
            if !sent {
                return;
            }
        }
    });
    attackers
}

async fn from_elsewhere(relay: &Relay) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(ELSEWHERE.parse().unwrap())?;
    socket.connect(relay.address).await
}

/// From outside: connections that never finish their first request, and guesses at codes.
async fn attack_from_outside(relay: Relay) {
    for _ in 0..HALF_OPEN / HALF_OPEN_AT_ONCE {
        let mut half_open = Vec::new();
        for _ in 0..HALF_OPEN_AT_ONCE {
            if let Ok(mut stream) = from_elsewhere(&relay).await {
                let _ = stream.write_all(b"GET / HT").await;
                half_open.push(stream);
            }
        }
    }
    for i in 0..SCANS {
        let Ok(mut stream) = from_elsewhere(&relay).await else { continue };
        let path = format!("/api/rooms/{}", ["AAAA", "2345", "ZZZZ"][i % 3]);
        let _ = stream.write_all(request("GET", &path, "x", "").as_bytes()).await;
        let _ = timeout(DEADLINE, stream.read_to_end(&mut Vec::new())).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_lose_nothing_and_are_not_delayed() {
    let (_running, line) = start(&["--bind", "127.0.0.1:0"]);
    let relay = Relay::announced(&line);
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let (epoch, mut heard) = (Instant::now(), Heard::default());
    let end = epoch + 2 * MEASURED + DEADLINE / 10;
    let mut good = JoinSet::new();
    for _ in 0..GOOD_PHONES {
        let peer = Client::peer(&relay, &room, "", None).await;
        good.spawn(behave(peer, epoch, end));
    }
    listen(&mut host, &mut heard, epoch, MEASURED).await;
    let quiet = p99(&mut heard.delays);

    let mut attackers = join_badly(&relay, &room).await;
    attackers.spawn(attack_from_outside(Relay::announced(&line)));
    listen(&mut host, &mut heard, epoch, MEASURED).await;
    let attacked = p99(&mut heard.delays);
    println!("p99 from phone to host: {quiet:?} in peace, {attacked:?} under attack");
    assert!(attacked <= (2 * quiet).max(NOISE), "{quiet:?} in peace, {attacked:?} under attack");

    listen(&mut host, &mut heard, epoch, end.saturating_duration_since(Instant::now()) + MEASURED / 3).await;
    while let Some(sent) = good.join_next().await {
        let (slot, frames) = sent.unwrap();
        assert_eq!(heard.next[&slot], frames, "of slot {slot}, nothing reliable is lost");
    }
    while attackers.join_next().await.is_some() {}
    assert!(read_head(relay.connect().await, &request("GET", "/healthz", "x", "")).await.contains("200"));
}
