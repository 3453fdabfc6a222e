//! The life of a link: a room, a connection, and the reaction when either is lost. It must not inspect messages from
//! phones.

use std::time::{Duration, Instant};

use tokio::{sync::mpsc, time::sleep};

use super::{
    LinkCommand, LinkConfig, LinkEvent, LinkState, api, backoff::Backoff, connect::Dialer, direct::DirectTransport,
    error::LinkError, host_session::HostSession, pacer::CommandPacer, relay_session::RelaySession, socket::Socket,
    timer::timer, types::EventSender,
};
use phonepad_protocol::{CloseCode, DirectOffer, Hello, HelloRole, RoomCode, Welcome};

/// The right to be the host of a room.
#[derive(Debug)]
struct Tenancy {
    code: RoomCode,
    token: String,
}

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

/// Runs a link until the game drops it or it gives up.
pub(super) async fn run(config: LinkConfig, outlets: EventSender, commands: mpsc::Receiver<LinkCommand>) {
    let dropped = outlets.dropped();
    let direct = listen(&config).await;
    let task = Task {
        backoff: Backoff::new(&config.timing, config.jitter()),
        desk: HostSession::new(outlets, commands, direct, config.max_peers),
        config,
        tenancy: None,
        pacer: CommandPacer::new(),
    };
    tokio::select! {
        () = task.live() => {}
        () = dropped => {}
    }
}

/// Opens the direct port, if configured: another one if the requested one is taken. A game without one plays through
/// the relay.
async fn listen(config: &LinkConfig) -> Option<DirectTransport> {
    let direct = config.direct.as_ref()?;
    let started = DirectTransport::start(direct.addresses.clone(), direct.port).await;
    let handle = started.inspect_err(|error| tracing::warn!("phones cannot reach the game directly: {error}")).ok()?;
    if handle.offer.addresses.is_empty() {
        tracing::warn!("phones cannot reach the game directly: no address of this machine can be had");
    }
    Some(handle)
}

struct Task {
    config: LinkConfig,
    desk: HostSession,
    tenancy: Option<Tenancy>,
    backoff: Backoff,
    pacer: CommandPacer,
}

impl Task {
    async fn live(mut self) {
        if let Some(offer) = self.desk.offer() {
            self.desk.outlets.send_event(LinkEvent::DirectReady(offer.clone())).await;
        }
        self.tell_state(LinkState::Connecting).await;
        let dialer = match Dialer::new(&self.config.relay, self.config.trust) {
            Ok(dialer) => dialer,
            Err(trouble) => return self.tell_state(LinkState::Failed(trouble.to_string())).await,
        };
        loop {
            let trouble = match self.connect(&dialer).await {
                Ok(ended) => ended,
                Err(trouble) => trouble,
            };
            self.desk.relay_is_down();
            match next_step(&trouble) {
                NextStep::ComeBack => {}
                NextStep::NewRoom => self.lose_room().await,
                NextStep::GiveUp(reason) => return self.tell_state(LinkState::Failed(reason)).await,
            }
            let (attempt, pause) = self.backoff.failed();
            self.tell_state(LinkState::Retrying { attempt, reason: trouble.to_string() }).await;
            self.desk.meanwhile(sleep(pause.max(asked_pause(&trouble)))).await;
        }
    }

    /// Enters the room, creating one if there is none, and stays until the connection ends: `Ok` is the reason for its
    /// end, `Err` the reason why it never began.
    async fn connect(&mut self, dialer: &Dialer) -> Result<LinkError, LinkError> {
        let timing = self.config.timing;
        let (code, token) = match &self.tenancy {
            Some(tenancy) => (tenancy.code, tenancy.token.clone()),
            None => {
                let creating = api::create_room(dialer, self.config.max_peers, timing.answer_within);
                let created = self.desk.meanwhile(creating).await?;
                let (code, token) = (created.room.code, created.host_token);
                self.tenancy = Some(Tenancy { code, token: token.clone() });
                (code, token)
            }
        };
        let mut hello = Hello::host(token);
        if let HelloRole::Host { direct, .. } = &mut hello.role {
            *direct = self.desk.offer().map(DirectOffer::to_direct);
        }
        let (socket, welcome) = self.desk.meanwhile(Socket::enter(dialer, code, &hello, &timing)).await?;
        let Welcome::Host { peers, .. } = welcome else { return Err(LinkError::NotARelay(dialer.origin())) };
        let welcomed = Instant::now();
        self.tell_state(LinkState::Ready { code }).await;
        let first = self.desk.relay_is_up(&peers).await;
        let session = RelaySession {
            socket,
            desk: &mut self.desk,
            pacer: &mut self.pacer,
            pings: timer(timing.ping_every),
            echoes: timer(timing.echo_every),
        };
        let ended = session.run(first).await;
        self.backoff.held_for(welcomed.elapsed());
        Ok(ended)
    }

    async fn lose_room(&mut self) {
        self.tenancy = None;
        self.desk.room_is_lost().await;
    }

    async fn tell_state(&self, state: LinkState) {
        self.desk.outlets.send_event(LinkEvent::State(state)).await;
    }
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
