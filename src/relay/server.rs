//! The relay on the network: accepts connections until it is told to stop. The stand-alone relay, the game and the tests
//! all call [`run`].

use std::{future::pending, io, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tracing::warn;

use super::{
    Store, Tls, connection,
    http::{App, metrics_router, router},
    live::Relay,
    stop::{Stop, stop_signal},
};
use crate::protocol::CloseCode;

/// How often rooms are looked at for seats to release and for their end.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);
/// Pause after a failed accept; most failures mean that files have run out, and pass.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How a relay is to run; the default is plain HTTP with the limits of the protocol.
#[derive(Clone, Default)]
pub struct Config {
    /// Speak TLS, and send plain requests on to it.
    pub tls: Option<Tls>,
    /// With `tls`: still answer plain requests that come from this machine itself and are for `localhost`.
    pub plain_localhost: bool,
    /// Keep rooms here, so that they outlive a crash.
    pub store: Option<Store>,
    /// Answer `/metrics` to plain HTTP requests here, and not where phones and games connect.
    pub metrics: Option<Arc<TcpListener>>,
    /// How much and how long.
    pub limits: Limits,
}

/// What a relay puts up with.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Open connections; more wait to be accepted.
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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
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
        }
    }
}

/// Runs a relay on `listener` until `shutdown` is ready, then tells every client to come back later (close code 4013)
/// and returns when all are gone, or after [`Limits::shutdown`]. Dropping the future stops the relay as well, but without
/// waiting.
///
/// # Errors
/// If the operating system gives no entropy; nothing that happens to a single connection.
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let limits = config.limits;
    let relay = Arc::new(Relay::new(limits.rooms, config.store.clone())?);
    let (stopper, stop) = stop_signal();
    let permits = Arc::new(Semaphore::new(limits.connections as usize));
    let app = App { relay: Arc::clone(&relay), limits, stop: stop.clone() };
    let metrics = config.metrics.clone();
    let pages = router(app.clone(), metrics.is_none());
    tokio::select! {
        () = accept(&listener, pages, config, Arc::clone(&permits), stop.clone()) => {}
        () = serve_metrics(metrics, app, Arc::clone(&permits), stop) => {}
        () = sweep(&relay) => {}
        () = shutdown => {}
    }
    stopper.stop();
    relay.close_rooms(CloseCode::Restarting);
    // Every connection holds a permit for as long as it lives.
    let _ = timeout(limits.shutdown, permits.acquire_many(limits.connections)).await;
    Ok(())
}

/// Answers the operator, if at an address of its own.
async fn serve_metrics(listener: Option<Arc<TcpListener>>, app: App, permits: Arc<Semaphore>, stop: Stop) {
    match listener {
        Some(listener) => {
            let config = Config { limits: app.limits, ..Config::default() };
            accept(&listener, metrics_router(app), config, permits, stop).await;
        }
        None => pending().await,
    }
}

async fn accept(listener: &TcpListener, router: Router, config: Config, permits: Arc<Semaphore>, stop: Stop) {
    // The semaphore is never closed.
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let (router, permit, config, stop) = (router.clone(), Arc::new(permit), config.clone(), stop.clone());
                tokio::spawn(connection::serve(stream, peer, router, permit, config, stop));
            }
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

async fn sweep(relay: &Relay) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        relay.sweep();
    }
}
