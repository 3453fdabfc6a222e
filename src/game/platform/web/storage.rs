//! The browser's storage as a folder: settings and scores in `localStorage`, recorded runs in the origin's private files.
//! The page reads those before the game starts, because reading them takes time.

use std::{
    any::Any,
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use web_sys::Storage;

use crate::game::{
    persistence::store::{Folder, SharedFolder},
    platform::web::shell,
};

/// Beginning of the keys, because other pages of this origin use the storage as well.
const PREFIX: &str = "full-tilt/";
/// Beginning of the names of recorded runs.
const RUNS: &str = "runs/";

/// The time for which the browser keeps the files.
#[derive(Debug, Clone, Copy)]
enum Lifetime {
    /// Until the player deletes them.
    Lasting,
    /// As long as the tab is open.
    Tab,
}

/// The folder.
#[derive(Debug)]
pub(super) struct BrowserFolder {
    lifetime: Lifetime,
    /// The recorded runs, read at the start.
    runs: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl BrowserFolder {
    /// Returns the folder for files between evenings, or `None` if the browser keeps nothing.
    pub(super) fn lasting() -> Option<SharedFolder> {
        Self::open(Lifetime::Lasting, shell::runs())
    }

    /// Returns a folder whose files live as long as this tab, or `None` if the browser keeps nothing.
    pub(super) fn of_this_tab() -> Option<SharedFolder> {
        Self::open(Lifetime::Tab, Vec::new())
    }

    fn open(lifetime: Lifetime, runs: Vec<(String, Vec<u8>)>) -> Option<SharedFolder> {
        let folder = Self { lifetime, runs: Mutex::new(runs.into_iter().collect()) };
        folder.storage().ok()?;
        Some(Arc::new(folder))
    }

    fn storage(&self) -> io::Result<Storage> {
        let window = web_sys::window().ok_or_else(refused)?;
        let storage = match self.lifetime {
            Lifetime::Lasting => window.local_storage(),
            Lifetime::Tab => window.session_storage(),
        };
        storage.ok().flatten().ok_or_else(refused)
    }
}

impl Folder for BrowserFolder {
    fn place(&self, name: &str) -> String {
        format!("{PREFIX}{name} in this browser")
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let found = if name.starts_with(RUNS) {
            self.runs.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
        } else {
            self.storage()?.get_item(&key(name)).map_err(|_| refused())?.map(String::into_bytes)
        };
        found.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        if name.starts_with(RUNS) {
            self.runs.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes.to_owned());
            shell::keep_run(name, bytes);
            return Ok(());
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        self.storage()?.set_item(&key(name), text).map_err(|_| refused())
    }

    fn rename(&self, name: &str, new_name: &str) -> io::Result<()> {
        if self.read(new_name).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.replace(new_name, &self.read(name)?)?;
        self.storage()?.remove_item(&key(name)).map_err(|_| refused())
    }

    /// Nothing happens between a read and a write of this thread; other tabs wait for the storage itself.
    fn lock(&self) -> io::Result<Box<dyn Any>> {
        Ok(Box::new(()))
    }
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn refused() -> io::Error {
    io::Error::other("the browser keeps nothing for this page, or has no room left")
}
