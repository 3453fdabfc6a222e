//! A simulated phone for developers and tests; all of its behaviour is in `phonepad_sim`.

use std::{
    error::Error,
    future::pending,
    io::{Write, stderr, stdout},
    process::ExitCode,
};

use clap::Parser;
use phonepad_sim::Args;
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
    let playing = tokio::spawn(phonepad_sim::run(args.phones()?, events, stop));
    while let Some(event) = lines.recv().await {
        // A closed pipe is the reader's choice, not an error.
        let _ = writeln!(stdout(), "{event}");
    }
    Ok(playing.await??)
}
