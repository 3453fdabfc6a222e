//! An operator's own certificate, and changes of its files.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use phonepad_relay::{Config, Limits, SelfSigned, Tls};

use crate::{
    binary::{relay as program, start},
    support::{DEADLINE, Relay, empty_folder, exchange, request},
    tls::connect,
};

/// Creates a new certificate with its key, both in `folder/cert.pem`.
fn renew(folder: &Path) -> SelfSigned {
    let made_in = folder.join("made");
    let _ = fs::remove_dir_all(&made_in);
    let made = SelfSigned::load_or_create_for(Some(&made_in), &["localhost".into()], SystemTime::now()).unwrap();
    fs::rename(made_in.join("self-signed.pem"), folder.join("cert.pem")).unwrap();
    made
}

fn files(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("cert.pem"), folder.join("cert.pem"))
}

async fn relay(folder: &Path) -> Relay {
    let (certificate, key) = files(folder);
    let tls = Some(Tls::from_files(&certificate, &key).unwrap());
    let limits = Limits { certificate_check: Duration::from_millis(10), ..Limits::default() };
    Relay::own(Config { tls, limits, ..Config::default() }).await
}

/// Whether the relay currently shows this certificate.
async fn shows(relay: &Relay, certificate: &SelfSigned) -> bool {
    connect(relay, certificate).await.is_ok()
}

#[tokio::test]
async fn a_new_certificate_is_used_and_open_connections_stay() {
    let folder = empty_folder("renewed_certificate");
    let first = renew(&folder);
    let relay = relay(&folder).await;
    let open = connect(&relay, &first).await.unwrap();
    let second = renew(&folder);
    let deadline = Instant::now() + DEADLINE;
    while !shows(&relay, &second).await {
        assert!(Instant::now() < deadline, "the new certificate is never used");
    }
    assert!(!shows(&relay, &first).await);
    let answer = exchange(open, &request("GET", "/healthz", "localhost", "")).await;
    assert_eq!((answer.status, answer.header("strict-transport-security")), (200, Some("max-age=15768000")));
}

#[tokio::test]
async fn a_pair_that_cannot_be_used_changes_nothing_until_it_can() {
    let folder = empty_folder("broken_certificate");
    let first = renew(&folder);
    let relay = relay(&folder).await;
    fs::write(folder.join("cert.pem"), "half a certifica").unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(shows(&relay, &first).await);
    fs::remove_file(folder.join("cert.pem")).unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(shows(&relay, &first).await);
    let second = renew(&folder);
    let deadline = Instant::now() + DEADLINE;
    while !shows(&relay, &second).await {
        assert!(Instant::now() < deadline, "the new certificate is never used");
    }
}

/// Such as one whose permissions were wrong, which changes neither a file's length nor its time.
#[tokio::test]
async fn a_pair_that_cannot_be_used_is_tried_again() {
    let folder = empty_folder("mended_certificate");
    let first = renew(&folder);
    let relay = relay(&folder).await;
    let elsewhere = empty_folder("mended_certificate_elsewhere");
    let second = renew(&elsewhere);
    let content = fs::read_to_string(elsewhere.join("cert.pem")).unwrap();
    let time = SystemTime::now();
    let replace = |content: &str| {
        let unfinished = folder.join("unfinished.pem");
        fs::write(&unfinished, content).unwrap();
        fs::File::options().write(true).open(&unfinished).unwrap().set_modified(time).unwrap();
        fs::rename(&unfinished, folder.join("cert.pem")).unwrap();
    };
    replace(&content.replace("PRIVATE", "BROKEN!"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(shows(&relay, &first).await);
    replace(&content);
    let deadline = Instant::now() + DEADLINE;
    while !shows(&relay, &second).await {
        assert!(Instant::now() < deadline, "the pair that mended is never used");
    }
}

#[test]
fn errors_in_the_files_are_one_clear_sentence() {
    let folder = empty_folder("wrong_certificate_files");
    renew(&folder);
    fs::write(folder.join("empty.pem"), "").unwrap();
    let other = folder.join("other");
    fs::create_dir_all(&other).unwrap();
    renew(&other);
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    for (certificate, key, words) in [
        ("missing.pem", "cert.pem", "missing.pem"),
        ("cert.pem", "missing.pem", "missing.pem"),
        ("empty.pem", "cert.pem", "no certificate"),
        ("cert.pem", "empty.pem", "empty.pem"),
        ("cert.pem", "other/cert.pem", "cert.pem"),
    ] {
        let arguments =
            ["--bind", "127.0.0.1:0", "--tls-cert", &path(certificate), "--tls-key", &path(key)].map(String::from);
        let output = program(&arguments.each_ref().map(String::as_str)).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.lines().count()), (Some(1), 1), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
}

#[test]
fn the_program_serves_with_certificate_files() {
    let folder = empty_folder("program_certificate_files");
    renew(&folder);
    let (certificate, key) = files(&folder);
    let (_running, line) = start(&[
        "--bind",
        "127.0.0.1:0",
        "--tls-cert",
        certificate.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
    ]);
    assert!(line.starts_with("listening on https://127.0.0.1:"), "{line}");
}
