//! Data that the game keeps: scores, settings and runs, through failures of the program, the disk or the files.

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    program::{Folder, GAME, Program, game, phone, text},
    run,
};

fn output(arguments: &[&str], file: &Path) -> (Option<i32>, String) {
    let output = Command::new(GAME).args(arguments).arg(file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

/// Plays one round with a phone that is held straight, in a separate folder. Returns the `round_over` event.
fn played(folder: &Folder, arguments: &[&str]) -> (Value, Program) {
    let mut game = game(folder, &[&["--auto-start", "--rounds", "1", "--seed", "5"], arguments].concat());
    let ready = game.event("ready");
    let _phone = phone(text(&ready["join_url"]), &["--name", "Ada", "--hold", "6"]);
    let over = game.event("round_over");
    game.wait();
    (over, game)
}

#[test]
fn a_run_is_kept_can_be_verified_and_shown_again() {
    let folder = Folder::new("run");
    let (over, _game) = played(&folder, &[]);
    assert_eq!((text(&over["mode"]), &over["scores"][0]["best"]), ("serpent", &true.into()), "{over}");
    let score = over["scores"][0]["score"].as_f64().unwrap();
    let file = folder.0.join("runs/best-serpent-tilt.ftrun");
    let (code, said) = output(&["--verify"], &file);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with(&format!("true: {score:.1} points")), "{said}");

    let again = Folder::new("run-again");
    let mut shown = game(&again, &["--rounds", "1", "--replay", file.to_str().unwrap()]);
    let shown_over = shown.event("round_over");
    assert_eq!((&shown_over["tick"], shown_over["scores"][0]["score"].as_f64()), (&over["tick"], Some(score)));
    assert_eq!(shown_over["scores"][0]["best"], false, "somebody else's run is nobody's record");
    shown.wait();
    assert!(!again.0.join("scores.json").exists());

    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    for option in ["--verify", "--replay"] {
        let mut command = Command::new(GAME);
        command.args(["--headless", option]).arg(&file);
        let (code, said) = run(command);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("damaged"), "{said}");
    }
}

