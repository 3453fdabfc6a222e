//! Where everything meets that reaches the game or leaves it, by whatever way: it outlives each connection to the relay. It
//! must not write to the relay's socket.

use std::time::{Duration, Instant};

use tokio::{sync::mpsc, time::Interval};

use super::{
    LinkCommand, LinkEvent, Reading, Received, Recipient,
    direct::{Handle, News, Order, SessionId},
    orders::{Outgoing, payload_of},
    questions::Questions,
    seats::{Effect, Seats, Way},
    timer::timer,
    types::Outlets,
};
use phonepad_protocol::{Command, Frame, MAX_PEERS, PeerInfo, RelayText};

mod direct;

/// Time between two questions on direct paths. A phone that hears nothing for 300 ms goes back to the relay, so two may be
/// lost.
const ASK_EVERY: Duration = Duration::from_millis(100);

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
    questions: Questions,
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
            questions: Questions::new(Instant::now()),
            relay_up: false,
        }
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
        outgoing.extend(self.locked.then_some(Outgoing::Command(Command::Lock { locked: true })));
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

    /// Whether phones' clocks have to be asked for by the relay: who steers directly is asked there.
    pub(super) fn does_anybody_need_the_relay(&self) -> bool {
        self.seats.does_anybody_need_the_relay()
    }

    /// The question what the phones' clocks say.
    pub(super) fn ask_clocks(&mut self) -> Outgoing {
        Outgoing::to_all(&self.questions.ask(Instant::now()))
    }

    pub(super) async fn hear_relay(&mut self, text: &str) -> Vec<Outgoing> {
        let now = Instant::now();
        let effects = match RelayText::parse(text) {
            Some(RelayText::PeerJoined { slot, name, resumed }) if slot < MAX_PEERS => {
                self.seats.joined(slot, &name, resumed)
            }
            Some(RelayText::PeerLeft { slot, reason }) => self.seats.left(now, slot, reason),
            Some(RelayText::SeatReleased { slot }) => self.seats.released(slot),
            Some(RelayText::PeerRenamed { slot, name }) => self.seats.renamed(slot, &name),
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
            Ok(Frame::EchoReply { t, mine }) => match self.questions.asked_at(t) {
                Some(sent) => Reading::Clock { sent, theirs: mine },
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
        let reply = Frame::EchoReply { t, mine: self.questions.clock_ms(at) }.encode();
        match by {
            By::Relay(slot) => vec![Outgoing::to_slot(slot, &reply)],
            By::Direct(id) => {
                self.order(Order::Frame(id, reply));
                Vec::new()
            }
        }
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
                slot.map(|slot| Outgoing::Command(Command::Invite { slot })).into_iter().collect()
            }
            LinkCommand::Listen { addresses } => {
                self.order(Order::Listen(addresses));
                Vec::new()
            }
            LinkCommand::Lock { locked } => {
                self.locked = locked;
                vec![Outgoing::Command(Command::Lock { locked })]
            }
        }
    }

    fn send(&self, to: Recipient, payload: &[u8]) -> Vec<Outgoing> {
        let ways = match to {
            Recipient::Slot(slot) => self.seats.way(slot, self.relay_up).into_iter().collect(),
            Recipient::All => self.seats.ways(self.relay_up),
        };
        let mut outgoing = Vec::new();
        for way in ways {
            match way {
                Way::Direct(id) => self.order(Order::Frame(id, payload.to_vec())),
                Way::Relay(slot) => outgoing.push(Outgoing::to_slot(slot, payload)),
                Way::RelayToAll => outgoing.push(Outgoing::to_all(payload)),
            }
        }
        outgoing
    }

    async fn follow(&mut self, effects: Vec<Effect>) -> Vec<Outgoing> {
        let mut outgoing = Vec::new();
        for effect in effects {
            match effect {
                Effect::Tell(event) => self.outlets.tell(event).await,
                Effect::Command(command) => outgoing.push(Outgoing::Command(command)),
                Effect::Say(id, text) => self.order(Order::Text(id, text.to_text())),
                Effect::Close(id, code) => self.order(Order::Close(id, code)),
            }
        }
        outgoing
    }
}
