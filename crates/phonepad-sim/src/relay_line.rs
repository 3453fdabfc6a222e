//! A simulated phone's way through the relay: entering, staying, and coming back. It must not look at what is said there.

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

/// What comes of entering.
struct Entered {
    /// How long the page was, in bytes, if it was loaded.
    page: Option<usize>,
    socket: Socket,
    welcome: Welcome,
}

/// What happened on the line.
pub(super) enum RelayNews {
    /// The page is there, with this many bytes.
    Page(usize),
    /// There is a seat.
    Welcome(Welcome),
    /// Something came.
    Came(Incoming),
    /// The line is down.
    Down(LinkError),
}

enum RelayLineState {
    /// For good.
    Off,
    /// Until it is wanted again.
    Resting,
    Waiting(Instant),
    Entering(Entering),
    /// The page has been told of, and the welcome comes next.
    Entered(Box<(Socket, Welcome)>),
    Up(Box<Socket>),
}

/// The line.
pub(super) struct RelayLine {
    dialer: Dialer,
    room: Option<RoomCode>,
    timing: Timing,
    backoff: Backoff,
    /// Whether the page was loaded.
    arrived: bool,
    /// Whether it went wrong since there was a seat.
    failed: bool,
    began: Instant,
    state: RelayLineState,
}

impl RelayLine {
    /// A line to a room; without one there is nothing to connect to.
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

    /// The socket, if there is a seat.
    pub(super) fn socket(&mut self) -> Option<&mut Socket> {
        if let RelayLineState::Up(socket) = &mut self.state { Some(socket) } else { None }
    }

    /// Whether a seat is on its way.
    pub(super) fn is_coming(&self) -> bool {
        match self.state {
            RelayLineState::Waiting(_) => !self.failed,
            RelayLineState::Entering(_) | RelayLineState::Entered(_) => true,
            RelayLineState::Off | RelayLineState::Resting | RelayLineState::Up(_) => false,
        }
    }

    /// Comes back after a pause, or, after a refusal that a newcomer would not meet, at once.
    pub(super) fn come_back(&mut self, at_once: bool) {
        self.failed = true;
        self.backoff.held_for(self.began.elapsed());
        let pause = if at_once { Duration::ZERO } else { self.backoff.failed().1 };
        self.state = RelayLineState::Waiting(Instant::now() + pause);
    }

    /// Stays away for now: a seat there would be a second one.
    pub(super) fn rest(&mut self) {
        if !matches!(self.state, RelayLineState::Off) {
            self.state = RelayLineState::Resting;
        }
    }

    /// Comes back if it has stayed away.
    pub(super) fn wake(&mut self) {
        if matches!(self.state, RelayLineState::Resting) {
            self.state = RelayLineState::Waiting(Instant::now());
        }
    }

    /// Never comes back.
    pub(super) fn give_up(&mut self) {
        self.state = RelayLineState::Off;
    }

    /// Waits for news; may be cancelled. `hello` is what it would say now.
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

    /// Says goodbye, if it can.
    pub(super) async fn close(self) {
        if let RelayLineState::Up(socket) = self.state {
            socket.close().await;
        }
    }
}
