//! How a relay is to run, and what it puts up with.

use std::{sync::Arc, time::Duration};

use axum::http::HeaderName;
use tokio::net::TcpListener;

use super::{files::connections_within_files, store::Store, tls::Tls};
use crate::AddressLimits;

/// In a game, phones have addresses of their own, or share one router with few others.
const EMBEDDED_OPENINGS: u32 = 64;

/// How a relay is to run; the default is plain HTTP with the limits of the protocol.
#[derive(Clone, Default)]
pub struct Config {
    /// Speak TLS, and send plain requests on to it.
    pub tls: Option<Tls>,
    /// With `tls`: still answer plain requests that come from this machine itself and are for `localhost`.
    pub plain_localhost: bool,
    /// Keep rooms here, so that they outlive a crash.
    pub store: Option<Store>,
    /// Take the client's address from this header, because a proxy in front puts it there. Anybody could put anything
    /// there where no such proxy is.
    pub trust_proxy: Option<HeaderName>,
    /// Pages of these origins, such as `https://page.example`, may use the relay, and not only its own; `*` means all. They are
    /// written as browsers do: in lower case, without a default port or a slash at the end.
    pub origins: Vec<String>,
    /// Answer `/metrics` to plain HTTP requests here, and not where phones and games connect.
    pub metrics: Option<Arc<TcpListener>>,
    /// How much and how long.
    pub limits: Limits,
}

impl Config {
    /// For the relay inside a game: https with `tls`, plain http for this machine itself, and fewer connections, because
    /// each is a file and the game needs files too.
    pub fn embedded(tls: Tls) -> Self {
        let per_address = AddressLimits { openings: EMBEDDED_OPENINGS, ..AddressLimits::default() };
        let connections = connections_within_files(Limits::default().connections);
        let limits = Limits { per_address, connections, ..Limits::default() };
        Self { tls: Some(tls), plain_localhost: true, limits, ..Self::default() }
    }
}

/// What a relay puts up with.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// What each client address may do.
    pub per_address: AddressLimits,
    /// Open connections; further ones are closed at once.
    pub connections: u32,
    /// Live rooms.
    pub rooms: usize,
    /// From connecting to the first byte, and for the TLS handshake.
    pub handshake: Duration,
    /// For one request to arrive.
    pub request: Duration,
    /// For one HTTP connection in all, if it does not become a WebSocket.
    pub keep_alive: Duration,
    /// From the upgrade to the hello.
    pub hello: Duration,
    /// Between the WebSocket pings to each client.
    pub ping: Duration,
    /// A client silent for so long is dropped.
    pub silence: Duration,
    /// For a client to take what is left and to close.
    pub close: Duration,
    /// For all clients together, when the relay stops.
    pub shutdown: Duration,
    /// Between two looks at certificate files.
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
