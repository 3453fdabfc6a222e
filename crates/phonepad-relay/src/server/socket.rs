//! One WebSocket from upgrade to close. The room interprets its messages.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    pin,
    time::{sleep, timeout},
};
use tracing::{Instrument as _, Span, debug};

use super::{
    Limits, connection_end::ConnectionEnd, live::Relay, live_room::LiveRoom, shared_send_queue::SharedSendQueue,
    socket_task::SocketTask, stop::Stop,
};
use crate::{Network, SocketId};
use phonepad_protocol::{ClientText, CloseCode, Hello, HelloRole, MAX_TEXT_BYTES, Role, TextError, parse_client_text};

/// Most messages have some 30 bytes; the default of 128 KiB would be nearly all the memory a socket needs.
const READ_BUFFER_BYTES: usize = 1024;
/// Bytes written to the operating system in one go; data waiting here cannot be replaced by something newer.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;
/// Never reached: beyond [`WRITE_BUFFER_BYTES`] we wait before adding a message.
const MAX_WRITE_BUFFER_BYTES: usize = 128 * 1024;
/// Well over the room's limit, so that the room is the one that closes with 1009.
const MAX_MESSAGE_BYTES: usize = 64 * 1024;

/// Applies the limits that the WebSocket layer enforces itself.
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
    mut socket: WebSocket,
    relay: Arc<Relay>,
    room: Option<Arc<LiveRoom>>,
    network: Network,
    limits: Limits,
    stop: Stop,
) {
    let mailbox = Arc::<SharedSendQueue>::default();
    let end = match &room {
        Some(room) => {
            let id = relay.next_socket();
            let span = room.span(id);
            let conversation = converse(&mut socket, &relay, room, id, network, &mailbox, limits, stop);
            let end = conversation.instrument(span.clone()).await;
            span.in_scope(|| {
                debug!(reason = ?end.reason, "a socket leaves its room");
                room.gone(id, end.reason);
            });
            end
        }
        None => ConnectionEnd::with(CloseCode::NoSuchRoom),
    };
    relay.metrics().closed(end.code);
    // A receiver that does not take the remaining messages, or does not answer, is cut off.
    let _ = timeout(limits.close, say_goodbye(&mut socket, &mailbox, end.code)).await;
}

/// Serves the socket from the hello to the end.
async fn converse(
    socket: &mut WebSocket,
    relay: &Relay,
    room: &LiveRoom,
    id: SocketId,
    network: Network,
    mailbox: &Arc<SharedSendQueue>,
    limits: Limits,
    mut stop: Stop,
) -> ConnectionEnd {
    let hello = tokio::select! {
        hello = timeout(limits.hello, read_hello(socket)) => hello,
        () = stop.requested() => return ConnectionEnd::with(CloseCode::Restarting),
    };
    let hello = match hello {
        Ok(Ok(hello)) => hello,
        Ok(Err(end)) => return end,
        Err(_) => return ConnectionEnd::with(CloseCode::NoHello),
    };
    let role = match hello.role {
        HelloRole::Host { .. } => Role::Host,
        HelloRole::Peer { .. } => Role::Peer,
    };
    room.join(id, network, mailbox, hello, relay.fresh_token()).await;
    room.record_seat(id, &Span::current());
    let timer = sleep(limits.ping);
    pin!(timer);
    // When a relay stops, it closes its rooms, and they close their sockets: no other signal is needed.
    SocketTask::new(socket, room, id, role, mailbox, relay.metrics(), limits, timer).await
}

async fn read_hello(socket: &mut WebSocket) -> Result<Hello, ConnectionEnd> {
    loop {
        match socket.next().await.ok_or(ConnectionEnd::GONE)?.map_err(ConnectionEnd::from_error)? {
            Message::Text(text) if text.len() > MAX_TEXT_BYTES => return Err(ConnectionEnd::with(CloseCode::TooBig)),
            Message::Text(text) => match parse_client_text(&text) {
                Ok(ClientText::Hello(hello)) => return Ok(hello),
                Ok(ClientText::Ping) => {
                    socket.send(Message::Text("pong".into())).await.map_err(ConnectionEnd::from_error)?;
                }
                Err(TextError::NotJson) => return Err(ConnectionEnd::with(CloseCode::BadData)),
                _ => return Err(ConnectionEnd::with(CloseCode::BadHello)),
            },
            Message::Binary(_) => return Err(ConnectionEnd::with(CloseCode::BadData)),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return Err(ConnectionEnd::GONE),
        }
    }
}

/// Sends the remaining messages and the close code, then waits for the client to close: closing with unread data in our
/// buffers would reset the connection, and the code would be lost.
async fn say_goodbye(socket: &mut WebSocket, mailbox: &SharedSendQueue, code: Option<CloseCode>) {
    if let Some(code) = code {
        let frame = CloseFrame { code: code.as_u16(), reason: code.reason().into() };
        let sent = async {
            while let Some(message) = mailbox.pop(true) {
                socket.feed(message.into()).await?;
            }
            socket.send(Message::Close(Some(frame))).await
        };
        if sent.await.is_err() {
            return;
        }
    }
    while let Some(Ok(_)) = socket.next().await {}
}
