//! A WebSocket that sends everything back, on the relay's own socket layer: same library, same limits, same TCP settings. It
//! is there for the Autobahn test suite only (feature `echo`), because the relay itself wants a hello first.

use axum::{
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
};
use futures_util::StreamExt;

use super::socket;

/// Where it is.
pub(super) const PATH: &str = "/echo";

pub(super) async fn upgrade(upgrade: WebSocketUpgrade) -> Response {
    socket::configure(upgrade).on_upgrade(echo)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.next().await {
        if matches!(message, Message::Text(_) | Message::Binary(_)) && socket.send(message).await.is_err() {
            return;
        }
    }
}
