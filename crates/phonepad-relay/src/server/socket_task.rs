//! The loop of one welcomed socket: read, write, ping. One future, polled by hand: two tasks, or a `select!` over five
//! futures for every frame, would cost a fifth of the throughput.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use futures_util::{Sink, StreamExt};
use tokio::time::{Instant, Sleep};

use super::{
    Limits,
    connection_end::ConnectionEnd,
    live_room::LiveRoom,
    metrics::Metrics,
    send_window::SendWindow,
    shared_send_queue::{Mail, SharedSendQueue},
};
use crate::{QueuedMessage, SocketId};
use phonepad_protocol::Role;

/// Runs until the connection ends, and returns the reason. Reading never waits for writing, nor vice versa.
pub(super) struct SocketTask<'a> {
    socket: &'a mut WebSocket,
    room: &'a LiveRoom,
    id: SocketId,
    role: Role,
    mailbox: &'a Arc<SharedSendQueue>,
    window: SendWindow,
    metrics: &'a Metrics,
    ping: Duration,
    silence: Duration,
    last_heard: Instant,
    next_ping: Instant,
    timer: Pin<&'a mut Sleep>,
    /// A ping that must still be passed to the socket.
    due_ping: Option<Bytes>,
    /// Whether other ready tasks have had their turn since a message was queued.
    has_yielded: bool,
    is_flushed: bool,
}

impl<'a> SocketTask<'a> {
    /// `timer` runs out when the first ping is due.
    pub(super) fn new(
        socket: &'a mut WebSocket,
        room: &'a LiveRoom,
        id: SocketId,
        role: Role,
        mailbox: &'a Arc<SharedSendQueue>,
        metrics: &'a Metrics,
        limits: Limits,
        timer: Pin<&'a mut Sleep>,
    ) -> Self {
        Self {
            socket,
            room,
            id,
            role,
            mailbox,
            window: SendWindow::default(),
            metrics,
            ping: limits.ping,
            silence: limits.silence,
            last_heard: Instant::now(),
            next_ping: timer.deadline(),
            timer,
            due_ping: None,
            has_yielded: false,
            is_flushed: true,
        }
    }

    /// Handles all messages that have arrived; ready only when there will be no more.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<ConnectionEnd> {
        loop {
            let message = match ready!(self.socket.poll_next_unpin(cx)) {
                Some(Ok(message)) => message,
                Some(Err(error)) => return Poll::Ready(ConnectionEnd::from_error(error)),
                None => return Poll::Ready(ConnectionEnd::GONE),
            };
            self.last_heard = Instant::now();
            match message {
                Message::Binary(frame) => {
                    self.metrics.received(self.role, frame.len());
                    self.room.with(|room, now_ms, out| room.frame(self.id, &frame, now_ms, out));
                }
                Message::Text(text) => {
                    self.metrics.received(self.role, text.len());
                    self.room.text(self.id, &text);
                }
                Message::Pong(payload) => self.window.heard(&payload),
                Message::Ping(_) => {}
                Message::Close(_) => return Poll::Ready(ConnectionEnd::GONE),
            }
        }
    }

    /// Sends a ping when one is due; ready only when the client has been silent for too long.
    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<ConnectionEnd> {
        loop {
            ready!(self.timer.as_mut().poll(cx));
            let (now, silent_at) = (Instant::now(), self.last_heard + self.silence);
            if silent_at <= now {
                return Poll::Ready(ConnectionEnd::SILENT);
            }
            if self.next_ping <= now {
                self.due_ping = Some(Bytes::new());
                self.next_ping = now + self.ping;
            }
            self.timer.as_mut().reset(self.next_ping.min(silent_at));
        }
    }

    /// Writes the queued messages, then flushes once: a flush for each message costs a third of the throughput. Ready
    /// when there is nothing left to do.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        loop {
            ready!(Pin::new(&mut *self.socket).poll_ready(cx))?;
            let message = match self.due_ping.take() {
                Some(payload) => Message::Ping(payload),
                None => match self.mailbox.poll_pop(cx, self.window.is_open()) {
                    Some(message) => self.count(message),
                    None => break,
                },
            };
            Pin::new(&mut *self.socket).start_send(message)?;
            self.is_flushed = false;
        }
        if !self.is_flushed {
            ready!(Pin::new(&mut *self.socket).poll_flush(cx))?;
            self.is_flushed = true;
        }
        let (delay, replaced) = self.mailbox.written();
        self.metrics.replaced(replaced);
        if let Some(delay) = delay {
            self.metrics.delayed(delay);
        }
        Poll::Ready(Ok(()))
    }

    fn count(&mut self, message: QueuedMessage) -> Message {
        self.metrics.sent(self.role, message.len());
        if message.is_lossy() {
            self.due_ping = self.window.wrote(message.len()).map(|probe| Bytes::copy_from_slice(&probe));
        }
        message.into()
    }
}

impl Future for SocketTask<'_> {
    type Output = ConnectionEnd;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<ConnectionEnd> {
        let this = &mut *self;
        if let Poll::Ready(end) = this.poll_read(cx) {
            return Poll::Ready(end);
        }
        if let Poll::Ready(end) = this.poll_timer(cx) {
            return Poll::Ready(end);
        }
        let mail = this.mailbox.look();
        if let Mail::Closing(code) = mail {
            return Poll::Ready(ConnectionEnd::with(code));
        }
        // Tasks that are ready to send to this socket may do so first: one write for all of it.
        if mail == Mail::Waiting && !this.has_yielded {
            this.has_yielded = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        this.has_yielded = false;
        match this.poll_write(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(ConnectionEnd::from_error(error)),
            Poll::Ready(Ok(())) => Poll::Pending,
            Poll::Pending => this.mailbox.poll_closing(cx).map(ConnectionEnd::with),
        }
    }
}

impl From<QueuedMessage> for Message {
    fn from(message: QueuedMessage) -> Self {
        match message {
            QueuedMessage::Text(text) | QueuedMessage::SeatNews { text, .. } => Self::Text(text.into()),
            QueuedMessage::Reliable(bytes) | QueuedMessage::Lossy { bytes, .. } => Self::Binary(bytes),
        }
    }
}
