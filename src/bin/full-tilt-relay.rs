//! The stand-alone relay: arguments in, [`full_tilt::relay::run`] does the rest.

use std::{
    io::{self, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use axum::http::HeaderName;
use clap::{Args, Parser, ValueEnum};
use full_tilt::relay::{AddressLimits, Config, Limits, SelfSigned, Store, Tls, run};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// A relay for Full Tilt: phones and games find each other in its rooms, and it serves the page that phones open.
#[derive(Parser)]
#[command(version, after_help = "RUST_LOG sets how much is logged on standard error, such as RUST_LOG=debug.")]
struct Arguments {
    /// Where to listen; port 0 takes any free port
    #[arg(long, value_name = "ADDR:PORT", default_value = "0.0.0.0:7272")]
    bind: SocketAddr,
    /// Keep rooms here, so that they outlive a crash, and the self-signed certificate, so that phones are asked to trust
    /// it once [default: nothing is written]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    #[command(flatten)]
    tls: TlsArguments,
    /// Answer /metrics (Prometheus) here, and not where phones and games connect
    #[arg(long, value_name = "ADDR:PORT")]
    metrics_bind: Option<SocketAddr>,
    /// Behind a proxy: take the client's address from this header, such as X-Forwarded-For
    #[arg(long, value_name = "HEADER")]
    trust_proxy: Option<HeaderName>,
    /// Let pages of this origin use the relay, such as https://page.example, besides its own; * for all; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Args)]
struct TlsArguments {
    /// Speak https (and send http requests on to it); phones give their motion to secure pages only
    #[arg(long, value_name = "CERTIFICATE", conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: Option<TlsMode>,
    /// Speak https with this certificate chain (PEM); taken anew when the file changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum TlsMode {
    /// With a certificate made by the relay itself
    SelfSigned,
}

#[derive(Args)]
#[command(next_help_heading = "Limits")]
struct LimitArguments {
    /// Open connections in all
    #[arg(long, value_name = "N", default_value_t = Limits::default().connections)]
    max_connections: u32,
    /// Rooms in all
    #[arg(long, value_name = "N", default_value_t = Limits::default().rooms)]
    max_rooms: usize,
    /// Rooms that one address may open in a minute
    #[arg(long, value_name = "N", default_value_t = AddressLimits::default().rooms_per_minute)]
    rooms_per_minute: u32,
    /// Codes that do not exist that one address may ask for in a minute
    #[arg(long, value_name = "N", default_value_t = AddressLimits::default().misses_per_minute)]
    misses_per_minute: u32,
    /// Open WebSockets of one address
    #[arg(long, value_name = "N", default_value_t = AddressLimits::default().sockets)]
    sockets_per_address: u32,
    /// Open connections of one address that are no WebSockets (yet)
    #[arg(long, value_name = "N", default_value_t = AddressLimits::default().openings)]
    openings_per_address: u32,
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
    let config = Config {
        tls: tls(&arguments)?,
        store: store(&arguments)?,
        trust_proxy: arguments.trust_proxy,
        origins: arguments.allow_origin,
        metrics: match arguments.metrics_bind {
            Some(bind) => Some(Arc::new(listen(bind).await?)),
            None => None,
        },
        limits: arguments.limits.into(),
        ..Config::default()
    };
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let listener = listen(arguments.bind).await?;
    // Before the announcement: whoever has read it may ask for an end.
    let stop = stop_signal().map_err(|error| format!("cannot hear signals: {error}"))?;
    let address = listener.local_addr().map(reachable).map_err(|error| error.to_string())?;
    // Nobody may be listening to us, which is no reason not to serve.
    let _ = writeln!(io::stdout(), "listening on {scheme}://{address}").and_then(|()| io::stdout().flush());
    run(listener, config, stop).await.map_err(|error| error.to_string())
}

fn tls(arguments: &Arguments) -> Result<Option<Tls>, String> {
    let tls = match &arguments.tls {
        TlsArguments { tls: Some(TlsMode::SelfSigned), .. } => {
            let made = SelfSigned::load_or_create(arguments.data_dir.as_deref()).and_then(|made| made.tls());
            made.map_err(|error| format!("cannot make or keep a certificate: {error}"))?
        }
        TlsArguments { tls_cert: Some(certificate), tls_key: Some(key), .. } => {
            Tls::from_files(certificate, key).map_err(|error| format!("cannot use the certificate: {error}"))?
        }
        _ => return Ok(None),
    };
    Ok(Some(tls))
}

fn store(arguments: &Arguments) -> Result<Option<Store>, String> {
    let Some(dir) = &arguments.data_dir else { return Ok(None) };
    let opened = Store::open(dir).map_err(|error| format!("cannot keep rooms in {}: {error}", dir.display()))?;
    Ok(Some(opened))
}

async fn listen(bind: SocketAddr) -> Result<TcpListener, String> {
    TcpListener::bind(bind).await.map_err(|error| format!("cannot listen on {bind}: {error}"))
}

impl From<LimitArguments> for Limits {
    fn from(arguments: LimitArguments) -> Self {
        let per_address = AddressLimits {
            rooms_per_minute: arguments.rooms_per_minute,
            misses_per_minute: arguments.misses_per_minute,
            sockets: arguments.sockets_per_address,
            openings: arguments.openings_per_address,
        };
        let (connections, rooms) = (arguments.max_connections, arguments.max_rooms);
        Self { per_address, connections, rooms, ..Self::default() }
    }
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
