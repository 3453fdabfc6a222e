//! Where everything meets that reaches the game or leaves it, by whatever way: it outlives each connection to the relay. It
//! must not write to the relay's socket.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, time::Interval};

use super::{
    LinkCommand, LinkEvent, Reading, Received, Recipient,
    direct::{Handle, News, Order, SessionId, random_text},
    orders::{Outgoing, payload_of},
    seats::{Effect, Seats, Terms, Way},
    session::timer,
    types::Outlets,
};
use crate::protocol::{Command, DirectPhoneText, Frame, MAX_PEERS, PeerInfo, RelayText, Tie};

/// Time between two questions on direct paths. A phone that hears nothing for 300 ms goes back to the relay, so two may be
/// lost.
const ASK_EVERY: Duration = Duration::from_millis(100);
/// Echoes whose answers are waited for: some seconds' worth.
const MAX_ASKED: usize = 64;
/// 24 of 62 characters are 142 bits.
const TOKEN_CHARS: usize = 24;

/// What the desk is to deal with next.
pub(super) enum Happening {
    Command(LinkCommand),
    News(News),
    Tick,
}

/// Where something was heard, and so where the answer goes.
#[derive(Debug, Clone, Copy)]
enum By {
    Relay(u8),
    Direct(SessionId),
}

pub(super) struct Desk {
    pub(super) outlets: Outlets,
    commands: mpsc::Receiver<LinkCommand>,
    locked: bool,
    seats: Seats,
    direct: Option<Handle>,
    clock: Interval,
    /// Zero of the clock that echo replies tell.
    epoch: Instant,
    /// What the newest echoes asked, and when they went, the newest last.
    asked: VecDeque<(u32, Instant)>,
    /// Whether a relay takes what is sent.
    relay_up: bool,
}

impl Desk {
    pub(super) fn new(
        outlets: Outlets,
        commands: mpsc::Receiver<LinkCommand>,
        direct: Option<Handle>,
        max_peers: u8,
    ) -> Self {
        Self {
            outlets,
            commands,
            locked: false,
            seats: Seats::new(max_peers),
            direct,
            clock: timer(ASK_EVERY),
            epoch: Instant::now(),
            asked: VecDeque::new(),
            relay_up: false,
        }
    }

    /// How phones reach the game directly, if they can.
    pub(super) fn direct(&self) -> Option<&Handle> {
        self.direct.as_ref()
    }

    /// Waits for the next thing to deal with; may be cancelled.
    pub(super) async fn wait(&mut self) -> Happening {
        let Self { commands, direct, clock, .. } = self;
        let direct = async {
            let Some(direct) = direct else { return std::future::pending().await };
            tokio::select! {
                biased;
                Some(news) = direct.news.recv() => Happening::News(news),
                _ = clock.tick() => Happening::Tick,
            }
        };
        tokio::select! {
            biased;
            Some(command) = commands.recv() => Happening::Command(command),
            happening = direct => happening,
        }
    }

    /// Deals with it; gives what the relay must hear.
    pub(super) async fn deal(&mut self, happening: Happening) -> Vec<Outgoing> {
        match happening {
            Happening::Command(command) => self.obey(command).await,
            Happening::News(news) => self.hear_direct(news).await,
            Happening::Tick => self.tick().await,
        }
    }

