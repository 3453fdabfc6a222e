//! The transport through a relay: a room, a connection to it, and the reaction when either is lost. The relay assigns the
//! seats, and its slots are the sessions. It must not inspect messages from phones.

use std::time::Duration;

use tokio::sync::mpsc;
use tracing::Span;

use super::{RoomEvent, Transport, TransportCommand, TransportEnds, TransportEvent};
use crate::{
    LinkConfig, LinkState, RouteKind,
    backoff::Backoff,
    error::LinkError,
    timer::{Instant, sleep, timer},
};
use incoming::Incoming;
use pacer::CommandPacer;
use phonepad_protocol::{ALL_PEERS, CloseCode, Command, Direct, Hello, HelloRole, RelayText};
use tenancy::Tenancy;

pub(crate) mod incoming;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod native;
mod pacer;
mod tenancy;
#[cfg(target_family = "wasm")]
mod web;

#[cfg(not(target_family = "wasm"))]
use native::{RelayClient, RoomConnection, TenancyStore};
#[cfg(target_family = "wasm")]
use web::{RelayClient, RoomConnection, TenancyStore};

/// Time between two checks for commands that wait for the relay's allowance.
const PACE: Duration = Duration::from_millis(250);

/// The reaction to a [`LinkError`].
#[derive(Debug, PartialEq, Eq)]
enum NextStep {
    /// Try again; the room still exists.
    ComeBack,
    /// Try again with a new room.
    NewRoom,
    /// Give up, for this reason.
    GiveUp(String),
}

/// Returns a transport through the relay, and the future that keeps a room there. The future ends when it gives up.
/// Phones are told to reach the game at `direct` without the relay.
pub(crate) fn open(config: LinkConfig, direct: Option<Direct>) -> (Transport, impl Future<Output = ()>) {
    let (transport, TransportEnds { events, commands }) = Transport::pair(RouteKind::Relay);
    let store = TenancyStore::new(&config.relay);
    let tenancy = store.load();
    let keeper = RoomKeeper {
        backoff: Backoff::new(&config.timing, config.jitter()),
        config,
        is_restored: tenancy.is_some(),
        tenancy,
        store,
        pacer: CommandPacer::new(),
        inbox: Inbox { commands, direct },
        events,
    };
    (transport, keeper.live())
}

struct RoomKeeper {
    config: LinkConfig,
    tenancy: Option<Tenancy>,
    /// Whether the room is one of an earlier page that has not been entered since. If it is gone, that is no news.
    is_restored: bool,
    store: TenancyStore,
    backoff: Backoff,
    pacer: CommandPacer,
    inbox: Inbox,
    events: mpsc::Sender<TransportEvent>,
}

/// The session's commands.
struct Inbox {
    commands: mpsc::Receiver<TransportCommand>,
    /// How phones reach the game without the relay, as last commanded.
    direct: Option<Direct>,
}

impl Inbox {
    /// Waits for the next command; may be cancelled.
    async fn next(&mut self) -> TransportCommand {
        let Some(command) = self.commands.recv().await else { return std::future::pending().await };
        if let TransportCommand::Room(Command::Direct { direct }) = &command {
            self.direct = Some(direct.clone());
        }
        command
    }

    /// Does `work` while no relay is connected; commands are dropped, because they would be stale by the time it is.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                stale = self.next() => drop(stale),
            }
        }
    }
}

