//! The controller page, compiled into the program, so that a relay is one file. It serves the bundler's output in
//! `web-controller/dist` (`page` in this crate, so that it is in its package as well), as listed in its
//! `manifest.json`, and nothing from the disk.

use std::sync::LazyLock;

use axum::{body::Bytes, http::HeaderMap, response::Response};
use include_dir::{Dir, include_dir};

use super::{
    bundle::{MANIFEST, Manifest, Served},
    headers::HEADERS,
};

/// The files with digests in their names.
static ASSETS: Dir = include_dir!("$CARGO_MANIFEST_DIR/page/assets");

/// Includes files of the page by name. The folder as a whole may contain the web edition as well, which is ten times
/// as big.
macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/page/", $name)).as_slice())),*]
    };
}

/// The files that keep their names. The manifest is also the file that shows cargo that those in `ASSETS` have changed.
static STAYING: [(&str, &[u8]); 19] = files! {
    "icon-192.png"
    "icon-512.png" "icon-512.png.br" "icon-512.png.gz"
    "icon.svg" "icon.svg.br" "icon.svg.gz"
    "index.html" "index.html.br" "index.html.gz"
    "manifest.json" "manifest.json.br" "manifest.json.gz"
    "manifest.webmanifest" "manifest.webmanifest.br" "manifest.webmanifest.gz"
    "sw.js" "sw.js.br" "sw.js.gz"
};

/// Returns the content of a file of the bundle.
fn content(name: &str) -> Option<Bytes> {
    let staying = || STAYING.iter().find(|(staying, _)| *staying == name).map(|(_, content)| *content);
    let asset = || ASSETS.get_file(name.strip_prefix("assets/")?).map(include_dir::File::contents);
    staying().or_else(asset).map(Bytes::from_static)
}

/// The document's path, and all files.
static PAGE: LazyLock<(String, Vec<Served>)> = LazyLock::new(|| match manifest() {
    Some(manifest) => {
        (manifest.document.clone(), manifest.into_files().filter_map(|file| Served::new(file, content)).collect())
    }
    None => Default::default(),
});

fn manifest() -> Option<Manifest> {
    Manifest::parse(&content(MANIFEST)?)
}

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
    Some(file.answer(request, &HEADERS.page_policy))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode, header};

    use super::*;

    fn find(path: &str, request: &HeaderMap) -> Option<Response> {
        super::find(path, request, &[])
    }

    #[test]
    fn the_bundle_matches_its_manifest() {
        let manifest = manifest().unwrap();
        let (found, served) = &*PAGE;
        assert_eq!(*found, manifest.document);
        assert_eq!(served.len(), manifest.into_files().count());
        for file in served {
            let answer = find(&format!("/{}", file.path), &HeaderMap::new()).unwrap();
            let is_immutable = answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable");
            assert_eq!(is_immutable, file.path.starts_with("assets/"), "{}", file.path);
            assert!(file.compresses(), "{}", file.path);
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
