//! One simulated phone, from loading the page to leaving the room. It must not know how many there are.

use std::{
    mem,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval, sleep},
};

use super::{JoinLink, Movement, News, PhoneEvent, RoundTrips, sampler::SENSOR_HZ, sampler::Sampler};
use crate::{
    link::{Backoff, Dialer, Incoming, Socket, Timing, Trouble, Trust, load_page, look_up_room},
    protocol::{CloseCode, Frame, GameMessage, Hello, InputKind, PhaseName, PhoneMessage, RelayText, Welcome},
};

const ECHO_EVERY: Duration = Duration::from_millis(500);
/// Between two taps of somebody who wants the round to begin.
const TAP_EVERY: Duration = Duration::from_secs(1);

/// What a simulated phone is told to do.
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// Where it goes.
    pub join: JoinLink,
    /// Its name.
    pub name: String,
    /// How it is moved.
    pub movement: Movement,
    /// Whether it taps while the game waits for somebody to start a round, once all who came with it are there.
    pub taps: bool,
    /// Seed of the jitter in its back-off.
    pub jitter_seed: u64,
}

/// Why a phone is out, in one sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PhoneError(pub(super) String);

impl From<Trouble> for PhoneError {
    fn from(trouble: Trouble) -> Self {
        Self(trouble.to_string())
    }
}

/// The state that outlives a connection.
pub(super) struct Player {
    config: PhoneConfig,
    dialer: Dialer,
    timing: Timing,
    events: mpsc::Sender<PhoneEvent>,
    /// Zero of its clock.
    epoch: Instant,
    /// What it is called in the room: its own name, or that of the seat it has taken by invitation.
    name: String,
    seat: Option<String>,
    /// Somebody's seat, until it has been taken or refused.
    invitation: Option<String>,
    socket: Option<Socket>,
    sampler: Sampler,
    round_trips: RoundTrips,
    phase: Option<PhaseName>,
    /// Held until it has its seat or is out.
    on_the_way: Option<Arc<()>>,
    /// Gone once nobody who came with it is on the way.
    others: Weak<()>,
}

struct Timers {
    samples: Interval,
    echoes: Interval,
    pings: Interval,
    taps: Interval,
}

impl Player {
    /// `on_the_way` is shared by all who come together; each lets go of it when it has its seat.
    pub(super) fn new(
        config: PhoneConfig,
        events: mpsc::Sender<PhoneEvent>,
        on_the_way: Arc<()>,
    ) -> Result<Self, PhoneError> {
        Ok(Self {
            dialer: Dialer::new(&config.join.relay, Trust::Anything)?,
            timing: Timing::default(),
            events,
            epoch: Instant::now(),
            name: config.name.clone(),
            seat: None,
            invitation: config.join.invitation.clone(),
            socket: None,
            sampler: Sampler::new(config.movement.clone()),
            round_trips: RoundTrips::default(),
            phase: None,
            others: Arc::downgrade(&on_the_way),
            on_the_way: Some(on_the_way),
            config,
        })
    }

    /// Plays until `stop`, or until it is out.
    pub(super) async fn play(mut self, stop: impl Future<Output = ()>) -> Result<(), PhoneError> {
        let outcome = tokio::select! {
            trouble = self.live() => Err(trouble.into()),
            () = stop => match self.seat {
                Some(_) => Ok(()),
                None => Err(PhoneError("there was no time to get into the room".into())),
            },
        };
        if let Some(socket) = self.socket.take() {
            socket.close().await;
        }
        let news = match &outcome {
            Ok(()) => News::Done(self.round_trips.clone()),
            Err(PhoneError(reason)) => News::Out(reason.clone()),
        };
        self.tell(news).await;
        outcome
    }

    async fn live(&mut self) -> Trouble {
        if let Err(trouble) = self.arrive().await {
            return trouble;
        }
        let mut backoff = Backoff::new(&self.timing, ChaCha8Rng::seed_from_u64(self.config.jitter_seed));
        loop {
            let started = Instant::now();
            let Err(trouble) = self.visit().await;
            self.socket = None;
            if trouble == Trouble::Closed(CloseCode::WrongToken.as_u16()) && self.forget_token() {
                continue;
            }
            if self.seat.is_none() || !trouble.comes_back() {
                return trouble;
            }
            backoff.held_for(started.elapsed());
            self.tell(News::Lost(trouble.to_string())).await;
            sleep(backoff.failed().1).await;
        }
    }

    /// Loads the page and looks the room up.
    async fn arrive(&mut self) -> Result<(), Trouble> {
        let (code, within) = (self.config.join.code, self.timing.answer_within);
        let bytes = load_page(&self.dialer, code, within).await?;
        self.tell(News::Page(bytes)).await;
        look_up_room(&self.dialer, code, within).await.map(drop)
    }

