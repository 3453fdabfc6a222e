//! The stand-alone relay: reads the arguments; [`phonepad_relay::run`] does the rest.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]

use std::{
    env,
    io::{self, Write},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    sync::Arc,
};

use clap::Parser;
use phonepad_relay::{
    Arguments, Config, check_health, connections_within_files, listen_everywhere, local_address, raise_open_files, run,
};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// Log filter for libraries that log client data, from `debug` on. They do so only if `RUST_LOG` names them.
const TALKATIVE: &str = "axum=info,hyper=info,hyper_util=info,rustls=info,tokio_tungstenite=info,tungstenite=info";
/// Default port to listen on.
const DEFAULT_PORT: u16 = 7272;

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

async fn is_healthy(bind: Option<SocketAddr>) -> Result<(), String> {
    let bind = bind.unwrap_or((Ipv4Addr::LOCALHOST, DEFAULT_PORT).into());
    let address = if bind.ip().is_unspecified() { loopback(bind) } else { bind };
    check_health(address).await.map_err(|error| format!("the relay at {address} is not well: {error}"))
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let metrics = match arguments.metrics_bind {
        Some(bind) => Some(Arc::new(listen(bind).await?)),
        None => None,
    };
    raise_open_files();
    let mut config = Config { metrics, ..arguments.config()? };
    config.limits.connections = connections_within_files(config.limits.connections);
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let listener = match arguments.bind {
        Some(bind) => listen(bind).await?,
        None => {
            listen_everywhere(DEFAULT_PORT).map_err(|error| format!("cannot listen on port {DEFAULT_PORT}: {error}"))?
        }
    };
    // Before the announcement: a program that has read it may send a signal at once.
    let stop = stop_signal().map_err(|error| format!("cannot hear signals: {error}"))?;
    let address = local_address(&listener).map_err(|error| error.to_string())?;
    // Standard output may be closed, which is no reason not to serve.
    let _ = writeln!(io::stdout(), "listening on {scheme}://{address}").and_then(|()| io::stdout().flush());
    run(listener, config, stop).await.map_err(|error| error.to_string())
}

async fn listen(bind: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(bind).await.map_err(|error| format!("cannot listen on {bind}: {error}"))
}

/// Returns the address of the same family and port on this machine's loopback interface.
fn loopback(bind: SocketAddr) -> SocketAddr {
    let ip = if bind.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
    SocketAddr::new(ip, bind.port())
}

/// Returns a future that completes when the process is asked to end: by ctrl-C, or by SIGTERM where it exists.
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
