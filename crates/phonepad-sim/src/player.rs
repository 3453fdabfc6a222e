//! One simulated phone, from loading the page to leaving the room. It must not depend on the number of phones.

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval},
};

use super::{
    JoinLink, Movement, News, PhoneEvent, RoundTrips,
    direct_line::DirectLine,
    relay_line::RelayLine,
    sampler::{SENSOR_HZ, Sampler},
};
use phonepad_host::{
    RouteKind, Timing, Trust,
    client::{Dialer, LinkError},
};
use phonepad_protocol::{Frame, Hello, HostMessage, InputKind, Json, PhoneMessage, is_reliable};

mod direct;
mod relay;

const ECHO_EVERY: Duration = Duration::from_millis(500);
/// Time between two taps of a phone that tries to start the round.
const TAP_EVERY: Duration = Duration::from_secs(1);

/// Returns whether the game waits for a player to start a round, as its own data says; `None` if this data does not say.
pub type WaitsForTap = fn(&Json) -> Option<bool>;

/// The configuration of a simulated phone.
#[derive(Debug, Clone)]
pub struct PhoneConfig {
    /// The join link.
    pub join: JoinLink,
    /// The player's name.
    pub name: String,
    /// The phone's motion.
    pub movement: Movement,
    /// If given, the phone taps while the game waits for a player to start a round, once all phones of its group are
    /// seated.
    pub taps: Option<WaitsForTap>,
    /// Whether it dials the game directly as well, once it has an offer from the link or the relay.
    pub direct: bool,
    /// Seed of the jitter in its back-off.
    pub jitter_seed: u64,
}

/// The reason why a phone dropped out, in one sentence for users.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PhoneError(pub(super) String);

impl From<LinkError> for PhoneError {
    fn from(trouble: LinkError) -> Self {
        Self(trouble.to_string())
    }
}

/// The state that outlives a connection.
pub(super) struct SimulatedPhone {
    config: PhoneConfig,
    timing: Timing,
    events: mpsc::Sender<PhoneEvent>,
    /// Zero of the phone's clock.
    epoch: Instant,
    /// The name in the room: its own, or that of the seat that it has taken by invitation.
    name: String,
    /// The token of its seat at the relay.
    seat: Option<String>,
    /// The token of its seat at the game itself.
    direct_seat: Option<String>,
    /// The invitation to a seat, until it has been accepted or refused.
    invitation: Option<String>,
    relay: RelayLine,
    direct: DirectLine,
    /// Whether it has sent its hello on the current direct path.
    greeted: bool,
    /// The transport of its frames, as last reported.
    path: RouteKind,
    /// The time at which it introduces itself again, after its frames have changed transport.
    settles: Option<Instant>,
    sampler: Sampler,
    round_trips: RoundTrips,
    /// Whether the game waits for a tap, as far as it has said.
    is_awaited: bool,
    /// Held until it has its seat or has dropped out.
    on_the_way: Option<Arc<()>>,
    /// Dangling once all phones of its group have arrived.
    others: Weak<()>,
}

struct Timers {
    samples: Interval,
    echoes: Interval,
    pings: Interval,
    taps: Interval,
}

impl SimulatedPhone {
    /// `on_the_way` is shared by the whole group; each phone drops it when it has its seat.
    pub(super) fn new(
        config: PhoneConfig,
        events: mpsc::Sender<PhoneEvent>,
        on_the_way: Arc<()>,
    ) -> Result<Self, PhoneError> {
        let timing = Timing::default();
        let dialer = Dialer::new(&config.join.relay, Trust::Anything)?;
        Ok(Self {
            relay: RelayLine::new(dialer, config.join.code, timing, config.jitter_seed),
            // It may be the only path.
            direct: DirectLine::new(config.join.direct.clone().filter(|_| config.direct || config.join.code.is_none())),
            greeted: false,
            path: RouteKind::Relay,
            settles: None,
            timing,
            events,
            epoch: Instant::now(),
            name: config.name.clone(),
            seat: None,
            direct_seat: None,
            invitation: config.join.invitation.clone(),
            sampler: Sampler::new(config.movement.clone()),
            round_trips: RoundTrips::default(),
            is_awaited: false,
            others: Arc::downgrade(&on_the_way),
            on_the_way: Some(on_the_way),
            config,
        })
    }

