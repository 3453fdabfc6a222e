//! The command line of `full-tilt-relay`, and the [`Config`] that it describes.

#![allow(rustdoc::bare_urls, reason = "these comments are also what --help prints")]

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use axum::http::HeaderName;
use clap::{Args, Parser, ValueEnum, builder::RangedU64ValueParser, value_parser};

use super::{Config, Limits, SelfSigned, Store, Tls, WebGame, access_control::parse_origin};
use crate::AddressLimits;

/// Total time of an HTTP connection where there is a web edition: 6 MB through 0.2 Mbit/s.
const DOWNLOAD: Duration = Duration::from_secs(240);

/// A relay for Full Tilt: phones and games find each other in its rooms, and it serves the page that phones open.
#[derive(Debug, Parser)]
#[command(
    name = "full-tilt-relay",
    version,
    after_help = "RUST_LOG sets how much is logged on standard error, such as RUST_LOG=debug."
)]
pub struct Arguments {
    /// Address to listen on; port 0 takes any free port [default: port 7272 of every address, IPv6 and IPv4]
    #[arg(long, value_name = "ADDR:PORT")]
    pub bind: Option<SocketAddr>,
    /// Directory for rooms, so that they survive a crash, and for the self-signed certificate, so that phones are asked
    /// to trust it only once [default: nothing is written]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// The source of the certificate.
    #[command(flatten)]
    pub tls: TlsArguments,
    /// Serve /metrics (Prometheus) on this address, to everyone, instead of on the main one, where only this machine
    /// itself gets an answer
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics_bind: Option<SocketAddr>,
    /// Behind a proxy: take the client's address from this header, such as X-Forwarded-For
    #[arg(long, value_name = "HEADER")]
    pub trust_proxy: Option<HeaderName>,
    /// Allow pages of this origin, such as https://page.example, besides the relay's own; * allows all; may be repeated
    #[arg(long, value_name = "ORIGIN", value_parser = parse_origin)]
    pub allow_origin: Vec<String>,
    /// Serve the game's web edition, which `scripts/web build` writes into this directory, at /play [default: the one
    /// compiled into this program, if any]
    #[arg(long, value_name = "DIR")]
    pub web: Option<PathBuf>,
    /// Check the relay that listens at --bind instead of starting one: exit with 0 if it is healthy, otherwise with 1
    #[arg(long)]
    pub check_health: bool,
    /// Limits of numbers and durations.
    #[command(flatten)]
    pub limits: LimitArguments,
}

/// The source of the certificate for https.
#[derive(Debug, Args)]
pub struct TlsArguments {
    /// Use https (and redirect http requests to it); phones give motion data to secure pages only
    #[arg(long, value_name = "CERTIFICATE", conflicts_with_all = ["tls_cert", "tls_key"])]
    pub tls: Option<TlsMode>,
    /// Use https with this certificate chain (PEM); reloaded when the file changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

/// Certificates that need no files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// With a certificate made by the relay itself
    SelfSigned,
}

/// The [`Limits`] that an operator may want to change.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitArguments {
    /// Largest number of open connections
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = Limits::default().connections)]
    pub max_connections: u32,
    /// Largest number of rooms
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..), default_value_t = Limits::default().rooms)]
    pub max_rooms: usize,
    /// Rooms that one address may open per minute
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = AddressLimits::default().rooms_per_minute)]
    pub rooms_per_minute: u32,
    /// Nonexistent codes that one address may request per minute
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = AddressLimits::default().misses_per_minute)]
    pub misses_per_minute: u32,
    /// WebSockets that one address may open per minute; two fifteenths of them at once
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = AddressLimits::default().joins_per_minute)]
    pub joins_per_minute: u32,
    /// Open WebSockets per address
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = AddressLimits::default().sockets)]
    pub sockets_per_address: u32,
    /// Open connections per address that are not WebSockets (yet)
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..), default_value_t = AddressLimits::default().openings)]
    pub openings_per_address: u32,
}

impl Arguments {
    /// Returns the configuration without [`Config::metrics`], which is a listener. Reads the certificate and the web
    /// edition, and opens the store.
    ///
    /// # Errors
    /// Returns one sentence for users, if the certificate or a directory cannot be used.
    pub fn config(&self) -> Result<Config, String> {
        let web_game = self.web_game()?;
        let mut limits = Limits::from(self.limits);
        if web_game.is_some() {
            limits.keep_alive = limits.keep_alive.max(DOWNLOAD);
        }
        Ok(Config {
            tls: self.certificate()?,
            store: self.store()?,
            trust_proxy: self.trust_proxy.clone(),
            origins: self.allow_origin.clone(),
            web_game: web_game.map(Arc::new),
            limits,
            ..Config::default()
        })
    }

    fn certificate(&self) -> Result<Option<Tls>, String> {
        let tls = match &self.tls {
            TlsArguments { tls: Some(TlsMode::SelfSigned), .. } => {
                let made = SelfSigned::load_or_create(self.data_dir.as_deref()).and_then(|made| made.tls());
                made.map_err(|error| format!("cannot make or keep a certificate: {error}"))?
            }
            TlsArguments { tls_cert: Some(certificate), tls_key: Some(key), .. } => {
                Tls::from_files(certificate, key).map_err(|error| format!("cannot use the certificate: {error}"))?
            }
            _ => return Ok(None),
        };
        Ok(Some(tls))
    }

    fn web_game(&self) -> Result<Option<WebGame>, String> {
        let Some(dir) = &self.web else { return Ok(WebGame::built_in()) };
        WebGame::load(dir).map(Some).map_err(|error| error.to_string())
    }

    fn store(&self) -> Result<Option<Store>, String> {
        let Some(dir) = &self.data_dir else { return Ok(None) };
        let opened = Store::open(dir).map_err(|error| format!("cannot keep rooms in {}: {error}", dir.display()))?;
        Ok(Some(opened))
    }
}

impl From<LimitArguments> for Limits {
    fn from(arguments: LimitArguments) -> Self {
        let per_address = AddressLimits {
            rooms_per_minute: arguments.rooms_per_minute,
            misses_per_minute: arguments.misses_per_minute,
            joins_per_minute: arguments.joins_per_minute,
            sockets: arguments.sockets_per_address,
            openings: arguments.openings_per_address,
        };
        let (connections, rooms) = (arguments.max_connections, arguments.max_rooms);
        Self { per_address, connections, rooms, ..Self::default() }
    }
}