#[test]
fn data_reported_as_saved_survives_kill_9_and_the_next_start_works() {
    // Several at once, each killed at a different moment around the end of its round.
    let threads: Vec<_> = (0..4_u64)
        .map(|index| {
            thread::spawn(move || {
                let folder = Folder::new(&format!("kill-{index}"));
                let mut first = game(&folder, &["--mode", "classic", "--auto-start", "--seed", "1"]);
                let ready = first.event("ready");
                let _phone = phone(text(&ready["join_url"]), &["--name", "Ada", "--hold", "0"]);
                let saved = (index % 2 == 0).then(|| first.event("score_saved"));
                if saved.is_none() {
                    first.event("crash");
                    thread::park_timeout(Duration::from_millis(index * 3));
                }
                first.child.kill().unwrap();
                first.child.wait().unwrap();
                let scores = fs::read(folder.0.join("scores.json"));
                if let Some(saved) = saved {
                    let kept: Value = serde_json::from_slice(&scores.unwrap()).unwrap();
                    assert_eq!(
                        kept["boards"]["classic"]["tilt"][0]["score"].as_f64(),
                        saved["score"].as_f64(),
                        "{kept}"
                    );
                } else if let Ok(bytes) = scores {
                    serde_json::from_slice::<Value>(&bytes).expect("whole, or not there");
                }
                let second = game(&folder, &[]);
                second.event("ready");
                assert!(!folder.0.join("scores.damaged.json").exists());
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

/// A board with a score that nobody in these tests beats.
const EVE: &str = r#"{"version":2,"boards":{"classic":{"tilt":[{"name":"Eve","score":4000.5,"seconds":2.0,"blips":0,"best_combo":0}]}}}"#;

/// Returns the names on a board in a folder, best first.
fn board(folder: &Folder) -> Vec<String> {
    let kept: Value = serde_json::from_slice(&fs::read(folder.0.join("scores.json")).unwrap()).unwrap();
    let entries = kept["boards"]["classic"]["tilt"].as_array().unwrap();
    entries.iter().map(|entry| text(&entry["name"]).to_owned()).collect()
}

#[test]
fn a_full_disk_loses_no_existing_data_and_is_reported() {
    let folder = Folder::new("full-disk");
    // The temporary file finds a folder in its place: it cannot be written, even by root.
    fs::create_dir_all(folder.0.join("scores.new.json")).unwrap();
    fs::write(folder.0.join("scores.json"), EVE).unwrap();
    let (over, game) = played(&folder, &["--mode", "classic"]);
    assert_eq!(over["scores"][0]["best"], false, "Eve is better");
    game.says("could not be saved");
    assert_eq!(fs::read_to_string(folder.0.join("scores.json")).unwrap(), EVE);
    assert!(game.stdout.try_iter().all(|line| !line.contains("score_saved")), "and no event claims otherwise");
}

#[test]
fn unsaved_data_is_saved_once_there_is_room() {
    let folder = Folder::new("room-again");
    let in_the_way = folder.0.join("scores.new.json");
    fs::create_dir_all(&in_the_way).unwrap();
    fs::write(folder.0.join("scores.json"), EVE).unwrap();
    let game = game(&folder, &["--mode", "classic", "--auto-start", "--seed", "5"]);
    let ready = game.event("ready");
    let _phone = phone(text(&ready["join_url"]), &["--name", "Ada", "--hold", "6"]);
    game.says("could not be saved");
    fs::remove_dir(&in_the_way).unwrap();
    game.event("score_saved");
    assert_eq!(board(&folder), ["Eve", "Ada"]);
}

#[test]
fn unsaved_data_is_tried_once_more_at_the_end() {
    let folder = Folder::new("room-at-the-end");
    let in_the_way = folder.0.join("scores.new.json");
    fs::create_dir_all(&in_the_way).unwrap();
    fs::write(folder.0.join("scores.json"), EVE).unwrap();
    let mut game = game(&folder, &["--mode", "classic", "--auto-start", "--seed", "5", "--rounds", "1"]);
    let ready = game.event("ready");
    let _phone = phone(text(&ready["join_url"]), &["--name", "Ada", "--hold", "6"]);
    game.says("could not be saved");
    fs::remove_dir(&in_the_way).unwrap();
    game.wait();
    assert_eq!(board(&folder), ["Eve", "Ada"]);
}

#[test]
fn two_games_with_one_folder_keep_the_scores_of_both() {
    let folder = Folder::new("two-games");
    let start = |name: &str| {
        let game = game(&folder, &["--mode", "classic", "--auto-start", "--seed", "5"]);
        let phone = phone(text(&game.event("ready")["join_url"]), &["--name", name, "--hold", "6"]);
        (game, phone)
    };
    // Both have read the file before either writes it.
    let (ada, bob) = (start("Ada"), start("Bob"));
    ada.0.event("score_saved");
    bob.0.event("score_saved");
    drop((ada, bob));
    let names = board(&folder);
    assert!(["Ada", "Bob"].iter().all(|name| names.contains(&(*name).to_owned())), "{names:?}");
    assert!(!folder.0.join("scores.damaged.json").exists());
}

#[test]
fn scores_that_cannot_be_read_are_set_aside_and_not_written_over() {
    let folder = Folder::new("unreadable");
    // More than is read, and an entry that is not a file at all.
    let too_long = format!("{EVE}{}", " ".repeat(5 * 1024 * 1024));
    fs::create_dir_all(folder.0.join("settings.json")).unwrap();
    fs::write(folder.0.join("scores.json"), &too_long).unwrap();
    let (_over, game) = played(&folder, &["--mode", "classic"]);
    game.says("set aside");
    assert_eq!(board(&folder), ["Ada"]);
    assert_eq!(fs::read_to_string(folder.0.join("scores.damaged.json")).unwrap(), too_long);
    assert!(folder.0.join("settings.damaged.json").is_dir());
}

#[test]
fn the_secret_of_the_direct_path_is_printed_only_when_asked_for() {
    let folder = Folder::new("secret");
    let mut command = Command::new(GAME);
    command.args(["--headless", "--events", "--bind", "127.0.0.1:0", "--data-dir"]).arg(&folder.0);
    let game = Program::start(command);
    let ready = game.event("ready");
    let join_url = text(&ready["join_url"]);
    assert!(join_url.ends_with(&format!("/?room={}", text(&ready["room"]))), "{join_url}");
    let said = game.says("Scan the code");
    assert!(said.contains(join_url) && !said.contains('#'), "{said}");
}

#[test]
fn an_unwritable_folder_does_not_prevent_playing() {
    // A folder inside a file is one that nobody can write, root included.
    let parent = Folder::new("no-folder");
    fs::create_dir_all(&parent.0).unwrap();
    fs::write(parent.0.join("file"), "").unwrap();
    let folder = Folder(parent.0.join("file/inside"));
    let (over, game) = played(&folder, &["--mode", "classic"]);
    assert!(over["scores"][0]["score"].as_f64().unwrap() > 1.0);
    game.says("could not be saved");
}

#[test]
fn files_from_a_newer_game_and_damaged_ones_are_set_aside_and_kept() {
    for (name, content, why) in [
        ("scores", r#"{"version":99,"boards":{"serpent":{}}}"#, "newer version"),
        ("settings", r#"{"version":99,"volume":"eleven"}"#, "newer version"),
        ("settings", "{\"version\":1,\"volumes\":", "damaged"),
        ("scores", "\u{0}\u{0}\u{0}", "damaged"),
    ] {
        let folder = Folder::new(&format!("aside-{name}-{}", why.len()));
        fs::create_dir_all(&folder.0).unwrap();
        fs::write(folder.0.join(format!("{name}.json")), content).unwrap();
        let game = game(&folder, &[]);
        assert!(game.says("set aside").contains(why));
        game.event("ready");
        assert_eq!(fs::read_to_string(folder.0.join(format!("{name}.damaged.json"))).unwrap(), content);
    }
}

#[test]
fn scores_of_the_first_version_are_taken_over() {
    let folder = Folder::new("version-1");
    fs::create_dir_all(&folder.0).unwrap();
    fs::write(folder.0.join("scores.json"), r#"{"version":1,"best":{"classic":4000.5}}"#).unwrap();
    let (over, _game) = played(&folder, &["--mode", "classic"]);
    assert_eq!(over["scores"][0]["best"], false, "4000 was better");
    let kept: Value = serde_json::from_slice(&fs::read(folder.0.join("scores.json")).unwrap()).unwrap();
    assert_eq!(kept["boards"]["classic"]["tilt"][0]["score"], 4000.5);
    assert_eq!(kept["boards"]["classic"]["tilt"][1]["name"], "Ada");
}

#[test]
fn there_is_one_log_and_it_is_limited_to_this_run_and_the_one_before() {
    let folder = Folder::new("log");
    for _ in 0..3 {
        let game = game(&folder, &[]);
        game.event("ready");
    }
    let logs = || {
        let entries = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut logs: Vec<String> = entries.filter(|name| name.ends_with(".log")).collect();
        logs.sort();
        logs
    };
    assert_eq!(logs(), ["full-tilt.log", "full-tilt.old.log"]);
    let until = Instant::now() + Duration::from_secs(10);
    while !fs::read_to_string(folder.0.join("full-tilt.log")).unwrap().contains("Full Tilt") {
        assert!(Instant::now() < until, "the log says what was started");
        thread::park_timeout(Duration::from_millis(20));
    }
}
