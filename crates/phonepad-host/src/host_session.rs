//! Routes traffic between the game and its phones over all transports; it outlives connections to the relay. It must
//! not depend on what a transport is made of.

use std::{future::poll_fn, net::SocketAddr, task::Poll, time::Duration};

use tokio::sync::mpsc;

use super::{
    LinkCommand, LinkEvent, LinkState, Reading, Received, Recipient, RouteKind,
    echo_tracker::EchoTracker,
    orders::payload_of,
    random::{SECRET_CHARS, random_text},
    seats::{FrameRoute, SeatOutput, Seats, Terms},
    timer::{Instant, Interval, timer},
    transport::{Offer, RoomEvent, RouteId, Transport, TransportCommand, TransportEvent},
    types::EventSender,
};
use phonepad_protocol::{Command, DirectOffer, DirectPhoneText, Frame, MAX_PEERS, PairingToken, RelayText};

/// Time between two echoes to each phone on a route of its own. A phone that receives nothing for 300 ms falls back to
/// the relay, so two may be lost.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// The next input of the session.
enum SessionInput {
    Command(LinkCommand),
    Transport(RouteKind, TransportEvent),
    /// Time to look after the phones on routes of their own.
    Tick,
    /// Time to request the clocks of the phones at the relay.
    AskRelay,
}

/// Whether the session goes on.
#[derive(Debug, PartialEq, Eq)]
enum SessionProgress {
    GoesOn,
    IsOver,
}

pub(super) struct HostSession {
    outlets: EventSender,
    commands: mpsc::Receiver<LinkCommand>,
    transports: Vec<Transport>,
    locked: bool,
    seats: Seats,
    /// How phones reach the game directly, if they can.
    offer: Option<Offer>,
    ticks: Interval,
    relay_echoes: Interval,
    questions: EchoTracker,
    /// Whether the room can be reached.
    relay_up: bool,
}

impl HostSession {
    /// Creates a session over these transports; where several have events, the first one's come first.
    pub(super) fn new(
        outlets: EventSender,
        commands: mpsc::Receiver<LinkCommand>,
        transports: Vec<Transport>,
        offer: Option<Offer>,
        max_peers: u8,
        echo_every: Duration,
    ) -> Self {
        Self {
            outlets,
            commands,
            transports,
            locked: false,
            seats: Seats::new(max_peers),
            offer,
            ticks: timer(ASK_EVERY),
            relay_echoes: timer(echo_every),
            questions: EchoTracker::new(Instant::now()),
            relay_up: false,
        }
    }

    /// Runs until a transport with a room gives up.
    pub(super) async fn run(mut self) {
        if let Some(offer) = self.reachable_offer() {
            self.outlets.send_event(LinkEvent::DirectReady(offer)).await;
        }
        loop {
            let input = self.wait().await;
            if self.handle_input(input).await == SessionProgress::IsOver {
                return;
            }
        }
    }

    /// Waits for the next input; may be cancelled.
    async fn wait(&mut self) -> SessionInput {
        let Self { commands, transports, ticks, relay_echoes, relay_up, .. } = self;
        let has_routes = transports.iter().any(|transport| transport.kind() != RouteKind::Relay);
        let event = poll_fn(|cx| {
            for transport in &mut *transports {
                if let Poll::Ready(event) = transport.poll_event(cx) {
                    return Poll::Ready(SessionInput::Transport(transport.kind(), event));
                }
            }
            Poll::Pending
        });
        tokio::select! {
            biased;
            Some(command) = commands.recv() => SessionInput::Command(command),
            _ = ticks.tick(), if has_routes => SessionInput::Tick,
            event = event => event,
            _ = relay_echoes.tick(), if *relay_up => SessionInput::AskRelay,
        }
    }

    async fn handle_input(&mut self, input: SessionInput) -> SessionProgress {
        match input {
            SessionInput::Command(command) => self.handle_command(command).await,
            SessionInput::Transport(kind, event) => return self.handle_transport(kind, event).await,
            SessionInput::Tick => self.tick().await,
            SessionInput::AskRelay => {
                if self.seats.does_anybody_need_the_relay() {
                    let question = self.questions.ask(Instant::now());
                    self.command(RouteKind::Relay, TransportCommand::FrameToAll(question));
                }
            }
        }
        SessionProgress::GoesOn
    }

