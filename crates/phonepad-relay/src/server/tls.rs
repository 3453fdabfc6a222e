//! TLS for the server: a certificate and its key, checked, and replaced when their files change, or when the machine
//! has an address that the relay's own certificate lacks.

use std::{
    fmt, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tracing::{info, warn};

use super::shared_send_queue::lock;

/// A certificate with its key, ready for use; clones share them.
#[derive(Clone)]
pub struct Tls(Arc<TlsState>);

struct TlsState {
    current: RwLock<Arc<ServerConfig>>,
    source: CertificateSource,
}

/// A certificate chain, the server's own first, and the key of the first.
pub(super) type CertifiedKeyPair = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Makes the certificate for an address of this machine; `None` if the current one suffices.
pub(super) type Renew = Box<dyn FnMut(IpAddr) -> io::Result<Option<CertifiedKeyPair>> + Send>;

/// The source of the certificate.
enum CertificateSource {
    /// A certificate that does not change.
    Fixed,
    /// The operator's own files.
    Files(Files),
    /// The relay's own certificate.
    Own(Own),
}

struct Own {
    /// Locked while files are read and written.
    renew: Mutex<Renew>,
    /// Addresses of this machine for which one was requested. Locked for moments only.
    asked: Mutex<Vec<IpAddr>>,
}

/// Files that are checked regularly.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    seen: Mutex<Seen>,
}

/// The last seen state of the files.
#[derive(Default)]
struct Seen {
    /// The state of the files from which the current certificate was read.
    used: Option<Stamp>,
    /// The state of the files at the last warning; the inner `None` means that one of them was missing.
    useless: Option<Option<Stamp>>,
}

/// Modification time and length of both files: differs when one was replaced.
type Stamp = [(SystemTime, u64); 2];

impl Tls {
    /// Takes a certificate chain, the server's own first, and the key of the first.
    ///
    /// # Errors
    /// Returns an error if the certificate is malformed or the key does not belong to it.
    pub fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> io::Result<Self> {
        Ok(Self(Arc::new(TlsState {
            current: RwLock::new(server_config(chain, key)?),
            source: CertificateSource::Fixed,
        })))
    }

    /// As [`Tls::new`], with a certificate that `renew` replaces for addresses that it lacks.
    ///
    /// # Errors
    /// As [`Tls::new`].
    pub(super) fn renewed_by((chain, key): CertifiedKeyPair, renew: Renew) -> io::Result<Self> {
        let source = CertificateSource::Own(Own { renew: Mutex::new(renew), asked: Mutex::default() });
        Ok(Self(Arc::new(TlsState { current: RwLock::new(server_config(chain, key)?), source })))
    }

    /// Reads both from PEM files. A running relay checks the files regularly, and takes over a new pair; a pair that
    /// does not match, as while it is being replaced, changes nothing.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read, or the contents do not match.
    pub fn from_files(certificate: &Path, key: &Path) -> io::Result<Self> {
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        let files = Files { certificate, key, seen: Mutex::default() };
        // Before the files are read: changes in the meantime cause another read.
        lock(&files.seen).used = files.stamp();
        Ok(Self(Arc::new(TlsState { current: RwLock::new(files.load()?), source: CertificateSource::Files(files) })))
    }

    /// Whether it is the operator's own certificate, and may change.
    pub(super) fn is_from_files(&self) -> bool {
        matches!(self.0.source, CertificateSource::Files(_))
    }

    /// Returns the configuration for new connections.
    fn current(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, config: Arc<ServerConfig>) {
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = config;
    }

    /// Returns the configuration for a connection to this address of the machine. If a Wi-Fi joined since the start has
    /// given the machine an address, the relay's own certificate is replaced by one with that address.
    pub(super) async fn at(&self, address: IpAddr) -> Arc<ServerConfig> {
        let address = address.to_canonical();
        // IPv6 addresses change every day for privacy, and browsers warn about a new certificate, but not about an
        // address that is missing in an accepted one.
        if address.is_ipv4() && !address.is_loopback() && self.lacks(address) {
            let tls = self.clone();
            // This waits for files and locks.
            let _ = tokio::task::spawn_blocking(move || tls.renew_for(address)).await;
        }
        self.current()
    }

    fn lacks(&self, address: IpAddr) -> bool {
        let CertificateSource::Own(own) = &self.0.source else { return false };
        !lock(&own.asked).contains(&address)
    }

    fn renew_for(&self, address: IpAddr) {
        let CertificateSource::Own(own) = &self.0.source else { return };
        let mut renew = lock(&own.renew);
        // Another connection may have been faster.
        if !self.lacks(address) {
            return;
        }
        let renewed = renew(address);
        match renewed.and_then(|new| new.map(|(chain, key)| server_config(chain, key)).transpose()) {
            Ok(Some(config)) => self.replace(config),
            Ok(None) => {}
            Err(error) => warn!(%error, "no certificate could be made for a new address: the old one stays"),
        }
        lock(&own.asked).push(address);
    }

    /// Reloads the files if they have changed. Open connections keep their configuration. Unusable files cause one
    /// warning, and another attempt each time: it may be that only the permissions are not right yet.
    pub(super) fn reload_if_changed(&self) {
        let CertificateSource::Files(files) = &self.0.source else { return };
        let mut seen = lock(&files.seen);
        let stamp = files.stamp();
        if stamp.is_some() && stamp == seen.used {
            return;
        }
        match files.load() {
            Ok(config) => {
                self.replace(config);
                *seen = Seen { used: stamp, useless: None };
                info!("the certificate has changed and is in use");
            }
            Err(error) if seen.useless.replace(stamp) != Some(stamp) => {
                warn!(%error, "the certificate has changed and cannot be used: the old one stays");
            }
            Err(_) => {}
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(…)")
    }
}

impl Files {
    /// Returns `None` if one of them cannot be examined. Symbolic links are followed.
    fn stamp(&self) -> Option<Stamp> {
        let stamp = |path: &Path| {
            let metadata = path.metadata().ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        };
        Some([stamp(&self.certificate)?, stamp(&self.key)?])
    }

    fn load(&self) -> io::Result<Arc<ServerConfig>> {
        let named = |path: &Path, error: &dyn fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
        };
        let chain = CertificateDer::pem_file_iter(&self.certificate).and_then(Iterator::collect);
        let chain: Vec<CertificateDer<'static>> = chain.map_err(|error| named(&self.certificate, &error))?;
        if chain.is_empty() {
            return Err(named(&self.certificate, &"there is no certificate in it"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| named(&self.key, &error))?;
        server_config(chain, key).map_err(|error| named(&self.certificate, &error))
    }
}

fn server_config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> io::Result<Arc<ServerConfig>> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The only cryptography provider in this program; named here so that nothing depends on a global default.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}
