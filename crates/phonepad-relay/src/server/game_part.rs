//! A game's own part of the page: a folder with a module `game.js`, which the page loads instead of its own.
//!
//! The files are read once, at the start, so that no request reaches the disk. They are served below `game/` under the
//! page's own headers; its policy permits them scripts, styles and images of this origin only.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use axum::{body::Bytes, http::HeaderValue};

use super::{bundle::Served, headers::HEADERS, page};

/// The folder's address below the page's.
const PREFIX: &str = "game";
/// The module that the page loads.
const MODULE: &str = "game.js";
/// Most files in the folder.
const MAX_FILES: usize = 256;
/// Most bytes of all files together: a phone on a slow network loads most of them.
const MAX_BYTES: u64 = 8 * 1024 * 1024;
/// Most folders inside each other.
const MAX_DEPTH: usize = 8;
/// The content types of the files that a part may have, by the end of their names.
const TYPES: [(&str, &str); 14] = [
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("gif", "image/gif"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("mp3", "audio/mpeg"),
    ("ogg", "audio/ogg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wav", "audio/wav"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
];

/// A game's own part of the page, ready to be served.
#[derive(Debug)]
pub struct GamePart {
    /// The document that names the part, and the folder's files.
    files: Vec<Served>,
}

/// The reason why a folder cannot be a part of the page; each is one sentence for users.
#[derive(Debug, thiserror::Error)]
pub enum GamePartError {
    /// The folder or a file in it cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The page would have nothing to load.
    #[error("the folder {} has no file {MODULE}", .0.display())]
    NoModule(PathBuf),
    /// The file's name does not show its type, or has characters that an address would have to escape.
    #[error(
        "{} is not a name that the page can load: letters, digits, '.', '-' and '_', with an end such as .js or .png",
        .0.display()
    )]
    Name(PathBuf),
    /// The folder is too big to be part of a page.
    #[error("the folder {} has more than {MAX_FILES} files, {MAX_DEPTH} levels or {} MiB", .0.display(), MAX_BYTES >> 20)]
    TooBig(PathBuf),
    /// The bundled document is not the expected one.
    #[error("the page's document has no head")]
    Document,
}

impl GamePart {
    /// Reads a folder, with the folders in it. Links and files whose names begin with a dot are left out.
    ///
    /// # Errors
    /// See [`GamePartError`].
    pub fn load(folder: &Path) -> Result<Self, GamePartError> {
        let mut found = Found { folder, files: Vec::new(), bytes: 0 };
        found.read(folder, PREFIX, 0)?;
        let module = format!("{PREFIX}/{MODULE}");
        if !found.files.iter().any(|file| file.path == module) {
            return Err(GamePartError::NoModule(folder.to_owned()));
        }
        let document = page::document_with_part(&format!("./{module}")).ok_or(GamePartError::Document)?;
        found.files.push(document);
        Ok(Self { files: found.files })
    }

    /// Returns its files, the document among them.
    pub(super) fn files(&self) -> &[Served] {
        &self.files
    }
}

/// The files found so far.
struct Found<'a> {
    folder: &'a Path,
    files: Vec<Served>,
    bytes: u64,
}

impl Found<'_> {
    /// `path` is the address of the folder `at`.
    fn read(&mut self, at: &Path, path: &str, depth: usize) -> Result<(), GamePartError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            |source| GamePartError::Unreadable { path, source }
        };
        let too_big = || GamePartError::TooBig(self.folder.to_owned());
        if depth > MAX_DEPTH {
            return Err(too_big());
        }
        for entry in fs::read_dir(at).map_err(unreadable(at))? {
            let entry = entry.map_err(unreadable(at))?;
            let (file, kind) = (entry.path(), entry.file_type().map_err(unreadable(&entry.path()))?);
            let name = entry.file_name();
            if name.as_encoded_bytes().starts_with(b".") || kind.is_symlink() {
                continue;
            }
            let is_plain =
                |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
            let name = name.to_str().filter(is_plain).ok_or_else(|| GamePartError::Name(file.clone()))?;
            let path = format!("{path}/{name}");
            if kind.is_dir() {
                self.read(&file, &path, depth + 1)?;
                continue;
            }
            let content_type = content_type(name).ok_or_else(|| GamePartError::Name(file.clone()))?;
            // The size first, so that no folder takes the machine's memory.
            self.bytes += entry.metadata().map_err(unreadable(&file))?.len();
            if self.files.len() == MAX_FILES || self.bytes > MAX_BYTES {
                return Err(GamePartError::TooBig(self.folder.to_owned()));
            }
            let plain = Bytes::from(fs::read(&file).map_err(unreadable(&file))?);
            self.files.push(Served::plain(path, content_type, &HEADERS.cache_control.other, plain));
        }
        Ok(())
    }
}

fn content_type(name: &str) -> Option<HeaderValue> {
    let (_, end) = name.rsplit_once('.')?;
    let (_, content_type) = TYPES.iter().find(|(known, _)| *known == end)?;
    Some(HeaderValue::from_static(content_type))
}
