//! The browser's WebSocket to a room, from the upgrade to the close. It must not depend on the messages between host and
//! phone.

use std::{cell::Cell, rc::Rc, time::Duration};

use js_sys::{ArrayBuffer, Uint8Array};
use tokio::sync::mpsc;
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use super::super::incoming::Incoming;
use crate::{
    Timing,
    error::LinkError,
    listener::Listener,
    timer::{Instant, Interval, sleep, timer},
};
use phonepad_protocol::{CloseCode, Hello, MAX_HOST_PAYLOAD, RelayText, RoomCode, Welcome, is_reliable};

/// Most messages that may wait here: a browser reads a socket whether or not anybody takes what it has read.
const INBOX: usize = 1024;
/// Places that lossy frames leave to the others.
const RESERVED: usize = 256;
/// Most bytes that may wait to be sent, as in a relay.
const MAX_WAITING: u32 = 256 * 1024;
/// Longest frame from a relay.
const MAX_FRAME_BYTES: u32 = MAX_HOST_PAYLOAD as u32 + 1;
/// Time between two checks whether the relay still answers.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The code that a browser reports when a connection ends without a close frame.
const ABNORMAL: u16 = 1006;

/// An event of the socket.
enum SocketEvent {
    Opened,
    Received(Incoming),
    Closed(u16),
}

/// A socket that has been welcomed.
pub(super) struct Socket {
    inner: WebSocket,
    events: mpsc::Receiver<SocketEvent>,
    /// Whether a message was lost because too many were waiting.
    overflowed: Rc<Cell<bool>>,
    /// When the oldest ping was sent that nothing has come after. The time since the last message would not do: while
    /// a tab is hidden, its timers, and with them its pings, may run once a minute only.
    unanswered: Option<Instant>,
    checks: Interval,
    dead_after: Duration,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens a socket to the room, sends `hello` and waits for the welcome.
    pub(super) async fn enter(
        origin: &str,
        code: RoomCode,
        hello: &Hello,
        timing: &Timing,
    ) -> Result<(Self, Welcome), LinkError> {
        let entered = async {
            let mut socket = Self::open(origin, code, timing)?;
            match socket.events.recv().await {
                Some(SocketEvent::Opened) => {}
                // A browser does not tell why a socket did not open.
                _ => return Err(LinkError::Unreachable(origin.to_owned())),
            }
            socket.send_text(&hello.to_text())?;
            match socket.receive().await? {
                Incoming::Text(text) => match RelayText::parse(&text) {
                    Some(RelayText::Welcome(welcome)) => Ok((socket, welcome)),
                    _ => Err(LinkError::NotARelay(origin.to_owned())),
                },
                _ => Err(LinkError::NotARelay(origin.to_owned())),
            }
        };
        tokio::select! {
            biased;
            entered = entered => entered,
            () = sleep(timing.answer_within) => Err(LinkError::Timeout(origin.to_owned())),
        }
    }

    fn open(origin: &str, code: RoomCode, timing: &Timing) -> Result<Self, LinkError> {
        // `http` becomes `ws`, and `https` becomes `wss`.
        let uri = format!("{}/api/rooms/{code}/ws", origin.replacen("http", "ws", 1));
        let inner = WebSocket::new(&uri).map_err(|_| LinkError::Unreachable(origin.to_owned()))?;
        inner.set_binary_type(BinaryType::Arraybuffer);
        let (sender, events) = mpsc::channel(INBOX);
        let overflowed = Rc::new(Cell::new(false));
        let opened = sender.clone();
        let on_open = move |_: Event| drop(opened.try_send(SocketEvent::Opened));
        let (received, is_lost, socket) = (sender.clone(), Rc::clone(&overflowed), inner.clone());
        let on_message = move |event: MessageEvent| {
            let Some(message) = read(&event) else { return };
            let is_lossy =
                matches!(&message, Incoming::Binary(bytes) if !bytes.get(1).is_some_and(|k| is_reliable(*k)));
            if is_lossy && received.capacity() < RESERVED {
                return;
            }
            if received.try_send(SocketEvent::Received(message)).is_err() {
                is_lost.set(true);
                let _ = socket.close();
            }
        };
        let on_close = move |event: CloseEvent| drop(sender.try_send(SocketEvent::Closed(event.code())));
        let listeners = [
            Listener::new(&inner, "open", on_open),
            Listener::new(&inner, "message", on_message),
            Listener::new(&inner, "close", on_close),
        ];
        let checks = timer(LOOK_EVERY);
        let dead_after = timing.dead_after;
        Ok(Self { inner, events, overflowed, unanswered: None, checks, dead_after, _listeners: listeners })
    }

    /// Waits for the next message; may be cancelled. An error ends the connection.
    pub(super) async fn receive(&mut self) -> Result<Incoming, LinkError> {
        loop {
            tokio::select! {
                biased;
                event = self.events.recv() => {
                    self.unanswered = None;
                    match event {
                        Some(SocketEvent::Received(message)) => return Ok(message),
                        Some(SocketEvent::Opened) => {}
                        Some(SocketEvent::Closed(_)) if self.overflowed.get() => return Err(too_slow()),
                        Some(SocketEvent::Closed(code)) => return Err(LinkError::Closed(code)),
                        None => return Err(LinkError::Closed(ABNORMAL)),
                    }
                }
                _ = self.checks.tick() => {
                    if self.overflowed.get() {
                        return Err(too_slow());
                    }
                    if self.unanswered.is_some_and(|since| since.elapsed() > self.dead_after) {
                        return Err(LinkError::Silent);
                    }
                }
            }
        }
    }

    pub(super) fn send_text(&self, text: &str) -> Result<(), LinkError> {
        self.check_room()?;
        self.inner.send_with_str(text).map_err(|_| LinkError::BrokenOff)
    }

    pub(super) fn send_frame(&self, frame: &[u8]) -> Result<(), LinkError> {
        self.check_room()?;
        self.inner.send_with_u8_array(frame).map_err(|_| LinkError::BrokenOff)
    }

    /// Sends the sign of life that the relay answers.
    pub(super) fn ping(&mut self) -> Result<(), LinkError> {
        self.unanswered.get_or_insert_with(Instant::now);
        self.send_text("ping")
    }

    /// A relay that takes nothing is gone; what waits for it must not grow without end.
    fn check_room(&self) -> Result<(), LinkError> {
        if self.inner.buffered_amount() > MAX_WAITING { Err(LinkError::Silent) } else { Ok(()) }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Also while it connects. It fails for codes that are none of a page's.
        let _ = self.inner.close_with_code(CloseCode::Normal.as_u16());
    }
}

/// Reads a message; `None` for one that no relay sends.
fn read(event: &MessageEvent) -> Option<Incoming> {
    let data = event.data();
    if let Some(text) = data.as_string() {
        return Some(Incoming::Text(text));
    }
    let bytes = Uint8Array::new(data.dyn_ref::<ArrayBuffer>()?);
    (bytes.length() <= MAX_FRAME_BYTES).then(|| Incoming::Binary(bytes.to_vec().into()))
}

fn too_slow() -> LinkError {
    LinkError::Closed(CloseCode::TooSlow.as_u16())
}
