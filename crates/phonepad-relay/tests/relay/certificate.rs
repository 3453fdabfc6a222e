//! The lifetime of the self-signed certificate.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use phonepad_relay::{Config, SelfSigned, lan_addresses};
use rcgen::{CertificateParams, KeyPair};
use rustls::{
    client::verify_server_name,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
    server::ParsedCertificate,
};
use tokio::net::TcpListener;

use crate::{
    support::{Relay, empty_folder},
    tls::shown,
};

const DAY: Duration = Duration::from_secs(86_400);

fn make(folder: &Path, names: &[&str], now: SystemTime) -> Vec<u8> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    SelfSigned::load_or_create_for(Some(folder), &names, now).unwrap().certificate().to_vec()
}

fn has(certificate: &[u8], name: &str) -> bool {
    let certificate = CertificateDer::from(certificate);
    let parsed = ParsedCertificate::try_from(&certificate).unwrap();
    verify_server_name(&parsed, &ServerName::try_from(name).unwrap()).is_ok()
}

fn key_in(folder: &Path) -> Vec<u8> {
    PrivateKeyDer::from_pem_file(folder.join("self-signed.pem")).unwrap().secret_der().to_vec()
}

#[test]
fn it_is_kept_between_runs() {
    let (folder, now) = (empty_folder("kept"), SystemTime::now());
    let names = ["localhost", "192.168.1.5", "fd00::5"];
    let first = make(&folder, &names, now);
    assert_eq!(make(&folder, &names, now + 700 * DAY), first);
    assert_eq!(make(&folder, &names[..2], now), first, "a missing address is no reason");
}

#[test]
fn without_a_folder_it_is_new_each_time() {
    let make = || SelfSigned::load_or_create(None).unwrap().certificate().to_vec();
    assert_ne!(make(), make());
}

#[test]
fn a_new_address_or_name_needs_a_new_one() {
    let (folder, now) = (empty_folder("new_address"), SystemTime::now());
    let first = make(&folder, &["localhost", "192.168.1.5"], now);
    let second = make(&folder, &["localhost", "192.168.1.5", "10.0.0.7"], now);
    assert_ne!(first, second);
    assert_ne!(make(&folder, &["localhost", "192.168.1.5", "10.0.0.7", "den.local"], now), second);
}

#[test]
fn a_new_ipv6_address_does_not_because_those_change_daily() {
    let (folder, now) = (empty_folder("new_ipv6"), SystemTime::now());
    let first = make(&folder, &["localhost", "2001:db8::1"], now);
    assert_eq!(make(&folder, &["localhost", "2001:db8::2"], now), first);
}

#[test]
fn it_is_renewed_a_month_before_it_expires() {
    let (folder, now) = (empty_folder("expiry"), SystemTime::now());
    let first = make(&folder, &["localhost"], now);
    assert_eq!(make(&folder, &["localhost"], now + 785 * DAY), first);
    assert_ne!(make(&folder, &["localhost"], now + 795 * DAY), first);
}

