//! Output of the figures: Markdown, so that a run can be pasted into the documentation.

use std::time::Duration;

use crate::outcome::Outcome;

/// Above this, other processes disturbed the measurement.
const QUIET_CORES: f64 = 0.12;
const PUNCTUAL: Duration = Duration::from_millis(1);

pub(crate) fn heading(text: &str) {
    println!("\n## {text}\n");
}

pub(crate) fn outcome_head() {
    println!(
        "| server | rooms | frames/s | p50 µs | p99 µs | p99.9 µs | delivered | reliable errors | CPU s per million | |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
}

pub(crate) fn outcome(server: &str, rooms: usize, outcome: &Outcome) {
    let Outcome { p50, p99, p999, delivered, reliable_errors, frames_per_second, cpu_per_million, .. } = outcome;
    println!(
        "| {server} | {rooms} | {frames_per_second:.0} | {} | {} | {} | {:.2} % | {reliable_errors} | {cpu_per_million:.1} | {} |",
        p50.as_micros(),
        p99.as_micros(),
        p999.as_micros(),
        delivered * 100.0,
        remark(outcome),
    );
}

/// Whether anything other than the server affected the figures.
fn remark(outcome: &Outcome) -> String {
    let mut remarks = Vec::new();
    if outcome.others > QUIET_CORES {
        remarks.push(format!("disturbed: others used {:.2} cores", outcome.others));
    }
    if outcome.lateness_p99 > PUNCTUAL {
        remarks.push(format!("the generator was late by {} µs (p99)", outcome.lateness_p99.as_micros()));
    }
    remarks.join("; ")
}

/// Prints a figure that should stay below a bar.
pub(crate) fn at_most(what: &str, value: f64, bar: f64) {
    println!("- {what}: **{value:.2}** (bar: at most {bar}; {})", if value <= bar { "met" } else { "missed" });
}

/// Prints a figure that should reach a bar.
pub(crate) fn at_least(what: &str, value: f64, bar: f64) {
    println!("- {what}: **{value:.2}** (bar: at least {bar}; {})", if value >= bar { "met" } else { "missed" });
}

pub(crate) fn median<T: Copy + PartialOrd>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values[values.len() / 2]
}
