//! A game without rules that phones reach only directly. It prints the fragment of its join link, and then its events,
//! one line each; browser tests dial it.
//!
//! `cargo run -p phonepad-host --example direct_host -- [IP…]`

use std::{
    env,
    io::{Write, stdout},
    net::{IpAddr, Ipv4Addr},
};

use phonepad_host::{DirectConfig, LinkCommand, LinkConfig, LinkEvent, Reading, Recipient, connect};
use phonepad_protocol::HostMessage;

fn say(line: &str) {
    // Without a reader, the output is dropped.
    let _ = writeln!(stdout(), "{line}");
}

#[tokio::main]
async fn main() {
    let wished: Vec<IpAddr> = env::args().skip(1).filter_map(|ip| ip.parse().ok()).collect();
    let addresses = if wished.is_empty() { vec![Ipv4Addr::LOCALHOST.into()] } else { wished };
    // No server answers there: this game has no relay.
    let nowhere = "http://127.0.0.1:9".parse().expect("a URL");
    let config = LinkConfig { direct: Some(DirectConfig { addresses, port: 0 }), ..LinkConfig::new(nowhere) };
    let (mut link, task) = connect(config);
    tokio::spawn(task);
    loop {
        tokio::select! {
            Some(event) = link.events.recv() => match event {
                LinkEvent::DirectReady(offer) => say(&offer.to_fragment()),
                LinkEvent::State(_) => {}
                LinkEvent::PeerJoined { slot, .. } => {
                    say(&format!("{event:?}"));
                    let message = HostMessage::Notice { text: "hello".into(), key: None };
                    let _ = link.commands.send(LinkCommand::Send { to: Recipient::Slot(slot), message }).await;
                }
                event => say(&format!("{event:?}")),
            },
            Some(received) = link.readings.recv() => match received.reading {
                Reading::Motion(motion) => say(&format!("motion {} {}", received.slot, motion.seq)),
                Reading::Touch(touch) => say(&format!("touch {} {}", received.slot, touch.seq)),
                Reading::Clock { .. } => {}
            },
            else => return,
        }
    }
}
