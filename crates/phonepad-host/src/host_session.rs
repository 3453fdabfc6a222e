//! Routes traffic between the game and its phones over all transports; it outlives connections to the relay. It must
//! not write to the relay's socket.

use std::time::{Duration, Instant};

use tokio::{sync::mpsc, time::Interval};

use super::{
    LinkCommand, LinkEvent, Reading, Received, Recipient,
    direct::{DirectCommand, DirectEvent, DirectTransport, SessionId},
    echo_tracker::EchoTracker,
    orders::{RelayMessage, payload_of},
    seats::{FrameRoute, SeatOutput, Seats},
    timer::timer,
    types::EventSender,
};
use phonepad_protocol::{Command, Frame, MAX_PEERS, PeerInfo, RelayText};

mod direct;

/// Time between two echoes on direct paths. A phone that receives nothing for 300 ms falls back to the relay, so two
/// may be lost.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// The next input of the session.
pub(super) enum SessionEvent {
    Command(LinkCommand),
    DirectEvent(DirectEvent),
    Tick,
}

/// The transport that a frame arrived on, which is also the one for the answer.
#[derive(Debug, Clone, Copy)]
enum FrameSource {
    Relay(u8),
    Direct(SessionId),
}

pub(super) struct HostSession {
    pub(super) outlets: EventSender,
    commands: mpsc::Receiver<LinkCommand>,
    locked: bool,
    seats: Seats,
    direct: Option<DirectTransport>,
    clock: Interval,
    questions: EchoTracker,
    /// Whether a relay is connected.
    relay_up: bool,
}

impl HostSession {
    pub(super) fn new(
        outlets: EventSender,
        commands: mpsc::Receiver<LinkCommand>,
        direct: Option<DirectTransport>,
        max_peers: u8,
    ) -> Self {
        Self {
            outlets,
            commands,
            locked: false,
            seats: Seats::new(max_peers),
            direct,
            clock: timer(ASK_EVERY),
            questions: EchoTracker::new(Instant::now()),
            relay_up: false,
        }
    }

    /// Waits for the next input; may be cancelled.
    pub(super) async fn wait(&mut self) -> SessionEvent {
        let Self { commands, direct, clock, .. } = self;
        let direct = async {
            let Some(direct) = direct else { return std::future::pending().await };
            tokio::select! {
                biased;
                Some(news) = direct.news.recv() => SessionEvent::DirectEvent(news),
                _ = clock.tick() => SessionEvent::Tick,
            }
        };
        tokio::select! {
            biased;
            Some(command) = commands.recv() => SessionEvent::Command(command),
            happening = direct => happening,
        }
    }

    /// Handles an input. Returns the messages to the relay.
    pub(super) async fn handle_input(&mut self, happening: SessionEvent) -> Vec<RelayMessage> {
        match happening {
            SessionEvent::Command(command) => self.handle_command(command).await,
            SessionEvent::DirectEvent(news) => self.handle_direct(news).await,
            SessionEvent::Tick => self.tick().await,
        }
    }