    async fn handle_room(&mut self, event: RoomEvent) -> SessionProgress {
        let now = Instant::now();
        let effects = match event {
            RoomEvent::State(state) => {
                self.outlets.send_event(LinkEvent::State(state)).await;
                return SessionProgress::GoesOn;
            }
            RoomEvent::GaveUp(reason) => {
                self.outlets.send_event(LinkEvent::State(LinkState::Failed(reason))).await;
                return SessionProgress::IsOver;
            }
            RoomEvent::Entered { code, peers } => {
                self.relay_up = true;
                let free = (0..MAX_PEERS).filter(|slot| peers.iter().all(|peer| peer.slot != *slot));
                free.for_each(|slot| self.command(RouteKind::Direct, TransportCommand::Release(slot)));
                self.outlets.send_event(LinkEvent::State(LinkState::Ready { code })).await;
                let mut effects = self.seats.reconcile(now, &peers);
                effects.extend(self.locked.then_some(SeatOutput::Command(Command::Lock { locked: true })));
                effects
            }
            RoomEvent::Left => {
                self.relay_up = false;
                return SessionProgress::GoesOn;
            }
            RoomEvent::Lost => {
                (0..MAX_PEERS).for_each(|slot| self.command(RouteKind::Direct, TransportCommand::Release(slot)));
                self.seats.reconcile(now, &[])
            }
            RoomEvent::News(news) => match news {
                RelayText::PeerJoined { slot, name, resumed } if slot < MAX_PEERS => {
                    self.seats.joined(slot, &name, resumed)
                }
                RelayText::PeerLeft { slot, reason } => self.seats.left(now, slot, reason),
                RelayText::SeatReleased { slot } => {
                    self.command(RouteKind::Direct, TransportCommand::Release(slot));
                    self.seats.released(slot)
                }
                RelayText::PeerRenamed { slot, name } => self.seats.renamed(slot, &name),
                RelayText::Invitation { slot, seat } => self.seats.invited(slot, seat),
                // Not for a host.
                _ => return SessionProgress::GoesOn,
            },
        };
        self.follow(effects).await;
        SessionProgress::GoesOn
    }

    async fn handle_transport(&mut self, kind: RouteKind, event: TransportEvent) -> SessionProgress {
        let now = Instant::now();
        let id = |session| RouteId { kind, session };
        match event {
            TransportEvent::Room(event) => return self.handle_room(event).await,
            TransportEvent::Opened(session) => self.seats.opened(now, id(session)),
            TransportEvent::Closed(session) => {
                let effects = self.seats.closed(now, id(session));
                self.follow(effects).await;
            }
            TransportEvent::Text(session, text) => {
                if let (Some(text), Some(terms)) = (DirectPhoneText::parse(&text), self.terms()) {
                    let effects = self.seats.said(now, id(session), text, terms);
                    self.follow(effects).await;
                }
            }
            TransportEvent::Frame(session, at, payload) => self.handle_phone(id(session), at, &payload).await,
            TransportEvent::Signal(slot, signal) => {
                if self.relay_up {
                    let frame = TransportCommand::Frame(slot.into(), Frame::Signal(signal).encode());
                    self.command(RouteKind::Relay, frame);
                }
            }
            TransportEvent::Moved(addresses) => self.moved(addresses).await,
        }
        SessionProgress::GoesOn
    }

    /// Handles a frame of any phone, with a seat or not.
    async fn handle_phone(&mut self, from: RouteId, at: Instant, payload: &[u8]) {
        if from.kind == RouteKind::Relay {
            match u8::try_from(from.session).ok().and_then(|slot| self.seats.slot_of(slot)) {
                Some(slot) => self.handle_frame(slot, from, at, payload).await,
                None => self.outlets.count_bad_frame(),
            }
        } else if let Some((slot, news)) = self.seats.heard(Instant::now(), from) {
            self.follow(news.into_iter().collect()).await;
            self.handle_frame(slot, from, at, payload).await;
        }
    }

    async fn handle_frame(&mut self, slot: u8, from: RouteId, at: Instant, payload: &[u8]) {
        let reading = match Frame::from_phone(payload) {
            Ok(Frame::Motion(motion)) => Reading::Motion(motion),
            Ok(Frame::Touch(touch)) => Reading::Touch(touch),
            Ok(Frame::Echo { t }) => {
                let reply = Frame::EchoReply { t, mine: self.questions.clock_ms(at) }.encode();
                return self.command(from.kind, TransportCommand::Frame(from.session, reply));
            }
            Ok(Frame::FromPhone(message)) => {
                return self.outlets.send_event(LinkEvent::Message { slot, message }).await;
            }
            Ok(Frame::PairingToken(tie)) => return self.tie(slot, from, tie).await,
            Ok(Frame::EchoReply { t, mine }) => match self.questions.asked_at(t) {
                Some(sent) => Reading::Clock { sent, theirs: mine },
                // There was no such request.
                None => return,
            },
            // A step towards a session, which the transport of that session understands.
            Ok(Frame::Signal(signal)) => {
                if let (RouteKind::Relay, Ok(slot)) = (from.kind, u8::try_from(from.session)) {
                    self.command(RouteKind::Direct, TransportCommand::Signal(slot, signal));
                }
                return;
            }
            Ok(Frame::FromHost(_)) => return,
            Err(error) => {
                tracing::debug!(seat = slot, route = from.kind.name(), %error, "ignored a frame of a phone");
                return self.outlets.count_bad_frame();
            }
        };
        self.outlets.offer(Received { slot, at, reading });
    }

