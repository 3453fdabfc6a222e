//! A bundle of web files in memory, as the scripts in `web-controller/scripts` write it: its manifest, its files with
//! their compressed forms, and the answers to requests for them. `ServeDir` of `tower-http` can read from memory too, but
//! asks for more code than it replaces, and for a table of content types, which the manifest already is.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::headers::{HEADERS, Policy};

/// The name of the manifest in a bundle.
pub(super) const MANIFEST: &str = "manifest.json";

/// The description of a bundle.
#[derive(Deserialize)]
pub(super) struct Manifest {
    /// A digest of all files.
    version: String,
    pub(super) document: String,
    files: Vec<File>,
}

impl Manifest {
    /// Returns `None` if the text is no manifest.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// Returns the bundle's files and the manifest itself, which the page's service worker uses to find them.
    pub(super) fn into_files(self) -> impl Iterator<Item = File> {
        let itself = File {
            path: MANIFEST.to_owned(),
            r#type: "application/json".to_owned(),
            digest: self.version,
            hashed: false,
            codings: vec![Coding::Br, Coding::Gz],
        };
        self.files.into_iter().chain([itself])
    }
}

/// A file of a bundle, as the manifest describes it.
#[derive(Deserialize)]
pub(super) struct File {
    /// Path in the bundle.
    pub(super) path: String,
    /// The content type.
    r#type: String,
    digest: String,
    /// Whether its name contains a digest of its content.
    hashed: bool,
    /// The available compressions, the smallest first.
    codings: Vec<Coding>,
}

impl File {
    /// Returns the names of the file and of its compressed forms.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let ends = self.codings.iter().map(|coding| format!("{}.{}", self.path, coding.names().1));
        [self.path.clone()].into_iter().chain(ends)
    }
}

#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Coding {
    /// Supported by browsers over https and on the machine itself.
    Br,
    Gz,
}

impl Coding {
    /// Returns its name in HTTP, and the suffix of file names.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Br => ("br", "br"),
            Self::Gz => ("gzip", "gz"),
        }
    }

    /// Whether the client can unpack it. If the client weighs it (`br;q=0.5`), it can; if it is listed with weight 0,
    /// it cannot.
    fn is_taken(self, request: &HeaderMap) -> bool {
        values(request, header::ACCEPT_ENCODING).any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(1.0);
            name.trim().eq_ignore_ascii_case(self.names().0) && weight > 0.0
        })
    }
}

/// A file as it is sent.
#[derive(Debug)]
pub(super) struct Served {
    /// Path below the bundle's address.
    pub(super) path: String,
    pub(super) content_type: HeaderValue,
    pub(super) cache_control: &'static HeaderValue,
    /// The entity tag: weak, because one tag stands for all codings.
    tag: HeaderValue,
    pub(super) plain: Bytes,
    compressed: Vec<(Coding, Bytes)>,
}

impl Served {
    /// Returns a file with its content from `read`, which returns the content of a name. `None` if the bundle does not
    /// match its manifest.
    pub(super) fn new(file: File, mut read: impl FnMut(&str) -> Option<Bytes>) -> Option<Self> {
        let mut compressed = |coding: &Coding| Some((*coding, read(&format!("{}.{}", file.path, coding.names().1))?));
        Some(Self {
            content_type: file.r#type.parse().ok()?,
            cache_control: if file.hashed { &HEADERS.cache_control.hashed } else { &HEADERS.cache_control.other },
            tag: format!("W/\"{}\"", file.digest).parse().ok()?,
            compressed: file.codings.iter().map(&mut compressed).collect::<Option<_>>()?,
            plain: read(&file.path)?,
            path: file.path,
        })
    }

    /// Returns a file that is sent as it is.
    pub(super) fn plain(
        path: String,
        content_type: HeaderValue,
        cache_control: &'static HeaderValue,
        plain: Bytes,
    ) -> Self {
        let digest: String = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let tag =
            HeaderValue::try_from(format!("W/\"{digest}\"")).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""));
        Self { path, content_type, cache_control, tag, plain, compressed: Vec::new() }
    }

    /// Whether the client already has this version.
    fn is_known(&self, request: &HeaderMap) -> bool {
        let strong = |tag: &str| tag.trim_start_matches("W/").to_owned();
        let tag = self.tag.to_str().map(strong).unwrap_or_default();
        values(request, header::IF_NONE_MATCH).any(|known| strong(known) == tag)
    }

    /// Returns the response to a request for this file; its document is restricted by `policy`.
    pub(super) fn answer(&self, request: &HeaderMap, policy: &Policy) -> Response {
        let headers = [
            (header::CONTENT_TYPE, self.content_type.clone()),
            (header::CACHE_CONTROL, self.cache_control.clone()),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
            (header::CONTENT_SECURITY_POLICY, policy.at(request.get(header::HOST))),
            (header::ETAG, self.tag.clone()),
        ];
        if self.is_known(request) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        match self.compressed.iter().find(|(coding, _)| coding.is_taken(request)) {
            Some((coding, bytes)) => {
                (headers, [(header::CONTENT_ENCODING, coding.names().0)], bytes.clone()).into_response()
            }
            None => (headers, self.plain.clone()).into_response(),
        }
    }

    /// Whether each compressed form is smaller than the file.
    #[cfg(test)]
    pub(super) fn compresses(&self) -> bool {
        self.compressed.iter().all(|(_, bytes)| bytes.len() < self.plain.len())
    }
}

/// Returns the members of a header's list.
fn values(request: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    let values = request.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}
