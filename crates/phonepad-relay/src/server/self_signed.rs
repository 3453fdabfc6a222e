//! The certificate that a relay without a domain makes for itself, and keeps, so that phones are seldom asked to trust
//! it.
//!
//! Browsers remember an accepted certificate, not its key, so each new one causes a new warning. It therefore contains
//! the names of all networks that this machine was recently in, and returning to one of them needs no new certificate.
//!
//! Certificate and key are in one file: it is replaced as a whole, and the two can never be of different age.

use std::{
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
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
    addresses::room_addresses,
    tls::{CertifiedKeyPair, Tls, provider},
};
use phonepad_files::{FolderLock, Readers};

/// The file in the relay's data directory.
const FILE_NAME: &str = "self-signed.pem";
/// The name that an unreadable file is renamed to.
const DAMAGED_FILE_NAME: &str = "self-signed.pem.damaged";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// iOS refuses server certificates that are valid for more than 825 days.
const VALIDITY: Duration = DAY.saturating_mul(820);
/// A certificate made on a machine whose clock is fast must not be in the future for a phone.
const BACKDATED: Duration = DAY;
/// Time before the expiry at which a new certificate is made.
const RENEWAL: Duration = DAY.saturating_mul(30);
/// Most names and addresses in a certificate. The oldest go first; three or four come with each network.
const MAX_NAMES: usize = 64;
/// Longest wait for another program that makes a certificate in the same directory.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// A self-signed certificate with its key.
pub struct SelfSigned {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    /// The directory in which it is kept.
    dir: Option<PathBuf>,
}

impl SelfSigned {
    /// Returns the certificate kept in `dir`, or a new one (then kept there) if there is none, if it is damaged or
    /// about to expire, or if it lacks a current name or address of this machine. A new one has the key and the names
    /// of the previous one, as far as they can be read. Without `dir` it exists in memory only.
    ///
    /// # Errors
    /// Returns an error if `dir` cannot be read or written.
    pub fn load_or_create(dir: Option<&Path>) -> io::Result<Self> {
        Self::load_or_create_for(dir, &local_names(), SystemTime::now())
    }

