//! The game as a program, without a window: driven by its command line, its event stream and simulated phones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod keeping;
mod networks;
mod program;
mod recovery;

use std::{
    io::Read as _,
    net::TcpListener,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use program::{DEADLINE, Folder, GAME, Program, game, phone, text};
use serde_json::Value;

/// Runs a program that is expected to end by itself. Returns its exit code and its output on standard error.
fn run(mut command: Command) -> (Option<i32>, String) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + DEADLINE;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < until, "it does not end");
        thread::park_timeout(Duration::from_millis(20));
    }
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    (child.wait().unwrap().code(), stderr)
}

#[test]
fn a_weaving_phone_plays_a_whole_round_and_the_events_report_it() {
    let folder = Folder::new("round");
    let mut game =
        game(&folder, &["--mode", "classic", "--auto-start", "--seed", "1", "--rounds", "1", "--state-hz", "20"]);
    let ready = game.event("ready");
    assert_eq!(text(&ready["room"]).len(), 4);
    assert!(text(&ready["join_url"]).starts_with("https://127.0.0.1:"), "{ready}");
    assert!(text(&ready["join_url"]).contains(&format!("/?room={}#h=127.0.0.1:", text(&ready["room"]))), "{ready}");

    let _phone = phone(text(&ready["join_url"]), &["--name", "Ada", "--weave", "12,0.5"]);
    let joined = game.event("player_joined");
    assert_eq!((&joined["slot"], &joined["name"], &joined["path"]), (&0.into(), &"Ada".into(), &"relay".into()));
    for phase in ["countdown", "playing"] {
        let event = game.event("phase");
        assert_eq!((text(&event["phase"]), text(&event["mode"])), (phase, "classic"));
    }
    let states: Vec<Value> = (0..40).map(|_| game.event("state")).collect();
    let ticks: Vec<i64> = states.iter().map(|state| state["tick"].as_i64().unwrap()).collect();
    assert!(ticks.windows(2).all(|pair| pair[1] - pair[0] == 6), "20 a second of 120 ticks: {ticks:?}");
    let steers = states.iter().map(|state| state["players"][0]["steer"].as_f64().unwrap());
    let (least, most) = steers.fold((1.0_f64, -1.0_f64), |(low, high), steer| (low.min(steer), high.max(steer)));
    assert!(least < -0.3 && most > 0.3, "the weave arrives: {least} to {most}");
    let player = &states[10]["players"][0];
    assert!(player["age_ms"].as_f64().is_some_and(|age| age < 1000.0), "{player}");

    let crash = game.event("crash");
    assert_eq!((&crash["slot"], &crash["cause"]), (&0.into(), &"edge".into()));
    let over = game.event("round_over");
    assert_eq!(over["tick"], crash["tick"]);
    let score = &over["scores"][0];
    assert_eq!((&score["slot"], &score["name"], &score["best"]), (&0.into(), &"Ada".into(), &true.into()));
    assert!(score["score"].as_f64().is_some_and(|score| score > 1.0), "{score}");
    assert_eq!(game.wait().code(), Some(0), "--rounds 1 ends the game");
}

#[test]
fn a_phones_input_can_be_recorded_and_played_again() {
    let folder = Folder::new("record");
    let recordings = folder.0.join("recordings");
    let steer = |game: &Program, count| {
        // The first states come before the phone leans.
        let states = std::iter::repeat_with(|| game.event("state"));
        let steers = states.map(|state| state["players"][0]["steer"].as_f64().unwrap());
        steers.take(count).last().unwrap()
    };
    let arguments = ["--auto-start", "--seed", "1", "--state-hz", "20", "--record", recordings.to_str().unwrap()];
    let first = game(&folder, &arguments);
    let ready = first.event("ready");
    let sender = phone(text(&ready["join_url"]), &["--name", "A/da", "--hold", "10"]);
    let steered = steer(&first, 60);
    assert!((steered - 0.51).abs() < 0.03, "{steered}");
    drop((first, sender));

    let files: Vec<_> = std::fs::read_dir(&recordings).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(files[0].file_name().unwrap(), "00-A_da-1.csv", "a name cannot lead out of the folder");
    let recording = std::fs::read_to_string(&files[0]).unwrap();
    assert!(recording.lines().count() > 60 && recording.contains("ready"), "{recording}");

    let again = game(&folder, &["--auto-start", "--seed", "1", "--state-hz", "20"]);
    let ready = again.event("ready");
    let _sender = phone(text(&ready["join_url"]), &["--trace", files[0].to_str().unwrap()]);
    // Sooner than the recording ends.
    let replayed = steer(&again, 40);
    assert!((replayed - steered).abs() < 0.02, "{replayed} instead of {steered}");
}

