//! A game's own part of the page, from a folder.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use phonepad_relay::{Config, GamePart, GamePartError};

use crate::support::Relay;

/// A folder that is removed with this value.
struct Folder(PathBuf);

impl Folder {
    /// Creates a folder with these files. `name` tells the tests' folders apart.
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self(env::temp_dir().join(format!("full-tilt-game-part-{name}-{}", std::process::id())));
        let _ = fs::remove_dir_all(&folder.0);
        for (path, text) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn load(&self) -> Result<GamePart, GamePartError> {
        GamePart::load(&self.0)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn relay(folder: &Folder) -> Relay {
    Relay::own(Config { game_part: Some(Arc::new(folder.load().unwrap())), ..Config::default() }).await
}

const META: &str = "<meta name=\"game-part\" content=\"./game/game.js\">";

#[tokio::test]
async fn the_page_names_the_part_and_the_relay_serves_its_files() {
    let folder = Folder::with("served", &[("game.js", "export {}"), ("art/card.svg", "<svg/>"), (".secret", "x")]);
    let relay = relay(&folder).await;
    let document = relay.get("/?room=K7TQ").await;
    let (head, _) = document.body.split_once("</head>").unwrap();
    assert!(head.contains(META), "{head}");
    assert_eq!(document.header("content-type"), Some("text/html; charset=utf-8"));
    for (path, content_type, body) in [
        ("/game/game.js", "text/javascript; charset=utf-8", "export {}"),
        ("/game/art/card.svg", "image/svg+xml", "<svg/>"),
    ] {
        let answer = relay.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{path}");
        assert_eq!((answer.body.as_str(), answer.header("cache-control")), (body, Some("no-cache")), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("content-security-policy").unwrap().contains("script-src 'self'"));
    }
    // The rest of the page is there as well.
    assert_eq!(relay.get("/sw.js").await.status, 200);
}

#[tokio::test]
async fn nothing_but_the_folders_files_is_served() {
    let folder = Folder::with("bounds", &[("game.js", ""), (".secret", "x")]);
    let relay = relay(&folder).await;
    // A file that comes later is not served: the folder is read once.
    fs::write(folder.0.join("late.js"), "").unwrap();
    for path in [
        "/game",
        "/game/",
        "/game/.secret",
        "/game/late.js",
        "/game/../game.js",
        "/game/%2e%2e/Cargo.toml",
        "/game/..%2f..%2fetc/passwd",
        "/game//game.js",
    ] {
        assert_eq!(relay.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn without_a_part_the_page_names_none() {
    let relay = Relay::any().await;
    assert!(!relay.get("/").await.body.contains("game-part"));
    assert_eq!(relay.get("/game/game.js").await.status, 404);
}

#[test]
fn a_folder_that_cannot_be_a_part_is_refused_in_words() {
    let refusal = |folder: &Folder| folder.load().unwrap_err().to_string();
    let missing = GamePart::load(Path::new("/no/such/folder")).unwrap_err().to_string();
    assert!(missing.starts_with("/no/such/folder cannot be read: "), "{missing}");
    assert!(refusal(&Folder::with("empty", &[("other.js", "")])).ends_with("has no file game.js"));
    for (test, name) in [("space", "my game.js"), ("type", "program.exe"), ("none", "README")] {
        let words = refusal(&Folder::with(test, &[("game.js", ""), (name, "")]));
        assert!(words.contains(name) && words.contains("is not a name that the page can load"), "{words}");
    }
    let files: Vec<String> = (0..256).map(|number| format!("{number}.txt")).chain(["game.js".to_owned()]).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|name| (&**name, "")).collect();
    assert!(refusal(&Folder::with("many", &files)).contains("more than 256 files"));
    let big = "x".repeat(8 * 1024 * 1024);
    assert!(refusal(&Folder::with("big", &[("game.js", "y"), ("big.txt", &big)])).contains("8 MiB"));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_left_out() {
    let folder = Folder::with("links", &[("inside/other.js", "")]);
    std::os::unix::fs::symlink("/etc/hostname", folder.0.join("game.js")).unwrap();
    assert!(matches!(folder.load(), Err(GamePartError::NoModule(_))));
}
