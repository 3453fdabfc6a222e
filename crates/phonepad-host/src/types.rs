//! The types in the channels between the link and the game. They must not depend on how their contents came about.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use tokio::sync::mpsc;

use super::{RouteKind, timer::Instant};
use phonepad_protocol::{DirectOffer, HostMessage, MotionFrame, PeerLeftReason, PhoneMessage, RoomCode, TouchFrame};

/// The state of the link, which the screen shows in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkState {
    /// The first attempt is under way.
    Connecting,
    /// The room is open. The code changes only if the room was lost.
    Ready {
        /// The code that players type to join.
        code: RoomCode,
    },
    /// The connection is gone or was never established; the next attempt follows automatically.
    Retrying {
        /// Failed attempts in a row, from 1.
        attempt: u32,
        /// The reason, in one sentence for users.
        reason: String,
    },
    /// The link has given up, for this reason in one sentence for users; no event follows.
    Failed(String),
}

/// An event in the room.
///
/// From the game's point of view every seat goes through joined → left → joined … → left → released, even if the link
/// was down meanwhile: after a reconnect each connected phone is announced again (so that the game can send it the
/// messages that it missed), and changes in between follow as if they had happened now.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// The state of the link has changed.
    State(LinkState),
    /// A phone has connected.
    PeerJoined {
        /// The phone's slot, `0..15`.
        slot: u8,
        /// The cleaned name.
        name: String,
        /// Whether the phone had this slot before.
        resumed: bool,
    },
    /// A phone's connection is gone; its seat is kept for a while.
    PeerLeft {
        /// The phone's slot.
        slot: u8,
        /// The reason.
        reason: PeerLeftReason,
    },
    /// The slot is free again.
    SeatReleased {
        /// The slot.
        slot: u8,
    },
    /// A phone has changed its name.
    PeerRenamed {
        /// The phone's slot.
        slot: u8,
        /// The cleaned name.
        name: String,
    },
    /// The answer to [`LinkCommand::Invite`]: [`phonepad_protocol::rejoin_url`] turns it into a link.
    Invitation {
        /// The seat's slot.
        slot: u8,
        /// The invitation. It is valid for one phone, once, and a secret: not for logs.
        seat: String,
    },
    /// A phone sent a message that must not be lost.
    Message {
        /// The phone's slot.
        slot: u8,
        /// The message.
        message: PhoneMessage,
    },
    /// A phone's frames now use another transport. After [`Self::PeerJoined`] of a seat that was free it is the relay,
    /// unless this event follows.
    PathChanged {
        /// The phone's slot.
        slot: u8,
        /// The transport.
        path: RouteKind,
    },
    /// Phones can reach the game directly; [`DirectOffer::to_fragment`] goes into the join link. Sent only if it was
    /// requested and is possible, and again when the addresses have changed; certificate and secret stay.
    DirectReady(DirectOffer),
}

impl LinkEvent {
    /// Whether the ways in which phones join may have changed: the room, the direct path, or a reason why they cannot.
    pub fn affects_joining(&self) -> bool {
        matches!(self, Self::State(_) | Self::DirectReady(_))
    }
}

/// A reading of a phone's sensors or touch screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The phone's slot.
    pub slot: u8,
    /// The time of arrival, stamped on the network task.
    pub at: Instant,
    /// The reading.
    pub reading: Reading,
}

/// The current input of a phone, or a reading of its clock.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A reading of the motion sensors.
    Motion(MotionFrame),
    /// A reading of the touch screen.
    Touch(TouchFrame),
    /// The phone's clock, from its answer to an echo of the link.
    Clock {
        /// The time when the echo was sent.
        sent: Instant,
        /// The phone's clock in the answer, in ms.
        theirs: u32,
    },
}

/// A command from the game to the link.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkCommand {
    /// Send a message to phones.
    Send {
        /// The recipient.
        to: Recipient,
        /// The message.
        message: HostMessage,
    },
    /// Release a phone's seat.
    Kick {
        /// The phone's slot.
        slot: u8,
    },
    /// Open or close the room for new seats.
    Lock {
        /// Whether new seats are refused.
        locked: bool,
    },
    /// Set this machine's addresses, the likeliest to be reachable first, as in [`DirectConfig`](super::DirectConfig).
    /// If the set has changed, the port is opened on new addresses and closed on missing ones, with one port number for
    /// all; [`LinkEvent::DirectReady`] and a message to the relay follow. Without addresses everything stays as it is,
    /// and without a direct path nothing happens.
    Listen {
        /// The addresses.
        addresses: Vec<IpAddr>,
    },
    /// Request an invitation, with which another phone may take this seat, including its name and slot. An older one
    /// becomes invalid. The answer is [`LinkEvent::Invitation`]; there is none if the seat is free, if its phone is
    /// connected without the relay, if the link is down, or if the game keeps requesting more than one a second.
    Invite {
        /// The seat's slot.
        slot: u8,
    },
}

/// The recipient of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// The phone in this slot.
    Slot(u8),
    /// Every phone in the room.
    All,
}

/// Counters of lost and unintelligible data since the link started.
#[derive(Debug, Default)]
pub struct LinkCounters {
    dropped_readings: AtomicU64,
    bad_frames: AtomicU64,
}

impl LinkCounters {
    /// Returns the number of readings that the game did not take in time.
    pub fn dropped_readings(&self) -> u64 {
        self.dropped_readings.load(Relaxed)
    }

    /// Returns the number of frames that could not be decoded.
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

    pub(super) fn into_channels(self) -> (mpsc::Sender<LinkEvent>, mpsc::Sender<Received>) {
        (self.events, self.readings)
    }

    /// Resolves once the game has dropped the link.
    pub(super) fn dropped(&self) -> impl Future<Output = ()> + 'static {
        let events = self.events.clone();
        async move { events.closed().await }
    }

    /// Waits until the game has room for the event. An event that can no longer be delivered is dropped: the task ends
    /// because of [`Self::dropped`].
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
