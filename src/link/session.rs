//! One connection as host, from the welcome to its end. It must not decide what happens after that.

use std::{collections::VecDeque, time::Instant};

use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{
    LinkEvent, Reading, Received, Trouble,
    orders::{Orders, Outgoing},
    roster::Roster,
    socket::{Incoming, Socket},
    types::Outlets,
};
use crate::protocol::{ALL_PEERS, Frame, MAX_PEERS, RelayText};

/// What a session works with.
pub(super) struct Session<'a> {
    pub(super) socket: Socket,
    pub(super) outlets: &'a Outlets,
    pub(super) orders: &'a mut Orders,
    pub(super) roster: &'a mut Roster,
    /// Zero of the clock that echo replies tell.
    pub(super) epoch: Instant,
    pub(super) pings: Interval,
    pub(super) echoes: Interval,
    /// What the newest echoes asked, and when they went, the newest last.
    pub(super) asked: VecDeque<(u32, Instant)>,
}

/// Echoes whose answers are waited for: some seconds' worth.
const MAX_ASKED: usize = 16;

/// A timer that does not try to catch up.
pub(super) fn timer(every: std::time::Duration) -> Interval {
    let mut timer = interval(every);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    timer
}

impl Session<'_> {
    /// Runs until the connection ends, and says why it did.
    pub(super) async fn run(mut self) -> Trouble {
        loop {
            if let Err(trouble) = self.turn().await {
                return trouble;
            }
        }
    }

    async fn turn(&mut self) -> Result<(), Trouble> {
        tokio::select! {
            biased;
            outgoing = self.orders.next() => self.send(outgoing).await,
            incoming = self.socket.receive() => match incoming? {
                Incoming::Text(text) => { self.hear_relay(&text).await; Ok(()) }
                Incoming::Binary(bytes) => self.hear_phone(&bytes).await,
                Incoming::Alive => Ok(()),
            },
            _ = self.pings.tick() => self.socket.ping().await,
            _ = self.echoes.tick(), if self.roster.is_anybody_there() => self.ask_clocks().await,
        }
    }

    pub(super) async fn send(&mut self, outgoing: Outgoing) -> Result<(), Trouble> {
        match outgoing {
            Outgoing::Text(text) => self.socket.send_text(text).await,
            Outgoing::Binary(bytes) => self.socket.send_binary(bytes).await,
        }
    }

    async fn hear_relay(&mut self, text: &str) {
        if text == "pong" {
            return;
        }
        let event = match RelayText::parse(text) {
            Some(RelayText::PeerJoined { slot, name, resumed }) => LinkEvent::PeerJoined { slot, name, resumed },
            Some(RelayText::PeerLeft { slot, reason }) => LinkEvent::PeerLeft { slot, reason },
            Some(RelayText::SeatReleased { slot }) => LinkEvent::SeatReleased { slot },
            Some(RelayText::PeerRenamed { slot, name }) => LinkEvent::PeerRenamed { slot, name },
            Some(RelayText::Invitation { slot, seat }) => LinkEvent::Invitation { slot, seat },
            // Of a later version, or not for a host.
            _ => return tracing::debug!("ignored a text of the relay"),
        };
        if slot_of(&event).is_some_and(|slot| slot < MAX_PEERS) {
            self.roster.note(&event);
            self.outlets.tell(event).await;
        }
    }

    async fn hear_phone(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let at = Instant::now();
        let Some((&slot, payload)) = bytes.split_first().filter(|(slot, _)| **slot < MAX_PEERS) else {
            self.outlets.count_bad_frame();
            return Ok(());
        };
        let reading = match Frame::from_phone(payload) {
            Ok(Frame::Motion(motion)) => Reading::Motion(motion),
            Ok(Frame::Touch(touch)) => Reading::Touch(touch),
            Ok(Frame::Echo { t }) => {
                let reply = Frame::EchoReply { t, mine: self.clock_ms(at) }.encode();
                return self.socket.send_binary([&[slot], reply.as_slice()].concat()).await;
            }
            Ok(Frame::FromPhone(message)) => {
                self.outlets.tell(LinkEvent::Message { slot, message }).await;
                return Ok(());
            }
            Ok(Frame::EchoReply { t, mine }) => match self.asked.iter().find(|(asked, _)| *asked == t) {
                Some(&(_, sent)) => Reading::Clock { sent, theirs: mine },
                // Nobody asked.
                None => return Ok(()),
            },
            Ok(Frame::FromGame(_)) => return Ok(()),
            Err(error) => {
                tracing::debug!(slot, %error, "ignored a frame of a phone");
                self.outlets.count_bad_frame();
                return Ok(());
            }
        };
        self.outlets.offer(Received { slot, at, reading });
        Ok(())
    }

    /// Asks every phone what its clock says, in one frame.
    async fn ask_clocks(&mut self) -> Result<(), Trouble> {
        let now = Instant::now();
        let t = self.clock_ms(now);
        if self.asked.len() == MAX_ASKED {
            self.asked.pop_front();
        }
        self.asked.push_back((t, now));
        self.socket.send_binary([&[ALL_PEERS], Frame::Echo { t }.encode().as_slice()].concat()).await
    }

    /// Milliseconds since the link started, wrapping at 2³².
    fn clock_ms(&self, now: Instant) -> u32 {
        now.saturating_duration_since(self.epoch).as_millis() as u32
    }
}

fn slot_of(event: &LinkEvent) -> Option<u8> {
    match *event {
        LinkEvent::PeerJoined { slot, .. }
        | LinkEvent::PeerLeft { slot, .. }
        | LinkEvent::SeatReleased { slot }
        | LinkEvent::PeerRenamed { slot, .. }
        | LinkEvent::Invitation { slot, .. } => Some(slot),
        LinkEvent::State(_) | LinkEvent::Message { .. } => None,
    }
}