impl RoomKeeper {
    async fn live(mut self) {
        self.tell(RoomEvent::State(LinkState::Connecting)).await;
        let client = match RelayClient::new(&self.config.relay, self.config.trust) {
            Ok(client) => client,
            Err(trouble) => return self.tell(RoomEvent::GaveUp(trouble.to_string())).await,
        };
        loop {
            let trouble = match self.connect(&client).await {
                Ok(ended) => ended,
                Err(trouble) => trouble,
            };
            self.tell(RoomEvent::Left).await;
            match next_step(&trouble) {
                NextStep::ComeBack => {}
                NextStep::NewRoom => {
                    self.tenancy = None;
                    self.store.save(None);
                    if std::mem::take(&mut self.is_restored) {
                        continue;
                    }
                    self.tell(RoomEvent::Lost).await;
                }
                NextStep::GiveUp(reason) => return self.tell(RoomEvent::GaveUp(reason)).await,
            }
            let (attempt, pause) = self.backoff.failed();
            self.tell(RoomEvent::State(LinkState::Retrying { attempt, reason: trouble.to_string() })).await;
            self.inbox.meanwhile(sleep(pause.max(asked_pause(&trouble)))).await;
        }
    }

    /// Enters the room, creating one if there is none, and stays until the connection ends: `Ok` is the reason for its
    /// end, `Err` the reason why it never began.
    async fn connect(&mut self, client: &RelayClient) -> Result<LinkError, LinkError> {
        let timing = self.config.timing;
        let (code, token) = match &self.tenancy {
            Some(tenancy) => (tenancy.code, tenancy.token.clone()),
            None => {
                let creating = client.open_room(self.config.max_peers, timing.answer_within);
                let created = self.inbox.meanwhile(creating).await?;
                let (code, token) = (created.room.code, created.host_token);
                let tenancy = self.tenancy.insert(Tenancy { code, token: token.clone() });
                self.store.save(Some(tenancy));
                (code, token)
            }
        };
        let told = self.inbox.direct.clone();
        let mut hello = Hello::host(token);
        if let HelloRole::Host { direct, .. } = &mut hello.role {
            direct.clone_from(&told);
        }
        let (connection, peers) = self.inbox.meanwhile(client.enter(code, &hello, &timing)).await?;
        let welcomed = Instant::now();
        self.is_restored = false;
        Span::current().record("room", code.as_str());
        self.tell(RoomEvent::Entered { code, peers }).await;
        // Commands queued for an earlier connection are repeated by the session, or obsolete.
        self.pacer.clear();
        if let Some(direct) = self.inbox.direct.clone().filter(|direct| Some(direct) != told.as_ref()) {
            self.pacer.push(Command::Direct { direct });
        }
        let ended = self.converse(connection).await;
        self.backoff.held_for(welcomed.elapsed());
        Ok(ended)
    }

    /// Stays connected, and returns the reason for the end.
    async fn converse(&mut self, mut connection: RoomConnection) -> LinkError {
        let mut pings = timer(self.config.timing.ping_every);
        loop {
            let Self { inbox, pacer, events, .. } = self;
            let done = tokio::select! {
                biased;
                command = inbox.next() => carry_out(command, &mut connection, pacer).await,
                received = receive(&mut connection, events) => received,
                _ = pings.tick() => connection.ping().await,
                () = sleep(PACE), if pacer.is_waiting() => Ok(()),
            };
            if let Err(trouble) = done {
                return trouble;
            }
            while let Some(command) = self.pacer.poll(Instant::now()) {
                if let Err(trouble) = connection.send_text(command.to_text()).await {
                    return trouble;
                }
            }
        }
    }

    /// Waits until the session has room for the event; commands are dropped meanwhile. Only for use while no relay is
    /// connected.
    async fn tell(&mut self, event: RoomEvent) {
        let Self { inbox, events, .. } = self;
        // Without a session this future is about to be dropped.
        let _ = inbox.meanwhile(events.send(TransportEvent::Room(event))).await;
    }
}

