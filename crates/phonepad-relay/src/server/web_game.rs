//! The web edition of a game: a folder with a bundle, which is served below `/play/` under a policy of its own.
//!
//! The files are read once, at the start, so that no request reaches the disk.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use super::{
    bundle::{MANIFEST, Manifest, Served},
    headers::HEADERS,
};

/// The game's address on the relay.
const ADDRESS: &str = "/play";
/// Most bytes of all files together. A build that nothing has made small, with its compressed forms, is half of it.
const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// The web edition of a game, ready to be served.
#[derive(Debug)]
pub struct WebGame {
    /// The document's path.
    document: String,
    files: Vec<Served>,
}

/// The reason why a folder is no web edition; each is one sentence for users.
#[derive(Debug, thiserror::Error)]
pub enum WebGameError {
    /// There is no bundle in the folder.
    #[error("the folder {} has no readable {MANIFEST}, which `scripts/web build` writes: {source}", path.display())]
    NoManifest {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The manifest is none of ours.
    #[error("{} is not the manifest of a web edition", .0.display())]
    Manifest(PathBuf),
    /// A file that the manifest lists is missing, or cannot be read.
    #[error("{} cannot be read: {source}; `scripts/web build` writes it", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The files would take the machine's memory.
    #[error("the files in {} have more than {} MiB", .0.display(), MAX_BYTES >> 20)]
    TooBig(PathBuf),
}

impl WebGame {
    /// Reads the bundle in a folder.
    ///
    /// # Errors
    /// See [`WebGameError`].
    pub fn load(folder: &Path) -> Result<Self, WebGameError> {
        let at = folder.join(MANIFEST);
        let text = fs::read(&at).map_err(|source| WebGameError::NoManifest { path: folder.to_owned(), source })?;
        let manifest = Manifest::parse(&text).ok_or_else(|| WebGameError::Manifest(at.clone()))?;
        let document = manifest.document.clone();
        let mut bytes = 0;
        let mut files = Vec::new();
        for file in manifest.into_files() {
            let mut contents = Vec::new();
            for name in file.names() {
                // A path that leads out of the folder would serve files that nobody meant to publish.
                if !Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))) {
                    return Err(WebGameError::Manifest(at));
                }
                let path = folder.join(&name);
                let unreadable = |source| WebGameError::Unreadable { path: path.clone(), source };
                bytes += fs::metadata(&path).map_err(unreadable)?.len();
                if bytes > MAX_BYTES {
                    return Err(WebGameError::TooBig(folder.to_owned()));
                }
                contents.push((name, Bytes::from(fs::read(&path).map_err(unreadable)?)));
            }
            let read =
                |name: &str| contents.iter().find(|(known, _)| known == name).map(|(_, content)| content.clone());
            files.push(Served::new(file, read).ok_or_else(|| WebGameError::Manifest(at.clone()))?);
        }
        if !files.iter().any(|file| file.path == document) {
            return Err(WebGameError::Manifest(at));
        }
        Ok(Self { document, files })
    }

    /// Returns the web edition in this program; `None` if it was built without the feature `web-game`.
    pub fn built_in() -> Option<Self> {
        let manifest = Manifest::parse(&built_in::content(MANIFEST)?)?;
        let document = manifest.document.clone();
        let files = manifest.into_files().map(|file| Served::new(file, built_in::content)).collect::<Option<_>>()?;
        Some(Self { document, files })
    }

    /// Returns the response to a request for `uri`, or `None` if the game has no such file.
    pub(super) fn find(&self, uri: &Uri, request: &HeaderMap) -> Option<Response> {
        let path = match uri.path().strip_prefix(ADDRESS)? {
            // The document's addresses are relative to the folder.
            "" => return Some(to_folder(uri)),
            "/" => &self.document,
            path => path.strip_prefix('/')?,
        };
        let file = self.files.iter().find(|file| file.path == path)?;
        Some(file.answer(request, &HEADERS.game_policy))
    }
}

/// Returns the redirection to the game's folder; the query has the game's options.
fn to_folder(uri: &Uri) -> Response {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let address = HeaderValue::try_from(format!("{ADDRESS}/{query}"));
    let address = address.unwrap_or(HeaderValue::from_static("/play/"));
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response()
}

#[cfg(feature = "web-game")]
mod built_in {
    //! The bundle that `scripts/web build` has written before this crate was built.

    use axum::body::Bytes;
    use include_dir::{Dir, include_dir};

    static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/page/play");
    /// Shows cargo that the other files have changed.
    const _: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/page/play/manifest.json"));

    pub(super) fn content(name: &str) -> Option<Bytes> {
        FILES.get_file(name).map(|file| Bytes::from_static(file.contents()))
    }
}

#[cfg(not(feature = "web-game"))]
mod built_in {
    //! No bundle.

    use axum::body::Bytes;

    pub(super) fn content(_name: &str) -> Option<Bytes> {
        None
    }
}
