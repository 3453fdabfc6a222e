//! The stand-alone relay: arguments in, [`full_tilt::relay::run`] does the rest.

use std::{
    env,
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    sync::Arc,
};

use clap::Parser;
use full_tilt::relay::{Arguments, Config, check_health, files_allowed, run};
use tokio::net::TcpListener;
use tracing::warn;
use tracing_subscriber::EnvFilter;

/// Libraries that log what clients send, from `debug` on. They do so only if `RUST_LOG` names them.
const TALKATIVE: &str = "axum=info,hyper=info,hyper_util=info,rustls=info,tokio_tungstenite=info,tungstenite=info";
/// Files that a relay has open besides its connections, generously.
const OTHER_FILES: u64 = 64;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tracing_subscriber::fmt().with_env_filter(log_filter()).with_writer(io::stderr).init();
    let done = match arguments.check_health {
        true => is_healthy(arguments.bind).await,
        false => serve(arguments).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "full-tilt-relay: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn log_filter() -> EnvFilter {
    let wanted = env::var("RUST_LOG").unwrap_or_default();
    let wanted = if wanted.is_empty() { "info" } else { &wanted };
    EnvFilter::try_new(format!("{TALKATIVE},{wanted}")).unwrap_or_else(|_| EnvFilter::new("info"))
}

async fn is_healthy(bind: SocketAddr) -> Result<(), String> {
    let address = reachable(bind);
    check_health(address).await.map_err(|error| format!("the relay at {address} is not well: {error}"))
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let metrics = match arguments.metrics_bind {
        Some(bind) => Some(Arc::new(listen(bind).await?)),
        None => None,
    };
    let config = Config { metrics, ..arguments.config()? };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let listener = listen(arguments.bind).await?;
    // Before the announcement: whoever has read it may ask for an end.
    let stop = stop_signal().map_err(|error| format!("cannot hear signals: {error}"))?;
    let address = listener.local_addr().map(reachable).map_err(|error| error.to_string())?;
    warn_of_few_files(config.limits.connections);
    // Nobody may be listening to us, which is no reason not to serve.
    let _ = writeln!(io::stdout(), "listening on {scheme}://{address}").and_then(|()| io::stdout().flush());
    run(listener, config, stop).await.map_err(|error| error.to_string())
}

/// Without a file for it, a connection waits instead of being refused.
fn warn_of_few_files(connections: u32) {
    let needed = u64::from(connections) + OTHER_FILES;
    if let Some(allowed) = files_allowed().filter(|allowed| *allowed < needed) {
        warn!(allowed, needed, "fewer files may be open than --max-connections needs: raise the limit (ulimit -n)");
    }
}

async fn listen(bind: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(bind).await.map_err(|error| format!("cannot listen on {bind}: {error}"))
}

/// An address that can be asked for, where the bound one means "all of this machine's".
fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = match bound.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bound.port())
}

/// Ready when the process is asked to end: by ctrl-C, or by SIGTERM where there is such a thing.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
