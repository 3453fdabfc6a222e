//! The relay on the network: accepts connections until it is told to stop. The stand-alone relay and the tests call
//! [`run`]; a game calls [`start`], because it is a client of its own relay.

use std::{future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tracing::{Instrument as _, info, info_span, warn};

use super::{
    Config, Tls,
    access_control::AccessControl,
    connection,
    http::{App, Permit, metrics_router, router},
    in_process::RelayHandle,
    live::Relay,
    stop::{Stopper, stop_signal},
};
use phonepad_protocol::CloseCode;

/// Interval between checks of rooms for seats to release and for their end.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);
/// Pause after a failed accept; most failures are temporary, such as a lack of file descriptors.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);
/// Most open connections on the operator's metrics listener.
const METRICS_CONNECTIONS: u32 = 16;

/// Runs a relay as [`start`] does, for callers that are not its clients.
///
/// # Errors
/// See [`start`].
pub async fn run(listener: TcpListener, config: Config, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    let (_, serving) = start(listener, config, shutdown)?;
    serving.await;
    Ok(())
}

/// Returns a relay as a handle for clients in this process, and the future that serves `listener` and keeps the rooms.
///
/// The future runs until `shutdown` is ready, then asks every client to come back later (close code 4013)
/// and ends when all are gone, or after [`Limits::shutdown`](super::Limits::shutdown). Dropping it stops the relay as well,
/// but without waiting.
///
/// # Errors
/// Returns an error if the operating system gives no entropy; errors of a single connection are not returned.
pub fn start<S: Future<Output = ()> + Send>(
    listener: TcpListener,
    mut config: Config,
    shutdown: S,
) -> io::Result<(RelayHandle, impl Future<Output = ()> + Send + use<S>)> {
    let limits = config.limits;
    let relay = Arc::new(Relay::new(limits.rooms, config.store.take())?);
    let origins = std::mem::take(&mut config.origins);
    let access = Arc::new(AccessControl::new(limits.per_address, config.trust_proxy.take(), origins));
    let (stopper, stop) = stop_signal();
    let end = StopOnDrop { relay: Arc::clone(&relay), stopper };
    let app = App {
        relay: Arc::clone(&relay),
        access: Arc::clone(&access),
        limits,
        game_part: config.game_part.clone(),
        web_game: config.web_game.clone(),
        is_strictly_tls: config.tls.as_ref().is_some_and(Tls::is_from_files),
        stop: stop.clone(),
    };
    let metrics = config.metrics.take();
    let pages = router(app.clone(), metrics.is_none());
    let public = Entrance::new(app.clone(), pages, config.clone(), limits.connections);
    let permits = Arc::clone(&public.permits);
    let handle =
        RelayHandle { relay: Arc::clone(&relay), access: Arc::clone(&access), permits: Arc::clone(&permits), stop };
    let serving = async move {
        tokio::select! {
            () = public.accept(&listener) => {}
            () = serve_metrics(metrics, app) => {}
            () = sweep(&relay, &access) => {}
            () = keep_certificate(config.tls, limits.certificate_check) => {}
            () = shutdown => {}
        }
        let open = limits.connections as usize - permits.available_permits();
        info!(connections = open, "stopping: everybody is told to come back");
        drop(end);
        // Every connection holds a permit for as long as it lives.
        let _ = timeout(limits.shutdown, permits.acquire_many(limits.connections)).await;
    };
    Ok((handle, serving))
}

/// Disconnects all clients when it is dropped, and so also when the relay's future is.
struct StopOnDrop {
    relay: Arc<Relay>,
    stopper: Stopper,
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.stopper.stop();
        self.relay.close_rooms(CloseCode::Restarting);
    }
}

/// The state for accepting connections.
struct Entrance {
    app: App,
    router: Router,
    config: Config,
    permits: Arc<Semaphore>,
}

impl Entrance {
    fn new(app: App, router: Router, config: Config, connections: u32) -> Self {
        Self { app, router, config, permits: Arc::new(Semaphore::new(connections as usize)) }
    }

    async fn accept(&self, listener: &TcpListener) {
        // Distinguishes connections in the log, which contains no client address by default.
        let mut id = 0_u64;
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => match self.admit(canonical(peer)) {
                    Some(permit) => {
                        let (router, config, stop) = (self.router.clone(), self.config.clone(), self.app.stop.clone());
                        let serving =
                            connection::serve(stream, canonical(peer), router, Arc::new(permit), config, stop);
                        tokio::spawn(serving.instrument(info_span!("connection", id)));
                        id += 1;
                    }
                    // Waiting for another client to leave would help nobody.
                    None => self.app.relay.metrics().refused(),
                },
                Err(error) => {
                    warn!(%error, "cannot accept a connection");
                    sleep(ACCEPT_RETRY).await;
                }
            }
        }
    }

    fn admit(&self, peer: SocketAddr) -> Option<Permit> {
        let opening = self.app.access.hold_opening(peer).ok()?;
        let connection = Arc::clone(&self.permits).try_acquire_owned().ok()?;
        Some(Permit::new(connection, opening))
    }
}

/// Returns an IPv4 client of a dual-stack listener with its IPv4 address.
fn canonical(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(peer.ip().to_canonical(), peer.port())
}

/// Serves the metrics to the operator, if on a separate address.
async fn serve_metrics(listener: Option<Arc<TcpListener>>, app: App) {
    let Some(listener) = listener else { return pending().await };
    let config = Config { limits: app.limits, ..Config::default() };
    let app = App { is_strictly_tls: false, ..app };
    Entrance::new(app.clone(), metrics_router(app), config, METRICS_CONNECTIONS).accept(&listener).await;
}

async fn sweep(relay: &Relay, access: &AccessControl) {
    let mut ticks = interval(SWEEP_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        relay.sweep();
        access.sweep();
    }
}

/// Reloads certificate files when they change.
async fn keep_certificate(tls: Option<Tls>, every: Duration) {
    let Some(tls) = tls.filter(Tls::is_from_files) else { return pending().await };
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        tls.reload_if_changed();
    }
}