    /// Takes its seat and stays until the connection ends.
    async fn visit(&mut self) -> Result<std::convert::Infallible, Trouble> {
        let code = self.config.join.code;
        let hello = Hello::peer(&self.name, self.invitation.clone().or_else(|| self.seat.clone()));
        let (socket, welcome) = Socket::enter(&self.dialer, code, &hello, &self.timing).await?;
        let Welcome::Peer { slot, seat, resumed, name, host_connected, max_hz, .. } = welcome else {
            return Err(Trouble::NotARelay(self.dialer.origin()));
        };
        self.socket = Some(socket);
        self.seat = Some(seat);
        self.on_the_way = None;
        self.invitation = None;
        self.name = name.unwrap_or_else(|| mem::take(&mut self.name));
        self.sampler.set_max_hz(max_hz);
        self.tell(News::Joined { code, slot, resumed, max_hz }).await;
        self.host_is(host_connected).await?;
        let mut timers = Timers::new(&self.timing);
        loop {
            self.turn(&mut timers).await?;
        }
    }

    /// Forgets the token that was refused; whether there was one.
    fn forget_token(&mut self) -> bool {
        self.invitation.take().or_else(|| self.seat.take()).is_some()
    }

    async fn turn(&mut self, timers: &mut Timers) -> Result<(), Trouble> {
        let socket = self.socket.as_mut().ok_or(Trouble::BrokenOff)?;
        tokio::select! {
            incoming = socket.receive() => match incoming? {
                Incoming::Text(text) => self.hear_relay(&text).await,
                Incoming::Binary(bytes) => self.hear_game(&bytes).await,
                Incoming::Alive => Ok(()),
            },
            _ = timers.samples.tick() => {
                for frame in self.sampler.tick(self.epoch.elapsed()) {
                    self.send(frame).await?;
                }
                Ok(())
            }
            _ = timers.echoes.tick() => {
                let t = self.clock_ms();
                self.round_trips.asked(t, Instant::now());
                self.send(Frame::Echo { t }).await
            }
            _ = timers.taps.tick() => self.tap().await,
            _ = timers.pings.tick() => socket.ping().await,
        }
    }

    async fn hear_relay(&mut self, text: &str) -> Result<(), Trouble> {
        match RelayText::parse(text) {
            Some(RelayText::HostJoined) => self.host_is(true).await,
            Some(RelayText::HostLeft) => self.host_is(false).await,
            Some(RelayText::Rate { max_hz }) => {
                self.sampler.set_max_hz(max_hz);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn hear_game(&mut self, payload: &[u8]) -> Result<(), Trouble> {
        match Frame::from_game(payload) {
            Ok(Frame::Echo { t }) => return self.send(Frame::EchoReply { t, mine: self.clock_ms() }).await,
            Ok(Frame::EchoReply { t, .. }) => self.round_trips.answered(t, Instant::now()),
            Ok(Frame::FromGame(GameMessage::You { name, colour, shape, .. })) => {
                self.tell(News::You { name, colour, shape }).await;
            }
            Ok(Frame::FromGame(GameMessage::Phase { phase, mode, .. })) => {
                if self.phase.replace(phase) != Some(phase) {
                    self.tell(News::Phase { phase, mode }).await;
                }
            }
            Ok(Frame::FromGame(GameMessage::Notice { text, .. })) => self.tell(News::Notice(text)).await,
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "ignored a frame of the game"),
        }
        Ok(())
    }

    /// A game that was away has not heard that this player is ready.
    async fn host_is(&mut self, there: bool) -> Result<(), Trouble> {
        self.tell(if there { News::HostJoined } else { News::HostLeft }).await;
        if there {
            self.send(Frame::FromPhone(PhoneMessage::Ready { input: InputKind::Tilt })).await?;
        }
        Ok(())
    }

    async fn tap(&mut self) -> Result<(), Trouble> {
        let game_waits = matches!(self.phase, Some(PhaseName::Lobby | PhaseName::Results));
        let all_there = self.others.strong_count() == 0;
        if self.config.taps && game_waits && all_there {
            self.send(Frame::FromPhone(PhoneMessage::Tap)).await
        } else {
            Ok(())
        }
    }

    async fn send(&mut self, frame: Frame) -> Result<(), Trouble> {
        let socket = self.socket.as_mut().ok_or(Trouble::BrokenOff)?;
        socket.send_binary(frame.encode()).await
    }

    async fn tell(&self, news: News) {
        // Nobody listening is no reason not to play.
        let _ = self.events.send(PhoneEvent { phone: self.config.name.clone(), news }).await;
    }

    fn clock_ms(&self) -> u32 {
        self.epoch.elapsed().as_millis() as u32
    }
}

impl Timers {
    fn new(timing: &Timing) -> Self {
        let timer = |period| {
            let mut timer = interval(period);
            timer.set_missed_tick_behavior(MissedTickBehavior::Skip);
            timer
        };
        Self {
            samples: timer(Duration::from_secs(1) / SENSOR_HZ),
            echoes: timer(ECHO_EVERY),
            pings: timer(timing.ping_every),
            taps: timer(TAP_EVERY),
        }
    }
}
