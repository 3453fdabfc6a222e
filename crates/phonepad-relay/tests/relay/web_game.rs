//! The web edition of the game, from a folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use phonepad_relay::{Config, WebGame, WebGameError};

use crate::{
    binary::{relay, start},
    support::{Answer, Relay, exchange, generous, request},
};

/// A folder with a bundle, which is removed with this value.
struct Bundle(PathBuf);

const DOCUMENT: &str = "<!doctype html><title>game</title>";
const MANIFEST: &str = r#"{
    "version": "0123456789abcdef",
    "document": "index.html",
    "first": [],
    "files": [
        { "path": "index.html", "type": "text/html; charset=utf-8", "digest": "d1", "hashed": false, "codings": ["br"] },
        { "path": "assets/game-1.wasm", "type": "application/wasm", "digest": "d2", "hashed": true, "codings": ["br", "gz"] }
    ]
}"#;

impl Bundle {
    /// Creates a bundle. `name` tells the tests' folders apart.
    fn new(name: &str) -> Self {
        let bundle = Self(env::temp_dir().join(format!("full-tilt-web-game-{name}-{}", std::process::id())));
        let _ = fs::remove_dir_all(&bundle.0);
        fs::create_dir_all(bundle.0.join("assets")).unwrap();
        for (path, text) in [
            ("manifest.json", MANIFEST),
            ("manifest.json.br", "manifest, br"),
            ("manifest.json.gz", "manifest, gz"),
            ("index.html", DOCUMENT),
            ("index.html.br", "document, br"),
            ("assets/game-1.wasm", "module"),
            ("assets/game-1.wasm.br", "module, br"),
            ("assets/game-1.wasm.gz", "module, gz"),
            ("secret.txt", "not in the manifest"),
        ] {
            bundle.write(path, text);
        }
        bundle
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).unwrap();
    }

    fn load(&self) -> Result<WebGame, WebGameError> {
        WebGame::load(&self.0)
    }

    async fn relay(&self) -> Relay {
        let web_game = Some(Arc::new(self.load().unwrap()));
        let origins = vec!["https://page.example".to_owned()];
        Relay::own(Config { web_game, origins, limits: generous(), ..Config::default() }).await
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn get_with(relay: &Relay, path: &str, header: &str) -> Answer {
    let host = relay.address.to_string();
    let request = request("GET", path, &host, "").replacen("\r\n", &format!("\r\n{header}\r\n"), 1);
    exchange(relay.connect().await, &request).await
}

#[tokio::test]
async fn the_document_may_run_webassembly_and_the_page_may_not() {
    let bundle = Bundle::new("policy");
    let relay = bundle.relay().await;
    for path in ["/play/", "/play/index.html", "/play/?mode=rush&seed=1"] {
        let answer = relay.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, DOCUMENT), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        let policy = answer.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval';",
            "style-src 'self';",
            "worker-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self' https: wss: ",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        assert!(!policy.contains("'unsafe"), "{policy}");
    }
    let policy = relay.get("/").await.header("content-security-policy").unwrap().to_owned();
    assert!(!policy.contains("unsafe") && !policy.contains("https:"), "{policy}");
}

#[tokio::test]
async fn the_address_without_a_slash_leads_to_the_game_with_its_options() {
    let bundle = Bundle::new("slash");
    let relay = bundle.relay().await;
    for (path, location) in [("/play", "/play/"), ("/play?mode=rush&seed=1", "/play/?mode=rush&seed=1")] {
        let answer = relay.get(path).await;
        assert_eq!((answer.status, answer.header("location")), (307, Some(location)), "{path}");
    }
}

#[tokio::test]
async fn files_are_compressed_beforehand_and_cached_by_name_or_tag() {
    let bundle = Bundle::new("files");
    let relay = bundle.relay().await;
    let module = "/play/assets/game-1.wasm";
    let plain = relay.get(module).await;
    assert_eq!((plain.status, plain.body.as_str()), (200, "module"));
    assert_eq!(plain.header("content-type"), Some("application/wasm"));
    assert!(plain.header("cache-control").unwrap().contains("immutable"));
    for (accepted, coding, body) in [("gzip, deflate, br", "br", "module, br"), ("gzip", "gzip", "module, gz")] {
        let answer = get_with(&relay, module, &format!("Accept-Encoding: {accepted}")).await;
        assert_eq!((answer.header("content-encoding"), answer.body.as_str()), (Some(coding), body));
        assert_eq!(answer.header("vary"), Some("accept-encoding"));
    }
    let tag = relay.get("/play/").await.header("etag").unwrap().to_owned();
    assert_eq!(get_with(&relay, "/play/", &format!("If-None-Match: {tag}")).await.status, 304);
    assert_eq!(relay.request("POST", "/play/", "").await.status, 405);
}

#[tokio::test]
async fn only_files_in_the_manifest_are_served_and_the_page_beside_them() {
    let bundle = Bundle::new("bounds");
    let relay = bundle.relay().await;
    for path in [
        "/play/secret.txt",
        "/play/assets",
        "/play/assets/game-1.wasm.br",
        "/play//index.html",
        "/play/../manifest.json",
        "/play/..%2f..%2fetc/passwd",
        "/player",
        "/playindex.html",
    ] {
        assert_eq!(relay.get(path).await.status, 404, "{path}");
    }
    assert_eq!(relay.get("/sw.js").await.status, 200);
    assert_eq!(relay.get("/?room=K7TQ").await.status, 200);
    let without = Relay::own(Config { limits: generous(), ..Config::default() }).await;
    for path in ["/play", "/play/", "/play/index.html"] {
        assert_eq!(without.get(path).await.status, 404, "{path}");
    }
}

#[test]
fn a_folder_that_is_no_web_edition_is_refused_in_words() {
    let missing = WebGame::load(Path::new("/no/such/folder")).unwrap_err().to_string();
    assert!(missing.starts_with("the folder /no/such/folder has no readable manifest.json"), "{missing}");
    let broken = Bundle::new("broken");
    broken.write("manifest.json", "{}");
    assert!(matches!(broken.load(), Err(WebGameError::Manifest(_))));
    for path in ["../secret.txt", "/etc/hostname", "assets/../../secret.txt"] {
        broken.write("manifest.json", &MANIFEST.replace("assets/game-1.wasm", path));
        assert!(matches!(broken.load(), Err(WebGameError::Manifest(_))), "{path}");
    }
    broken.write("manifest.json", &MANIFEST.replace("\"document\": \"index.html\"", "\"document\": \"other.html\""));
    assert!(matches!(broken.load(), Err(WebGameError::Manifest(_))));
    let incomplete = Bundle::new("incomplete");
    fs::remove_file(incomplete.0.join("assets/game-1.wasm.gz")).unwrap();
    let words = incomplete.load().unwrap_err().to_string();
    assert!(words.contains("game-1.wasm.gz cannot be read: ") && words.contains("scripts/web build"), "{words}");
}

#[test]
fn the_program_refuses_a_folder_without_a_bundle() {
    let output = relay(&["--bind", "127.0.0.1:0", "--web", "/no/such/folder"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.contains("full-tilt-relay: the folder /no/such/folder has no readable manifest.json"), "{words}");
    assert!(output.stdout.is_empty());
}

#[tokio::test]
async fn the_program_serves_a_folder() {
    let bundle = Bundle::new("program");
    let folder = bundle.0.to_str().unwrap();
    let (_running, line) = start(&["--bind", "127.0.0.1:0", "--web", folder]);
    let relay = Relay::announced(&line);
    assert_eq!(relay.get("/play/").await.body, DOCUMENT);
}
