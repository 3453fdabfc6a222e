//! A WebSocket that sends everything back, on the relay's own socket layer: same library, same limits, same TCP
//! settings. It exists only for the Autobahn test suite (feature `echo`), because the relay itself requires a hello
//! first.

use axum::{
    extract::ws::{Message, WebSocket, WebSocketUpgrade},
    response::Response,
};
use futures_util::StreamExt;

use super::socket;

/// The path of the echo socket.
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
