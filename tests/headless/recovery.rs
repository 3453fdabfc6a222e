//! A round that outlives its relay.

use std::{
    collections::BTreeMap,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::program::{DEADLINE, Folder, Program, game_at, other_program, phone, text};

const PHONES: usize = 8;
/// Tick at which the relay is killed: half a second into the round.
const KILLED_AT_TICK: u64 = 60;
/// Longest time from the restart of the relay until all phones are back.
const BACK_WITHIN: Duration = Duration::from_secs(3);

/// Starts a relay that keeps its rooms in `folder`. Returns it with its address.
fn relay(folder: &Folder, bind: &str) -> (Program, String) {
    let mut command = Command::new(other_program("full-tilt-relay"));
    command.args(["--bind", bind, "--data-dir"]).arg(&folder.0);
    let relay = Program::start(command);
    let line = relay.stdout.recv_timeout(DEADLINE).unwrap();
    (relay, line.strip_prefix("listening on http://").unwrap().to_owned())
}

/// Returns the slots of all players in a state, with their scores; the crashed are not counted.
fn scores(state: &Value) -> BTreeMap<u64, f64> {
    let players = state["players"].as_array().unwrap();
    let alive = players.iter().filter(|player| player["alive"] == true);
    alive.map(|player| (player["slot"].as_u64().unwrap(), player["score"].as_f64().unwrap())).collect()
}

#[test]
fn a_round_survives_kill_9_of_its_relay() {
    let (folder, rooms) = (Folder::new("recovery"), Folder::new("recovery-rooms"));
    let (relay_before, address) = relay(&rooms, "127.0.0.1:0");
    let origin = format!("http://localhost:{}", address.rsplit(':').next().unwrap());
    let game = game_at(&origin, &folder, &["--mode", "classic", "--seed", "1", "--state-hz", "10"]);
    let ready = game.event("ready");
    // Going straight on, no player crashes for five seconds.
    let mut names = BTreeMap::new();
    // They tap when all have their seats.
    let _phones = phone(text(&ready["join_url"]), &["--count", "8", "--hold", "0", "--tap"]);
    while names.len() < PHONES {
        let joined = game.event("player_joined");
        names.insert(joined["slot"].as_u64().unwrap(), text(&joined["name"]).to_owned());
    }
    while text(&game.event("phase")["phase"]) != "playing" {}
    let mut before = game.event("state");
    while before["tick"].as_u64().unwrap() < KILLED_AT_TICK {
        before = game.event("state");
    }
    assert_eq!(scores(&before).len(), PHONES, "all play");

    // Dropping a program kills it as `kill -9` does.
    drop(relay_before);
    let (_relay, _) = relay(&rooms, &address);
    let restarted = Instant::now();
    let mut back = BTreeMap::new();
    while back.len() < PHONES {
        let joined = game.event("player_joined");
        back.insert(joined["slot"].as_u64().unwrap(), text(&joined["name"]).to_owned());
    }
    let took = restarted.elapsed();
    assert!(took < BACK_WITHIN, "it took {took:?}");
    assert_eq!(back, names, "all players have their old slots");

    // It waited for its relay, and continues after a countdown: with a deadline, because the events do not end.
    let deadline = Instant::now() + DEADLINE;
    let mut after = game.event("state");
    while after["tick"].as_u64() <= before["tick"].as_u64() {
        assert!(Instant::now() < deadline, "the round does not go on: {after}");
        after = game.event("state");
    }
    let (before, after) = (scores(&before), scores(&after));
    assert_eq!(after.len(), PHONES, "nobody has crashed meanwhile: {after:?}");
    assert!(after.iter().all(|(slot, score)| score > &before[slot]), "{before:?} → {after:?}");
    // The phones' readings arrive again.
    let deadline = Instant::now() + DEADLINE;
    loop {
        let state = game.event("state");
        let fresh = |player: &Value| player["age_ms"].as_f64().is_some_and(|age| age < 100.0);
        if state["players"].as_array().unwrap().iter().all(fresh) {
            break;
        }
        assert!(Instant::now() < deadline, "no fresh readings: {state}");
    }
}
