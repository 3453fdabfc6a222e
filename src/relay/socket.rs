//! One WebSocket from upgrade to close: one task that reads and writes at the same time. What messages mean is decided
//! by the room.

use std::sync::{Arc, OnceLock};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use bytes::Bytes;
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite;

use super::{
    Limits, Outgoing, SocketId,
    live::{LiveRoom, Relay},
    mailbox::Mailbox,
    metrics::Metrics,
    stop::Stop,
    window::Window,
};
use crate::protocol::{
    ClientText, CloseCode, Hello, HelloRole, MAX_TEXT_BYTES, PeerLeftReason, Role, TextError, parse_client_text,
};

/// Most messages have some 30 bytes; the default of 128 KiB would be nearly all the memory a socket needs.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// What is written to the operating system in one go; what waits here cannot be replaced by something newer.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;
/// Never reached: beyond [`WRITE_BUFFER_BYTES`] we wait before adding a message.
const MAX_WRITE_BUFFER_BYTES: usize = 128 * 1024;
/// Well over what the room allows, so that it is the room that says 1009.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

type Sink = SplitSink<WebSocket, Message>;
type Stream = SplitStream<WebSocket>;

/// Applies the limits that are the WebSocket layer's own.
pub(super) fn configure(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
}

/// Serves one socket of a room, or of none: the close code is all that a browser can read.
pub(super) async fn serve(
    socket: WebSocket,
    relay: Arc<Relay>,
    room: Option<Arc<LiveRoom>>,
    limits: Limits,
    mut stop: Stop,
) {
    let (mut sink, mut stream) = socket.split();
    let client = Client {
        id: relay.next_socket(),
        role: OnceLock::new(),
        mailbox: Arc::default(),
        window: Window::default(),
        relay,
        limits,
    };
    let end = match &room {
        None => End::with(CloseCode::NoSuchRoom),
        Some(room) => {
            let end = tokio::select! {
                // A closing relay also closes its rooms; clients are to learn the reason behind the reason.
                biased;
                () = stop.requested() => End::with(CloseCode::Restarting),
                code = client.mailbox.closed() => End::with(code),
                end = client.read(&mut stream, room) => end,
                end = client.write(&mut sink) => end,
            };
            room.gone(client.id, end.reason);
            end
        }
    };
    client.metrics().closed(end.code);
    // A receiver that does not take what is left, or does not answer, is cut off.
    let _ = timeout(client.limits.close, client.say_goodbye(&mut sink, &mut stream, end.code)).await;
}

/// How a connection ended.
struct End {
    /// For the host.
    reason: PeerLeftReason,
    /// For the client, if it is still there to be told.
    code: Option<CloseCode>,
}

impl End {
    const GONE: Self = Self { reason: PeerLeftReason::Closed, code: None };

    fn with(code: CloseCode) -> Self {
        Self { reason: PeerLeftReason::Closed, code: Some(code) }
    }
}

struct Client {
    id: SocketId,
    /// Known from the hello on.
    role: OnceLock<Role>,
    mailbox: Arc<Mailbox>,
    window: Window,
    relay: Arc<Relay>,
    limits: Limits,
}

impl Client {
    fn metrics(&self) -> &Metrics {
        self.relay.metrics()
    }

    /// Whoever has not said hello yet counts as a peer.
    fn role(&self) -> Role {
        self.role.get().copied().unwrap_or(Role::Peer)
    }

    async fn read(&self, stream: &mut Stream, room: &LiveRoom) -> End {
        let hello = match timeout(self.limits.hello, self.read_hello(stream)).await {
            Ok(Ok(hello)) => hello,
            Ok(Err(end)) => return end,
            Err(_) => return End::with(CloseCode::NoHello),
        };
        let _ = self.role.set(match hello.role {
            HelloRole::Host { .. } => Role::Host,
            HelloRole::Peer { .. } => Role::Peer,
        });
        room.join(self.id, &self.mailbox, hello, self.relay.fresh_token()).await;
        self.read_messages(stream, room).await
    }

    async fn read_hello(&self, stream: &mut Stream) -> Result<Hello, End> {
        loop {
            match next_message(stream).await? {
                Message::Text(text) if text.len() > MAX_TEXT_BYTES => return Err(End::with(CloseCode::TooBig)),
                Message::Text(text) => match parse_client_text(&text) {
                    Ok(ClientText::Hello(hello)) => return Ok(hello),
                    Ok(ClientText::Ping) => {
                        let pong = Outgoing::Text("pong".to_owned());
                        self.mailbox.push(pong).map_err(|_| End::with(CloseCode::TooSlow))?;
                    }
                    Err(TextError::NotJson) => return Err(End::with(CloseCode::BadData)),
                    _ => return Err(End::with(CloseCode::BadHello)),
                },
                Message::Binary(_) => return Err(End::with(CloseCode::BadData)),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => return Err(End::GONE),
            }
        }
    }

