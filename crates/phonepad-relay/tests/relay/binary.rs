//! `full-tilt-relay` as a user starts it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

/// A running relay; it is killed, as by `kill -9`, when this is dropped.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn relay(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_full-tilt-relay"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts a relay and reads the line that it prints first.
pub(crate) fn start(arguments: &[&str]) -> (Running, String) {
    spawn(&mut relay(arguments))
}

/// Starts a command of [`relay`] in the same way.
pub(crate) fn spawn(command: &mut Command) -> (Running, String) {
    let mut running = Running(command.spawn().unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (running, line.trim_end().to_owned())
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[cfg(unix)]
#[test]
fn it_prints_its_address_serves_and_ends_on_sigterm() {
    let (mut running, line) = start(&["--bind", "127.0.0.1:0"]);
    let address = line.strip_prefix("listening on http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let id = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

#[test]
fn it_listens_with_tls() {
    let (_running, line) = start(&["--bind", "0.0.0.0:0", "--tls", "self-signed"]);
    assert!(line.starts_with("listening on https://127.0.0.1:"), "{line}");
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = taken.local_addr().unwrap().to_string();
    let output = relay(&["--bind", &bind]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = stderr(&output);
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(&bind) && stderr.contains("in use"), "{stderr}");
}

#[test]
fn a_folder_that_cannot_be_written_is_one_clear_sentence() {
    let output =
        relay(&["--bind", "127.0.0.1:0", "--tls", "self-signed", "--data-dir", "/dev/null/x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
}

#[test]
fn bad_arguments_end_with_2() {
    for arguments in [
        &["--bind", "nonsense"][..],
        &["--tls", "magic"],
        &["--tls-cert", "cert.pem"],
        &["--tls", "self-signed", "--tls-cert", "cert.pem", "--tls-key", "key.pem"],
        &["--trust-proxy", "no header"],
        &["--allow-origin", "page.example"],
        &["--max-connections", "0"],
        &["--rooms-per-minute", "-1"],
        &["--party"],
    ] {
        assert_eq!(relay(arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_defaults_are_printed() {
    let help = String::from_utf8(relay(&["--help"]).output().unwrap().stdout).unwrap();
    assert!(help.starts_with("A relay for Full Tilt"), "{help}");
    for (option, default) in [
        ("--max-connections", "4096"),
        ("--max-rooms", "10000"),
        ("--rooms-per-minute", "10"),
        ("--misses-per-minute", "30"),
        ("--joins-per-minute", "300"),
        ("--sockets-per-address", "64"),
        ("--openings-per-address", "256"),
    ] {
        let entry = help.split_once(&format!("{option} ")).unwrap_or_else(|| panic!("no {option} in {help}")).1;
        assert!(entry.split("--").next().unwrap().contains(&format!("[default: {default}]")), "{option} in {help}");
    }
}

#[test]
fn it_checks_the_health_of_another_one() {
    for scheme in [&[][..], &["--tls", "self-signed"]] {
        let (_running, line) = start(&[&["--bind", "127.0.0.1:0"], scheme].concat());
        let bind = line.split_once("://").unwrap().1;
        let output = relay(&["--check-health", "--bind", bind]).output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{line}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let output = relay(&["--check-health", "--bind", &nobody]).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).lines().count()), (Some(1), 1), "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn it_warns_if_it_may_not_open_enough_files() {
    let program = env!("CARGO_BIN_EXE_full-tilt-relay");
    let script = format!("ulimit -n 100; exec '{program}' --bind 127.0.0.1:0");
    let mut shell = Command::new("sh");
    let (mut running, _) = spawn(shell.args(["-c", &script]).stdout(Stdio::piped()).stderr(Stdio::piped()));
    running.0.kill().unwrap();
    let mut log = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("WARN") && log.contains("ulimit -n"), "{log}");
}
