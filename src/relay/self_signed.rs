//! The certificate that a relay without a domain makes for itself, and keeps, so that phones are asked to trust it once.
//!
//! Certificate and key are one file: it is replaced as a whole, and the two can never be of different age.

use std::{
    fs, io,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use rustls::{
    RootCertStore,
    client::{verify_server_cert_signed_by_trust_anchor, verify_server_name},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};
use tracing::{info, warn};

use super::{
    addresses::lan_addresses,
    tls::{Tls, provider},
};
use crate::files::{self, FolderLock, Readers};

/// The file in the relay's data directory.
const FILE_NAME: &str = "self-signed.pem";
/// What a file that cannot be read is renamed to.
const DAMAGED_FILE_NAME: &str = "self-signed.pem.damaged";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// iOS refuses server certificates that are valid for more than 825 days.
const VALIDITY: Duration = DAY.saturating_mul(820);
/// A certificate made on a machine whose clock is fast must not be from the future for a phone.
const BACKDATED: Duration = DAY;
/// A certificate is made anew so long before it expires.
const RENEWAL: Duration = DAY.saturating_mul(30);
/// How long another program may take to make a certificate in the same directory.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// A self-signed certificate with its key.
pub struct SelfSigned {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl SelfSigned {
    /// The certificate kept in `dir`, or a new one (then kept there) if there is none, if it is damaged or about to
    /// expire, or if it lacks a name or an address that this machine has now. Without `dir` it lives in memory only.
    ///
    /// # Errors
    /// If `dir` cannot be read or written.
    pub fn load_or_create(dir: Option<&Path>) -> io::Result<Self> {
        Self::load_or_create_for(dir, &local_names(), SystemTime::now())
    }

    /// As [`SelfSigned::load_or_create`], for these names and IP addresses, at this time.
    ///
    /// # Errors
    /// If `dir` cannot be read or written, or a name cannot stand in a certificate.
    pub fn load_or_create_for(dir: Option<&Path>, names: &[String], now: SystemTime) -> io::Result<Self> {
        let Some(dir) = dir else { return Self::parse(&create(names, now)?) };
        // Two programs that start at the same moment must not each make a certificate of their own.
        let _lock = FolderLock::acquire(dir, LOCK_PATIENCE)?;
        let path = dir.join(FILE_NAME);
        match fs::read_to_string(&path) {
            Ok(pem) => match Self::parse(&pem) {
                Ok(kept) if kept.serves(names, now) => return Ok(kept),
                Ok(_) => info!("the kept certificate has expired or lacks an address: making a new one"),
                Err(error) => set_aside(dir, &error)?,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::InvalidData => set_aside(dir, &error)?,
            Err(error) => return Err(error),
        }
        let pem = create(names, now)?;
        files::replace(&path, pem.as_bytes(), Readers::Owner)?;
        Self::parse(&pem)
    }

    /// The certificate, for clients that shall trust it.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Ready for a server.
    ///
    /// # Errors
    /// As [`Tls::new`].
    pub fn tls(&self) -> io::Result<Tls> {
        Tls::new(vec![self.certificate.clone()], self.key.clone_key())
    }

    fn parse(pem: &str) -> io::Result<Self> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(invalid)?;
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(invalid)?;
        let parsed = Self { certificate, key };
        // Finds out whether the two are sound and belong together.
        parsed.tls()?;
        Ok(parsed)
    }

    /// Whether a client that trusts this certificate accepts it under all of these names for a while yet. IPv6 addresses
    /// are not insisted on: for privacy they change every day, and the join link has an IPv4 address.
    fn serves(&self, names: &[String], now: SystemTime) -> bool {
        let Ok(parsed) = ParsedCertificate::try_from(&self.certificate) else { return false };
        let mut trusted = RootCertStore::empty();
        let algorithms = provider().signature_verification_algorithms.all;
        let until = UnixTime::since_unix_epoch(since_epoch(now) + RENEWAL);
        let is_valid = trusted.add(self.certificate.clone()).is_ok()
            && verify_server_cert_signed_by_trust_anchor(&parsed, &trusted, &[], until, algorithms).is_ok();
        let names = names.iter().filter_map(|name| ServerName::try_from(name.as_str()).ok());
        let mut insisted = names.filter(|name| !matches!(name, ServerName::IpAddress(ip) if is_v6(*ip)));
        is_valid && insisted.all(|name| verify_server_name(&parsed, &name).is_ok())
    }
}

fn is_v6(ip: rustls::pki_types::IpAddr) -> bool {
    matches!(ip, rustls::pki_types::IpAddr::V6(_))
}

/// Makes a certificate and a key, as PEM.
fn create(names: &[String], now: SystemTime) -> io::Result<String> {
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    let not_before = since_epoch(now).saturating_sub(BACKDATED);
    params.not_before = date_time_ymd(1970, 1, 1) + not_before;
    params.not_after = params.not_before + VALIDITY;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Full Tilt on this network");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    Ok(certificate.pem() + &key.serialize_pem())
}

/// All the names under which phones may ask for this machine.
fn local_names() -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if let Ok(host) = gethostname::gethostname().into_string() {
        let candidates = [host.clone(), format!("{host}.local")];
        let usable = candidates.into_iter().filter(|name| ServerName::try_from(name.as_str()).is_ok());
        names.extend(usable.filter(|name| name.is_ascii()));
    }
    names.extend(lan_addresses().iter().map(ToString::to_string));
    names
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn set_aside(dir: &Path, error: &io::Error) -> io::Result<()> {
    warn!(%error, "the kept certificate is damaged: it is now {DAMAGED_FILE_NAME}, and a new one is made");
    fs::rename(dir.join(FILE_NAME), dir.join(DAMAGED_FILE_NAME))
}
