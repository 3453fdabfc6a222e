//! A game with phones that play, and measurements of them.

use std::{
    fmt,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use phonepad_host::LinkEvent;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use full_tilt_lossy::{Game, Reach};
use full_tilt_lossy::{Phones, phone};

/// Attacks are measured one after another, even where tests run in parallel.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
/// The highest median age of a victim's newest reading, as a share of that without an attack.
const MAX_RATIO: f64 = 1.5;
const DEADLINE: Duration = Duration::from_secs(20);

/// A game, a phone that steers directly, and one that steers through the relay.
pub(crate) struct Victims {
    pub(crate) game: Game,
    phones: Vec<Phones>,
    relay: SocketAddr,
    _turn: MutexGuard<'static, ()>,
}

/// The measurements over some time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Median and highest age of the newest reading, in ms: of the phone on the direct path, and of the other one.
    direct: (f64, f64),
    relayed: (f64, f64),
    /// The longest time until `/healthz` answered, in ms.
    healthz: f64,
    /// Number of phones that lost their connection.
    closes: usize,
}

impl Victims {
    /// Starts them as the game does, with two threads for relay and link.
    pub(crate) fn play() -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let mut game = Game::start(runtime(2), Ipv4Addr::LOCALHOST.into()).expect("a game");
        let mut phones = Vec::new();
        // Dialling alone does not decide this: the relay sends the direct path to the second one, too.
        for (name, reach, direct) in [("Ada", Reach::Direct, true), ("Bob", Reach::Relay, false)] {
            let config = phone(name, &game.join_url(reach), direct).expect("a link");
            phones.push(Phones::play(runtime(1), vec![config]));
            let is_there = |event: &LinkEvent| matches!(event, LinkEvent::PeerJoined { name: who, .. } if who == name);
            assert!(game.listen_until(DEADLINE, is_there), "{name} does not come in");
        }
        let relay: Url = game.join_url(Reach::Relay).parse().expect("a URL");
        let relay = SocketAddr::from((Ipv4Addr::LOCALHOST, relay.port().expect("a port")));
        let mut victims = Self { game, phones, relay, _turn: turn };
        let end = Instant::now() + DEADLINE;
        while victims.ages("Ada").is_none() || victims.ages("Bob").is_none() {
            assert!(Instant::now() < end, "the phones' clocks are not known");
            victims.game.listen(Duration::from_millis(100));
        }
        // Time for the clocks to be compared.
        victims.game.listen(Duration::from_secs(1));
        victims
    }

    /// Lets them play for this long.
    pub(crate) fn row(&mut self, time: Duration) -> Row {
        let stop = Arc::new(AtomicBool::new(false));
        let (asking, relay) = (Arc::clone(&stop), self.relay);
        let healthz = thread::spawn(move || slowest_answer(relay, &asking));
        let (from, events) = (Instant::now(), self.game.events.len());
        self.game.listen(time);
        let to = Instant::now();
        stop.store(true, Relaxed);
        let healthz = healthz.join().expect("no panic");
        let is_close = |event: &&LinkEvent| matches!(event, LinkEvent::PeerLeft { slot, .. } | LinkEvent::SeatReleased { slot } if self.is_ours(*slot));
        let closes = self.game.events[events..].iter().filter(is_close).count();
        let ages = |name: &str| {
            let summary = self.game.ages(name).and_then(|ages| ages.summary(from, to)).expect("readings");
            (summary.p50, summary.max)
        };
        Row { direct: ages("Ada"), relayed: ages("Bob"), healthz, closes }
    }

    /// Returns how many new phones join directly within this time.
    pub(crate) fn newcomers(&mut self, count: usize, time: Duration) -> usize {
        let name = |index: usize| format!("New {index} {:?}", Instant::now());
        let names: Vec<_> = (0..count).map(name).map(|name| name.chars().take(24).collect::<String>()).collect();
        let (url, end, before) = (self.game.join_url(Reach::Direct), Instant::now() + time, self.game.events.len());
        let configs = names.iter().map(|name| phone(name, &url, true).expect("a link")).collect();
        let phones = Phones::play(runtime(1), configs);
        let mut seen = before;
        let joined = |event: &LinkEvent| matches!(event, LinkEvent::PeerJoined { name, .. } if name.starts_with("New"));
        let mut count_in = 0;
        while count_in < count {
            let left = end.saturating_duration_since(Instant::now());
            if !self.game.listen_until(left, joined) {
                break;
            }
            count_in += self.game.events[seen..].iter().filter(|event| joined(event)).count();
            seen = self.game.events.len();
        }
        phones.leave();
        count_in
    }

    fn is_ours(&self, slot: u8) -> bool {
        ["Ada", "Bob"].iter().any(|name| self.game.slot(name) == Some(slot))
    }

    fn ages(&self, name: &str) -> Option<()> {
        let ages = self.game.ages(name)?;
        ages.summary(Instant::now() - Duration::from_secs(1), Instant::now()).map(|_| ())
    }

    /// Lets the phones leave.
    pub(crate) fn end(self) {
        self.phones.into_iter().for_each(|phones| drop(phones.leave()));
    }
}

impl Row {
    /// Panics if the phones did worse than without an attack.
    #[track_caller]
    pub(crate) fn assert_no_worse_than(&self, controls: [Self; 2], what: &str) {
        let worst = |age: fn(&Self) -> f64| controls.iter().map(age).fold(0.0, f64::max);
        assert!(self.direct.0 <= MAX_RATIO * worst(|row| row.direct.0), "{what}: {self}");
        assert!(self.relayed.0 <= MAX_RATIO * worst(|row| row.relayed.0), "{what}: {self}");
        assert_eq!(self.closes, 0, "{what}");
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { direct, relayed, healthz, closes } = self;
        write!(
            f,
            "{:7.1} / {:7.1} | {:7.1} / {:7.1} | {healthz:7.1} | {closes:6}",
            direct.0, direct.1, relayed.0, relayed.1
        )
    }
}

/// The head of a table of [`Row`]s.
pub(crate) const HEAD: &str = "age in ms, median/max: direct | through the relay | healthz | closes";

fn slowest_answer(relay: SocketAddr, stop: &AtomicBool) -> f64 {
    let mut slowest: f64 = 0.0;
    while !stop.load(Relaxed) {
        let asked = Instant::now();
        let mut answer = String::new();
        if let Ok(mut stream) = TcpStream::connect(relay) {
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            let _ = stream.read_to_string(&mut answer);
        }
        slowest = slowest.max(asked.elapsed().as_secs_f64() * 1000.0);
        thread::sleep(Duration::from_millis(100));
    }
    slowest
}

fn runtime(threads: usize) -> Runtime {
    Builder::new_multi_thread().worker_threads(threads).enable_all().build().expect("a runtime")
}