    /// Does `work` while no relay listens; what it should have heard meanwhile is stale before it could.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                happening = self.wait() => drop(self.deal(happening).await),
            }
        }
    }

    /// Notes that a relay listens from now on, with these seats; gives what it must be told first.
    pub(super) async fn relay_is_up(&mut self, peers: &[PeerInfo]) -> Vec<Outgoing> {
        self.relay_up = true;
        let effects = self.seats.reconcile(Instant::now(), peers);
        let mut outgoing = self.follow(effects).await;
        outgoing.extend(self.locked.then(|| Outgoing::command(&Command::Lock { locked: true })));
        outgoing
    }

    /// Notes that nobody listens there any more.
    pub(super) fn relay_is_down(&mut self) {
        self.relay_up = false;
    }

    /// Notes that the room and every seat in it are gone.
    pub(super) async fn room_is_lost(&mut self) {
        let effects = self.seats.reconcile(Instant::now(), &[]);
        self.follow(effects).await;
    }

    /// Whether it makes sense to ask phones anything by the relay.
    pub(super) fn is_anybody_at_the_relay(&self) -> bool {
        self.seats.is_anybody_at_the_relay()
    }

    /// The question what the phones' clocks say.
    pub(super) fn ask_clocks(&mut self) -> Outgoing {
        Outgoing::to_all(&self.question())
    }

    pub(super) async fn hear_relay(&mut self, text: &str) -> Vec<Outgoing> {
        let now = Instant::now();
        let effects = match RelayText::parse(text) {
            Some(RelayText::PeerJoined { slot, name, resumed }) if slot < MAX_PEERS => {
                self.seats.joined(slot, &name, resumed)
            }
            Some(RelayText::PeerLeft { slot, reason }) => self.seats.left(now, slot, reason),
            Some(RelayText::SeatReleased { slot }) => self.seats.released(slot),
            Some(RelayText::PeerRenamed { slot, name }) => self.seats.renamed(slot, name),
            Some(RelayText::Invitation { slot, seat }) => self.seats.invited(slot, seat),
            // Of a later version, or not for a host.
            _ => {
                tracing::debug!("ignored a text of the relay");
                return Vec::new();
            }
        };
        self.follow(effects).await
    }

    /// Takes a frame that came by the relay.
    pub(super) async fn hear_phone(&mut self, bytes: &[u8]) -> Vec<Outgoing> {
        let heard = bytes.split_first().and_then(|(slot, payload)| Some((*slot, self.seats.slot_of(*slot)?, payload)));
        match heard {
            Some((relay_slot, slot, payload)) => self.hear(slot, By::Relay(relay_slot), Instant::now(), payload).await,
            None => {
                self.outlets.count_bad_frame();
                Vec::new()
            }
        }
    }

    async fn hear_direct(&mut self, news: News) -> Vec<Outgoing> {
        let now = Instant::now();
        let effects = match news {
            News::Opened(id) => {
                self.seats.opened(now, id);
                return Vec::new();
            }
            News::Closed(id) => self.seats.closed(now, id),
            News::Text(id, text) => {
                let terms = self.terms();
                match (DirectPhoneText::parse(&text), terms) {
                    (Some(text), Some(terms)) => self.seats.said(now, id, text, terms),
                    _ => return Vec::new(),
                }
            }
            News::Frame(id, at, payload) => {
                let Some((slot, news)) = self.seats.heard(now, id) else { return Vec::new() };
                let mut outgoing = self.follow(news.into_iter().collect()).await;
                outgoing.extend(self.hear(slot, By::Direct(id), at, &payload).await);
                return outgoing;
            }
        };
        self.follow(effects).await
    }

    /// Takes a phone's frame.
    async fn hear(&mut self, slot: u8, by: By, at: Instant, payload: &[u8]) -> Vec<Outgoing> {
        let reading = match Frame::from_phone(payload) {
            Ok(Frame::Motion(motion)) => Reading::Motion(motion),
            Ok(Frame::Touch(touch)) => Reading::Touch(touch),
            Ok(Frame::Echo { t }) => return self.answer(by, t, at),
            Ok(Frame::FromPhone(message)) => {
                self.outlets.tell(LinkEvent::Message { slot, message }).await;
                return Vec::new();
            }
            Ok(Frame::Tie(tie)) => return self.tie(slot, by, tie).await,
            Ok(Frame::EchoReply { t, mine }) => match self.asked.iter().find(|(asked, _)| *asked == t) {
                Some(&(_, sent)) => Reading::Clock { sent, theirs: mine },
                // Nobody asked.
                None => return Vec::new(),
            },
            Ok(Frame::FromGame(_)) => return Vec::new(),
            Err(error) => {
                tracing::debug!(slot, %error, "ignored a frame of a phone");
                self.outlets.count_bad_frame();
                return Vec::new();
            }
        };
        self.outlets.offer(Received { slot, at, reading });
        Vec::new()
    }

    fn answer(&self, by: By, t: u32, at: Instant) -> Vec<Outgoing> {
        let reply = Frame::EchoReply { t, mine: self.clock_ms(at) }.encode();
        match by {
            By::Relay(slot) => vec![Outgoing::to_slot(slot, &reply)],
            By::Direct(id) => {
                self.order(Order::Frame(id, reply));
                Vec::new()
            }
        }
    }

    async fn tie(&mut self, slot: u8, by: By, tie: Tie) -> Vec<Outgoing> {
        let (By::Relay(_), Some(terms)) = (by, self.terms()) else { return Vec::new() };
        let effects = self.seats.tied(Instant::now(), slot, tie, terms);
        self.follow(effects).await
    }

    async fn tick(&mut self) -> Vec<Outgoing> {
        let paths: Vec<_> = self.seats.paths().collect();
        if !paths.is_empty() {
            let question = self.question();
            for (_, id) in paths {
                self.order(Order::Frame(id, question.clone()));
            }
        }
        let effects = self.seats.tick(Instant::now());
        self.follow(effects).await
    }

    async fn obey(&mut self, command: LinkCommand) -> Vec<Outgoing> {
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
                slot.map(|slot| Outgoing::command(&Command::Invite { slot })).into_iter().collect()
            }
            LinkCommand::Lock { locked } => {
                self.locked = locked;
                vec![Outgoing::command(&Command::Lock { locked })]
            }
        }
    }

    fn send(&self, to: Recipient, payload: &[u8]) -> Vec<Outgoing> {
        let slots = match to {
            Recipient::Slot(slot) => slot..slot.saturating_add(1),
            Recipient::All => 0..MAX_PEERS,
        };
        let mut outgoing = Vec::new();
        for way in slots.filter_map(|slot| self.seats.way(slot, self.relay_up)) {
            match way {
                Way::Direct(id) => self.order(Order::Frame(id, payload.to_vec())),
                Way::Relay(slot) if to != Recipient::All => outgoing.push(Outgoing::to_slot(slot, payload)),
                Way::Relay(_) => {}
            }
        }
        outgoing.extend((to == Recipient::All).then(|| Outgoing::to_all(payload)));
        outgoing
    }

    async fn follow(&mut self, effects: Vec<Effect>) -> Vec<Outgoing> {
        let mut outgoing = Vec::new();
        for effect in effects {
            match effect {
                Effect::Tell(event) => self.outlets.tell(event).await,
                Effect::Command(command) => outgoing.push(Outgoing::command(&command)),
                Effect::Say(id, text) => self.order(Order::Text(id, text.to_text())),
                Effect::Close(id, code) => self.order(Order::Close(id, code)),
            }
        }
        outgoing
    }

    /// Never waits. What a port that is stuck does not take is lost; the phones then find the path silent.
    fn order(&self, order: Order) {
        if let Some(direct) = &self.direct
            && direct.orders.try_send(order).is_err()
        {
            tracing::debug!("the direct path is stuck");
        }
    }

    fn terms(&self) -> Option<Terms> {
        Some(Terms { locked: self.locked, token: random_text(TOKEN_CHARS)? })
    }

    fn question(&mut self) -> Vec<u8> {
        let now = Instant::now();
        let t = self.clock_ms(now);
        if self.asked.len() == MAX_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back((t, now));
        Frame::Echo { t }.encode()
    }

    /// Milliseconds since the link started, wrapping at 2³².
    fn clock_ms(&self, now: Instant) -> u32 {
        now.saturating_duration_since(self.epoch).as_millis() as u32
    }
}
