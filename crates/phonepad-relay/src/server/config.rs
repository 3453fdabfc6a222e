//! The configuration of a relay and its limits.

use std::{sync::Arc, time::Duration};

use axum::http::HeaderName;
use tokio::net::TcpListener;

use super::{files::connections_within_files, game_part::GamePart, store::Store, tls::Tls, web_game::WebGame};
use crate::AddressLimits;

/// Limit for a relay in a game, where phones have addresses of their own, or share one router with few others.
const EMBEDDED_OPENINGS: u32 = 64;

/// The configuration of a relay; the default is plain HTTP with the limits of the protocol.
#[derive(Clone, Default)]
pub struct Config {
    /// Use TLS, and redirect plain requests to it.
    pub tls: Option<Tls>,
    /// With `tls`: still answer plain requests that come from this machine itself and are for `localhost`.
    pub plain_localhost: bool,
    /// Store rooms here, so that they survive a crash.
    pub store: Option<Store>,
    /// Take the client's address from this header, because a proxy in front sets it. Without such a proxy, any client
    /// could set it.
    pub trust_proxy: Option<HeaderName>,
    /// Besides the relay's own pages, allow pages of these origins, such as `https://page.example`; `*` means all. They
    /// are written as browsers do: in lower case, without a default port or a slash at the end.
    pub origins: Vec<String>,
    /// Serve the page with this part of a game's own instead of the bundled one.
    pub game_part: Option<Arc<GamePart>>,
    /// Serve this game's web edition below `/play/`. Its download has to fit into [`Limits::keep_alive`].
    pub web_game: Option<Arc<WebGame>>,
    /// Answer `/metrics` to plain HTTP requests on this listener instead of on the main one.
    pub metrics: Option<Arc<TcpListener>>,
    /// Limits of numbers and durations.
    pub limits: Limits,
}

impl Config {
    /// Returns the configuration for the relay inside a game: https with `tls`, plain http for this machine itself, and
    /// fewer connections, because each is a file and the game needs files too.
    pub fn embedded(tls: Tls) -> Self {
        let per_address = AddressLimits { openings: EMBEDDED_OPENINGS, ..AddressLimits::default() };
        let connections = connections_within_files(Limits::default().connections);
        let limits = Limits { per_address, connections, ..Limits::default() };
        Self { tls: Some(tls), plain_localhost: true, limits, ..Self::default() }
    }
}

/// The limits of a relay.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Limits for each client address.
    pub per_address: AddressLimits,
    /// Most open connections; further ones are closed at once.
    pub connections: u32,
    /// Most live rooms.
    pub rooms: usize,
    /// Time from connecting to the first byte, and for the TLS handshake.
    pub handshake: Duration,
    /// Time for one request to arrive.
    pub request: Duration,
    /// Total time of one HTTP connection, if it does not become a WebSocket.
    pub keep_alive: Duration,
    /// Time from the upgrade to the hello.
    pub hello: Duration,
    /// Interval between the WebSocket pings to each client.
    pub ping: Duration,
    /// Time after which a silent client is dropped.
    pub silence: Duration,
    /// Time for a client to take the remaining messages and to close.
    pub close: Duration,
    /// Time for all clients together, when the relay stops.
    pub shutdown: Duration,
    /// Interval between two checks of certificate files.
    pub certificate_check: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: AddressLimits::default(),
            connections: 4096,
            rooms: 10_000,
            handshake: Duration::from_secs(10),
            request: Duration::from_secs(10),
            keep_alive: Duration::from_secs(60),
            hello: Duration::from_secs(5),
            ping: Duration::from_secs(15),
            silence: Duration::from_secs(45),
            close: Duration::from_secs(1),
            shutdown: Duration::from_secs(5),
            certificate_check: Duration::from_secs(5),
        }
    }
}
