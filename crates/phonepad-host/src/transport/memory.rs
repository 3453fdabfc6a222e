//! The transport within a process: phones that a test plays, without a network. Behind it everything is as in play:
//! seats, names, tokens and frames.
//!
//! ```
//! use phonepad_host::{Host, LinkCommand, LinkEvent, Recipient, memory::FromHost};
//! use phonepad_protocol::HostMessage;
//! # use std::{thread::sleep, time::Duration};
//! # fn wait<T>(mut poll: impl FnMut() -> Option<T>) -> T {
//! #     for _ in 0..2000 {
//! #         if let Some(found) = poll() { return found; }
//! #         sleep(Duration::from_millis(5));
//! #     }
//! #     panic!("nothing came");
//! # }
//!
//! let (mut host, phones) = Host::in_memory()?;
//! let mut ada = phones.join("Ada");
//! // `wait` polls until there is something, as a game does frame by frame.
//! let slot = wait(|| match host.poll_event()? {
//!     LinkEvent::PeerJoined { slot, name, resumed: false } if name == "Ada" => Some(slot),
//!     _ => None,
//! });
//!
//! ada.lean(20.0);
//! assert_eq!(wait(|| host.poll_reading()).slot, slot);
//!
//! let message = HostMessage::Haptic { pattern: vec![30] };
//! host.send(LinkCommand::Send { to: Recipient::Slot(slot), message: message.clone() });
//! wait(|| (ada.poll()? == FromHost::Message(message.clone())).then_some(()));
//! # Ok::<(), phonepad_host::HostError>(())
//! ```

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::mpsc;

use super::{RoomEvent, Transport, TransportCommand, TransportEnds, TransportEvent};
use crate::{RouteKind, timer::Instant};
use phonepad_motion::STANDARD_GRAVITY;
use phonepad_protocol::{
    CloseCode, DirectGameText, DirectPhoneText, Frame, HostMessage, MotionFrame, MotionSample, PhoneMessage,
    is_reliable,
};

/// The code of the room that the host is in.
const CODE: &str = "K7TQ";
/// Most messages that wait for a phone; the oldest ones are dropped.
const INBOX: usize = 1024;
/// Interval between two readings, in ms: the usual 60 Hz.
const INTERVAL_MS: u32 = 16;
/// Largest turn between two readings, in degrees.
const MAX_TURN: f32 = 20.0;

/// The phones of a host in memory.
#[derive(Debug, Clone)]
pub struct Phones(Arc<Mutex<Switchboard>>);

/// A message from the host to a phone.
#[derive(Debug, Clone, PartialEq)]
pub enum FromHost {
    /// The phone has a seat, in this slot.
    Seated(u8),
    /// The game has sent a message.
    Message(HostMessage),
    /// The host has ended the connection.
    Closed(CloseCode),
}

/// A phone that a test plays. It keeps its seat for a while after it is dropped, as a phone that is out of reach does.
#[derive(Debug)]
pub struct MemoryPhone {
    phones: Phones,
    session: u64,
    name: String,
    /// The token for returning to its seat.
    token: Option<String>,
    /// The current lean, in degrees.
    lean: f32,
    seq: u16,
    /// The phone's clock, in ms.
    t: u32,
}

/// The host's end of the transport, shared by all phones.
#[derive(Debug)]
struct Switchboard {
    events: mpsc::Sender<TransportEvent>,
    commands: mpsc::Receiver<TransportCommand>,
    inboxes: BTreeMap<u64, VecDeque<TransportCommand>>,
    next: u64,
}

/// Returns the transport and its phones.
pub(crate) fn open() -> (Transport, Phones) {
    let (transport, TransportEnds { events, commands }) = Transport::pair(RouteKind::Memory);
    if let Ok(code) = CODE.parse() {
        // The first event always fits.
        let _ = events.try_send(TransportEvent::Room(RoomEvent::Entered { code, peers: Vec::new() }));
    }
    let switchboard = Switchboard { events, commands, inboxes: BTreeMap::new(), next: 0 };
    (transport, Phones(Arc::new(Mutex::new(switchboard))))
}

impl Phones {
    /// Connects a phone that requests a seat under this name.
    pub fn join(&self, name: &str) -> MemoryPhone {
        let (phones, name) = (self.clone(), name.to_owned());
        let mut phone = MemoryPhone { phones, session: 0, name, token: None, lean: 0.0, seq: 0, t: 0 };
        phone.connect();
        phone
    }

