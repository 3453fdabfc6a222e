//! The servers under load, each in a separate process on one core.

use std::{
    env, fs,
    io::{self, BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Limits that a thousand clients from one address need.
const GENEROUS: [&str; 14] = [
    "--max-connections",
    "100000",
    "--max-rooms",
    "100000",
    "--rooms-per-minute",
    "1000000",
    "--misses-per-minute",
    "1000000",
    "--joins-per-minute",
    "1000000",
    "--sockets-per-address",
    "1000000",
    "--openings-per-address",
    "1000000",
];
/// Ticks a second in /proc/PID/stat; the same on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The kinds of servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `full-tilt-relay`.
    Relay,
    /// A bare TCP forwarder: the cost of the operating system and tokio in any case.
    Forwarder,
    /// A minimal relay on node's `ws`.
    Ws,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Relay => "full-tilt-relay",
            Self::Forwarder => "bare TCP forwarder",
            Self::Ws => "minimal `ws` relay",
        }
    }

    /// Returns those that this machine can run.
    pub(crate) fn available() -> Vec<Self> {
        let mut kinds = vec![Self::Relay, Self::Forwarder];
        let has_node = Command::new("node").arg("--version").output().is_ok();
        if has_node && in_package(WS_MODULE).exists() {
            kinds.push(Self::Ws);
        } else {
            println!("(No `ws` relay to compare with: it needs node and `npm ci` in web-controller.)");
        }
        kinds
    }
}

const WS_MODULE: &str = "../../web-controller/node_modules/ws/wrapper.mjs";
const WS_RELAY: &str = "benches/relay_load/ws_relay.mjs";

/// Returns a path below this package. At run time: clones that share a target folder share this program too.
fn in_package(path: &str) -> PathBuf {
    Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(path)
}

/// A running server; it ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) kind: Kind,
    pub(crate) address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a command that runs on one core only, where that is possible.
pub(crate) fn pinned(core: u32, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let can_pin = Command::new("taskset").args(["-c", &core.to_string(), "true"]).status().is_ok_and(|s| s.success());
    if !can_pin {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]).arg(program);
    command
}

impl Server {
    pub(crate) fn start(kind: Kind) -> io::Result<Self> {
        let mut command = match kind {
            Kind::Relay => {
                let mut command = pinned(0, env!("CARGO_BIN_EXE_full-tilt-relay"));
                command.args(["--bind", "127.0.0.1:0"]).args(GENEROUS).env("TOKIO_WORKER_THREADS", "1");
                command
            }
            Kind::Forwarder => {
                let mut command = pinned(0, env::current_exe()?);
                command.arg("--serve-forwarder");
                command
            }
            Kind::Ws => {
                let mut command = pinned(0, "node");
                command.args([WS_RELAY, WS_MODULE].map(in_package));
                command
            }
        };
        let mut child = command.stdout(Stdio::piped()).env("RUST_LOG", "error").spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().rsplit('/').next().and_then(|address| address.parse().ok());
        let address = address.ok_or_else(|| io::Error::other(format!("{} says {line:?}", kind.name())))?;
        Ok(Self { child, kind, address })
    }

    /// Returns the processor time it has used, in seconds.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        cpu_seconds(self.child.id())
    }

    /// Returns the memory it holds, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
    }
}

fn cpu_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name of the program, in parentheses, may contain spaces.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / TICKS_PER_SECOND
}

/// Returns the processor time that all processes on this machine have used, in seconds.
pub(crate) fn machine_cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<f64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|field| field.parse().ok())
        .collect();
    let idle: f64 = fields.iter().skip(3).take(2).sum();
    (fields.iter().take(8).sum::<f64>() - idle) / TICKS_PER_SECOND
}

/// Returns the processor time that this process has used, in seconds.
pub(crate) fn own_cpu_seconds() -> f64 {
    cpu_seconds(std::process::id())
}
