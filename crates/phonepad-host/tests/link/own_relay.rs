//! A host with its own relay, which it reaches within the process.

use std::{
    net::Ipv4Addr,
    thread::sleep,
    time::{Duration, Instant},
};

use phonepad_host::{Host, HostConfig, LinkCommand, LinkEvent, LinkState, Recipient, RouteKind, memory::FromHost};
use phonepad_protocol::{CloseCode, HostMessage, InputKind, PeerLeftReason, PhoneMessage};
use tokio::runtime::Runtime;

use full_tilt_test_support::phones::TestPhone;

/// Nothing here takes this long unless it never happens.
const DEADLINE: Duration = Duration::from_secs(20);

/// Polls until there is something, as a game does frame by frame.
fn until<T>(what: &str, mut poll: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + DEADLINE;
    while Instant::now() < end {
        if let Some(found) = poll() {
            return found;
        }
        sleep(Duration::from_millis(5));
    }
    panic!("no {what} in {DEADLINE:?}");
}

fn event(host: &mut Host, wanted: impl Fn(&LinkEvent) -> bool) -> LinkEvent {
    until("event", || host.poll_event().filter(&wanted))
}

/// Returns the number of open TCP connections of this machine with this local port, as the system counts them.
#[cfg(target_os = "linux")]
fn connections(port: u16) -> usize {
    let is_open = |line: &str| {
        let mut columns = line.split_whitespace().skip(1);
        let (local, _remote, state) = (columns.next()?, columns.next()?, columns.next()?);
        let own = u16::from_str_radix(local.rsplit_once(':')?.1, 16).ok()?;
        (own == port && state == "01").then_some(())
    };
    let tables =
        ["/proc/self/net/tcp", "/proc/self/net/tcp6"].map(|path| std::fs::read_to_string(path).unwrap_or_default());
    tables.iter().flat_map(|table| table.lines().skip(1)).filter_map(is_open).count()
}

#[test]
fn a_host_uses_no_socket_to_its_own_relay() {
    let bind = Some((Ipv4Addr::LOCALHOST, 0).into());
    let mut host = Host::start(HostConfig { bind, ..HostConfig::default() }).expect("a host");
    event(&mut host, |event| matches!(event, LinkEvent::State(LinkState::Ready { .. })));
    let link = host.join_links(None).expect("a link").without_secret().first;
    #[cfg(target_os = "linux")]
    let port =
        link.split_once("127.0.0.1:").and_then(|(_, rest)| rest.split('/').next()?.parse().ok()).expect("a port");
    #[cfg(target_os = "linux")]
    assert_eq!(connections(port), 0, "the host is in its room without a connection");

    let runtime = Runtime::new().expect("a runtime");
    let mut phone = {
        let _guard = runtime.enter();
        TestPhone::join("Ada", &link)
    };
    let joined = event(&mut host, |event| matches!(event, LinkEvent::PeerJoined { .. }));
    assert_eq!(joined, LinkEvent::PeerJoined { slot: 0, name: "Ada".into(), resumed: false });
    assert_eq!(until("reading", || host.poll_reading()).slot, 0);
    #[cfg(target_os = "linux")]
    assert!(connections(port) > 0, "the phone has one");
    // The way back, and a command.
    let message = HostMessage::Notice { text: "hello".into(), key: None };
    assert!(host.send(LinkCommand::Send { to: Recipient::All, message }));
    runtime.block_on(
        phone.until(|news| matches!(news, phonepad_sim::News::Notice(text) if text == "hello").then_some(())),
    );
    assert!(host.send(LinkCommand::Kick { slot: 0 }));
    let left = event(&mut host, |event| matches!(event, LinkEvent::PeerLeft { .. }));
    assert_eq!(left, LinkEvent::PeerLeft { slot: 0, reason: PeerLeftReason::Kicked });
}

#[test]
fn phones_in_memory_take_seats_sleep_and_return() {
    let (mut host, phones) = Host::in_memory().expect("a host");
    let mut ada = phones.join("Ada");
    let mut eve = phones.join("ada");
    let LinkEvent::PeerJoined { slot, name, resumed } =
        event(&mut host, |event| matches!(event, LinkEvent::PeerJoined { .. }))
    else {
        unreachable!()
    };
    assert_eq!((name.as_str(), resumed), ("Ada", false));
    assert!(host.room().is_some());
    assert_eq!(until("seat", || ada.poll()), FromHost::Seated(slot));
    event(&mut host, |event| *event == LinkEvent::PathChanged { slot, path: RouteKind::Memory });
    // Names differ, as over any transport.
    event(&mut host, |event| matches!(event, LinkEvent::PeerJoined { name, .. } if name == "ada 2"));
    let FromHost::Seated(other) = until("seat", || eve.poll()) else { panic!("no seat") };
    assert_ne!(slot, other);

    let ready = PhoneMessage::Ready { input: InputKind::Tilt };
    assert!(ada.send(ready.clone()));
    event(&mut host, |event| *event == LinkEvent::Message { slot, message: ready.clone() });
    let haptic = HostMessage::Haptic { pattern: vec![30] };
    assert!(host.send(LinkCommand::Send { to: Recipient::All, message: haptic.clone() }));
    for phone in [&mut ada, &mut eve] {
        assert_eq!(until("message", || phone.poll()), FromHost::Message(haptic.clone()));
    }

    ada.disconnect();
    assert!(!ada.lean(20.0), "a phone that sleeps sends nothing");
    event(&mut host, |event| *event == LinkEvent::PeerLeft { slot, reason: PeerLeftReason::Closed });
    ada.connect();
    event(&mut host, |event| *event == LinkEvent::PeerJoined { slot, name: "Ada".into(), resumed: true });
    assert!(ada.lean(20.0));
    assert_eq!(until("reading", || host.poll_reading()).slot, slot);

    assert!(host.send(LinkCommand::Kick { slot: other }));
    event(&mut host, |event| *event == LinkEvent::SeatReleased { slot: other });
    assert_eq!(until("end", || eve.poll()), FromHost::Closed(CloseCode::Kicked));
    assert_eq!(eve.poll(), None);
}
