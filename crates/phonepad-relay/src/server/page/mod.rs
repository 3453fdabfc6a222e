//! The controller page, compiled into the program, so that a relay is one file. It serves what is in
//! `web-controller/public` and nothing from the disk: its modules linked to one script, and everything compressed.

mod link;
mod squeeze;

use std::{
    borrow::Cow,
    io::{self, Write as _},
    sync::LazyLock,
};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use brotli::enc::{BrotliEncoderParams, backward_references::BrotliEncoderMode};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

use super::headers::content_security_policy;
use link::{Sources, link, strip};
use squeeze::{join_statements, squeeze};

/// A file of the page.
struct Asset {
    path: &'static str,
    content: &'static [u8],
}

macro_rules! assets {
    ($($path:literal),* $(,)?) => {
        &[$(Asset {
            path: concat!("/", $path),
            content: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../web-controller/public/", $path)),
        }),*]
    };
}

/// Every file of the page; a test below compares this list with the folder.
const ASSETS: &[Asset] = assets![
    "badge.js",
    "calibrate.js",
    "clean-name.js",
    "device.js",
    "direct.js",
    "echoes.js",
    "end.texts.js",
    "fault.js",
    "fault.texts.js",
    "gauge.js",
    "icon-192.png",
    "icon-512.png",
    "icon.svg",
    "index.html",
    "join.js",
    "join.texts.js",
    "lane.js",
    "lesson.js",
    "line.js",
    "link.js",
    "main.js",
    "manifest.webmanifest",
    "menu.js",
    "menu.texts.js",
    "missing.texts.js",
    "motion.js",
    "names.js",
    "outbox.js",
    "path.js",
    "press.js",
    "protocol.js",
    "second.css",
    "second.js",
    "second.texts.js",
    "sensors.js",
    "sound.js",
    "stalls.js",
    "state.js",
    "steering.js",
    "storage.js",
    "style.css",
    "styles.js",
    "sw.js",
    "texts.de.js",
    "texts.js",
    "touch.js",
    "turn.css",
    "turn.js",
    "ui.js",
    "way.texts.js",
];

/// The script that the document names; the others come with it, or when they are wanted.
const ENTRY: &str = "main.js";

/// A file as it travels.
struct Packed {
    path: &'static str,
    plain: Cow<'static, [u8]>,
    /// The entity tag: weak, as one tag stands for all codings.
    tag: String,
    /// Compressed, the smallest first, as far as that makes it smaller.
    compressed: Vec<(Coding, Vec<u8>)>,
}

/// How a file can be compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// Which browsers take over https and on the machine itself.
    Brotli,
    Gzip,
}

impl Coding {
    const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Its name in HTTP.
    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    fn compress(self, plain: &[u8]) -> io::Result<Vec<u8>> {
        let mut compressed = Vec::new();
        match self {
            Self::Brotli => {
                let mode = BrotliEncoderMode::BROTLI_MODE_TEXT;
                let parameters = BrotliEncoderParams { mode, size_hint: plain.len(), ..Default::default() };
                brotli::BrotliCompress(&mut &*plain, &mut compressed, &parameters)?;
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(&mut compressed, Compression::best());
                encoder.write_all(plain)?;
                encoder.finish()?;
            }
        }
        Ok(compressed)
    }

    /// Whether the client can unpack it. One that weighs it (`br;q=0.5`) can; one that names it at weight 0 cannot.
    fn is_taken(self, request: &HeaderMap) -> bool {
        let values = request.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
            let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(1.0);
            name.trim().eq_ignore_ascii_case(self.name()) && weight > 0.0
        })
    }
}

/// The files as they travel.
static PACKED: LazyLock<Vec<Packed>> = LazyLock::new(|| ASSETS.iter().map(pack).collect());

/// The answer to a request for `path`, if the page has such a file; `/` is its document.
pub(super) fn find(path: &str, request: &HeaderMap) -> Option<Response> {
    let path = if path == "/" { "/index.html" } else { path };
    let file = PACKED.iter().find(|file| file.path == path)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(path))),
        // The page must match the relay it came from; it is small, and comes over the same room's network.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CONTENT_SECURITY_POLICY, content_security_policy(request.get(header::HOST))),
        (header::ETAG, HeaderValue::try_from(&file.tag).ok()?),
    ];
    if is_known(request, &file.tag) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Some(match file.compressed.iter().find(|(coding, _)| coding.is_taken(request)) {
        Some((coding, bytes)) => {
            let encoding = (header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
            (headers, [encoding], bytes.as_slice()).into_response()
        }
        None => (headers, file.plain.as_ref()).into_response(),
    })
}

