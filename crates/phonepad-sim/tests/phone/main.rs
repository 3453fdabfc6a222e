//! The simulated phone, through a real relay and against a game without rules.

mod command_line;
mod playing;
