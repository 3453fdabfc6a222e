//! A host that stops reading for a while, and the frames it gets when it reads again.

use std::time::{Duration, Instant};

use phonepad_protocol::RoomCreated;
use phonepad_relay::Config;
use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep},
};

use crate::{
    client::{Client, Peer},
    support::Relay,
};

const LOSSY: u8 = 0x01;
const PHONES: usize = 15;
const FRAME_BYTES: usize = 512;
const FRAME_TIME: Duration = Duration::from_micros(1_000_000 / 120);
const STALL: Duration = Duration::from_secs(12);
/// Time for which the host reads before and after the stall.
const READING: Duration = Duration::from_secs(1);
/// Bytes that have left the relay when it detects the stall: its window of 8 KiB, and the frames of a moment.
const ON_THE_WAY_BYTES: usize = 16 * 1024;
/// Largest ages of the frames that the host gets afterwards.
const MEDIAN_AGE: Duration = Duration::from_millis(50);
const OLDEST_AGE: Duration = Duration::from_millis(500);

/// Sends a frame with the time in it, 120 times a second, forever.
async fn keep_sending(mut peer: Peer, epoch: Instant) {
    let mut ticks = interval(FRAME_TIME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut frame = [0; FRAME_BYTES];
    frame[0] = LOSSY;
    loop {
        ticks.tick().await;
        frame[1..9].copy_from_slice(&(epoch.elapsed().as_micros() as u64).to_le_bytes());
        peer.client.send_frame(&frame).await;
    }
}

async fn full_room(relay: &Relay, room: &RoomCreated, epoch: Instant) -> Vec<JoinHandle<()>> {
    let mut phones = Vec::new();
    for _ in 0..PHONES {
        let peer = Client::peer(relay, room, "", None).await;
        phones.push(tokio::spawn(keep_sending(peer, epoch)));
    }
    phones
}

/// A frame's arrival: when it was sent, and how old it was then.
struct Arrival {
    sent: Duration,
    age: Duration,
}

async fn read_for(host: &mut Client, duration: Duration, epoch: Instant) -> Vec<Arrival> {
    let end = Instant::now() + duration;
    let mut arrivals = Vec::new();
    while Instant::now() < end {
        let message = host.next().await.unwrap();
        if let tokio_tungstenite::tungstenite::Message::Binary(frame) = message {
            let sent = Duration::from_micros(u64::from_le_bytes(frame[2..10].try_into().unwrap()));
            arrivals.push(Arrival { sent, age: epoch.elapsed().saturating_sub(sent) });
        }
    }
    arrivals
}

fn metric(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} in\n{text}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_stalls_gets_fresh_frames_when_it_reads_again() {
    let epoch = Instant::now();
    let relay = Relay::own(Config::default()).await;
    let room = relay.room("").await;
    let mut host = Client::host(&relay, &room).await;
    let phones = full_room(&relay, &room, epoch).await;
    read_for(&mut host, READING, epoch).await;
    let before = relay.get("/metrics").await.body;
    let stalled_at = epoch.elapsed();
    sleep(STALL).await;
    let stalled_until = epoch.elapsed();
    let after = relay.get("/metrics").await.body;
    let arrivals = read_for(&mut host, READING, epoch).await;
    phones.iter().for_each(JoinHandle::abort);

    // Frames sent before the relay could detect the stall were in the host's own receive buffer and cannot be
    // withdrawn.
    let (on_the_way, handed_over): (Vec<_>, Vec<_>) =
        arrivals.iter().partition(|arrival| arrival.sent < stalled_until - OLDEST_AGE);
    assert!(on_the_way.len() * FRAME_BYTES < ON_THE_WAY_BYTES, "{} stale frames were on their way", on_the_way.len());
    let late = on_the_way.iter().filter(|arrival| arrival.sent > stalled_at + OLDEST_AGE).count();
    assert_eq!(late, 0, "frames of the stall itself were kept");
    let mut ages: Vec<Duration> = handed_over.iter().map(|arrival| arrival.age).collect();
    ages.sort_unstable();
    let (median, oldest) = (ages[ages.len() / 2], ages[ages.len() - 1]);
    println!("{} frames were on their way; median age {median:?}, oldest {oldest:?}", on_the_way.len());
    assert!(median < MEDIAN_AGE, "median age {median:?}");
    assert!(oldest < OLDEST_AGE, "oldest age {oldest:?}");

    // Busy machines send fewer than they should.
    let received = |text| metric(text, r#"full_tilt_relay_frames_received_total{role="peer"}"#);
    let stalled_frames = received(&after) - received(&before);
    let metrics = relay.get("/metrics").await.body;
    let replaced = metric(&metrics, r#"full_tilt_relay_dropped_frames_total{reason="replaced"}"#);
    assert!(replaced > 0.9 * stalled_frames, "{replaced} of {stalled_frames}");
    assert!(metric(&metrics, "full_tilt_relay_forwarding_delay_seconds_sum") > 0.9 * STALL.as_secs_f64());
}