/// Whether the client has this version of a file: the page looks for a newer one of all its files at each visit.
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag.trim_start_matches("W/"))
}

/// Packs the page, which takes a moment, before anybody asks for it.
pub(super) fn prepare() {
    LazyLock::force(&PACKED);
}

fn pack(asset: &Asset) -> Packed {
    let text = || str::from_utf8(asset.content).ok();
    let smaller = match asset.path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "js" if asset.path.strip_prefix('/') == Some(ENTRY) => {
            link(&Modules, ENTRY).ok().map(|script| join_statements(&squeeze(&script)))
        }
        "js" => text().map(|script| squeeze(&strip(script))),
        "css" => text().map(|css| join_rules(&strip(css))),
        "html" => text().map(strip_html),
        _ => None,
    };
    let plain = smaller.map_or(Cow::Borrowed(asset.content), |text| Cow::Owned(text.into_bytes()));
    let compress =
        |coding: Coding| Some((coding, coding.compress(&plain).ok().filter(|bytes| bytes.len() < plain.len())?));
    let mut compressed: Vec<_> = Coding::ALL.into_iter().filter_map(compress).collect();
    compressed.sort_by_key(|(_, bytes)| bytes.len());
    let digest: String = Sha256::digest(&plain)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    Packed { path: asset.path, plain, tag: format!("W/\"{digest}\""), compressed }
}

/// The document without indentation, empty lines, and comments that have a line of their own.
fn strip_html(html: &str) -> String {
    let is_comment = |line: &str| line.starts_with("<!--") && line.ends_with("-->");
    let lines = html.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Rules without line breaks; a line that ends in the middle of something keeps a space.
fn join_rules(css: &str) -> String {
    let mut joined = String::with_capacity(css.len());
    for line in css.lines() {
        joined.push_str(line);
        if !line.ends_with(['{', '}', ';', ',']) {
            joined.push(' ');
        }
    }
    joined.replace(";}", "}").replace(": ", ":").replace(" {", "{")
}

/// The page's own modules.
struct Modules;

impl Sources for Modules {
    fn find(&self, name: &str) -> Option<&str> {
        let asset = ASSETS.iter().find(|asset| asset.path.strip_prefix('/') == Some(name))?;
        str::from_utf8(asset.content).ok()
    }
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

    use super::*;

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
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web-controller/public"), "", &mut files);
        files.sort();
        let listed: Vec<&str> = ASSETS.iter().map(|asset| asset.path).collect();
        assert_eq!(listed, files, "web-controller/public and the list in this file differ");
    }

    /// What the linker and the stripper cannot see must not be there.
    #[test]
    fn the_page_is_written_as_it_can_be_linked() {
        let script = link(&Modules, ENTRY).unwrap();
        assert!(!script.contains("/**") && !script.contains("\nimport ") && !script.contains("\nexport "), "{script}");
        let sources = ASSETS.iter().filter(|asset| asset.path.ends_with(".js"));
        for asset in sources {
            for (number, line) in str::from_utf8(asset.content).unwrap().lines().enumerate() {
                let place = format!("{}:{}", asset.path, number + 1);
                assert!(line.matches('`').count() % 2 == 0, "{place}: a text over several lines");
                let templates = line.split('`').skip(1).step_by(2);
                for template in templates {
                    let holes = template.matches("${").count();
                    assert!(holes <= template.matches('}').count(), "{place}: a template within a template");
                }
                assert!(!line.starts_with("export let") && !line.starts_with("export default {"), "{place}");
            }
        }
    }

    #[test]
    fn packing_makes_everything_smaller() {
        let sum = |size: fn(&Packed) -> usize| PACKED.iter().map(size).sum::<usize>();
        let sources: usize = ASSETS.iter().map(|asset| asset.content.len()).sum();
        assert!(sum(|file| file.compressed.first().map_or(file.plain.len(), |(_, bytes)| bytes.len())) * 3 < sources);
    }

    #[test]
    fn everybody_gets_what_they_can_unpack() {
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
        let script = find("/main.js", &HeaderMap::new()).unwrap().headers()[header::ETAG].clone();
        assert_ne!(script, tag);
    }

    #[test]
    fn every_file_has_a_content_type() {
        for asset in ASSETS {
            assert_ne!(content_type(asset.path), "application/octet-stream", "{}", asset.path);
        }
    }
}
