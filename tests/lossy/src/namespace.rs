//! A network namespace that is removed again, whatever happens in it.

use std::{
    fs::{self, File},
    io,
    path::Path,
    process::{self, Command},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};

use nix::sched::{CloneFlags, setns};
use tokio::runtime::{Builder, Runtime};

/// Where `ip netns` keeps them.
const FOLDER: &str = "/run/netns";
/// What the names of ours begin with; the process's number follows.
const PREFIX: &str = "full-tilt-";
/// Enough for a game or fifteen phones on two cores.
const WORKERS: usize = 2;

/// A network namespace of its own, with a loopback interface.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Makes one; `role` is for people who list them.
    ///
    /// # Errors
    /// This machine or this user cannot.
    pub fn new(role: &str) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        remove_orphans();
        let name = format!("{PREFIX}{}-{}-{role}", process::id(), NUMBER.fetch_add(1, Relaxed));
        ip(&["netns", "add", &name])?;
        let namespace = Self { name };
        namespace.ip(&["link", "set", "lo", "up"])?;
        Ok(namespace)
    }

    /// What `ip netns` calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs `ip` in it.
    ///
    /// # Errors
    /// It says why it did not do it.
    pub fn ip(&self, arguments: &[&str]) -> io::Result<()> {
        ip(&[&["-n", &self.name], arguments].concat())
    }

    /// Runs `work` on a thread inside it, and waits.
    ///
    /// # Errors
    /// The namespace cannot be entered, or the work fails.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                setns(File::open(Path::new(FOLDER).join(&self.name))?, CloneFlags::CLONE_NEWNET)?;
                work()
            });
            inside.join().unwrap_or_else(|_| Err(io::Error::other("the work in the namespace panicked")))
        })
    }

    /// A runtime all of whose threads are inside it, as threads start where their parents are. What is spawned on it is
    /// inside; what it blocks on is not.
    ///
    /// # Errors
    /// The namespace cannot be entered.
    pub fn runtime(&self) -> io::Result<Runtime> {
        self.run(|| Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // Whoever runs after us tries once more.
        let _ = ip(&["netns", "del", &self.name]);
    }
}

pub(crate) fn ip(arguments: &[&str]) -> io::Result<()> {
    let output = Command::new("ip").args(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = || io::Error::other(format!("ip {}: {}", arguments.join(" "), said.trim()));
    if output.status.success() { Ok(()) } else { Err(failed()) }
}

/// Removes what processes left behind that were killed.
fn remove_orphans() {
    for entry in fs::read_dir(FOLDER).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|owner| !Path::new(&format!("/proc/{owner}")).exists()) {
            let _ = ip(&["netns", "del", &name]);
        }
    }
}