    /// Plays until `stop`, or until it drops out.
    pub(super) async fn play(mut self, stop: impl Future<Output = ()>) -> Result<(), PhoneError> {
        let outcome = tokio::select! {
            error = self.live() => Err(error),
            () = stop => match (&self.seat, &self.direct_seat) {
                (None, None) => Err(PhoneError("there was no time to get into the room".into())),
                _ => Ok(()),
            },
        };
        let news = match &outcome {
            Ok(()) => News::Done(self.round_trips.clone()),
            Err(PhoneError(reason)) => News::Out(reason.clone()),
        };
        self.tell(news).await;
        self.direct.close();
        self.relay.close().await;
        outcome
    }

    async fn live(&mut self) -> PhoneError {
        let mut timers = Timers::new(&self.timing);
        loop {
            if let Err(error) = self.turn(&mut timers).await {
                return error;
            }
        }
    }

    async fn turn(&mut self, timers: &mut Timers) -> Result<(), PhoneError> {
        let hello = || Hello::peer(&self.name, self.invitation.clone().or_else(|| self.seat.clone()));
        tokio::select! {
            news = self.relay.next(hello) => return self.hear_relay_line(news).await,
            news = self.direct.next() => return self.hear_direct_line(news).await,
            _ = timers.samples.tick() => {
                for frame in self.sampler.tick(self.epoch.elapsed()) {
                    self.send(&frame).await;
                }
                self.greet_if_due().await;
                self.look_at_path().await;
            }
            _ = timers.echoes.tick() => {
                let t = self.clock_ms();
                self.round_trips.asked(t, Instant::now());
                self.send(&Frame::Echo { t }).await;
            }
            _ = timers.taps.tick() => self.tap().await,
            _ = timers.pings.tick() => {
                if let Some(socket) = self.relay.socket()
                    && let Err(trouble) = socket.ping().await
                {
                    return self.relay_is_down(trouble).await;
                }
            }
        }
        Ok(())
    }

    async fn hear_game(&mut self, payload: &[u8], path: RouteKind) {
        match Frame::from_host(payload) {
            Ok(Frame::Echo { t }) => {
                let reply = Frame::EchoReply { t, mine: self.clock_ms() }.encode();
                if path == RouteKind::Direct {
                    self.direct.send_frame(reply);
                } else {
                    self.send_by_relay(reply).await;
                }
            }
            Ok(Frame::EchoReply { t, .. }) => self.round_trips.answered(t, Instant::now()),
            Ok(Frame::FromHost(HostMessage::You { name, colour, shape, .. })) => {
                self.tell(News::You { name, colour, shape }).await;
            }
            Ok(Frame::FromHost(HostMessage::Game { data })) => {
                if let Some(is_awaited) = self.config.taps.and_then(|waits| waits(&data)) {
                    self.is_awaited = is_awaited;
                }
                self.tell(News::Game(data)).await;
            }
            Ok(Frame::FromHost(HostMessage::Notice { text, .. })) => self.tell(News::Notice(text)).await,
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, "ignored a frame of the game"),
        }
    }

    /// A game that was away has not received the message that this player is ready.
    async fn host_is(&mut self, there: bool) {
        self.tell(if there { News::HostJoined } else { News::HostLeft }).await;
        if there {
            self.introduce().await;
        }
    }

    async fn tap(&mut self) {
        let all_there = self.others.strong_count() == 0;
        if self.is_awaited && all_there {
            self.send(&Frame::FromPhone(PhoneMessage::Tap)).await;
        }
    }

    /// Sends a frame over the direct path alone once that has proved itself. Until then, steering takes both paths, and
    /// reliable frames take the relay, if there is one.
    async fn send(&mut self, frame: &Frame) {
        let payload = frame.encode();
        let reliable = payload.first().is_some_and(|kind| is_reliable(*kind));
        let alone = self.direct.is_relied_upon(Instant::now()) || self.relay.socket().is_none();
        if alone || !reliable {
            self.direct.send_frame(payload.clone());
        }
        if !alone {
            self.send_by_relay(payload).await;
        }
    }

    /// Repeats the information that the game needs: it may have been lost with the other transport, or been overtaken.
    async fn introduce(&mut self) {
        self.send(&Frame::FromPhone(PhoneMessage::Ready { input: InputKind::Tilt })).await;
    }

    /// Errors are reported when the relay is read next.
    async fn send_by_relay(&mut self, payload: Vec<u8>) {
        if let Some(socket) = self.relay.socket() {
            let _ = socket.send_binary(payload).await;
        }
    }

    /// The returned future does not borrow the player, whose transports cannot be shared between threads.
    fn tell(&self, news: News) -> impl Future<Output = ()> + Send + use<> {
        let (events, phone) = (self.events.clone(), self.config.name.clone());
        async move {
            // Without a listener the phone plays on.
            let _ = events.send(PhoneEvent { phone, news }).await;
        }
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
