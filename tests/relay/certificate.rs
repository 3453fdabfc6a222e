//! How long the self-signed certificate is kept.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use full_tilt::relay::SelfSigned;

use crate::support::empty_folder;

const DAY: Duration = Duration::from_secs(86_400);

fn make(folder: &Path, names: &[&str], now: SystemTime) -> Vec<u8> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    SelfSigned::load_or_create_for(Some(folder), &names, now).unwrap().certificate().to_vec()
}

#[test]
fn it_is_kept_between_runs() {
    let (folder, now) = (empty_folder("kept"), SystemTime::now());
    let names = ["localhost", "192.168.1.5", "fd00::5"];
    let first = make(&folder, &names, now);
    assert_eq!(make(&folder, &names, now + 700 * DAY), first);
    assert_eq!(make(&folder, &names[..2], now), first, "an address less is no reason");
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
