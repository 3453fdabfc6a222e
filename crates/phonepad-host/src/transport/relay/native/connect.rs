//! From a relay's address to a byte stream, with or without TLS. It must not depend on HTTP or WebSocket.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::tls;
use crate::{Trust, error::LinkError};

/// Longest wait for one of a computer's addresses to answer.
const ADDRESS_PATIENCE: Duration = Duration::from_secs(3);
/// Most addresses tried for one computer.
const MAX_ADDRESSES: usize = 4;

/// A connection, plain or TLS.
pub type ByteStream = Box<dyn Io>;

/// The capabilities of a [`ByteStream`].
pub trait Io: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Io for T {}

/// Opens connections to one relay.
#[derive(Clone)]
pub struct Dialer {
    host: Host<String>,
    port: u16,
    authority: String,
    tls: Option<TlsConnector>,
}

impl Dialer {
    /// Parses the relay's address; no connection is opened yet.
    ///
    /// # Errors
    /// Returns an error if the address is not one of HTTP or HTTPS, or TLS is not available.
    pub fn new(relay: &Url, trust: Trust) -> Result<Self, LinkError> {
        let not_an_address = || LinkError::Address(relay.to_string());
        let secure = match relay.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(not_an_address()),
        };
        let host = relay.host().ok_or_else(not_an_address)?.to_owned();
        let authority = match relay.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_string(),
        };
        let port = relay.port_or_known_default().ok_or_else(not_an_address)?;
        let tls = match secure.then(|| tls::client_config(trust)) {
            None => None,
            Some(Some(config)) => Some(TlsConnector::from(Arc::new(config))),
            Some(None) => return Err(LinkError::Insecure(format!("https://{authority}"))),
        };
        Ok(Self { host, port, authority, tls })
    }

    /// Returns the value of a `Host` header: the port is left out if it is the scheme's default.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns the address of a socket there; `path` starts with a slash.
    pub fn socket_uri(&self, path: &str) -> String {
        format!("{}://{}{path}", if self.tls.is_some() { "wss" } else { "ws" }, self.authority)
    }

    /// Returns the origin, such as `http://localhost:7171`.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.tls.is_some() { "https" } else { "http" }, self.authority)
    }

    /// Opens a connection, with TLS if the address requires it.
    ///
    /// # Errors
    /// Returns one sentence about the failure.
    pub async fn dial(&self) -> Result<ByteStream, LinkError> {
        let tcp = self.dial_tcp().await?;
        // A tilt must not wait for the next one to fill a packet.
        tcp.set_nodelay(true).map_err(|_| LinkError::BrokenOff)?;
        let Some(tls) = &self.tls else { return Ok(Box::new(tcp)) };
        let name = self.server_name().ok_or_else(|| LinkError::Address(self.origin()))?;
        let stream = tls.connect(name, tcp).await.map_err(|error| self.tls_trouble(&error))?;
        Ok(Box::new(stream))
    }

    async fn dial_tcp(&self) -> Result<TcpStream, LinkError> {
        for address in self.addresses().await?.into_iter().take(MAX_ADDRESSES) {
            match timeout(ADDRESS_PATIENCE, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => tracing::debug!(%address, %error, "cannot connect"),
                Err(_) => tracing::debug!(%address, "no answer to a connection"),
            }
        }
        Err(LinkError::Unreachable(self.origin()))
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, LinkError> {
        let ips: Vec<IpAddr> = match &self.host {
            Host::Ipv4(ip) => vec![(*ip).into()],
            Host::Ipv6(ip) => vec![(*ip).into()],
            // A relay may listen on one of them only, and not every resolver returns both.
            Host::Domain(name) if name == "localhost" => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
            Host::Domain(name) => {
                let found = lookup_host((name.as_str(), self.port)).await;
                return found.map(Iterator::collect).map_err(|_| LinkError::UnknownHost(name.clone()));
            }
        };
        Ok(ips.into_iter().map(|ip| SocketAddr::new(ip, self.port)).collect())
    }

    fn server_name(&self) -> Option<ServerName<'static>> {
        match &self.host {
            Host::Ipv4(ip) => Some(IpAddr::from(*ip).into()),
            Host::Ipv6(ip) => Some(IpAddr::from(*ip).into()),
            Host::Domain(name) => ServerName::try_from(name.clone()).ok(),
        }
    }

    fn tls_trouble(&self, error: &io::Error) -> LinkError {
        tracing::debug!(%error, "TLS failed");
        let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match cause {
            Some(rustls::Error::InvalidCertificate(_)) => LinkError::Untrusted(self.origin()),
            _ => LinkError::Insecure(self.origin()),
        }
    }
}

impl fmt::Debug for Dialer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dialer").field(&self.origin()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialer(url: &str) -> Result<Dialer, LinkError> {
        Dialer::new(&Url::parse(url).expect("a URL"), Trust::WebPki)
    }

    #[test]
    fn the_port_is_named_unless_it_is_the_schemes_own() {
        for (url, authority, socket) in [
            ("http://localhost:7171", "localhost:7171", "ws://localhost:7171/x"),
            ("https://relay.example/?room=K7TQ#h", "relay.example", "wss://relay.example/x"),
            ("https://relay.example:443", "relay.example", "wss://relay.example/x"),
            ("http://[::1]:80", "[::1]", "ws://[::1]/x"),
            ("http://[::1]:7171", "[::1]:7171", "ws://[::1]:7171/x"),
        ] {
            let dialer = dialer(url).expect("an origin");
            assert_eq!((dialer.authority(), dialer.socket_uri("/x").as_str()), (authority, socket));
        }
    }

    #[test]
    fn other_schemes_are_refused_in_words() {
        for url in ["ws://localhost", "ftp://x", "file:///tmp", "data:x"] {
            assert!(dialer(url).expect_err(url).to_string().contains("must start with http:// or https://"));
        }
    }
}