    /// Handles a pairing token, which counts only if it arrived through the relay.
    async fn tie(&mut self, slot: u8, from: RouteId, tie: PairingToken) {
        let (RouteKind::Relay, Some(terms)) = (from.kind, self.terms()) else { return };
        let effects = self.seats.tied(Instant::now(), slot, tie, terms);
        self.follow(effects).await;
    }

    /// Handles new addresses of the direct port: all phones that are invited to use it must be notified.
    async fn moved(&mut self, addresses: Vec<SocketAddr>) {
        if let Some(Offer::Addresses(offer)) = &mut self.offer {
            offer.addresses = addresses;
        }
        let Some(offer) = self.reachable_offer() else { return };
        let direct = offer.to_direct();
        self.outlets.send_event(LinkEvent::DirectReady(offer)).await;
        self.command(RouteKind::Relay, TransportCommand::Room(Command::Direct { direct }));
    }

    async fn handle_command(&mut self, command: LinkCommand) {
        match command {
            LinkCommand::Send { to, message } => {
                if let Some(payload) = payload_of(message) {
                    self.send(to, &payload);
                }
            }
            LinkCommand::Kick { slot } => {
                let effects = self.seats.kick(slot);
                self.follow(effects).await;
            }
            LinkCommand::Invite { slot } => {
                if let Some(slot) = self.seats.relay_slot(slot) {
                    self.command_room(Command::Invite { slot });
                }
            }
            LinkCommand::Listen { addresses } => self.command(RouteKind::Direct, TransportCommand::Listen(addresses)),
            LinkCommand::Lock { locked } => {
                self.locked = locked;
                self.command_room(Command::Lock { locked });
            }
        }
    }

    fn send(&self, to: Recipient, payload: &[u8]) {
        let routes = match to {
            Recipient::Slot(slot) => self.seats.route(slot, self.relay_up).into_iter().collect(),
            Recipient::All => self.seats.routes(self.relay_up),
        };
        for route in routes {
            match route {
                FrameRoute::To(RouteId { kind, session }) => {
                    self.command(kind, TransportCommand::Frame(session, payload.to_vec()));
                }
                FrameRoute::RelayToAll => {
                    self.command(RouteKind::Relay, TransportCommand::FrameToAll(payload.to_vec()));
                }
            }
        }
    }

    async fn tick(&mut self) {
        let routes: Vec<_> = self.seats.sessions().collect();
        if !routes.is_empty() {
            let question = self.questions.ask(Instant::now());
            for RouteId { kind, session } in routes {
                self.command(kind, TransportCommand::Frame(session, question.clone()));
            }
        }
        let effects = self.seats.tick(Instant::now());
        self.follow(effects).await;
    }

    async fn follow(&self, effects: Vec<SeatOutput>) {
        for effect in effects {
            match effect {
                SeatOutput::Tell(event) => self.outlets.send_event(event).await,
                SeatOutput::Command(command) => self.command_room(command),
                SeatOutput::Say(RouteId { kind, session }, text) => {
                    self.command(kind, TransportCommand::Text(session, text.to_text()));
                }
                SeatOutput::Close(RouteId { kind, session }, code) => {
                    self.command(kind, TransportCommand::Close(session, code));
                }
            }
        }
    }

    /// Sends a command to the room. While the relay is down it is dropped, because it would be stale.
    fn command_room(&self, command: Command) {
        if self.relay_up {
            self.command(RouteKind::Relay, TransportCommand::Room(command));
        }
    }

    fn command(&self, kind: RouteKind, command: TransportCommand) {
        if let Some(transport) = self.transports.iter().find(|transport| transport.kind() == kind) {
            transport.command(command);
        }
    }

    fn reachable_offer(&self) -> Option<DirectOffer> {
        match &self.offer {
            Some(Offer::Addresses(offer)) => Some(offer.clone()).filter(|offer| !offer.addresses.is_empty()),
            _ => None,
        }
    }

    fn terms(&self) -> Option<Terms> {
        Some(Terms { locked: self.locked, token: random_text(SECRET_CHARS)? })
    }
}