    /// Does `work` while no relay is connected; messages to it are dropped, because they would be stale by the time it
    /// is.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                happening = self.wait() => drop(self.handle_input(happening).await),
            }
        }
    }

    /// Notes that a relay with these seats is connected. Returns the first messages to it.
    pub(super) async fn relay_is_up(&mut self, peers: &[PeerInfo]) -> Vec<RelayMessage> {
        self.relay_up = true;
        let effects = self.seats.reconcile(Instant::now(), peers);
        let mut outgoing = self.follow(effects).await;
        outgoing.extend(self.locked.then_some(RelayMessage::Command(Command::Lock { locked: true })));
        outgoing
    }

    /// Notes that the relay is disconnected.
    pub(super) fn relay_is_down(&mut self) {
        self.relay_up = false;
    }

    /// Notes that the room and every seat in it are gone.
    pub(super) async fn room_is_lost(&mut self) {
        let effects = self.seats.reconcile(Instant::now(), &[]);
        self.follow(effects).await;
    }

    /// Whether phones' clocks must be requested through the relay: phones that steer directly are asked on that path.
    pub(super) fn does_anybody_need_the_relay(&self) -> bool {
        self.seats.does_anybody_need_the_relay()
    }

    /// Returns the request for the phones' clocks.
    pub(super) fn ask_clocks(&mut self) -> RelayMessage {
        RelayMessage::to_all(&self.questions.ask(Instant::now()))
    }

    pub(super) async fn handle_relay(&mut self, text: &str) -> Vec<RelayMessage> {
        let now = Instant::now();
        let effects = match RelayText::parse(text) {
            Some(RelayText::PeerJoined { slot, name, resumed }) if slot < MAX_PEERS => {
                self.seats.joined(slot, &name, resumed)
            }
            Some(RelayText::PeerLeft { slot, reason }) => self.seats.left(now, slot, reason),
            Some(RelayText::SeatReleased { slot }) => self.seats.released(slot),
            Some(RelayText::PeerRenamed { slot, name }) => self.seats.renamed(slot, &name),
            Some(RelayText::Invitation { slot, seat }) => self.seats.invited(slot, seat),
            // From a later version, or not for a host.
            _ => {
                tracing::debug!("ignored a text of the relay");
                return Vec::new();
            }
        };
        self.follow(effects).await
    }

    /// Handles a frame from the relay.
    pub(super) async fn handle_phone(&mut self, bytes: &[u8]) -> Vec<RelayMessage> {
        let heard = bytes.split_first().and_then(|(slot, payload)| Some((*slot, self.seats.slot_of(*slot)?, payload)));
        match heard {
            Some((relay_slot, slot, payload)) => {
                self.handle_frame(slot, FrameSource::Relay(relay_slot), Instant::now(), payload).await
            }
            None => {
                self.outlets.count_bad_frame();
                Vec::new()
            }
        }
    }

    /// Handles a phone's frame.
    async fn handle_frame(&mut self, slot: u8, by: FrameSource, at: Instant, payload: &[u8]) -> Vec<RelayMessage> {
        let reading = match Frame::from_phone(payload) {
            Ok(Frame::Motion(motion)) => Reading::Motion(motion),
            Ok(Frame::Touch(touch)) => Reading::Touch(touch),
            Ok(Frame::Echo { t }) => return self.answer(by, t, at),
            Ok(Frame::FromPhone(message)) => {
                self.outlets.send_event(LinkEvent::Message { slot, message }).await;
                return Vec::new();
            }
            Ok(Frame::PairingToken(tie)) => return self.tie(slot, by, tie).await,
            Ok(Frame::EchoReply { t, mine }) => match self.questions.asked_at(t) {
                Some(sent) => Reading::Clock { sent, theirs: mine },
                // There was no such request.
                None => return Vec::new(),
            },
            Ok(Frame::FromHost(_)) => return Vec::new(),
            Err(error) => {
                tracing::debug!(slot, %error, "ignored a frame of a phone");
                self.outlets.count_bad_frame();
                return Vec::new();
            }
        };
        self.outlets.offer(Received { slot, at, reading });
        Vec::new()
    }

    fn answer(&self, by: FrameSource, t: u32, at: Instant) -> Vec<RelayMessage> {
        let reply = Frame::EchoReply { t, mine: self.questions.clock_ms(at) }.encode();
        match by {
            FrameSource::Relay(slot) => vec![RelayMessage::to_slot(slot, &reply)],
            FrameSource::Direct(id) => {
                self.order(DirectCommand::Frame(id, reply));
                Vec::new()
            }
        }
    }

    async fn handle_command(&mut self, command: LinkCommand) -> Vec<RelayMessage> {
        match command {
            LinkCommand::Send { to, message } => {
                payload_of(message).map_or_else(Vec::new, |payload| self.send(to, &payload))
            }
            LinkCommand::Kick { slot } => {
                let effects = self.seats.kick(slot);
                self.follow(effects).await
            }
            LinkCommand::Invite { slot } => {
                let slot = self.seats.relay_slot(slot);
                slot.map(|slot| RelayMessage::Command(Command::Invite { slot })).into_iter().collect()
            }
            LinkCommand::Listen { addresses } => {
                self.order(DirectCommand::Listen(addresses));
                Vec::new()
            }
            LinkCommand::Lock { locked } => {
                self.locked = locked;
                vec![RelayMessage::Command(Command::Lock { locked })]
            }
        }
    }

    fn send(&self, to: Recipient, payload: &[u8]) -> Vec<RelayMessage> {
        let routes = match to {
            Recipient::Slot(slot) => self.seats.route(slot, self.relay_up).into_iter().collect(),
            Recipient::All => self.seats.routes(self.relay_up),
        };
        let mut outgoing = Vec::new();
        for route in routes {
            match route {
                FrameRoute::Direct(id) => self.order(DirectCommand::Frame(id, payload.to_vec())),
                FrameRoute::Relay(slot) => outgoing.push(RelayMessage::to_slot(slot, payload)),
                FrameRoute::RelayToAll => outgoing.push(RelayMessage::to_all(payload)),
            }
        }
        outgoing
    }

    async fn follow(&mut self, effects: Vec<SeatOutput>) -> Vec<RelayMessage> {
        let mut outgoing = Vec::new();
        for effect in effects {
            match effect {
                SeatOutput::Tell(event) => self.outlets.send_event(event).await,
                SeatOutput::Command(command) => outgoing.push(RelayMessage::Command(command)),
                SeatOutput::Say(id, text) => self.order(DirectCommand::Text(id, text.to_text())),
                SeatOutput::Close(id, code) => self.order(DirectCommand::Close(id, code)),
            }
        }
        outgoing
    }
}
