//! The stand-alone relay: arguments in, [`full_tilt::relay::run`] does the rest.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use clap::{Parser, ValueEnum};
use full_tilt::relay::{Config, SelfSigned, Store, run};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// A relay for Full Tilt: phones and games find each other in its rooms, and it serves the page that phones open.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDR:PORT", default_value = "0.0.0.0:7272")]
    bind: SocketAddr,
    /// Speak https (and send http requests on to it); phones give their motion to secure pages only
    #[arg(long, value_name = "CERTIFICATE")]
    tls: Option<TlsMode>,
    /// Keep rooms here, so that they outlive a crash, and the self-signed certificate, so that phones are asked to trust
    /// it once [default: nothing is written]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Answer /metrics (Prometheus) here, and not where phones and games connect
    #[arg(long, value_name = "ADDR:PORT")]
    metrics_bind: Option<SocketAddr>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TlsMode {
    /// With a certificate made by the relay itself
    SelfSigned,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "full-tilt-relay: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let tls = match arguments.tls {
        Some(TlsMode::SelfSigned) => {
            let made = SelfSigned::load_or_create(arguments.data_dir.as_deref()).and_then(|made| made.tls());
            Some(made.map_err(|error| format!("cannot make or keep a certificate: {error}"))?)
        }
        None => None,
    };
    let store = match &arguments.data_dir {
        Some(dir) => {
            let opened = Store::open(dir);
            Some(opened.map_err(|error| format!("cannot keep rooms in {}: {error}", dir.display()))?)
        }
        None => None,
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let bind = arguments.bind;
    let listener = listen(bind).await?;
    let metrics = match arguments.metrics_bind {
        Some(bind) => Some(Arc::new(listen(bind).await?)),
        None => None,
    };
    // Before the announcement: whoever has read it may ask for an end.
    let stop = stop_signal().map_err(|error| format!("cannot hear signals: {error}"))?;
    let address = listener.local_addr().map(reachable).map_err(|error| error.to_string())?;
    // Nobody may be listening to us, which is no reason not to serve.
    let _ = writeln!(io::stdout(), "listening on {scheme}://{address}").and_then(|()| io::stdout().flush());
    let config = Config { tls, store, metrics, ..Config::default() };
    run(listener, config, stop).await.map_err(|error| error.to_string())
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