    /// As [`SelfSigned::load_or_create`], for these names and IP addresses, at this time.
    ///
    /// # Errors
    /// Returns an error if `dir` cannot be read or written, or a name is not valid in a certificate.
    pub fn load_or_create_for(dir: Option<&Path>, names: &[String], now: SystemTime) -> io::Result<Self> {
        let Some(dir) = dir else { return Self::create(None, Earlier::default(), names, now) };
        // Two programs that start at the same moment must not each make a certificate of their own.
        let _lock = FolderLock::acquire(dir, LOCK_PATIENCE)?;
        let path = dir.join(FILE_NAME);
        let earlier = match fs::read(&path) {
            Ok(pem) => match Self::parse(dir, &pem) {
                Ok(kept) if kept.serves(names, now) => return Ok(kept),
                Ok(kept) => {
                    info!("the kept certificate expires soon or lacks an address: making a new one");
                    kept.parts()
                }
                Err(error) => {
                    set_aside(dir, &error)?;
                    Earlier::in_pem(&pem)
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Earlier::default(),
            Err(error) => return Err(error),
        };
        Self::create(Some(dir), earlier, names, now)
    }

    /// Returns the certificate, for clients that are to trust it.
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    /// Returns it in the form that a server uses.
    ///
    /// # Errors
    /// As [`Tls::new`].
    pub fn tls(&self) -> io::Result<Tls> {
        let mut current = self.copy();
        let renew = move |address: IpAddr| {
            let mut names = local_names();
            if !names.contains(&address.to_string()) {
                names.push(address.to_string());
            }
            let renewed = current.renewed_for(&names, SystemTime::now())?;
            Ok(renewed.map(|renewed| {
                current = renewed;
                current.identity()
            }))
        };
        Tls::renewed_by(self.identity(), Box::new(renew))
    }

    /// Makes a certificate that includes these names, and keeps it like the previous one; `None` if they are present
    /// already.
    fn renewed_for(&self, names: &[String], now: SystemTime) -> io::Result<Option<Self>> {
        if self.serves(names, now) {
            return Ok(None);
        }
        let kept = self.dir.as_deref().map(|dir| Self::load_or_create_for(Some(dir), names, now));
        let renewed = match kept {
            Some(Ok(kept)) => kept,
            // In that case it serves phones until the end of this run.
            Some(Err(error)) => {
                warn!(%error, "the new certificate cannot be kept");
                Self::create(None, self.parts(), names, now)?
            }
            None => Self::create(None, self.parts(), names, now)?,
        };
        Ok(Some(renewed))
    }

    /// Makes a certificate for these names, and for the earlier ones as far as there is room, and keeps it in `dir`.
    fn create(dir: Option<&Path>, earlier: Earlier, names: &[String], now: SystemTime) -> io::Result<Self> {
        let mut all: Vec<String> = Vec::new();
        for name in names.iter().chain(&earlier.names) {
            if !all.contains(name) && (all.len() < MAX_NAMES || names.contains(name)) {
                all.push(name.clone());
            }
        }
        let pem = create(&all, earlier.key, now)?;
        if let Some(dir) = dir {
            phonepad_files::replace(&dir.join(FILE_NAME), pem.as_bytes(), Readers::Owner)?;
        }
        Ok(Self { dir: dir.map(Path::to_owned), ..Self::parse(Path::new(""), pem.as_bytes())? })
    }

    fn parse(dir: &Path, pem: &[u8]) -> io::Result<Self> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let certificate = CertificateDer::from_pem_slice(pem).map_err(invalid)?;
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(invalid)?;
        let parsed = Self { certificate, key, dir: Some(dir.to_owned()) };
        // Checks that the two are valid and belong together.
        let (chain, key) = parsed.identity();
        Tls::new(chain, key)?;
        Ok(parsed)
    }

    fn identity(&self) -> CertifiedKeyPair {
        (vec![self.certificate.clone()], self.key.clone_key())
    }

    fn copy(&self) -> Self {
        Self { certificate: self.certificate.clone(), key: self.key.clone_key(), dir: self.dir.clone() }
    }

    /// Returns the parts that the next certificate takes over.
    fn parts(&self) -> Earlier {
        Earlier { names: names_in(&self.certificate), key: KeyPair::try_from(&self.key).ok() }
    }

    /// Whether a client that trusts this certificate accepts it under all of these names for some time yet. IPv6
    /// addresses are not required: for privacy they change every day, and the join link has an IPv4 address.
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

/// The readable parts of an earlier certificate.
#[derive(Default)]
struct Earlier {
    /// Its names, the newest first.
    names: Vec<String>,
    key: Option<KeyPair>,
}

impl Earlier {
    /// Returns the parts that can be read in a file that is damaged as a whole.
    fn in_pem(pem: &[u8]) -> Self {
        let certificate = CertificateDer::from_pem_slice(pem).ok();
        let key = PrivateKeyDer::from_pem_slice(pem).ok();
        Self {
            names: certificate.map(|certificate| names_in(&certificate)).unwrap_or_default(),
            key: key.and_then(|key| KeyPair::try_from(&key).ok()),
        }
    }
}

/// Returns the names and IP addresses in a certificate, in their order; none if it is damaged. They are in the
/// extension `subjectAltName` (RFC 5280, 4.2.1.6).
fn names_in(certificate: &[u8]) -> Vec<String> {
    /// An object identifier with its header: 2.5.29.17.
    const SUBJECT_ALT_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x1D, 0x11];
    const OCTET_STRING: u8 = 0x04;
    const SEQUENCE: u8 = 0x30;
    const DNS_NAME: u8 = 0x82;
    const IP_ADDRESS: u8 = 0x87;
    let found = certificate.windows(SUBJECT_ALT_NAME.len()).position(|bytes| bytes == SUBJECT_ALT_NAME);
    let Some(at) = found else { return Vec::new() };
    let list = inside(&certificate[at + SUBJECT_ALT_NAME.len()..], OCTET_STRING);
    let Some((mut rest, _)) = list.and_then(|(list, _)| inside(list, SEQUENCE)) else { return Vec::new() };
    let mut names = Vec::new();
    while let Some(&tag) = rest.first() {
        let Some((value, after)) = inside(rest, tag) else { break };
        let name = match (tag, value.len()) {
            (DNS_NAME, _) => str::from_utf8(value).ok().map(str::to_owned),
            (IP_ADDRESS, 4) => <[u8; 4]>::try_from(value).ok().map(|ip| IpAddr::from(ip).to_string()),
            (IP_ADDRESS, 16) => <[u8; 16]>::try_from(value).ok().map(|ip| IpAddr::from(ip).to_string()),
            _ => None,
        };
        names.extend(name.filter(|name| ServerName::try_from(name.as_str()).is_ok()));
        rest = after;
    }
    names
}

/// Returns the content of a DER value of this type, and the rest after it.
fn inside(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.split_first()?;
    let (&length, mut rest) = rest.split_first()?;
    let mut bytes = usize::from(length);
    // For longer lengths, this byte gives the number of length bytes.
    if length >= 0x80 {
        let (digits, after) = rest.split_at_checked(usize::from(length & 0x7F).min(4))?;
        bytes = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
        rest = after;
    }
    (first == tag).then(|| rest.split_at_checked(bytes)).flatten()
}

fn is_v6(ip: rustls::pki_types::IpAddr) -> bool {
    matches!(ip, rustls::pki_types::IpAddr::V6(_))
}

/// Makes a certificate, and a key unless one is given, as PEM.
fn create(names: &[String], key: Option<KeyPair>, now: SystemTime) -> io::Result<String> {
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    let not_before = since_epoch(now).saturating_sub(BACKDATED);
    params.not_before = date_time_ymd(1970, 1, 1) + not_before;
    params.not_after = params.not_before + VALIDITY;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Full Tilt on this network");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = key.map_or_else(KeyPair::generate, Ok).map_err(io::Error::other)?;
    let certificate = params.self_signed(&key).map_err(io::Error::other)?;
    Ok(certificate.pem() + &key.serialize_pem())
}

/// Returns the names under which phones are expected to reach this machine.
fn local_names() -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    if let Ok(host) = gethostname::gethostname().into_string() {
        let candidates = [host.clone(), format!("{host}.local")];
        let usable = candidates.into_iter().filter(|name| ServerName::try_from(name.as_str()).is_ok());
        names.extend(usable.filter(|name| name.is_ascii()));
    }
    names.extend(room_addresses().iter().map(ToString::to_string));
    names
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn set_aside(dir: &Path, error: &io::Error) -> io::Result<()> {
    warn!(%error, "the kept certificate is damaged: it is now {DAMAGED_FILE_NAME}, and a new one is made");
    fs::rename(dir.join(FILE_NAME), dir.join(DAMAGED_FILE_NAME))
}
