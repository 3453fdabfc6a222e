//! The controller page, compiled into the program, so that a relay is one file. It serves the bundler's output in
//! `web-controller/dist` (`page` in this crate, so that it is in its package as well), as listed in its
//! `manifest.json`, and nothing from the disk. `ServeDir` of `tower-http` can read from memory too, but asks for more code
//! than it replaces, and for a table of content types, which the manifest already is.

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::headers::{HEADERS, content_security_policy};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/page");
/// This is also the file that shows cargo that the other files have changed.
const MANIFEST: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/page/manifest.json"));
const MANIFEST_PATH: &str = "manifest.json";

/// The description of the bundle by `scripts/build-page.mjs`.
#[derive(Deserialize)]
struct Manifest {
    /// A digest of all files.
    version: String,
    document: String,
    files: Vec<File>,
}

impl Manifest {
    /// Returns the page's files and the manifest itself, which the page's service worker uses to find them.
    fn into_files(self) -> impl Iterator<Item = File> {
        let itself = File {
            path: MANIFEST_PATH.to_owned(),
            r#type: "application/json".to_owned(),
            digest: self.version,
            hashed: false,
            codings: vec![Coding::Br, Coding::Gz],
        };
        self.files.into_iter().chain([itself])
    }
}

#[derive(Deserialize)]
struct File {
    path: String,
    /// The content type.
    r#type: String,
    digest: String,
    /// Whether its name contains a digest of its content.
    hashed: bool,
    /// The available compressions, the smallest first.
    codings: Vec<Coding>,
}

#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Coding {
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
    /// Path below the page's address.
    pub(super) path: String,
    content_type: HeaderValue,
    cache_control: &'static HeaderValue,
    /// The entity tag: weak, because one tag stands for all codings.
    tag: HeaderValue,
    plain: Bytes,
    compressed: Vec<(Coding, Bytes)>,
}

impl Served {
    /// Returns `None` if the bundle does not match its manifest.
    fn new(file: File) -> Option<Self> {
        let content = |end: &str| Some(Bytes::from_static(FILES.get_file(format!("{}{end}", file.path))?.contents()));
        let compressed = |coding: &Coding| Some((*coding, content(&format!(".{}", coding.names().1))?));
        Some(Self {
            content_type: file.r#type.parse().ok()?,
            cache_control: if file.hashed { &HEADERS.cache_control.hashed } else { &HEADERS.cache_control.other },
            tag: format!("W/\"{}\"", file.digest).parse().ok()?,
            plain: content("")?,
            compressed: file.codings.iter().map(compressed).collect::<Option<_>>()?,
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
}

/// The document's path, and all files.
static PAGE: LazyLock<(String, Vec<Served>)> = LazyLock::new(|| match serde_json::from_str::<Manifest>(MANIFEST) {
    Ok(manifest) => (manifest.document.clone(), manifest.into_files().filter_map(Served::new).collect()),
    Err(_) => Default::default(),
});

/// Returns the document with the address of a game's own part in it, or `None` if it is not as expected. The page's
/// scripts and styles stay the same.
pub(super) fn document_with_part(address: &str) -> Option<Served> {
    let (document, files) = &*PAGE;
    let served = files.iter().find(|file| file.path == *document)?;
    let (head, rest) = std::str::from_utf8(&served.plain).ok()?.split_once("</head>")?;
    let text = format!("{head}<meta name=\"game-part\" content=\"{address}\">\n</head>{rest}");
    Some(Served::plain(document.clone(), served.content_type.clone(), served.cache_control, text.into()))
}

/// Returns the response to a request for `path`, or `None` if the page has no such file; `/` is its document. The files of
/// `own` are served in place of the page's.
pub(super) fn find(path: &str, request: &HeaderMap, own: &[Served]) -> Option<Response> {
    let (document, files) = &*PAGE;
    let path = if path == "/" { document } else { path.strip_prefix('/')? };
    let file = own.iter().chain(files).find(|file| file.path == path)?;
    let headers = [
        (header::CONTENT_TYPE, file.content_type.clone()),
        (header::CACHE_CONTROL, file.cache_control.clone()),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CONTENT_SECURITY_POLICY, content_security_policy(request.get(header::HOST))),
        (header::ETAG, file.tag.clone()),
    ];
    if file.is_known(request) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Some(match file.compressed.iter().find(|(coding, _)| coding.is_taken(request)) {
        Some((coding, bytes)) => {
            (headers, [(header::CONTENT_ENCODING, coding.names().0)], bytes.clone()).into_response()
        }
        None => (headers, file.plain.clone()).into_response(),
    })
}

/// Returns the members of a header's list.
fn values(request: &HeaderMap, name: header::HeaderName) -> impl Iterator<Item = &str> {
    let values = request.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str, request: &HeaderMap) -> Option<Response> {
        super::find(path, request, &[])
    }

    #[test]
    fn the_bundle_matches_its_manifest() {
        let Manifest { document, files, .. } = serde_json::from_str(MANIFEST).unwrap();
        let (found, served) = &*PAGE;
        assert_eq!((found, served.len()), (&document, files.len() + 1));
        for file in served {
            let answer = find(&format!("/{}", file.path), &HeaderMap::new()).unwrap();
            let is_immutable = answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable");
            assert_eq!(is_immutable, file.path.starts_with("assets/"), "{}", file.path);
            assert!(file.compressed.iter().all(|(_, bytes)| bytes.len() < file.plain.len()), "{}", file.path);
        }
        assert_eq!(find("/", &HeaderMap::new()).unwrap().headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        // Files that exist only for the bundle are not part of the page.
        for path in ["/_headers", "/index.html.br", "//index.html", "", "/assets", "/../dist/index.html"] {
            assert!(find(path, &HeaderMap::new()).is_none(), "{path}");
        }
    }

    #[test]
    fn every_client_gets_a_coding_that_it_can_unpack() {
        for (accepts, coding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("br;q=0, GZIP;q=0.2", Some("gzip")),
            ("gzip;q=0", None),
            ("identity", None),
        ] {
            let request = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepts))]);
            let answer = find("/", &request).unwrap();
            let named = answer.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(named, coding, "{accepts}");
            assert_eq!(answer.headers()[header::VARY], "accept-encoding");
        }
        assert!(!find("/", &HeaderMap::new()).unwrap().headers().contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn a_file_that_the_client_has_is_not_sent_again() {
        let tag = find("/", &HeaderMap::new()).unwrap().headers()[header::ETAG].to_str().unwrap().to_owned();
        let answer = |known: &str| {
            find("/", &HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::try_from(known).unwrap())])).unwrap()
        };
        for known in [tag.clone(), format!("\"other\", {tag}"), tag.replace("W/", "")] {
            assert_eq!(answer(&known).status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(answer(&known).headers()[header::ETAG], tag);
        }
        assert_eq!(answer("W/\"other\"").status(), StatusCode::OK);
        let other = find("/sw.js", &HeaderMap::new()).unwrap().headers()[header::ETAG].clone();
        assert_ne!(other, tag);
    }
}