#[test]
fn a_damaged_file_is_set_aside() {
    for (test, damage) in [("empty_file", &b""[..]), ("no_text", &[0xFF, 0x00]), ("half", b"-----BEGIN CERTIF")] {
        let (folder, now) = (empty_folder(test), SystemTime::now());
        fs::write(folder.join("self-signed.pem"), damage).unwrap();
        let made = make(&folder, &["localhost"], now);
        assert_eq!(fs::read(folder.join("self-signed.pem.damaged")).unwrap(), damage);
        assert_eq!(make(&folder, &["localhost"], now), made);
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = empty_folder("permissions");
    make(&folder, &["localhost"], SystemTime::now());
    let mode = fs::metadata(folder.join("self-signed.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Addresses of the networks that a laptop joins.
const HOME: &[&str] = &["localhost", "192.168.1.5", "fd00::5"];
const FRIEND: &[&str] = &["localhost", "10.0.0.7"];
const SCHOOL: &[&str] = &["localhost", "172.20.3.4", "192.168.1.6"];
/// A part of its names at home.
const BARE: &[&str] = &["localhost"];

#[test]
fn returning_to_a_network_needs_no_new_one() {
    let folder = empty_folder("networks");
    let mut made: Vec<Vec<u8>> = Vec::new();
    let mut key = None;
    // Each network, and which certificate serves it, counted from 1.
    for (day, (network, number)) in [
        (HOME, 1),
        (HOME, 1),
        (FRIEND, 2),
        (HOME, 2),
        (BARE, 2),
        (FRIEND, 2),
        (SCHOOL, 3),
        (HOME, 3),
        (FRIEND, 3),
        (SCHOOL, 3),
    ]
    .into_iter()
    .enumerate()
    {
        let certificate = make(&folder, network, SystemTime::now() + DAY * day as u32);
        if !made.contains(&certificate) {
            made.push(certificate.clone());
        }
        assert_eq!((made.len(), made.last()), (number, Some(&certificate)), "on day {day}");
        assert!(network.iter().all(|name| has(&certificate, name)), "on day {day}");
        assert_eq!(*key.get_or_insert_with(|| key_in(&folder)), key_in(&folder), "one key for all");
    }
}

#[test]
fn names_are_still_there_after_it_has_expired() {
    let (folder, now) = (empty_folder("expired_names"), SystemTime::now());
    make(&folder, HOME, now);
    let key = key_in(&folder);
    let renewed = make(&folder, FRIEND, now + 900 * DAY);
    assert!(HOME.iter().chain(FRIEND).all(|name| has(&renewed, name)));
    assert_eq!(key_in(&folder), key);
}

#[test]
fn the_oldest_of_very_many_networks_are_forgotten() {
    let (folder, now) = (empty_folder("many_networks"), SystemTime::now());
    let address = |number: u32| format!("10.{}.{}.1", number / 200, number % 200);
    let mut last = Vec::new();
    for number in 0..150 {
        last = make(&folder, &["localhost", &address(number)], now);
    }
    assert!((150 - 63..150).all(|number| has(&last, &address(number))));
    assert!(has(&last, "localhost") && !has(&last, &address(150 - 64)));
    assert!(last.len() < 2000, "{} bytes", last.len());
    // More than that at once is up to the machine, and no reason for a new one at each start.
    let many: Vec<String> = (200..300).map(address).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(make(&folder, &many, now), make(&folder, &many, now));
}

#[test]
fn intact_parts_of_a_damaged_file_are_taken_over() {
    let now = SystemTime::now();
    let begin_key = "-----BEGIN PRIVATE KEY-----";
    let (made_in, other) = (empty_folder("whole"), empty_folder("another"));
    make(&made_in, HOME, now);
    make(&other, FRIEND, now);
    let read = |folder: &Path| fs::read_to_string(folder.join("self-signed.pem")).unwrap();
    let (pem, other) = (read(&made_in), read(&other));
    let (certificate, key) = pem.split_at(pem.find(begin_key).unwrap());
    let other_key = &other[other.find(begin_key).unwrap()..];
    for (test, damaged, keeps_names, keeps_key) in [
        ("no_key", certificate.to_owned(), true, false),
        ("half_a_key", pem[..pem.len() - 60].to_owned(), true, false),
        ("no_certificate", key.to_owned(), false, true),
        ("half_a_certificate", format!("{}{key}", &certificate[..certificate.len() / 2]), false, false),
        (
            "a_certificate_of_noise",
            format!("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n{key}"),
            false,
            true,
        ),
        ("anothers_key", format!("{certificate}{other_key}"), true, false),
    ] {
        let folder = empty_folder(test);
        fs::write(folder.join("self-signed.pem"), &damaged).unwrap();
        let made = make(&folder, &["localhost"], now);
        assert_eq!(has(&made, "192.168.1.5") && has(&made, "fd00::5"), keeps_names, "{test}");
        if keeps_key {
            assert_eq!(key_in(&folder), key_in(&made_in), "{test}");
        }
        assert_eq!(fs::read_to_string(folder.join("self-signed.pem.damaged")).unwrap(), damaged, "{test}");
        assert_eq!(make(&folder, &["localhost"], now), made, "{test}");
    }
}

/// As the first version made it: the names of one network.
#[test]
fn a_file_of_an_earlier_version_is_taken_over() {
    let folder = empty_folder("earlier_version");
    let names: Vec<String> = HOME.iter().map(ToString::to_string).collect();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    fs::write(folder.join("self-signed.pem"), certificate.pem() + &key.serialize_pem()).unwrap();
    let now = SystemTime::now();
    assert_eq!(make(&folder, HOME, now), certificate.der().to_vec(), "it will do at home");
    let made = make(&folder, FRIEND, now);
    assert!(HOME.iter().chain(FRIEND).all(|name| has(&made, name)));
    assert_eq!(key_in(&folder), key.serialize_der());
}

/// A laptop that joins a Wi-Fi while the game runs: the first phone there gets a certificate with the new address.
#[tokio::test]
async fn an_address_that_is_new_since_the_start_is_in_it_without_a_restart() {
    let Some(address) = lan_addresses().into_iter().find(std::net::IpAddr::is_ipv4) else {
        println!("not tested: this machine has no address but its own");
        return;
    };
    for folder in [Some(empty_folder("while_running")), None] {
        let start =
            |names: &[String]| SelfSigned::load_or_create_for(folder.as_deref(), names, SystemTime::now()).unwrap();
        let at_start = start(&["localhost".to_owned(), "10.99.0.1".to_owned()]);
        let config = Config { tls: Some(at_start.tls().unwrap()), ..Config::default() };
        let mut relay = Relay::own_on(TcpListener::bind("0.0.0.0:0").await.unwrap(), config);
        let port = relay.address.port();
        let mut at = async |ip| {
            relay.address = (ip, port).into();
            shown(&relay).await
        };
        let own = std::net::Ipv4Addr::LOCALHOST.into();
        assert_eq!(at(own).await, at_start.certificate().to_vec(), "nothing is new yet");
        let renewed = at(address).await;
        let text = address.to_string();
        assert!(["localhost", "10.99.0.1", &text].iter().all(|name| has(&renewed, name)));
        assert_eq!(at(address).await, renewed, "once is enough");
        assert_eq!(at(own).await, renewed, "there is one certificate for all");
        if folder.is_some() {
            assert_eq!(start(&[text]).certificate().to_vec(), renewed, "and it is kept");
        }
    }
}