    fn lock(&self) -> MutexGuard<'_, Switchboard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl MemoryPhone {
    /// Connects: for a seat of its own at first, afterwards for the one it had. A phone that is connected reconnects.
    pub fn connect(&mut self) {
        self.disconnect();
        let mut switchboard = self.phones.lock();
        switchboard.next += 1;
        self.session = switchboard.next;
        switchboard.inboxes.insert(self.session, VecDeque::new());
        switchboard.send(TransportEvent::Opened(self.session));
        let hello = DirectPhoneText::hello(&self.name, self.token.clone());
        switchboard.send(TransportEvent::Text(self.session, hello.to_text().into_bytes()));
    }

    /// Disconnects, as a phone that sleeps does. Its seat is kept for a while; messages that were not taken are lost.
    pub fn disconnect(&mut self) {
        // The token may be in a message that was not taken.
        while self.poll().is_some() {}
        self.phones.lock().close(self.session);
    }

    /// Sends a message, which counts once the phone has a seat. Returns whether it was sent: it is not while a thousand
    /// are waiting for the host, nor by a phone that is not connected.
    pub fn send(&mut self, message: PhoneMessage) -> bool {
        self.send_frame(&Frame::FromPhone(message))
    }

    /// Sends a frame; see [`Self::send`].
    pub fn send_frame(&mut self, frame: &Frame) -> bool {
        let mut switchboard = self.phones.lock();
        // A test that reads no messages must not block the host's.
        switchboard.distribute();
        if !switchboard.inboxes.contains_key(&self.session) {
            return false;
        }
        switchboard.send(TransportEvent::Frame(self.session, Instant::now(), frame.encode().into()))
    }

    /// Sends one reading of a phone that leans to the side, right edge down positive, in degrees; see [`Self::send`]. A
    /// hand turns the phone gradually: each reading is at most 20 degrees from the one before.
    pub fn lean(&mut self, degrees: f32) -> bool {
        let turn = (degrees - self.lean).clamp(-MAX_TURN, MAX_TURN);
        self.lean += turn;
        (self.seq, self.t) = (self.seq.wrapping_add(1), self.t.wrapping_add(INTERVAL_MS));
        let (sin, cos) = self.lean.to_radians().sin_cos();
        let sample = MotionSample {
            age_ms: 0,
            acceleration: [-sin * STANDARD_GRAVITY, 0.0, cos * STANDARD_GRAVITY].into(),
            rotation_rate: [0.0, turn * 1000.0 / INTERVAL_MS as f32, 0.0].into(),
        };
        self.send_frame(&Frame::Motion(MotionFrame {
            screen_angle: 0,
            gyroscope: true,
            sign_verified: true,
            taps: 0,
            seq: self.seq,
            t: self.t,
            samples: vec![sample],
        }))
    }

    /// Returns the next message from the host, or `None` if there is none yet. Never waits.
    pub fn poll(&mut self) -> Option<FromHost> {
        loop {
            let command = self.phones.lock().receive(self.session)?;
            match command {
                TransportCommand::Frame(_, payload) => {
                    if let Ok(Frame::FromHost(message)) = Frame::from_host(&payload) {
                        return Some(FromHost::Message(message));
                    }
                }
                TransportCommand::Text(_, text) => {
                    if let Some(DirectGameText::Welcome { slot, seat, .. }) = DirectGameText::parse(text.as_bytes()) {
                        self.token = Some(seat);
                        return Some(FromHost::Seated(slot));
                    }
                }
                TransportCommand::Close(_, code) => {
                    self.phones.lock().close(self.session);
                    return Some(FromHost::Closed(code));
                }
                _ => {}
            }
        }
    }
}

impl Drop for MemoryPhone {
    fn drop(&mut self) {
        self.phones.lock().close(self.session);
    }
}

impl Switchboard {
    /// Returns whether the host has room for the event.
    fn send(&mut self, event: TransportEvent) -> bool {
        self.events.try_send(event).is_ok()
    }

    fn close(&mut self, session: u64) {
        if self.inboxes.remove(&session).is_some() {
            self.send(TransportEvent::Closed(session));
        }
    }

    /// Takes the next command for a phone.
    fn receive(&mut self, session: u64) -> Option<TransportCommand> {
        self.distribute();
        self.inboxes.get_mut(&session)?.pop_front()
    }

    /// Distributes the host's commands.
    fn distribute(&mut self) {
        while let Ok(command) = self.commands.try_recv() {
            let to = match &command {
                // Lossy frames are the host's echoes, which measure a network.
                TransportCommand::Frame(_, payload) if !payload.first().is_some_and(|kind| is_reliable(*kind)) => {
                    continue;
                }
                TransportCommand::Frame(to, _) | TransportCommand::Text(to, _) | TransportCommand::Close(to, _) => *to,
                _ => continue,
            };
            if let Some(inbox) = self.inboxes.get_mut(&to) {
                if inbox.len() == INBOX {
                    inbox.pop_front();
                }
                inbox.push_back(command);
            }
        }
    }
}
