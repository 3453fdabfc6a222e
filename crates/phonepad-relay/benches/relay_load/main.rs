//! The relay under load, from outside: `cargo bench -p phonepad-relay --bench relay_load -- [MODE]`.
//!
//! Every figure is printed beside the same figure of another program in the same run, because the same program varies by a
//! quarter from one day to the next. See docs/relay-performance.md.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![expect(clippy::print_stdout, reason = "a report on standard output is what this program is for")]

mod forwarder;
mod idle;
mod load;
mod outcome;
mod report;
mod saturation;
mod server;
mod soak;
mod stall;
mod wire;

use std::{env, io, process::ExitCode, time::Duration};

/// Full rooms of a plain run.
const ROOMS: [usize; 2] = [4, 60];
const DURATION: Duration = Duration::from_secs(5);
const HELP: &str = "\
Modes: load [ROOMS], saturation, idle, stall, soak [MINUTES]; without one, all but soak.
The server under load runs on core 0, the load comes from core 1: leave the machine alone meanwhile.";

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["--serve-forwarder"] => forwarder::serve(),
        ["--pinned", ref mode @ ..] => run(mode),
        _ => pin(&words),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("**Failed**: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts this program again on a separate core.
fn pin(mode: &[&str]) -> io::Result<()> {
    let status = server::pinned(1, env::current_exe()?).arg("--pinned").args(mode).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("see above")) }
}

fn run(mode: &[&str]) -> io::Result<()> {
    match mode {
        [] => {
            load::print(&ROOMS, DURATION)?;
            saturation::print()?;
            idle::print()?;
            stall::print()
        }
        ["load"] => load::print(&ROOMS, DURATION),
        ["load", rooms] => load::print(&[rooms.parse().map_err(io::Error::other)?], DURATION),
        ["saturation"] => saturation::print(),
        ["idle"] => idle::print(),
        ["stall"] => stall::print(),
        ["soak"] => soak::print(30.0),
        ["soak", minutes] => soak::print(minutes.parse().map_err(io::Error::other)?),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}
