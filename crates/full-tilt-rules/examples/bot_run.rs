//! Writes an expert bot's run as a file that `full-tilt --replay` shows: for demonstrations and pictures.
//!
//! `cargo run --release -p full-tilt-rules --example bot_run FILE [SEED]`

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "programs may use clocks, files and sockets"
)]
#![allow(clippy::print_stdout, reason = "it says what it wrote")]

use full_tilt_rules::{Bot, Inputs, Mode, Replay, Skill};

/// The keyboard's seat.
const SLOT: u8 = 15;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        println!("usage: bot_run FILE [SEED]");
        return Ok(());
    };
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut run = Replay::new(Mode::Serpent, SLOT, seed);
    let (mut game, mut bot, mut events) = (run.game(), Bot::new(Skill::Expert, seed), Vec::new());
    while !game.is_over() && game.tick() < 3600 * 60 {
        let mut inputs = Inputs::default();
        inputs.set(SLOT, bot.steer(&game, SLOT));
        run.push(&inputs);
        events.clear();
        game.step(&inputs, &mut events);
    }
    run.finish(&game);
    println!("{:.0} points in {:.0} s", run.score(), run.ticks() as f64 / 120.0);
    std::fs::write(file, run.to_bytes())
}