    async fn read_messages(&self, stream: &mut Stream, room: &LiveRoom) -> End {
        let mut last_heard = Instant::now();
        let silence = sleep_until(last_heard + self.limits.silence);
        tokio::pin!(silence);
        loop {
            let message = tokio::select! {
                biased;
                message = next_message(stream) => message,
                () = &mut silence => {
                    // The timer is not moved with every message, only when it has run out.
                    let deadline = last_heard + self.limits.silence;
                    if deadline <= Instant::now() {
                        return End { reason: PeerLeftReason::Timeout, code: None };
                    }
                    silence.as_mut().reset(deadline);
                    continue;
                }
            };
            last_heard = Instant::now();
            match message {
                Ok(Message::Binary(frame)) => {
                    self.metrics().received(self.role(), frame.len());
                    room.with(|room, now_ms, out| room.frame(self.id, &frame, now_ms, out));
                }
                Ok(Message::Text(text)) => {
                    self.metrics().received(self.role(), text.len());
                    room.with(|room, now_ms, out| room.text(self.id, &text, now_ms, out));
                }
                Ok(Message::Pong(payload)) => {
                    if self.window.heard(&payload) {
                        self.mailbox.wake();
                    }
                }
                Ok(Message::Ping(_)) => {}
                Ok(Message::Close(_)) => return End::GONE,
                Err(end) => return end,
            }
        }
    }

    /// Sends what comes into the mailbox, and pings. Ends only when the connection does.
    async fn write(&self, sink: &mut Sink) -> End {
        let mut pings = interval_at(Instant::now() + self.limits.ping, self.limits.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let written = tokio::select! {
                () = self.mailbox.filled() => self.send_all(sink).await,
                _ = pings.tick() => sink.send(Message::Ping(Default::default())).await,
            };
            if written.is_err() {
                return End::GONE;
            }
        }
    }

    /// Drains the mailbox, then flushes once: a flush for each message costs a third of the throughput.
    async fn send_all(&self, sink: &mut Sink) -> Result<(), axum::Error> {
        while let Some(message) = self.mailbox.pop(self.window.is_open()) {
            let (bytes, is_lossy) = (message.len(), message.is_lossy());
            self.metrics().sent(self.role(), bytes);
            sink.feed(to_message(message)).await?;
            if let Some(ping) = is_lossy.then(|| self.window.wrote(bytes)).flatten() {
                sink.feed(Message::Ping(Bytes::copy_from_slice(&ping))).await?;
            }
        }
        sink.flush().await?;
        let (delay, replaced) = self.mailbox.written();
        self.metrics().replaced(replaced);
        if let Some(delay) = delay {
            self.metrics().delayed(delay);
        }
        Ok(())
    }

    /// Sends what is left and the close code, then waits for the client to close: closing with unread data in our
    /// buffers would reset the connection, and the code would be lost.
    async fn say_goodbye(&self, sink: &mut Sink, stream: &mut Stream, code: Option<CloseCode>) {
        if let Some(code) = code {
            let frame = CloseFrame { code: code.as_u16(), reason: code.reason().into() };
            let sent = async {
                self.send_all(sink).await?;
                sink.send(Message::Close(Some(frame))).await
            };
            if sent.await.is_err() {
                return;
            }
        }
        while let Some(Ok(_)) = stream.next().await {}
    }
}

async fn next_message(stream: &mut Stream) -> Result<Message, End> {
    match stream.next().await {
        Some(Ok(message)) => Ok(message),
        Some(Err(error)) => Err(match error.into_inner().downcast_ref() {
            Some(tungstenite::Error::Capacity(_)) => End::with(CloseCode::TooBig),
            Some(tungstenite::Error::Utf8(_)) => End::with(CloseCode::BadData),
            _ => End::GONE,
        }),
        None => Err(End::GONE),
    }
}

fn to_message(message: Outgoing) -> Message {
    match message {
        Outgoing::Text(text) => Message::Text(text.into()),
        Outgoing::Reliable(bytes) | Outgoing::Lossy { bytes, .. } => Message::Binary(bytes),
    }
}
