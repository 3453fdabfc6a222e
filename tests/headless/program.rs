//! Programs under test, and their output.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

pub(crate) const GAME: &str = env!("CARGO_BIN_EXE_full-tilt");

/// Returns a program of another package of this workspace, which cargo does not build for these tests.
pub(crate) fn other_program(name: &str) -> String {
    let path = PathBuf::from(GAME).with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is missing: scripts/test tells how it is built", path.display());
    path.to_str().unwrap().to_owned()
}

/// Longest wait for anything: generous, because machines that run tests are busy.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A program that is ended with the test, and its lines as they arrive.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Program {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// Returns the next event of this name; earlier ones are skipped.
    pub(crate) fn event(&self, name: &str) -> Value {
        let until = Instant::now() + DEADLINE;
        loop {
            let line = match self.stdout.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => line,
                Err(error) => panic!("no {name}: {error}; on stderr: {:?}", self.stderr.try_iter().collect::<Vec<_>>()),
            };
            let event: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line}"));
            if event["event"] == name {
                return event;
            }
        }
    }

    /// Returns the next line on standard error that contains these words.
    pub(crate) fn says(&self, words: &str) -> String {
        let until = Instant::now() + DEADLINE;
        loop {
            match self.stderr.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) if line.contains(words) => return line,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("it never printed {words:?}"),
            }
        }
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "it does not end");
            thread::park_timeout(Duration::from_millis(20));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(pipe: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || BufReader::new(pipe).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    receiver
}

/// A separate folder for every game, so that none reads another's scores.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("full-tilt-test-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts a game with a built-in relay.
pub(crate) fn game(folder: &Folder, arguments: &[&str]) -> Program {
    start_game(folder, &["--bind", "127.0.0.1:0"], arguments)
}

/// Starts a game with the relay at this origin.
pub(crate) fn game_at(relay: &str, folder: &Folder, arguments: &[&str]) -> Program {
    start_game(folder, &["--relay", relay], arguments)
}

fn start_game(folder: &Folder, relay: &[&str], arguments: &[&str]) -> Program {
    let mut command = Command::new(GAME);
    command
        .args(["--headless", "--events", "--events-secret", "--data-dir"])
        .arg(&folder.0)
        .args(relay)
        .args(arguments);
    Program::start(command)
}

pub(crate) fn phone(join_url: &str, arguments: &[&str]) -> Program {
    let mut command = Command::new(other_program("full-tilt-phone"));
    command.arg(join_url).args(arguments);
    Program::start(command)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
