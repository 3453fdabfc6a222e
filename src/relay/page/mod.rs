//! The controller page, compiled into the program, so that a relay is one file. It serves what is in
//! `web-controller/public` and nothing from the disk.

use super::headers::content_security_policy;
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A file of the page.
struct Asset {
    path: &'static str,
    content: &'static [u8],
}

macro_rules! assets {
    ($($path:literal),* $(,)?) => {
        &[$(Asset {
            path: concat!("/", $path),
            content: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/web-controller/public/", $path)),
        }),*]
    };
}

/// Every file of the page; a test below compares this list with the folder.
const ASSETS: &[Asset] = assets![
    "device.js",
    "gauge.js",
    "icon.svg",
    "index.html",
    "join.js",
    "link.js",
    "main.js",
    "menu.js",
    "motion.js",
    "names.js",
    "outbox.js",
    "press.js",
    "protocol.js",
    "sensors.js",
    "state.js",
    "steering.js",
    "storage.js",
    "style.css",
    "texts.js",
    "touch.js",
    "ui.js",
];

/// The answer to a request for `path`, if the page has such a file; `/` is its document. `host` is how the
/// client calls this relay.
pub(super) fn find(path: &str, host: Option<&HeaderValue>) -> Option<Response> {
    let path = if path == "/" { "/index.html" } else { path };
    let asset = ASSETS.iter().find(|asset| asset.path == path)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(path))),
        // The page must match the relay it came from; it is small, and comes over the same room's network.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, content_security_policy(host)),
    ];
    Some((headers, asset.content).into_response())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{ASSETS, content_type};

    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = format!("{prefix}/{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                collect(&entry.path(), &path, found);
            } else {
                found.push(path);
            }
        }
    }

    #[test]
    fn the_list_names_every_file_of_the_page() {
        let mut files = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("web-controller/public"), "", &mut files);
        files.sort();
        let listed: Vec<&str> = ASSETS.iter().map(|asset| asset.path).collect();
        assert_eq!(listed, files, "web-controller/public and the list in src/relay/assets.rs differ");
    }

    #[test]
    fn every_file_has_a_content_type() {
        for asset in ASSETS {
            assert_ne!(content_type(asset.path), "application/octet-stream", "{}", asset.path);
        }
    }
}
