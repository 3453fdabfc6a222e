//! The age of readings over each transport on an emulated network: `cargo run --release -p full-tilt-lossy`.
//!
//! Every figure stands beside the same figure of the other transports in the same run: one phone for each, at the same
//! time, over the same link. The results are in docs/network.md.
#![expect(clippy::print_stdout, reason = "a report on standard output is what this program is for")]

mod age;
mod cut;
mod load;
mod party;

use std::{env, io, process::ExitCode, time::Duration};

const SECONDS: u64 = 60;
const HELP: &str = "\
Modes: age [SECONDS], cut, party; without one, all. Leave the machine alone meanwhile.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("**Failed**: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mode: &[&str]) -> io::Result<()> {
    match mode {
        [] => {
            age::print(Duration::from_secs(SECONDS))?;
            cut::print()?;
            party::print()
        }
        ["age"] => age::print(Duration::from_secs(SECONDS)),
        ["age", seconds] => age::print(Duration::from_secs(seconds.parse().map_err(io::Error::other)?)),
        ["cut"] => cut::print(),
        ["party"] => party::print(),
        _ => {
            println!("{HELP}");
            Ok(())
        }
    }
}

/// Prints a figure that should stay below a bar.
fn at_most(what: &str, value: f64, bar: f64) {
    println!("- {what}: **{value:.2}** (bar: at most {bar}; {})", if value <= bar { "met" } else { "missed" });
}