/// Receives one message and passes it on. It waits until the session has room for it: the relay's own limits apply to
/// messages that are not received. May be cancelled.
async fn receive(connection: &mut RoomConnection, events: &mpsc::Sender<TransportEvent>) -> Result<(), LinkError> {
    let Ok(place) = events.reserve().await else { return std::future::pending().await };
    match connection.receive().await? {
        Incoming::Text(text) if text == "pong" => {}
        Incoming::Text(text) => match RelayText::parse(&text) {
            Some(news) => place.send(TransportEvent::Room(RoomEvent::News(news))),
            None => tracing::debug!("ignored a text of the relay"),
        },
        Incoming::Binary(bytes) => {
            // No phone has the slot that means all of them, so an empty frame is counted as a bad one.
            let slot = bytes.first().copied().unwrap_or(ALL_PEERS);
            place.send(TransportEvent::Frame(slot.into(), Instant::now(), bytes.slice(bytes.len().min(1)..)));
        }
        Incoming::Alive => {}
    }
    Ok(())
}

async fn carry_out(
    command: TransportCommand,
    connection: &mut RoomConnection,
    pacer: &mut CommandPacer,
) -> Result<(), LinkError> {
    match command {
        TransportCommand::Frame(slot, payload) => {
            let Ok(slot) = u8::try_from(slot) else { return Ok(()) };
            connection.send_frame(addressed(slot, &payload)).await
        }
        TransportCommand::FrameToAll(payload) => connection.send_frame(addressed(ALL_PEERS, &payload)).await,
        TransportCommand::Room(command) if CommandPacer::is_counted(&command) => {
            pacer.push(command);
            Ok(())
        }
        TransportCommand::Room(command) => connection.send_text(command.to_text()).await,
        // The relay ends sessions through commands to the room, and has neither addresses nor signals of its own here.
        TransportCommand::Text(..)
        | TransportCommand::Close(..)
        | TransportCommand::Listen(_)
        | TransportCommand::Signal(..)
        | TransportCommand::Release(_) => Ok(()),
    }
}

/// Returns a frame for the phone in this slot, or for all of them.
fn addressed(slot: u8, payload: &[u8]) -> Vec<u8> {
    [&[slot], payload].concat()
}

fn next_step(trouble: &LinkError) -> NextStep {
    let LinkError::Closed(code) = *trouble else { return NextStep::ComeBack };
    match CloseCode::from_u16(code) {
        Some(CloseCode::WrongToken | CloseCode::NoSuchRoom | CloseCode::RoomClosed) => NextStep::NewRoom,
        Some(CloseCode::Replaced) => NextStep::GiveUp("another game has taken over this room".into()),
        _ if CloseCode::is_retryable(code) => NextStep::ComeBack,
        _ => NextStep::GiveUp(trouble.to_string()),
    }
}

/// Returns the pause that the relay requested.
fn asked_pause(trouble: &LinkError) -> Duration {
    match trouble {
        LinkError::Refused { retry_after, .. } => retry_after.unwrap_or_default(),
        _ => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonepad_protocol::{Frame, HostMessage};

    #[test]
    fn messages_carry_their_recipient_first() {
        let message = HostMessage::Notice { text: "hi".into(), key: None };
        let payload = Frame::FromHost(message.clone()).encode();
        for slot in [3, ALL_PEERS] {
            let bytes = addressed(slot, &payload);
            assert_eq!(bytes[0], slot);
            assert_eq!(Frame::from_host(&bytes[1..]), Ok(Frame::FromHost(message.clone())));
        }
    }

    #[test]
    fn each_close_code_has_its_reaction() {
        for code in [4003, 4004, 4005] {
            assert_eq!(next_step(&LinkError::Closed(code)), NextStep::NewRoom, "{code}");
        }
        for code in [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013] {
            assert_eq!(next_step(&LinkError::Closed(code)), NextStep::ComeBack, "{code}");
        }
        for code in [1000, 1003, 1009, 4000, 4001, 4002, 4009, 4010, 4011, 4029, 3000] {
            assert!(matches!(next_step(&LinkError::Closed(code)), NextStep::GiveUp(_)), "{code}");
        }
        assert_eq!(next_step(&LinkError::Silent), NextStep::ComeBack);
    }
}
