//! The program, from its arguments to its exit code.

use std::process::{Command, Output, Stdio};

use phonepad_host::{LinkConfig, LinkEvent, Reading, Trust};
use phonepad_motion::lean_degrees;

use full_tilt_test_support::{Game, Relay, quick, soon};

/// Runs the program to its end.
async fn phone(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_full-tilt-phone"));
    command.args(args).stdin(Stdio::null());
    let run = tokio::task::spawn_blocking(move || command.output().expect("it runs"));
    soon("end of the program", run).await.expect("no panic")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Asserts the exit code 1 and one sentence on stderr.
fn assert_failed(output: &Output, sentence: &str) {
    assert_eq!((output.status.code(), stderr(output).as_str()), (Some(1), format!("{sentence}\n").as_str()));
}

#[tokio::test]
async fn bad_arguments_exit_with_2() {
    let url = "http://localhost:1/?room=K7TQ";
    for args in [&[][..], &[url, "--count", "16"], &[url, "--weave", "x"], &[url, "--hold", "1", "--weave", "1,1"]] {
        let output = phone(args).await;
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).starts_with("error: "), "{args:?}");
    }
    let help = phone(&["--help"]).await;
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("accepts any certificate"));
}

#[tokio::test]
async fn everything_else_exits_with_1_and_a_sentence() {
    let example = "a join link looks like https://192.168.1.5:7171/?room=K7TQ";
    assert_failed(&phone(&["nonsense"]).await, &format!("{example}; this is not an http or https address"));
    assert_failed(
        &phone(&["http://localhost:1/"]).await,
        &format!("{example}; this one names neither a room nor a game"),
    );
    let output = phone(&["http://localhost:1/?room=K7TQ", "--trace", "no-such-file.csv"]).await;
    assert!(stderr(&output).starts_with("the recording no-such-file.csv cannot be read: "), "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(1));

    let relay = Relay::start().await;
    let url = relay.url();
    assert_failed(&phone(&[&format!("{url}?room=K7TQ"), "--count", "3"]).await, "there is no room K7TQ");
    relay.kill().await;
    let origin = url.as_str().trim_end_matches('/');
    assert_failed(&phone(&[&format!("{url}?room=K7TQ")]).await, &format!("nothing answers at {origin}"));
}

#[tokio::test]
async fn several_phones_play_and_leave() {
    let relay = Relay::start_secure().await;
    let mut game = Game::with(LinkConfig { trust: Trust::Anything, ..quick(relay.url()) }).await;
    let url = game.join_url(&relay.url());
    let playing = tokio::spawn(async move { phone(&[&url, "--name", "Ada", "--count", "3", "--seconds", "3"]).await });
    let mut names = Vec::new();
    while names.len() < 3 {
        if let LinkEvent::PeerJoined { name, .. } = game.next().await {
            names.push(name);
        }
    }
    names.sort();
    assert_eq!(names, ["Ada 1", "Ada 2", "Ada 3"]);
    let mut furthest = [0.0_f32; 3];
    while furthest.iter().any(|lean| *lean < 5.0) {
        let received = soon("reading", game.link.readings.recv()).await.expect("the link lives");
        let Reading::Motion(motion) = received.reading else { continue };
        let lean = lean_degrees(motion.samples[0].acceleration.normalize()).abs();
        assert!(lean < 15.2, "{lean}");
        let furthest = &mut furthest[usize::from(received.slot)];
        *furthest = furthest.max(lean);
    }
    let output = soon("end of the program", playing).await.expect("no panic");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    for wanted in ["Ada 1: loaded the page", "Ada 2: sits in slot", "Ada 3: has left, round trip "] {
        assert!(lines.contains(wanted), "{wanted} is not in\n{lines}");
    }
}
