//! Phones and hosts that make the relay write.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use phonepad_protocol::{Command, Hello};
use serde_json::json;
use tokio::{
    net::TcpStream,
    time::{MissedTickBehavior, interval},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::target::{Client, TURN, Target};

const DURATION: Duration = Duration::from_secs(2);
/// Texts a second: a phone that sends more is closed for that.
const RATE: u32 = 1000;

type Sender = SplitSink<WebSocketStream<TcpStream>, Message>;

/// The result of one attack.
struct Outcome {
    texts: u32,
    writes: Option<u64>,
    disk_bytes: u64,
    seconds: f64,
}

/// Sends the texts of `attack`, by their number, for a while; the answers are read and discarded.
async fn run(target: &Target, attacker: Client, attack: impl Fn(u32) -> Option<Command>) -> Outcome {
    let (mut sender, mut receiver): (Sender, _) = attacker.0.split();
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = receiver.next().await {} });
    let (writes, disk_bytes, begun) = (target.writes().await, target.disk_bytes(), Instant::now());
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut texts = 0;
    while begun.elapsed() < DURATION {
        ticks.tick().await;
        if let Some(command) = attack(texts)
            && sender.send(Message::text(command.to_text())).await.is_err()
        {
            break;
        }
        texts += 1;
    }
    // Pending changes are written by now at the latest.
    tokio::time::sleep(Duration::from_millis(1200)).await;
    reading.abort();
    let after = target.writes().await;
    Outcome {
        texts,
        writes: after.zip(writes).map(|(after, before)| after - before),
        disk_bytes: target.disk_bytes() - disk_bytes,
        seconds: begun.elapsed().as_secs_f64(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_makes_the_relay_write_more_than_the_limits_allow() {
    let _turn = TURN.lock().await;
    let target = Target::start("writes");
    let host = async |room: &_, token: &str| {
        Client::join(Ipv4Addr::LOCALHOST, target.address, room, &Hello::host(token)).await.unwrap().0
    };
    type Attack = fn(u32) -> Option<Command>;
    let attacks: [(&str, bool, Attack, f64); 5] = [
        ("control", false, |_| None, 0.0),
        ("own name repeated", false, |_| Some(Command::Rename { name: "Ada".into() }), 0.0),
        ("new names", false, |number| Some(Command::Rename { name: format!("P{number}") }), 1.0),
        ("lock toggled", true, |number| Some(Command::Lock { locked: number % 2 == 0 }), 11.0),
        ("direct changed", true, |number| Some(Command::Direct { direct: json!(number) }), 0.0),
    ];
    println!("{:<20} {:>8} {:>8} {:>12}", "attack", "texts", "writes", "disk kB/s");
    let mut excesses = Vec::new();
    for (name, by_host, attack, burst) in attacks {
        let room = target.room().await;
        let mut attacker = host(&room, &room.host_token).await;
        let mut _host = None;
        if !by_host {
            let hello = Hello::peer("Ada", None);
            let phone = Client::join(Ipv4Addr::LOCALHOST, target.address, &room, &hello).await.unwrap().0;
            _host = Some(std::mem::replace(&mut attacker, phone));
        }
        let done = run(&target, attacker, attack).await;
        let writes = done.writes.map_or("?".into(), |writes| writes.to_string());
        let per_second = done.disk_bytes as f64 / 1000.0 / done.seconds;
        println!("{name:<20} {:>8} {writes:>8} {per_second:>12.1}", done.texts);
        // One a second for changes allowed each second, plus those allowed at once.
        let allowed = if burst > 0.0 { burst + done.seconds.ceil() } else { 0.0 };
        let within = done.writes.is_some_and(|writes| writes as f64 <= allowed);
        if !within {
            excesses.push(format!("{name}: {writes} writes, {allowed} allowed"));
        }
        assert!(
            !(within && name != "control" && f64::from(done.texts) < 0.3 * f64::from(RATE) * DURATION.as_secs_f64()),
            "{name}: too few texts to mean anything"
        );
    }
    assert!(excesses.is_empty(), "{excesses:?}");
}
