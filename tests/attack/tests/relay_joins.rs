//! A guest who joins and leaves as fast as possible, and a game whose connection stalls one second in six.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use phonepad_protocol::{Command, Hello, RoomCreated};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpSocket},
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_tungstenite::tungstenite::Message;

use crate::target::{ATTACKER, Client, Refusal, TURN, Target};

const DURATION: Duration = Duration::from_secs(13);
const CYCLE: Duration = Duration::from_secs(6);
const STALL: Duration = Duration::from_secs(1);
const LATENCY: Duration = Duration::from_millis(10);
/// Number of simultaneous guests, and how often each of them tries in a second: together some 460 times, which costs
/// this machine little, so that the measurements show the relay's behaviour.
const GUESTS: u32 = 14;
const TRIES_PER_SECOND: u32 = 33;
const LOSSY: u8 = 0x01;

/// The results.
#[derive(Default)]
struct Outcome {
    ages: Vec<Duration>,
    host_closes: u32,
    joins: u32,
    refusals: u32,
}

impl Outcome {
    fn median(&mut self) -> Duration {
        self.ages.sort_unstable();
        self.ages[self.ages.len() / 2]
    }
}

/// Listens for the game and forwards to the relay; the responses take 10 ms, and stall for the last second of each
/// cycle. Its buffers are small.
async fn bad_link(relay: SocketAddr, epoch: Instant) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let socket = TcpSocket::new_v4().unwrap();
            socket.set_recv_buffer_size(4096).unwrap();
            let far = socket.connect(relay).await.unwrap();
            let ((mut from_game, mut to_game), (mut from_relay, mut to_relay)) = (near.into_split(), far.into_split());
            tokio::spawn(async move { copy(&mut from_game, &mut to_relay).await });
            tokio::spawn(async move {
                let mut buffer = vec![0; 4096];
                loop {
                    let phase = Duration::from_nanos((epoch.elapsed().as_nanos() % CYCLE.as_nanos()) as u64);
                    if phase > CYCLE - STALL {
                        sleep(CYCLE - phase).await;
                    }
                    let Ok(count @ 1..) = from_relay.read(&mut buffer).await else { return };
                    sleep(LATENCY).await;
                    if to_game.write_all(&buffer[..count]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

/// A game that reads all the time and reconnects when it is closed.
async fn game(link: SocketAddr, room: &RoomCreated, epoch: Instant, end: Instant) -> Outcome {
    let mut outcome = Outcome::default();
    while Instant::now() < end {
        let hello = Hello::host(room.host_token.as_str());
        let Ok((mut client, _)) = Client::join(Ipv4Addr::LOCALHOST, link, room, &hello).await else { continue };
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(message) = timeout(left, client.0.next()).await else { break };
            match message {
                Some(Ok(Message::Binary(frame))) if frame.len() == 10 => {
                    let sent = Duration::from_micros(u64::from_le_bytes(frame[2..].try_into().unwrap()));
                    outcome.ages.push(epoch.elapsed().saturating_sub(sent));
                }
                Some(Ok(Message::Close(_))) | Some(Err(_)) | None => {
                    outcome.host_closes += 1;
                    break;
                }
                Some(Ok(_)) => {}
            }
        }
    }
    outcome
}

/// A phone that plays: sixty frames a second with the time in them.
async fn victim(address: SocketAddr, room: RoomCreated, epoch: Instant) {
    let (client, _) = Client::join(Ipv4Addr::LOCALHOST, address, &room, &Hello::peer("Ada", None)).await.unwrap();
    let (mut sender, mut receiver) = client.0.split();
    tokio::spawn(async move { while let Some(Ok(_)) = receiver.next().await {} });
    let mut ticks = interval(Duration::from_secs(1) / 60);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let mut frame = vec![LOSSY];
        frame.extend((epoch.elapsed().as_micros() as u64).to_le_bytes());
        if sender.send(Message::binary(frame)).await.is_err() {
            return;
        }
    }
}

/// Joins and leaves, again and again.
async fn guest(address: SocketAddr, room: RoomCreated, joins: Arc<AtomicU32>, refusals: Arc<AtomicU32>) {
    let mut ticks = interval(Duration::from_secs(1) / TRIES_PER_SECOND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match Client::join(ATTACKER, address, &room, &Hello::peer("Eve", None)).await {
            Ok((mut client, _)) => {
                joins.fetch_add(1, Relaxed);
                client.say(Command::Leave.to_text()).await;
                while let Some(Ok(_)) = client.0.next().await {}
            }
            Err(Refusal::Upgrade | Refusal::Closed(_)) => {
                refusals.fetch_add(1, Relaxed);
            }
        }
    }
}

async fn run(target: &Target, guests: u32) -> Outcome {
    let room = target.room().await;
    let epoch = Instant::now();
    let link = bad_link(target.address, epoch).await;
    let (joins, refusals) = (Arc::<AtomicU32>::default(), Arc::<AtomicU32>::default());
    let mut others = JoinSet::new();
    others.spawn(victim(target.address, room.clone(), epoch));
    for _ in 0..guests {
        others.spawn(guest(target.address, room.clone(), Arc::clone(&joins), Arc::clone(&refusals)));
    }
    let outcome = game(link, &room, epoch, epoch + DURATION).await;
    Outcome { joins: joins.load(Relaxed), refusals: refusals.load(Relaxed), ..outcome }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guest_who_comes_and_goes_does_not_end_the_game() {
    let _turn = TURN.lock().await;
    let (quiet, target) = (Target::start("joins_control"), Target::start("joins"));
    // At the same time, so that other processes on this machine affect both equally.
    let (mut control, mut attacked) = tokio::join!(run(&quiet, 0), run(&target, GUESTS));
    println!("{:<10} {:>8} {:>9} {:>12} {:>14}", "", "joins", "refused", "game closed", "median age");
    for (name, outcome) in [("control", &mut control), ("attack", &mut attacked)] {
        let (joins, refusals, closes) = (outcome.joins, outcome.refusals, outcome.host_closes);
        println!("{name:<10} {joins:>8} {refusals:>9} {closes:>12} {:>14.1?}", outcome.median());
    }
    assert!(attacked.joins + attacked.refusals > 1000, "the attack took place");
    assert_eq!((control.host_closes, attacked.host_closes), (0, 0), "closes of the game");
    let allowed = control.median().mul_f64(1.5);
    assert!(attacked.median() <= allowed, "{:?}, {allowed:?} allowed", attacked.median());
}
