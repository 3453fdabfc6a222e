//! Phones as controllers without an engine: `cargo run -p phonepad-host --example terminal`, then open the printed link.

use std::{
    collections::BTreeMap,
    io::{Write as _, stdout},
    thread,
    time::{Duration, Instant},
};

use phonepad_host::{Host, HostConfig, HostError, LinkEvent, LinkState, PhoneInput};

fn main() -> Result<(), HostError> {
    let mut host = Host::start(HostConfig::default())?;
    let mut phones = BTreeMap::<u8, (String, PhoneInput)>::new();
    loop {
        while let Some(event) = host.poll_event() {
            match event {
                LinkEvent::State(LinkState::Ready { code }) => print(&format!("join at {}\n", host.short_url(code))),
                LinkEvent::PeerJoined { slot, name, .. } => phones.entry(slot).or_default().0 = name,
                LinkEvent::SeatReleased { slot } => _ = phones.remove(&slot),
                _ => {}
            }
        }
        while let Some(received) = host.poll_reading() {
            if let Some((_, input)) = phones.get_mut(&received.slot) {
                input.read(&received);
            }
        }
        let steering = phones.values().map(|(name, input)| match input.steer(Instant::now()) {
            Some(steer) => format!("{name} {steer:+.2}  "),
            None => format!("{name} is silent  "),
        });
        print(&format!("\r{}", steering.collect::<String>()));
        thread::sleep(Duration::from_millis(16));
    }
}

fn print(text: &str) {
    let _ = write!(stdout(), "{text}").and_then(|()| stdout().flush());
}
