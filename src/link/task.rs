//! The life of a link: a room, a connection, and what to do when either is lost. It must not look at what phones say.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use tokio::{sync::mpsc, time::sleep};

use super::{
    Backoff, Dialer, LinkCommand, LinkConfig, LinkEvent, LinkState, Socket, Trouble, api,
    orders::Orders,
    roster::Roster,
    session::{Session, timer},
    types::Outlets,
};
use crate::protocol::{CloseCode, Hello, RoomCode, Welcome};

/// The right to be host of a room.
#[derive(Debug)]
struct Tenancy {
    code: RoomCode,
    token: String,
}

/// What follows from a [`Trouble`].
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Try again; the room is still ours.
    ComeBack,
    /// Try again with a new room.
    NewRoom,
    /// Give up, for this reason.
    GiveUp(String),
}

/// Runs a link until the game drops it or it gives up.
pub(super) async fn run(config: LinkConfig, outlets: Outlets, commands: mpsc::Receiver<LinkCommand>) {
    let dropped = outlets.dropped();
    let task = Task {
        backoff: Backoff::new(&config.timing, config.jitter()),
        config,
        outlets,
        orders: Orders::new(commands),
        roster: Roster::default(),
        tenancy: None,
        epoch: Instant::now(),
    };
    tokio::select! {
        () = task.live() => {}
        () = dropped => {}
    }
}

struct Task {
    config: LinkConfig,
    outlets: Outlets,
    orders: Orders,
    roster: Roster,
    tenancy: Option<Tenancy>,
    backoff: Backoff,
    epoch: Instant,
}

impl Task {
    async fn live(mut self) {
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
            match judge(&trouble) {
                Verdict::ComeBack => {}
                Verdict::NewRoom => self.lose_room().await,
                Verdict::GiveUp(reason) => return self.tell_state(LinkState::Failed(reason)).await,
            }
            let (attempt, pause) = self.backoff.failed();
            self.tell_state(LinkState::Retrying { attempt, reason: trouble.to_string() }).await;
            self.orders.meanwhile(sleep(pause.max(asked_pause(&trouble)))).await;
        }
    }

    /// Gets into the room, making one if there is none, and stays until the connection ends: `Ok` is why it ended, `Err`
    /// why it never began.
    async fn connect(&mut self, dialer: &Dialer) -> Result<Trouble, Trouble> {
        let timing = self.config.timing;
        let (code, token) = match &self.tenancy {
            Some(tenancy) => (tenancy.code, tenancy.token.clone()),
            None => {
                let creating = api::create_room(dialer, self.config.max_peers, timing.answer_within);
                let created = self.orders.meanwhile(creating).await?;
                let (code, token) = (created.room.code, created.host_token);
                self.tenancy = Some(Tenancy { code, token: token.clone() });
                (code, token)
            }
        };
        let hello = Hello::host(token);
        let (socket, welcome) = self.orders.meanwhile(Socket::enter(dialer, code, &hello, &timing)).await?;
        let Welcome::Host { peers, .. } = welcome else { return Err(Trouble::NotARelay(dialer.origin())) };
        let welcomed = Instant::now();
        self.tell_state(LinkState::Ready { code }).await;
        for event in self.roster.reconcile(&peers) {
            self.outlets.tell(event).await;
        }
        let standing = self.orders.standing();
        let mut session = Session {
            socket,
            outlets: &self.outlets,
            orders: &mut self.orders,
            roster: &mut self.roster,
            epoch: self.epoch,
            pings: timer(timing.ping_every),
            echoes: timer(timing.echo_every),
            asked: VecDeque::new(),
        };
        if let Some(outgoing) = standing {
            session.send(outgoing).await?;
        }
        let ended = session.run().await;
        self.backoff.held_for(welcomed.elapsed());
        Ok(ended)
    }

    async fn lose_room(&mut self) {
        self.tenancy = None;
        for event in self.roster.reconcile(&[]) {
            self.outlets.tell(event).await;
        }
    }

    async fn tell_state(&self, state: LinkState) {
        self.outlets.tell(LinkEvent::State(state)).await;
    }
}

fn judge(trouble: &Trouble) -> Verdict {
    let Trouble::Closed(code) = *trouble else { return Verdict::ComeBack };
    match CloseCode::from_u16(code) {
        Some(CloseCode::WrongToken | CloseCode::NoSuchRoom | CloseCode::RoomClosed) => Verdict::NewRoom,
        Some(CloseCode::Replaced) => Verdict::GiveUp("another game has taken over this room".into()),
        _ if CloseCode::is_retryable(code) => Verdict::ComeBack,
        _ => Verdict::GiveUp(trouble.to_string()),
    }
}

/// The pause the relay asked for.
fn asked_pause(trouble: &Trouble) -> Duration {
    match trouble {
        Trouble::Refused { retry_after, .. } => retry_after.unwrap_or_default(),
        _ => Duration::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_close() {
        for code in [4003, 4004, 4005] {
            assert_eq!(judge(&Trouble::Closed(code)), Verdict::NewRoom, "{code}");
        }
        for code in [1001, 1005, 1006, 1011, 1012, 1013, 4008, 4013] {
            assert_eq!(judge(&Trouble::Closed(code)), Verdict::ComeBack, "{code}");
        }
        for code in [1000, 1003, 1009, 4000, 4001, 4002, 4009, 4010, 4011, 4029, 3000] {
            assert!(matches!(judge(&Trouble::Closed(code)), Verdict::GiveUp(_)), "{code}");
        }
        assert_eq!(judge(&Trouble::Silent), Verdict::ComeBack);
    }
}
