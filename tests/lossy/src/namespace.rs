//! A network namespace that is always removed again.

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

/// The folder in which `ip netns` keeps namespaces.
const FOLDER: &str = "/run/netns";
/// The prefix of our namespaces' names, followed by the process's number.
const PREFIX: &str = "full-tilt-";
/// Number of threads, enough for a game or fifteen phones on two cores.
const WORKERS: usize = 2;

/// A network namespace with a loopback interface.
pub struct Namespace {
    name: String,
}

impl Namespace {
    /// Creates one; `role` is for users who list them.
    ///
    /// # Errors
    /// Returns an error if this machine or this user cannot create one.
    pub fn new(role: &str) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        remove_orphans();
        let name = format!("{PREFIX}{}-{}-{role}", process::id(), NUMBER.fetch_add(1, Relaxed));
        ip(&["netns", "add", &name])?;
        let namespace = Self { name };
        namespace.ip(&["link", "set", "lo", "up"])?;
        Ok(namespace)
    }

    /// Returns its name in `ip netns`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs `ip` in it.
    ///
    /// # Errors
    /// Returns the error message of `ip`.
    pub fn ip(&self, arguments: &[&str]) -> io::Result<()> {
        ip(&[&["-n", &self.name], arguments].concat())
    }

    /// Runs `work` on a thread inside it, and waits.
    ///
    /// # Errors
    /// Returns an error if the namespace cannot be entered, or the work fails.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> io::Result<T> + Send) -> io::Result<T> {
        thread::scope(|scope| {
            let inside = scope.spawn(|| {
                setns(File::open(Path::new(FOLDER).join(&self.name))?, CloneFlags::CLONE_NEWNET)?;
                work()
            });
            inside.join().unwrap_or_else(|_| Err(io::Error::other("the work in the namespace panicked")))
        })
    }

    /// Returns a runtime whose threads are all inside the namespace, because threads start in their parents' namespace.
    /// Spawned tasks are inside; the future of `block_on` is not.
    ///
    /// # Errors
    /// Returns an error if the namespace cannot be entered.
    pub fn runtime(&self) -> io::Result<Runtime> {
        self.run(|| Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build())
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // If this fails, the next run tries again.
        let _ = ip(&["netns", "del", &self.name]);
    }
}

pub(crate) fn ip(arguments: &[&str]) -> io::Result<()> {
    let output = Command::new("ip").args(arguments).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = || io::Error::other(format!("ip {}: {}", arguments.join(" "), said.trim()));
    if output.status.success() { Ok(()) } else { Err(failed()) }
}

/// Removes the leftovers of killed processes.
fn remove_orphans() {
    for entry in fs::read_dir(FOLDER).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|owner| !Path::new(&format!("/proc/{owner}")).exists()) {
            let _ = ip(&["netns", "del", &name]);
        }
    }
}
