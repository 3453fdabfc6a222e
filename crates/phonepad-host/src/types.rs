//! What goes through the channels between the link and the game. It must not know how any of it came about.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Instant,
};

use tokio::sync::mpsc;

use phonepad_protocol::{DirectOffer, GameMessage, MotionFrame, PeerLeftReason, PhoneMessage, RoomCode, TouchFrame};

/// How the link stands; the screen shows it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// The first attempt is under way.
    Connecting,
    /// The room is open. The code changes only if the room was lost.
    Ready {
        /// What people type to get in.
        code: RoomCode,
    },
    /// The connection is gone or never came up; the next attempt follows by itself.
    Retrying {
        /// Attempts that failed in a row, from 1.
        attempt: u32,
        /// Why, in one sentence for people.
        reason: String,
    },
    /// The link has given up, for this reason in one sentence for people; no event follows.
    Failed(String),
}

/// Which way a phone's frames take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// By the relay.
    #[default]
    Relay,
    /// Straight from the phone.
    Direct,
}

/// What happened in the room.
///
/// Seen by the game every seat goes through joined → left → joined … → left → released, also when the link was down
/// meanwhile: after a reconnect each connected phone is announced again (so that the game can tell it what it missed),
/// and what changed in between follows as if it had happened now.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// The link stands differently.
    State(LinkState),
    /// A phone is there.
    PeerJoined {
        /// Its slot, `0..15`.
        slot: u8,
        /// Its cleaned name.
        name: String,
        /// Whether the slot was its own before.
        resumed: bool,
    },
    /// A phone's connection is gone; its seat is kept for a while.
    PeerLeft {
        /// Its slot.
        slot: u8,
        /// Why.
        reason: PeerLeftReason,
    },
    /// The slot is free again.
    SeatReleased {
        /// The slot.
        slot: u8,
    },
    /// A phone has another name.
    PeerRenamed {
        /// Its slot.
        slot: u8,
        /// Its cleaned name.
        name: String,
    },
    /// What was asked for with [`LinkCommand::Invite`]: [`phonepad_protocol::rejoin_url`] makes a link of it.
    Invitation {
        /// The seat's slot.
        slot: u8,
        /// The invitation. It is good for one phone, once, and a secret: not for logs.
        seat: String,
    },
    /// A phone said something that must not be lost.
    Message {
        /// Its slot.
        slot: u8,
        /// What it said.
        message: PhoneMessage,
    },
    /// A phone's frames take another way. After [`Self::PeerJoined`] of a seat that was free it is the relay, unless this
    /// follows.
    PathChanged {
        /// Its slot.
        slot: u8,
        /// The way.
        path: Transport,
    },
    /// Phones can reach the game directly; [`DirectOffer::to_fragment`] goes into the join link. Said only if it was asked
    /// for and is possible, and again when the addresses have changed; certificate and secret stay.
    DirectReady(DirectOffer),
}

/// A reading of a phone's sensors or touch screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// Whose.
    pub slot: u8,
    /// When it arrived, stamped on the network task.
    pub at: Instant,
    /// What it says.
    pub reading: Reading,
}

/// What a phone steers with at this moment, and by what clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Its motion sensors.
    Motion(MotionFrame),
    /// Its touch screen.
    Touch(TouchFrame),
    /// Its clock, as it answered an echo of the link.
    Clock {
        /// When the echo was sent.
        sent: Instant,
        /// What the phone's clock said, in ms.
        theirs: u32,
    },
}

/// What the game wants of the link.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkCommand {
    /// Say something to phones.
    Send {
        /// To whom.
        to: Recipient,
        /// What.
        message: GameMessage,
    },
    /// Take a phone's seat away.
    Kick {
        /// Its slot.
        slot: u8,
    },
    /// Open or close the room for new seats.
    Lock {
        /// Whether new seats are refused.
        locked: bool,
    },
    /// These are this machine's addresses now, the likeliest to be reached first, as in
    /// [`DirectConfig`](super::DirectConfig). If they are not those that phones are told, the port is opened on what is new
    /// and given up on what is gone, with one port number for all; [`LinkEvent::DirectReady`] and word to the relay follow.
    /// Without addresses everything stays as it is, and without a direct path nothing happens.
    Listen {
        /// The addresses.
        addresses: Vec<IpAddr>,
    },
    /// Ask for an invitation, with which another phone may take this seat, and the name and slot with it. An older one is
    /// worth nothing from then on. The answer is [`LinkEvent::Invitation`]; none comes if nobody sits there, if its phone is
    /// here without the relay, if the link is down, or if the game asks for more than one a second all the time.
    Invite {
        /// The seat's slot.
        slot: u8,
    },
}

/// Who a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// The phone in this slot.
    Slot(u8),
    /// Every phone in the room.
    All,
}

/// What was lost or not understood since the link started.
#[derive(Debug, Default)]
pub struct LinkCounters {
    dropped_readings: AtomicU64,
    bad_frames: AtomicU64,
}

impl LinkCounters {
    /// Readings the game did not take in time.
    pub fn dropped_readings(&self) -> u64 {
        self.dropped_readings.load(Relaxed)
    }

    /// Frames that were not understood.
    pub fn bad_frames(&self) -> u64 {
        self.bad_frames.load(Relaxed)
    }
}

/// The link's end of the channels to the game.
#[derive(Debug)]
pub(super) struct EventSender {
    events: mpsc::Sender<LinkEvent>,
    readings: mpsc::Sender<Received>,
    counters: Arc<LinkCounters>,
}

impl EventSender {
    pub(super) fn new(
        events: mpsc::Sender<LinkEvent>,
        readings: mpsc::Sender<Received>,
        counters: Arc<LinkCounters>,
    ) -> Self {
        Self { events, readings, counters }
    }

    /// Resolves once the game has dropped the link.
    pub(super) fn dropped(&self) -> impl Future<Output = ()> + Send + 'static {
        let events = self.events.clone();
        async move { events.closed().await }
    }

    /// Waits until the game has room for the event. An event that nobody can take any more is forgotten: the task ends by
    /// [`Self::dropped`].
    pub(super) async fn send_event(&self, event: LinkEvent) {
        let _ = self.events.send(event).await;
    }

    /// Never waits.
    pub(super) fn offer(&self, reading: Received) {
        if self.readings.try_send(reading).is_err() {
            self.counters.dropped_readings.fetch_add(1, Relaxed);
        }
    }

    pub(super) fn count_bad_frame(&self) {
        self.counters.bad_frames.fetch_add(1, Relaxed);
    }
}
