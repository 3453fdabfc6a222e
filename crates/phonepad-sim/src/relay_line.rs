//! A simulated phone's path through the relay: entering, staying, and reconnecting. It must not inspect the messages on
//! it.

use std::{pin::Pin, time::Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::time::{Duration, sleep_until};

use phonepad_host::{
    Timing,
    client::{Backoff, Dialer, Incoming, LinkError, Socket, load_page, look_up_room},
};
use phonepad_protocol::{Hello, RoomCode, Welcome};

type Entering = Pin<Box<dyn Future<Output = Result<Entered, LinkError>> + Send>>;

/// The result of entering.
struct Entered {
    /// Length of the page in bytes, if it was loaded.
    page: Option<usize>,
    socket: Socket,
    welcome: Welcome,
}

/// An event on the path.
pub(super) enum RelayNews {
    /// The page has been loaded, with this many bytes.
    Page(usize),
    /// The relay has assigned a seat.
    Welcome(Welcome),
    /// A message has arrived.
    Came(Incoming),
    /// The path is down.
    Down(LinkError),
}

enum RelayLineState {
    /// Off for good.
    Off,
    /// Off until it is needed again.
    Resting,
    Waiting(Instant),
    Entering(Entering),
    /// The page has been reported, and the welcome comes next.
    Entered(Box<(Socket, Welcome)>),
    Up(Box<Socket>),
}

/// The path through the relay.
pub(super) struct RelayLine {
    dialer: Dialer,
    room: Option<RoomCode>,
    timing: Timing,
    backoff: Backoff,
    /// Whether the page was loaded.
    arrived: bool,
    /// Whether it has failed since there was a seat.
    failed: bool,
    began: Instant,
    state: RelayLineState,
}

impl RelayLine {
    /// Creates a path to a room; without a room there is nothing to connect to.
    pub(super) fn new(dialer: Dialer, room: Option<RoomCode>, timing: Timing, jitter_seed: u64) -> Self {
        let backoff = Backoff::new(&timing, ChaCha8Rng::seed_from_u64(jitter_seed));
        Self {
            dialer,
            room,
            timing,
            backoff,
            arrived: false,
            failed: false,
            began: Instant::now(),
            state: if room.is_some() { RelayLineState::Waiting(Instant::now()) } else { RelayLineState::Off },
        }
    }

    /// Returns the socket, or `None` if there is no seat.
    pub(super) fn socket(&mut self) -> Option<&mut Socket> {
        if let RelayLineState::Up(socket) = &mut self.state { Some(socket) } else { None }
    }

    /// Whether a seat has been requested.
    pub(super) fn is_coming(&self) -> bool {
        match self.state {
            RelayLineState::Waiting(_) => !self.failed,
            RelayLineState::Entering(_) | RelayLineState::Entered(_) => true,
            RelayLineState::Off | RelayLineState::Resting | RelayLineState::Up(_) => false,
        }
    }

    /// Reconnects after a pause, or at once after a refusal that would not affect a newcomer.
    pub(super) fn come_back(&mut self, at_once: bool) {
        self.failed = true;
        self.backoff.held_for(self.began.elapsed());
        let pause = if at_once { Duration::ZERO } else { self.backoff.failed().1 };
        self.state = RelayLineState::Waiting(Instant::now() + pause);
    }

    /// Stays disconnected for now: a seat there would be a second one.
    pub(super) fn rest(&mut self) {
        if !matches!(self.state, RelayLineState::Off) {
            self.state = RelayLineState::Resting;
        }
    }

    /// Reconnects if it is resting.
    pub(super) fn wake(&mut self) {
        if matches!(self.state, RelayLineState::Resting) {
            self.state = RelayLineState::Waiting(Instant::now());
        }
    }

    /// Stops reconnecting for good.
    pub(super) fn give_up(&mut self) {
        self.state = RelayLineState::Off;
    }

    /// Waits for the next event; may be cancelled. `hello` returns the current hello.
    pub(super) async fn next(&mut self, hello: impl Fn() -> Hello) -> RelayNews {
        loop {
            match &mut self.state {
                RelayLineState::Off | RelayLineState::Resting => std::future::pending().await,
                RelayLineState::Waiting(until) => {
                    sleep_until((*until).into()).await;
                    self.began = Instant::now();
                    self.state = match self.room {
                        Some(room) => RelayLineState::Entering(self.enter(room, hello())),
                        None => RelayLineState::Off,
                    };
                }
                RelayLineState::Entering(entering) => match entering.await {
                    Ok(Entered { page, socket, welcome }) => {
                        (self.arrived, self.failed) = (true, false);
                        self.state = RelayLineState::Entered(Box::new((socket, welcome)));
                        if let Some(page) = page {
                            return RelayNews::Page(page);
                        }
                    }
                    Err(trouble) => return self.down(trouble),
                },
                RelayLineState::Entered(_) => {
                    if let RelayLineState::Entered(entered) = std::mem::replace(&mut self.state, RelayLineState::Off) {
                        let (socket, welcome) = *entered;
                        self.state = RelayLineState::Up(Box::new(socket));
                        return RelayNews::Welcome(welcome);
                    }
                }
                RelayLineState::Up(socket) => match socket.receive().await {
                    Ok(incoming) => return RelayNews::Came(incoming),
                    Err(trouble) => return self.down(trouble),
                },
            }
        }
    }

    fn down(&mut self, trouble: LinkError) -> RelayNews {
        self.state = RelayLineState::Off;
        RelayNews::Down(trouble)
    }

    /// Loads the page and looks the room up, the first time; takes a seat.
    fn enter(&self, code: RoomCode, hello: Hello) -> Entering {
        let (dialer, timing, arrived) = (self.dialer.clone(), self.timing, self.arrived);
        Box::pin(async move {
            let mut page = None;
            if !arrived {
                page = Some(load_page(&dialer, code, timing.answer_within).await?);
                look_up_room(&dialer, code, timing.answer_within).await?;
            }
            let (socket, welcome) = Socket::enter(&dialer, code, &hello, &timing).await?;
            Ok(Entered { page, socket, welcome })
        })
    }

    /// Closes the path with a notification, if possible.
    pub(super) async fn close(self) {
        if let RelayLineState::Up(socket) = self.state {
            socket.close().await;
        }
    }
}
