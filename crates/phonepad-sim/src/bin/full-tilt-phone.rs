//! A simulated phone for developers and tests; all of its behaviour is in `phonepad_sim`, except for what only Full Tilt's
//! messages tell.

use std::{
    collections::HashMap,
    error::Error,
    future::pending,
    io::{Write, stderr, stdout},
    process::ExitCode,
};

use clap::Parser;
use phonepad_protocol::Json;
use phonepad_sim::{Args, News, PhoneEvent};
use tokio::sync::mpsc;

/// Most lines that may wait to be printed.
const LINE_QUEUE: usize = 64;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(stderr)
        .init();
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Box<dyn Error>> {
    let (events, mut lines) = mpsc::channel(LINE_QUEUE);
    let time = args.duration();
    let stop = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = async { match time { Some(time) => tokio::time::sleep(time).await, None => pending().await } } => {}
        }
    };
    let playing = tokio::spawn(phonepad_sim::run(args.phones(waits_for_tap)?, events, stop));
    let mut phases = HashMap::new();
    while let Some(event) = lines.recv().await {
        if let Some(line) = line(&event, &mut phases) {
            // A closed pipe is the reader's choice, not an error.
            let _ = writeln!(stdout(), "{line}");
        }
    }
    Ok(playing.await??)
}

/// Whether the game waits for a player to start a round; `None` if its message is not about that.
fn waits_for_tap(data: &Json) -> Option<bool> {
    phase(data).map(|(phase, _)| matches!(phase, "lobby" | "results"))
}

/// Returns the phase and the mode in the message that announces them.
fn phase(data: &Json) -> Option<(&str, &str)> {
    let word = |member: &str| data.get(member).and_then(Json::as_str);
    (word("type")? == "phase").then_some((word("phase")?, word("mode")?))
}

/// Returns an event in words; of the game's messages only a change of its phase, because the others are many. `phases` has
/// the last phase of each phone.
fn line(event: &PhoneEvent, phases: &mut HashMap<String, String>) -> Option<String> {
    let News::Game(data) = &event.news else { return Some(event.to_string()) };
    let (phase, mode) = phase(data)?;
    let before = phases.insert(event.phone.clone(), phase.to_owned());
    (before.as_deref() != Some(phase)).then(|| format!("{}: {phase} ({mode})", event.phone))
}