#[test]
fn the_best_score_is_kept_between_runs() {
    let folder = Folder::new("best");
    let play = || {
        let game = game(&folder, &["--auto-start", "--mode", "classic"]);
        let ready = game.event("ready");
        let _phone = phone(text(&ready["join_url"]), &["--weave", "12,0.5"]);
        let score = game.event("round_over")["scores"][0].clone();
        game.event("score_saved");
        score
    };
    let first = play();
    assert_eq!(first["best"], true, "the first score there is");
    let file = folder.0.join("scores.json");
    let mut saved: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let kept = &mut saved["boards"]["classic"]["tilt"][0]["score"];
    assert!((kept.as_f64().unwrap() - first["score"].as_f64().unwrap()).abs() < 0.001);

    *kept = 1_000_000.0.into();
    std::fs::write(&file, saved.to_string()).unwrap();
    assert_eq!(play()["best"], false, "a million is hard to beat");
}

#[test]
fn fifteen_phones_play_together() {
    let folder = Folder::new("fifteen");
    let game = game(&folder, &[]);
    let ready = game.event("ready");
    let _phones = phone(text(&ready["join_url"]), &["--count", "15", "--tap"]);
    let slots: std::collections::BTreeSet<u64> =
        (0..15).map(|_| game.event("player_joined")["slot"].as_u64().unwrap()).collect();
    assert_eq!(slots, (0..15).collect());
    let over = game.event("round_over");
    let scores: Vec<f64> =
        over["scores"].as_array().unwrap().iter().map(|score| score["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "best first: {scores:?}");
}

#[test]
fn a_phone_that_leaves_is_reported() {
    let folder = Folder::new("leaves");
    let game = game(&folder, &[]);
    let ready = game.event("ready");
    let phone = phone(text(&ready["join_url"]), &[]);
    game.event("player_joined");
    drop(phone);
    assert_eq!(game.event("player_left")["slot"], 0);
}

#[test]
fn the_terminal_shows_a_qr_code_and_the_link() {
    let folder = Folder::new("qr");
    let game = game(&folder, &[]);
    let picture = game.says("█");
    assert!(picture.chars().count() >= 29, "a row of modules: {picture}");
    assert!(game.says("https://127.0.0.1:").contains("tap Play"));
}

#[test]
fn a_port_in_use_is_one_clear_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(GAME);
    command.args(["--headless", "--bind", &address]);
    let (code, stderr) = run(command);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.contains(&format!("cannot listen on {address}")), "{stderr}");
    assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
}

#[test]
fn an_unreachable_relay_is_named_and_tried_again() {
    let folder = Folder::new("no-relay");
    // A port that was free a moment ago and on which nothing listens.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = Command::new(GAME);
    command.args(["--headless", "--events", "--relay", &format!("http://{address}"), "--data-dir"]).arg(&folder.0);
    let mut game = Program::start(command);
    for _ in 0..2 {
        assert!(game.says("Nothing answers at").contains("Trying again"));
    }
    assert!(game.child.try_wait().unwrap().is_none(), "it goes on trying");
}

#[test]
fn without_a_display_it_says_so_and_offers_headless() {
    let mut command = Command::new(GAME);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    let (code, stderr) = run(command);
    if cfg!(all(unix, not(target_os = "macos"))) {
        assert_eq!(code, Some(1));
        assert!(stderr.contains("no display") && stderr.contains("--headless"), "{stderr}");
        assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_unusable_display_is_one_clear_sentence_and_not_a_crash() {
    for (variable, value) in [("DISPLAY", ":4242"), ("WAYLAND_DISPLAY", "no-such-socket")] {
        let folder = Folder::new("display");
        let mut command = Command::new(GAME);
        for other in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "RUST_LOG"] {
            command.env_remove(other);
        }
        command.env(variable, value).args(["--bind", "127.0.0.1:0", "--data-dir"]).arg(&folder.0);
        let (code, stderr) = run(command);
        assert_eq!(code, Some(1), "{stderr}");
        assert!(stderr.contains("cannot open a window") && stderr.contains("--headless"), "{stderr}");
        assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
        let log = std::fs::read_to_string(folder.0.join("full-tilt.log")).unwrap();
        assert!(log.contains("event loop"), "the log has the reason: {log}");
    }
}

#[test]
fn bad_arguments_end_with_2_and_name_the_argument() {
    for (arguments, culprit) in [
        (&["--mode", "chess"][..], "chess"),
        (&["--seed", "lucky"], "lucky"),
        (&["--bind", "here"], "here"),
        (&["--relay", "ftp://example.org"], "ftp://example.org"),
        (&["--rounds", "0"], "0"),
        (&["--state-hz", "1000"], "1000"),
        (&["--no-such-thing"], "--no-such-thing"),
    ] {
        let mut command = Command::new(GAME);
        command.args(arguments);
        let (code, stderr) = run(command);
        assert_eq!(code, Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(culprit), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_damaged_score_file_is_set_aside_and_not_lost() {
    let folder = Folder::new("damaged");
    std::fs::create_dir_all(&folder.0).unwrap();
    std::fs::write(folder.0.join("scores.json"), "{\"version\":1,\"best\":{\"clas").unwrap();
    let game = game(&folder, &[]);
    game.says("set aside");
    game.event("ready");
    let kept = std::fs::read_to_string(folder.0.join("scores.damaged.json")).unwrap();
    assert!(kept.contains("\"clas"));
}
