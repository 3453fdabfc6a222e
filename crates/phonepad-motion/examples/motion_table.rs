//! Prints the accuracy of "up" and the steer angle on recordings with ground truth, as carried by the wire format, and
//! the behaviour of the estimate in a hand and on a table.
//!
//! `cargo run --release -p phonepad-motion --example motion_table -- [--out DIR] FILE.csv…`

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[path = "../tests/support/handling.rs"]
mod handling;
#[path = "../tests/support/recording.rs"]
mod recording;

use recording::{Conditions, Recording, Score};

const USAGE: &str = "usage: motion_table [--out DIR] FILE.csv…";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(if message == USAGE { 2 } else { 1 })
        }
    }
}

fn run() -> Result<(), String> {
    let (mut out, mut files) = (None, Vec::new());
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--out" {
            out = Some(PathBuf::from(arguments.next().ok_or(USAGE)?));
        } else if argument.to_string_lossy().starts_with("--") {
            return Err(USAGE.to_owned());
        } else {
            files.push(PathBuf::from(argument));
        }
    }
    if files.is_empty() {
        return Err(USAGE.to_owned());
    }
    let recordings: Vec<Recording> = files.iter().map(|file| read(file)).collect::<Result<_, _>>()?;

    println!("RMSE in degrees of the up direction / of the steer angle asin(ux), while the phone moves\n");
    let names: Vec<_> = files.iter().map(|file| file.file_stem().unwrap_or_default().to_string_lossy()).collect();
    println!("| conditions | {} | mean |", names.join(" | "));
    println!("|{}", "---|".repeat(files.len() + 2));
    for (name, conditions) in Conditions::table() {
        let scores: Vec<Score> = recordings.iter().map(|recording| recording.score(&conditions)).collect();
        let cells: Vec<String> = scores.iter().chain([&Score::mean(&scores)]).map(Score::to_string).collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
    let scores: Vec<Score> = recordings.iter().map(Recording::score_vqf).collect();
    let cells: Vec<String> = scores.iter().chain([&Score::mean(&scores)]).map(Score::to_string).collect();
    println!("| for comparison: VQF alone | {} |", cells.join(" | "));
    let scores: Vec<Score> = recordings.iter().map(|recording| recording.score_low_pass(8.0)).collect();
    let cells: Vec<String> = scores.iter().chain([&Score::mean(&scores)]).map(Score::to_string).collect();
    println!("| for comparison: accelerometer, low-pass at 8 Hz | {} |", cells.join(" | "));
    println!(
        "\n| jitter at rest | settled after a flick | after a drop on a table | lag of a 1 Hz weave |\n|---|---|---|---|"
    );
    println!(
        "| {:.3}° | {:.0} ms | {:.0} ms | {:.1} ms |",
        handling::jitter_at_rest(),
        handling::settle_after_flick_ms(),
        handling::settle_after_drop_ms(),
        handling::lag_of_a_weave_ms()
    );
    match out {
        Some(folder) => files.iter().zip(&recordings).try_for_each(|(file, recording)| write(&folder, file, recording)),
        None => Ok(()),
    }
}

fn read(file: &Path) -> Result<Recording, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    Recording::parse(&text).map_err(|error| format!("{}: {error}", file.display()))
}

/// Writes the estimate for each row of a recording to a file of the same name.
fn write(folder: &Path, file: &Path, recording: &Recording) -> Result<(), String> {
    let path = folder.join(file.file_name().ok_or_else(|| format!("{} is no file", file.display()))?);
    let mut text = String::from("t_ms,ux,uy,uz\n");
    for (row, up) in recording.rows().iter().zip(recording.estimate(&Conditions::default())) {
        text.push_str(&format!("{:.1},{:.6},{:.6},{:.6}\n", row.t_ms, up.x, up.y, up.z));
    }
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}
